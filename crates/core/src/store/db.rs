//! The two connections of one process: a writer that commits one transaction at a time, and a reader.

use std::time::Duration;

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::damaged::Condition;
use super::lane::{Flush, Lane};
use super::wake::Wake;
use super::{Result, StoreError};

/// The open database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Db {
    writer: Lane,
    reader: Lane,
    wake: Wake,
    condition: Condition,
}

impl Db {
    pub(super) fn new(writer: Lane, reader: Lane, wake: Wake, condition: Condition) -> Self {
        Self {
            writer,
            reader,
            wake,
            condition,
        }
    }

    /// What is known of the file's health.
    pub fn condition(&self) -> &Condition {
        &self.condition
    }

    /// Nothing is written from now on, and everybody who waits here is told.
    pub fn note_damage(&self) {
        self.condition.note_damage();
        self.wake.bump();
    }

    fn heed<T>(&self, outcome: Result<T>) -> Result<T> {
        if outcome.as_ref().is_err_and(StoreError::is_damage) && !self.condition.is_damaged() {
            self.note_damage();
        }
        outcome
    }

    pub fn wake(&self) -> &Wake {
        &self.wake
    }

    /// One durable transaction; everybody who waits is told afterwards.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let value = self.commit(Flush::Yes, |_| true, work).await?;
        self.wake.announce();
        Ok(value)
    }

    /// As [`Db::write`], but for a refusal: then nothing is committed, whatever was written before it.
    pub async fn write_unless_refused<T, E>(
        &self,
        work: impl FnOnce(&Transaction) -> Result<std::result::Result<T, E>> + Send + 'static,
    ) -> Result<std::result::Result<T, E>>
    where
        T: Send + 'static,
        E: Send + 'static,
    {
        let value = self
            .commit(Flush::Yes, std::result::Result::is_ok, work)
            .await?;
        if value.is_ok() {
            self.wake.announce();
        }
        Ok(value)
    }

    /// One transaction without a flush, announced: a claim, a mark. See [`Flush::Later`].
    pub async fn write_later<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let value = self.commit(Flush::Later, |_| true, work).await?;
        self.wake.announce();
        Ok(value)
    }

    /// As [`Db::write_later`], and nobody is woken: for what concerns no screen and no other process.
    pub async fn write_silently<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.commit(Flush::Later, |_| true, work).await
    }

    async fn commit<T: Send + 'static>(
        &self,
        flush: Flush,
        keep: fn(&T) -> bool,
        work: impl FnOnce(&Transaction) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        if self.condition.is_damaged() {
            return Err(StoreError::DamageFound);
        }
        let outcome = self.writer.call(move |line| {
            line.set_flush(flush)?;
            transact(&mut line.connection, keep, work)
        });
        self.heed(outcome.await)
    }

    /// Copies the write-ahead log into the file and empties it, unless somebody is in the way: nobody is waited
    /// for. True if it is empty now.
    pub async fn empty_log(&self) -> Result<bool> {
        let outcome = self.writer.call(|line| {
            let connection = &line.connection;
            connection.busy_timeout(Duration::ZERO)?;
            let emptied = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
                row.get::<_, i64>(0)
            });
            connection.busy_timeout(super::open::BUSY_TIMEOUT)?;
            Ok(emptied? == 0)
        });
        self.heed(outcome.await)
    }

    /// A consistent look at the data; never waits for a writer.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let outcome = self.reader.call(move |line| {
            let look = line
                .connection
                .transaction_with_behavior(TransactionBehavior::Deferred)?;
            work(&look)
        });
        self.heed(outcome.await)
    }

    /// Wakes this process whenever somebody committed, by asking the database. Where file events cannot be
    /// had (a full table of watches, for example), this is how other processes are heard. Never ends.
    pub async fn wake_on_commits(&self, pause: Duration) {
        let mut seen = None;
        loop {
            let version: Result<i64> = self
                .read(|db| Ok(db.query_row("PRAGMA data_version", [], |row| row.get(0))?))
                .await;
            match version {
                Ok(version)
                    if seen
                        .replace(version)
                        .is_some_and(|before| before != version) =>
                {
                    self.wake.bump();
                }
                Ok(_) => {}
                Err(error) => tracing::debug!(%error, "cannot ask for changes"),
            }
            tokio::time::sleep(pause).await;
        }
    }

    /// Copies the write-ahead log into the file and closes both connections.
    pub async fn close(self) -> Result<()> {
        self.reader.close().await.and(self.writer.close().await)
    }
}

fn transact<T>(
    connection: &mut Connection,
    keep: fn(&T) -> bool,
    work: impl FnOnce(&Transaction) -> Result<T>,
) -> Result<T> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let value = work(&transaction)?;
    // A transaction that is dropped takes everything back.
    if keep(&value) {
        transaction.commit()?;
    }
    Ok(value)
}

//! One connection, used by one caller at a time in the order of asking, without a thread of its own: handing a
//! statement of microseconds to another thread, and its answer back, costs more than the statement.

use std::fs::File;
use std::sync::Arc;

use rusqlite::Connection;
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::Mutex;

use super::{Result, StoreError};

/// How durable the commits of a connection are at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flush {
    /// Survives a power cut.
    Yes,
    /// Survives a crash of the process; the next flushed commit makes it durable.
    Later,
}

/// A connection with what is set on it.
#[derive(Debug)]
pub struct Line {
    pub connection: Connection,
    flush: Flush,
    /// Tells others that the file is open, until this is.
    _open: File,
}

impl Line {
    /// Statements for a setting are not cached, so it is only set when it changes.
    pub fn set_flush(&mut self, flush: Flush) -> Result<()> {
        if self.flush != flush {
            let level = match flush {
                Flush::Yes => "FULL",
                Flush::Later => "NORMAL",
            };
            self.connection.pragma_update(None, "synchronous", level)?;
            self.flush = flush;
        }
        Ok(())
    }
}

/// Cheap to clone. Nothing in it once it is closed.
#[derive(Debug, Clone)]
pub struct Lane(Arc<Mutex<Option<Line>>>);

impl Lane {
    /// `connection`: opened with every commit flushed. `open`: a lock that is held for as long as it is.
    pub fn new(connection: Connection, open: File) -> Self {
        let line = Line {
            connection,
            flush: Flush::Yes,
            _open: open,
        };
        Self(Arc::new(Mutex::new(Some(line))))
    }

    /// Runs to its end once it has begun, also if nobody waits for the answer any more.
    pub async fn call<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Line) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let mut lane = Arc::clone(&self.0).lock_owned().await;
        let run = move || lane.as_mut().map_or(Err(StoreError::Closed), work);
        match Handle::current().runtime_flavor() {
            // A flush may take long: other tasks of this thread go on elsewhere.
            RuntimeFlavor::MultiThread => tokio::task::block_in_place(run),
            _ => match tokio::task::spawn_blocking(run).await {
                Ok(outcome) => outcome,
                Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
                Err(_) => Err(StoreError::Closed),
            },
        }
    }

    /// Later calls find it closed.
    pub async fn close(&self) -> Result<()> {
        let line = self.0.lock().await.take();
        match line {
            Some(line) => line
                .connection
                .close()
                .map_err(|(_, error)| StoreError::from(error)),
            None => Ok(()),
        }
    }
}

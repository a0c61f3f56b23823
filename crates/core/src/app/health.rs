//! How things are: what a person or a diagnosis wants to know about the data and the clock.

use std::time::{Duration, UNIX_EPOCH};

use super::{App, error::Result};
use crate::domain::UtcMillis;
use crate::domain::reason::Reason;
use crate::engine::turns::Asker;
use crate::store::backups::{self, Backup};
use crate::store::blocking;
use crate::store::check::{self, Soundness};

/// The state of the data file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// Bytes, without the log.
    pub size: u64,
    /// Bytes of the write-ahead log.
    pub log: u64,
    /// How many migrations it has seen.
    pub version: usize,
    pub soundness: Soundness,
    /// The newest backup, whether or not it opens.
    pub last_backup: Option<Backup>,
    /// Why the last daily backup could not be made.
    pub backup_problem: Option<Reason>,
    /// Where backups are copied to, if a person chose a folder, and whether it is there.
    pub backup_folder: Option<(String, bool)>,
    /// The latest time at which anything here was written, by the clock of then.
    pub last_written: UtcMillis,
}

impl App {
    /// Looks at the data file, for at most `budget`.
    pub async fn health(&self, budget: Duration) -> Result<Health> {
        let (dir, now) = (self.context.dir.clone(), self.context.now());
        let size = |path| std::fs::metadata(path).map_or(0, |file| file.len());
        let copies = self.backup_copies().await?;
        let looked = blocking(move || {
            let db = check::look_into(&dir.database())?;
            let files = [dir.database(), dir.log_of_database(), dir.wake_file()];
            Ok(Health {
                size: size(dir.database()),
                log: size(dir.log_of_database()),
                version: check::version(&db)?.unwrap_or(0),
                soundness: check::quick_check(&db, budget)?,
                last_backup: backups::list(&dir.backups(), now)?.into_iter().next(),
                backup_problem: copies.problem,
                backup_folder: copies
                    .folder
                    .map(|folder| (folder.display().to_string(), folder.is_dir())),
                last_written: files
                    .iter()
                    .filter_map(|path| written_at(path))
                    .max()
                    .unwrap_or(0),
            })
        });
        let health: Health = looked.await?;
        if health.soundness == Soundness::Damaged {
            self.context.db.note_damage();
        }
        Ok(health)
    }

    /// How far this computer's clock is ahead of Cal.com's, in milliseconds, to a second or so.
    /// `None` if the answer did not say what time it is there. Asked by the event types, whose answer shows besides
    /// whether Cal.com speaks the version that is asked for.
    pub async fn clock_ahead(&self, account_id: i64) -> Result<Option<i64>> {
        let account = self.account(account_id).await?;
        let client = self.client(&account).await?;
        let listed = client.event_types();
        let answer = self.context.ask(account_id, Asker::Person, listed).await?;
        let answer = answer.map_err(|error| self.failed(&error))?;
        let there = answer
            .meta
            .server_time
            .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
            .and_then(|time| i64::try_from(time.as_millis()).ok());
        Ok(there.map(|there| self.context.now() - there))
    }
}

fn written_at(path: &std::path::Path) -> Option<UtcMillis> {
    let modified = std::fs::metadata(path).ok()?.modified().ok()?;
    let time = modified.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(time.as_millis()).ok()
}

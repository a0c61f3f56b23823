//! Backups: those that there are, what one would change, and what it changed.

use abgleich_core::app::backup;
use abgleich_core::store::{backups, contents};
use serde::Serialize;
use ts_rs::TS;

use super::Reason;

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct Backups {
    /// Those in the data folder, newest first.
    pub files: Vec<BackupFile>,
    /// Where each daily one is copied to.
    pub folder: Option<String>,
    /// False: it is not there now, like a drive that is not plugged in.
    pub folder_is_there: bool,
    /// Why the last daily backup, or its copy, could not be made.
    pub problem: Option<Reason>,
}

impl Backups {
    pub fn new(found: &[backups::Backup], copies: &backup::Copies) -> Self {
        Self {
            files: found.iter().map(BackupFile::from).collect(),
            folder: copies
                .folder
                .as_ref()
                .map(|folder| folder.display().to_string()),
            folder_is_there: copies.folder.as_ref().is_some_and(|folder| folder.is_dir()),
            problem: copies.problem.as_ref().map(Reason::from),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct BackupFile {
    pub name: String,
    pub at: i64,
    #[ts(type = "\"daily\" | \"before-upgrade\" | \"before-load\"")]
    pub occasion: &'static str,
}

impl From<&backups::Backup> for BackupFile {
    fn from(backup: &backups::Backup) -> Self {
        let name = backup.path.file_name().unwrap_or_default();
        Self {
            name: name.to_string_lossy().into_owned(),
            at: backup.at,
            occasion: backup.occasion.id(),
        }
    }
}

/// Counts of what a database holds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct Contents {
    pub services: i64,
    pub accounts: i64,
    /// Changes that are not sent yet.
    pub waiting: i64,
    /// Failures that nobody has dealt with.
    pub failed: i64,
    pub last_change: Option<i64>,
}

impl From<contents::Contents> for Contents {
    fn from(contents: contents::Contents) -> Self {
        Self {
            services: contents.services,
            accounts: contents.accounts,
            waiting: contents.waiting,
            failed: contents.failed,
            last_change: contents.last_change,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct BackupPreview {
    pub preview_id: String,
    pub file: String,
    /// Null: there is nothing here that can be read.
    pub now: Option<Contents>,
    pub backup: Contents,
    /// The accounts that will ask for their key.
    pub need_key: Vec<String>,
}

impl BackupPreview {
    pub fn new(preview_id: String, preview: &backup::Preview) -> Self {
        Self {
            preview_id,
            file: preview.file.display().to_string(),
            now: preview.now.map(Contents::from),
            backup: preview.backup.into(),
            need_key: preview.need_key.clone(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct LoadedBackup {
    /// Changes that waited in the backup; they were not sent.
    pub cancelled: usize,
    /// The accounts that ask for their key now.
    pub need_key: Vec<String>,
    /// Where the replaced data is kept.
    pub kept: Option<String>,
}

impl From<backup::Loaded> for LoadedBackup {
    fn from(loaded: backup::Loaded) -> Self {
        Self {
            cancelled: loaded.cancelled,
            need_key: loaded.need_key,
            kept: loaded.kept.map(|path| path.display().to_string()),
        }
    }
}

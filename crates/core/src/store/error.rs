//! What can go wrong with the data file.

use std::io;
use std::path::PathBuf;

use rusqlite::ErrorCode;

use super::backups::Backup;

/// An error of the store. Its texts are for the log; people read the code's text.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the database answered with an error")]
    Sqlite(#[from] rusqlite::Error),
    #[error("a stored value could not be read or written")]
    Json(#[from] serde_json::Error),
    #[error("the database is closed")]
    Closed,
    #[error("could not use {path}")]
    File { path: PathBuf, source: io::Error },
    /// The schema is newer than this program.
    #[error("the data was written by a newer version")]
    Newer,
    #[error("the migration failed")]
    Migration(#[source] rusqlite_migration::Error),
    /// The file was set aside together with its `-wal`; nothing takes its place until a person decides.
    #[error("the data is damaged; it was set aside as {aside}")]
    Damaged {
        aside: PathBuf,
        /// The newest backup that opens.
        backup: Option<Backup>,
    },
    /// The file was found damaged while it is in use: nothing more is written to it, and the next opening sets it aside.
    #[error("the data was found to be damaged")]
    DamageFound,
    /// A backup that cannot be loaded, or a file that is none and must not be written over.
    #[error("{path} cannot be used as a backup: {why:?}")]
    Unfit { path: PathBuf, why: Unfit },
    /// Another program works with this data.
    #[error("another program works with the data")]
    InUse,
    /// SQLite's write-ahead log is not safe on a network file system.
    #[error("{path} is on a network file system ({kind})")]
    NetworkFileSystem { path: PathBuf, kind: String },
}

/// Why a file is no backup for us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// Something else, or changed by something else.
    Foreign,
    /// Incomplete, or changed since it was written.
    Damaged,
    /// Written by a newer version.
    Newer,
    /// There is no such file.
    Missing,
    /// It is there and cannot be read.
    Unreadable,
}

/// Why nothing can be stored, as far as a person can help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    DiskFull,
    ReadOnly,
    NoAccess,
    /// SQLite takes names in UTF-8 only.
    Name,
    Other,
}

impl Obstacle {
    pub fn id(self) -> &'static str {
        match self {
            Self::DiskFull => "disk_full",
            Self::ReadOnly => "read_only",
            Self::NoAccess => "no_access",
            Self::Name => "name",
            Self::Other => "other",
        }
    }

    pub fn of_io(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::FileTooLarge => Self::DiskFull,
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            io::ErrorKind::PermissionDenied => Self::NoAccess,
            io::ErrorKind::InvalidFilename => Self::Name,
            _ => Self::Other,
        }
    }

    fn of_sqlite(error: &rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::ReadOnly) => Self::ReadOnly,
            Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => Self::NoAccess,
            _ => Self::Other,
        }
    }
}

impl StoreError {
    /// True if the file itself is damaged, as SQLite found.
    pub fn is_damage(&self) -> bool {
        match self {
            Self::Sqlite(error) => super::open::is_damage(error),
            Self::DamageFound => true,
            _ => false,
        }
    }

    pub fn obstacle(&self) -> Obstacle {
        match self {
            Self::Sqlite(error) => Obstacle::of_sqlite(error),
            Self::File { source, .. } => Obstacle::of_io(source),
            _ => Obstacle::Other,
        }
    }

    /// True if the file is full, read-only or busy for too long: nothing was written.
    pub fn cannot_store(&self) -> bool {
        matches!(
            self,
            Self::Sqlite(_) | Self::File { .. } | Self::Closed | Self::DamageFound
        )
    }
}

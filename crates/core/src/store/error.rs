//! What can go wrong with the data file.

use std::path::PathBuf;

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
    File {
        path: PathBuf,
        source: std::io::Error,
    },
    /// The schema is newer than this program.
    #[error("the data was written by a newer version")]
    Newer,
    #[error("the migration failed")]
    Migration(#[source] rusqlite_migration::Error),
    /// The file was set aside together with its `-wal`.
    #[error("the data is damaged; it was set aside as {aside}")]
    Damaged { aside: PathBuf },
    /// SQLite's write-ahead log is not safe on a network file system.
    #[error("{path} is on a network file system ({kind})")]
    NetworkFileSystem { path: PathBuf, kind: String },
}

impl StoreError {
    /// True if the file is full, read-only or busy for too long: nothing was written.
    pub fn cannot_store(&self) -> bool {
        matches!(self, Self::Sqlite(_) | Self::File { .. } | Self::Closed)
    }
}

impl From<tokio_rusqlite::Error<StoreError>> for StoreError {
    fn from(error: tokio_rusqlite::Error<StoreError>) -> Self {
        match error {
            tokio_rusqlite::Error::Error(inner) => inner,
            _ => Self::Closed,
        }
    }
}

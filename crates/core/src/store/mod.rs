//! SQLite: one file, one writer. Functions here take a connection or a transaction and know nothing of the network.

pub mod accounts;
pub mod activity;
pub mod attempts;
pub mod backups;
pub mod check;
pub mod connections;
pub mod contents;
pub mod copies;
pub mod damaged;
pub mod db;
pub mod error;
pub(crate) mod files;
pub mod histories;
pub mod job_times;
pub mod jobs;
mod lane;
pub mod listings;
pub mod mirror;
pub mod open;
pub mod pace;
pub mod prune;
pub mod replace;
mod sealed;
pub mod services;
pub mod settings;
pub mod snapshots;
pub mod wake;

pub use db::Db;
pub use error::StoreError;

use rusqlite::types::FromSqlError;
use serde::Serialize;
use serde::de::DeserializeOwned;

pub type Result<T> = std::result::Result<T, StoreError>;

/// Work on files that may take its time, away from the async threads.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| StoreError::Closed)?
}

fn to_json<T: Serialize>(value: &T) -> Result<String> {
    Ok(serde_json::to_string(value)?)
}

/// Reads a JSON column inside a row mapping, where only rusqlite's error fits.
fn json_column<T: DeserializeOwned>(row: &rusqlite::Row, column: &str) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    parse_json(&text)
}

fn optional_json_column<T: DeserializeOwned>(
    row: &rusqlite::Row,
    column: &str,
) -> rusqlite::Result<Option<T>> {
    let text: Option<String> = row.get(column)?;
    text.as_deref().map(parse_json).transpose()
}

fn parse_json<T: DeserializeOwned>(text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text).map_err(|error| FromSqlError::Other(Box::new(error)).into())
}

/// A word of a fixed set, as the CHECK constraints allow it.
fn known_word<T>(word: &str, parsed: Option<T>) -> rusqlite::Result<T> {
    parsed.ok_or_else(|| FromSqlError::Other(format!("unknown word {word:?}").into()).into())
}

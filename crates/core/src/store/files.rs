//! What the file system answers, with the path that it is about.

use std::path::Path;
use std::{fs, io};

use super::{Result, StoreError};

pub fn at<T>(path: &Path, outcome: io::Result<T>) -> Result<T> {
    outcome.map_err(|source| StoreError::File {
        path: path.to_owned(),
        source,
    })
}

/// What is not there any more was to be removed anyway.
pub fn gone(path: &Path, outcome: io::Result<()>) -> Result<()> {
    match outcome {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => at(path, other),
    }
}

pub fn remove(path: &Path) -> Result<()> {
    gone(path, fs::remove_file(path))
}

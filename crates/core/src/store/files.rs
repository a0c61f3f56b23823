//! What the file system answers, with the path that it is about.

use std::fs::File;
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

/// Makes a folder for its owner alone (0700), and those above it that are missing. One that is there stays as it is.
pub fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(path)
}

/// For the owner alone from now on, whatever it was before. `mode`: 0700 for a folder, 0600 for a file.
#[cfg(unix)]
pub fn for_owner_alone(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

/// Windows keeps what is below a user's profile from others.
#[cfg(not(unix))]
pub fn for_owner_alone(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

/// After a failure, which is what is told.
pub fn discard(path: &Path) {
    if let Err(error) = fs::remove_file(path)
        && error.kind() != io::ErrorKind::NotFound
    {
        tracing::warn!(%error, path = %path.display(), "an unfinished file stays");
    }
}

/// Flushes the file, gives it its name, and flushes that, too.
pub fn put_in_place(unfinished: &Path, path: &Path) -> Result<()> {
    let placed = flush(unfinished).and_then(|()| fs::rename(unfinished, path));
    if placed.is_err() {
        discard(unfinished);
    }
    at(path, placed)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    at(folder, sync_folder(folder))
}

/// Makes what a file holds durable. Windows flushes only for who may write to it.
pub fn flush(path: &Path) -> io::Result<()> {
    File::options().write(true).open(path)?.sync_all()
}

/// Makes names in a folder durable.
#[cfg(unix)]
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Windows writes names with the file.
#[cfg(not(unix))]
pub fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

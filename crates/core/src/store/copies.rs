//! Copies of the daily backups in a folder that a person chose, perhaps on a drive that several computers share: each
//! has a folder of its own in there, so that none deletes what is another's.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::backups::{self, Occasion, date_anew, rotate, unfinished_of, verify};
use super::files::{at, discard, put_in_place};
use super::{Result, StoreError};
use crate::domain::UtcMillis;

/// What the folder of a computer is called; the second one has a 2 behind it.
const NAME: &str = "Abgleich";
/// More computers than share any drive.
const MOST: u32 = 1_000;

/// Makes the first copy in a folder of our own within `chosen`, and answers that. `own`: the folder of the copies so
/// far, which stays the one if it lies there.
pub fn begin(
    source: &Connection,
    chosen: &Path,
    own: Option<&Path>,
    now: UtcMillis,
) -> Result<PathBuf> {
    let known = own.filter(|own| own.parent() == Some(chosen) && own.is_dir());
    let (folder, is_new) = match known {
        Some(own) => (own.to_owned(), false),
        None => (new_folder(chosen)?, true),
    };
    let copied = backups::write_into(source, &folder, Occasion::Daily, now)
        .and_then(|_| rotate(&folder, Occasion::Daily, now));
    if copied.is_err() && is_new {
        // Only if it is empty.
        if let Err(error) = fs::remove_dir(&folder) {
            tracing::warn!(%error, path = %folder.display(), "an unused folder stays");
        }
    }
    copied.map(|()| folder)
}

/// Whoever makes a folder has it: two computers that choose at the same time get two.
fn new_folder(chosen: &Path) -> Result<PathBuf> {
    for number in 1..=MOST {
        let folder = chosen.join(match number {
            1 => NAME.to_owned(),
            _ => format!("{NAME} {number}"),
        });
        match fs::create_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            made => return at(&folder, made).map(|()| folder),
        }
    }
    Err(StoreError::File {
        path: chosen.to_owned(),
        source: io::ErrorKind::AlreadyExists.into(),
    })
}

/// A copy of a daily backup in another folder, under the same name; older ones there go. One of the same content
/// is only dated anew.
pub fn copy_to(backup: &Path, folder: &Path, now: UtcMillis) -> Result<PathBuf> {
    // A folder that is not there may be a drive that is not plugged in: it is not made.
    at(folder, fs::read_dir(folder))?;
    let name = backup.file_name().unwrap_or_default();
    let path = folder.join(name);
    if date_anew(folder, backup, &path, now)? && verify(&path).is_ok() {
        return Ok(path);
    }
    let unfinished = unfinished_of(&path);
    let copied = at(&unfinished, fs::copy(backup, &unfinished));
    let copied = copied.and_then(|_| verify(&unfinished));
    if copied.is_err() {
        discard(&unfinished);
    }
    copied?;
    put_in_place(&unfinished, &path)?;
    rotate(folder, Occasion::Daily, now)?;
    Ok(path)
}

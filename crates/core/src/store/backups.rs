//! Backup files: a complete copy of the database, sealed ([`sealed`]), written whole or not at all.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use rusqlite::Connection;
use rusqlite::types::ToSqlOutput;

use super::check::{self, Soundness};
use super::error::Unfit;
use super::files::{at, discard, make_folder, put_in_place, sync_folder};
use super::{Result, StoreError, open, sealed};
use crate::domain::UtcMillis;

/// A backup is checked to its end, however long that takes; this only bounds the unthinkable.
const PATIENCE: Duration = Duration::from_mins(10);

/// Why a backup was made; part of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    Daily,
    BeforeUpgrade,
    /// What a loaded backup replaced.
    BeforeLoad,
}

impl Occasion {
    const ALL: [Self; 3] = [Self::Daily, Self::BeforeUpgrade, Self::BeforeLoad];

    pub fn id(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::BeforeUpgrade => "before-upgrade",
            Self::BeforeLoad => "before-load",
        }
    }

    /// How many of a kind are kept: a week of days, and the last few of the others.
    pub fn kept(self) -> usize {
        match self {
            Self::Daily => 7,
            Self::BeforeUpgrade | Self::BeforeLoad => 3,
        }
    }
}

/// One of our own files in a folder of backups, known by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    pub path: PathBuf,
    /// From the name: when its content was last known to be that of the database.
    pub at: UtcMillis,
    pub occasion: Occasion,
}

/// The end of a name until its file is complete.
const UNFINISHED: &str = ".unfinished";
/// The form of the time in a name; UTC.
const STAMP: &str = "%Y%m%dT%H%M%S";

pub fn stamp(at: UtcMillis) -> String {
    let at = jiff::Timestamp::from_millisecond(at).unwrap_or_default();
    at.strftime(STAMP).to_string()
}

fn name(at: UtcMillis, occasion: Occasion) -> String {
    format!("abgleich-{}-{}.sqlite3", stamp(at), occasion.id())
}

/// What a backup is called that a person saves, as the day is called where they are.
pub fn proposed_name(now: UtcMillis) -> String {
    let now = jiff::Timestamp::from_millisecond(now).unwrap_or_default();
    let day = now.to_zoned(TimeZone::system()).strftime("%Y-%m-%d");
    format!("Abgleich-{day}.abgleich-backup")
}

fn from_name(path: &Path) -> Option<Backup> {
    let stem = path.file_name()?.to_str()?.strip_suffix(".sqlite3")?;
    let (time, occasion) = stem.strip_prefix("abgleich-")?.split_once('-')?;
    let occasion = Occasion::ALL.into_iter().find(|it| it.id() == occasion)?;
    let time = DateTime::strptime(STAMP, time).ok()?;
    let at = time.to_zoned(TimeZone::UTC).ok()?.timestamp();
    Some(Backup {
        path: path.to_owned(),
        at: at.as_millisecond(),
        occasion,
    })
}

/// True if a file of this name in the folder of backups was made here, finished or not.
pub fn is_ours(name: &str) -> bool {
    let finished = name.strip_suffix(UNFINISHED).unwrap_or(name);
    from_name(Path::new(finished)).is_some()
}

/// The backups in a folder, newest first; none if there is no folder. One that seems to come from the future, seen
/// from `now`, was made while the clock was ahead: nobody knows its age, so it counts as the oldest.
pub fn list(folder: &Path, now: UtcMillis) -> Result<Vec<Backup>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => at(folder, other)?,
    };
    let mut found = Vec::new();
    for entry in entries {
        found.extend(from_name(&at(folder, entry)?.path()));
    }
    found.sort_by(|a, b| {
        let age = |backup: &Backup| (backup.at <= now, backup.at);
        age(b).cmp(&age(a)).then_with(|| b.path.cmp(&a.path))
    });
    Ok(found)
}

/// The newest backup that opens, of whatever occasion.
pub fn newest_good(folder: &Path, now: UtcMillis) -> Result<Option<Backup>> {
    for backup in list(folder, now)? {
        match verify(&backup.path) {
            Ok(_) => return Ok(Some(backup)),
            Err(error) => tracing::warn!(
                error = &error as &dyn std::error::Error,
                path = %backup.path.display(),
                "a backup that cannot be used"
            ),
        }
    }
    Ok(None)
}

/// Writes a backup into a folder of backups. The older ones stay until [`rotate`].
pub fn write_into(
    source: &Connection,
    folder: &Path,
    occasion: Occasion,
    now: UtcMillis,
) -> Result<PathBuf> {
    at(folder, make_folder(folder))?;
    let path = folder.join(name(now, occasion));
    let unfinished = copy_of(source, &path)?;
    put_in_place(&unfinished, &path)?;
    Ok(path)
}

/// As [`write_into`] with [`Occasion::Daily`], unless nothing changed since the newest one: that is only dated
/// anew then. True if there is a new file.
pub fn write_daily(source: &Connection, folder: &Path, now: UtcMillis) -> Result<(PathBuf, bool)> {
    at(folder, make_folder(folder))?;
    at(folder, clear_unfinished(folder))?;
    let path = folder.join(name(now, Occasion::Daily));
    let unfinished = copy_of(source, &path)?;
    verify_content(&unfinished)?;
    // One that has gone bad on the disk since is not dated anew instead of a good one.
    if date_anew(folder, &unfinished, &path, now)? && verify(&path).is_ok() {
        at(&unfinished, fs::remove_file(&unfinished))?;
        return Ok((path, false));
    }
    put_in_place(&unfinished, &path)?;
    Ok((path, true))
}

/// Gives the newest daily backup of a folder the name `path` if it has the content of `other`.
pub(super) fn date_anew(folder: &Path, other: &Path, path: &Path, now: UtcMillis) -> Result<bool> {
    let newest = list(folder, now)?
        .into_iter()
        .find(|backup| backup.occasion == Occasion::Daily);
    let Some(newest) = newest else {
        return Ok(false);
    };
    if !at(&newest.path, sealed::same_content(&newest.path, other))? {
        return Ok(false);
    }
    at(&newest.path, fs::rename(&newest.path, path))?;
    at(folder, sync_folder(folder))?;
    Ok(true)
}

/// Writes a backup under a name that a person chose. Only another backup may be written over.
pub fn write_to(source: &Connection, path: &Path) -> Result<()> {
    if path.exists() && !at(path, sealed::is_sealed(path))? {
        return Err(StoreError::Unfit {
            path: path.to_owned(),
            why: Unfit::Foreign,
        });
    }
    let unfinished = copy_of(source, path)?;
    let sound = verify_content(&unfinished);
    if sound.is_err() {
        discard(&unfinished);
    }
    sound?;
    put_in_place(&unfinished, path)
}

/// Deletes all but the newest of a kind. Called after a new good one exists.
pub fn rotate(folder: &Path, occasion: Occasion, now: UtcMillis) -> Result<()> {
    let old = list(folder, now)?
        .into_iter()
        .filter(|backup| backup.occasion == occasion)
        .skip(occasion.kept());
    for backup in old {
        at(&backup.path, fs::remove_file(&backup.path))?;
    }
    Ok(())
}

/// Checks a backup to its end: nothing is missing, nothing was changed, it is ours, and it opens.
/// Answers how many migrations it has seen.
///
/// # Errors
/// [`StoreError::Unfit`] with the reason.
pub fn verify(path: &Path) -> Result<usize> {
    let mut file = sealed::open(path)?;
    sealed::copy_checked(path, &mut file, &mut io::sink())?;
    verify_content(path)
}

/// Copies the database out of a backup, checking it on the way. `to` is flushed.
pub fn unpack(path: &Path, to: &Path) -> Result<()> {
    let mut file = sealed::open(path)?;
    let mut target = at(to, File::create(to))?;
    open::restrict(to)?;
    sealed::copy_checked(path, &mut file, &mut target)?;
    at(to, target.sync_all())
}

/// What is inside of a copy, whether or not its trailer is there yet.
fn verify_content(path: &Path) -> Result<usize> {
    let unfit = |why| StoreError::Unfit {
        path: path.to_owned(),
        why,
    };
    let damage = |error: StoreError| {
        if error.is_damage() {
            unfit(Unfit::Damaged)
        } else {
            error
        }
    };
    let db = check::look_into(path)?;
    let known = open::migrations_count();
    let version = check::version(&db).map_err(damage)?;
    let version = version.ok_or_else(|| unfit(Unfit::Foreign))?;
    if version > known {
        return Err(unfit(Unfit::Newer));
    }
    if check::quick_check(&db, PATIENCE)? != Soundness::Sound {
        return Err(unfit(Unfit::Damaged));
    }
    // A file with triggers or views of somebody else's would be more than data.
    if check::schema(&db).map_err(damage)? != check::schema_of_version(version)? {
        return Err(unfit(Unfit::Foreign));
    }
    Ok(version)
}

/// A sealed copy under a temporary name beside `path`. SQLite does not flush what `VACUUM INTO` writes;
/// the last step does.
fn copy_of(source: &Connection, path: &Path) -> Result<PathBuf> {
    let unfinished = unfinished_of(path);
    // SQLite says of a folder that is not there only that it cannot open the file.
    let folder = path.parent().unwrap_or(Path::new("."));
    at(folder, fs::metadata(folder))?;
    let name = at(path, as_text(&unfinished))?;
    if unfinished.exists() {
        at(&unfinished, fs::remove_file(&unfinished))?;
    }
    let copied = source
        .execute("VACUUM INTO ?1", [name])
        .map_err(StoreError::from)
        .and_then(|_| open::restrict(&unfinished))
        .and_then(|()| at(&unfinished, sealed::seal(&unfinished)));
    if copied.is_err() {
        // A full disk must not stay full because of us.
        discard(&unfinished);
    }
    copied.map(|()| unfinished)
}

/// A path for SQLite, which takes any bytes as text. To Linux, a name is nothing but bytes.
#[cfg(unix)]
#[expect(
    clippy::unnecessary_wraps,
    reason = "elsewhere a name may be one that SQLite cannot be given"
)]
fn as_text(path: &Path) -> io::Result<ToSqlOutput<'_>> {
    use std::os::unix::ffi::OsStrExt as _;
    let bytes = path.as_os_str().as_bytes();
    Ok(ToSqlOutput::Borrowed(rusqlite::types::ValueRef::Text(
        bytes,
    )))
}

/// Under another name than was asked for, nobody would find it.
#[cfg(not(unix))]
fn as_text(path: &Path) -> io::Result<ToSqlOutput<'_>> {
    let text = path.to_str();
    text.map(ToSqlOutput::from)
        .ok_or_else(|| io::ErrorKind::InvalidFilename.into())
}

pub(super) fn unfinished_of(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(UNFINISHED);
    path.with_file_name(name)
}

/// What a process that died left behind. Only one process at a time makes daily backups.
fn clear_unfinished(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let finished = path.with_extension("");
        let is_unfinished = path.extension().is_some_and(|end| end == "unfinished");
        if is_unfinished && from_name(&finished).is_some_and(|it| it.occasion == Occasion::Daily) {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_when_and_why() {
        let at = 1_764_075_600_000;
        for occasion in Occasion::ALL {
            let path = Path::new("/x").join(name(at, occasion));
            let backup = from_name(&path).unwrap();
            assert_eq!((backup.at, backup.occasion), (at, occasion));
        }
        for foreign in [
            "abgleich.sqlite3",
            "abgleich-20261125T130000-weekly.sqlite3",
            "abgleich-20261125T130000-daily.sqlite3.unfinished",
            "abgleich-2026-daily.sqlite3",
        ] {
            assert_eq!(from_name(Path::new(foreign)), None, "{foreign}");
        }
    }
}

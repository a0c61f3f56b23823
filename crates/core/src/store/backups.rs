//! Backup files: a complete copy of the database with a checksum behind it, written whole or not at all.
//!
//! A backup is an SQLite file that any tool can read, followed by a trailer: the SHA-256 of everything before
//! it, the length of that, and a magic word. SQLite does not look behind its last page.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use rusqlite::Connection;
use sha2::{Digest, Sha256};

use super::check::{self, Soundness};
use super::error::Unfit;
use super::files::{at, make_folder};
use super::{Result, StoreError, open};
use crate::domain::UtcMillis;

const MAGIC: &[u8; 16] = b"Abgleich backup\n";
const CHECKSUM: usize = 32;
const TRAILER: u64 = CHECKSUM as u64 + 8 + MAGIC.len() as u64;
/// What every SQLite file begins with.
const SQLITE: &[u8; 16] = b"SQLite format 3\0";
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
    if date_anew(folder, &unfinished, &path, now)? {
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
    if !at(&newest.path, same_content(&newest.path, other))? {
        return Ok(false);
    }
    at(&newest.path, fs::rename(&newest.path, path))?;
    at(folder, sync_folder(folder))?;
    Ok(true)
}

/// Writes a backup under a name that a person chose. Only another backup may be written over.
pub fn write_to(source: &Connection, path: &Path) -> Result<()> {
    if path.exists() && !at(path, has_trailer(path))? {
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
    let mut file = open_one(path)?;
    read_checked(path, &mut file, &mut io::sink())?;
    verify_content(path)
}

/// Copies the database out of a backup, checking it on the way. `to` is flushed.
pub fn unpack(path: &Path, to: &Path) -> Result<()> {
    let mut file = open_one(path)?;
    let mut target = at(to, File::create(to))?;
    open::restrict(to)?;
    read_checked(path, &mut file, &mut target)?;
    at(to, target.sync_all())
}

/// A file that a person chose is none of the data's own: what is wrong with it is said of it.
fn open_one(path: &Path) -> Result<File> {
    let unfit = |why| StoreError::Unfit {
        path: path.to_owned(),
        why,
    };
    let opened = File::open(path).and_then(|file| Ok((file.metadata()?.is_file(), file)));
    match opened {
        Ok((true, file)) => Ok(file),
        Ok((false, _)) => Err(unfit(Unfit::Foreign)),
        Err(error) => {
            tracing::info!(%error, path = %path.display(), "a backup cannot be read");
            Err(unfit(match error.kind() {
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Unfit::Missing,
                _ => Unfit::Unreadable,
            }))
        }
    }
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

/// Reads everything before the trailer into `to`, and compares the checksum.
fn read_checked(path: &Path, file: &mut File, to: &mut impl Write) -> Result<()> {
    let unfit = |why| StoreError::Unfit {
        path: path.to_owned(),
        why,
    };
    let Some((checksum, length)) = at(path, read_trailer(file))? else {
        at(path, file.seek(SeekFrom::Start(0)))?;
        let mut head = [0; SQLITE.len()];
        let is_sqlite = file.read_exact(&mut head).is_ok() && &head == SQLITE;
        // Its end may be what is missing.
        return Err(unfit(if is_sqlite {
            Unfit::Damaged
        } else {
            Unfit::Foreign
        }));
    };
    at(path, file.seek(SeekFrom::Start(0)))?;
    let mut reading = Hashing {
        inner: file.take(length),
        hash: Sha256::new(),
    };
    let read = at(path, io::copy(&mut reading, to))?;
    if read != length || reading.hash.finalize().as_slice() != checksum {
        return Err(unfit(Unfit::Damaged));
    }
    Ok(())
}

/// Checksum and length, if there is a trailer that fits the file.
fn read_trailer(file: &mut File) -> io::Result<Option<([u8; CHECKSUM], u64)>> {
    let total = file.metadata()?.len();
    let Some(length) = total.checked_sub(TRAILER) else {
        return Ok(None);
    };
    file.seek(SeekFrom::Start(length))?;
    let (mut checksum, mut said, mut magic) = ([0; CHECKSUM], [0; 8], [0; MAGIC.len()]);
    file.read_exact(&mut checksum)?;
    file.read_exact(&mut said)?;
    file.read_exact(&mut magic)?;
    let fits = &magic == MAGIC && u64::from_le_bytes(said) == length;
    Ok(fits.then_some((checksum, length)))
}

fn has_trailer(path: &Path) -> io::Result<bool> {
    Ok(read_trailer(&mut File::open(path)?)?.is_some())
}

/// Everything that is read through it is counted into a checksum.
struct Hashing<R> {
    inner: R,
    hash: Sha256,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.hash.update(buffer.get(..count).unwrap_or_default());
        Ok(count)
    }
}

/// A sealed copy under a temporary name beside `path`. SQLite does not flush what `VACUUM INTO` writes;
/// the last step does.
fn copy_of(source: &Connection, path: &Path) -> Result<PathBuf> {
    let unfinished = unfinished_of(path);
    // SQLite says of a folder that is not there only that it cannot open the file.
    let folder = path.parent().unwrap_or(Path::new("."));
    at(folder, fs::metadata(folder))?;
    // Under another name than was asked for, nobody would find it.
    let name = unfinished.to_str();
    let name = at(
        path,
        name.ok_or_else(|| io::ErrorKind::InvalidFilename.into()),
    )?;
    if unfinished.exists() {
        at(&unfinished, fs::remove_file(&unfinished))?;
    }
    let copied = source
        .execute("VACUUM INTO ?1", [name])
        .map_err(StoreError::from)
        .and_then(|_| open::restrict(&unfinished))
        .and_then(|()| at(&unfinished, seal(&unfinished)));
    if copied.is_err() {
        // A full disk must not stay full because of us.
        discard(&unfinished);
    }
    copied.map(|()| unfinished)
}

fn seal(path: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().read(true).append(true).open(path)?;
    let mut reading = Hashing {
        inner: &mut file,
        hash: Sha256::new(),
    };
    let length = io::copy(&mut reading, &mut io::sink())?;
    let checksum = reading.hash.finalize();
    file.write_all(&checksum)?;
    file.write_all(&length.to_le_bytes())?;
    file.write_all(MAGIC)
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

pub(super) fn discard(path: &Path) {
    if let Err(error) = fs::remove_file(path)
        && error.kind() != io::ErrorKind::NotFound
    {
        tracing::warn!(%error, path = %path.display(), "an unfinished backup stays");
    }
}

/// Flushes the file, gives it its name, and flushes that, too.
pub(super) fn put_in_place(unfinished: &Path, path: &Path) -> Result<()> {
    let flushed = File::open(unfinished).and_then(|file| file.sync_all());
    let placed = flushed.and_then(|()| fs::rename(unfinished, path));
    if placed.is_err() {
        discard(unfinished);
    }
    at(path, placed)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    at(folder, sync_folder(folder))
}

/// Makes names in a folder durable.
#[cfg(unix)]
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Windows writes names with the file.
#[cfg(not(unix))]
pub(super) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Two backups of the same content are the same to the last byte, so their checksums tell.
fn same_content(a: &Path, b: &Path) -> io::Result<bool> {
    let trailer = |path: &Path| read_trailer(&mut File::open(path)?);
    Ok(trailer(a)?.is_some_and(|known| matches!(trailer(b), Ok(Some(other)) if other == known)))
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

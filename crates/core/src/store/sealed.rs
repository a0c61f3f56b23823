//! A sealed file: an SQLite file that any tool can read, followed by a trailer with the SHA-256 of everything before
//! it, the length of that, and a magic word. SQLite does not look behind its last page.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::error::Unfit;
use super::files::at;
use super::{Result, StoreError};

const MAGIC: &[u8; 16] = b"Abgleich backup\n";
const CHECKSUM: usize = 32;
const TRAILER: u64 = CHECKSUM as u64 + 8 + MAGIC.len() as u64;
/// What every SQLite file begins with.
const SQLITE: &[u8; 16] = b"SQLite format 3\0";

/// Puts a trailer behind a file. Not flushed.
pub fn seal(path: &Path) -> io::Result<()> {
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

/// A file that a person chose is none of the data's own: what is wrong with it is said of it.
pub fn open(path: &Path) -> Result<File> {
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

/// Reads everything before the trailer into `to`, and compares the checksum.
///
/// # Errors
/// [`StoreError::Unfit`] with the reason.
pub fn copy_checked(path: &Path, file: &mut File, to: &mut impl Write) -> Result<()> {
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

pub fn is_sealed(path: &Path) -> io::Result<bool> {
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

/// Two backups of the same content are the same to the last byte, so their checksums tell.
pub fn same_content(a: &Path, b: &Path) -> io::Result<bool> {
    let trailer = |path: &Path| read_trailer(&mut File::open(path)?);
    Ok(trailer(a)?.is_some_and(|known| matches!(trailer(b), Ok(Some(other)) if other == known)))
}

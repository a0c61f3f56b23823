//! The log: a few files of bounded size in the data folder, and what a terminal sees of it.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tracing_error::ErrorLayer;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt};

use crate::paths::DataDir;
use crate::store::files;
use crate::store::open::lock_file;

/// A job that could not be stored: always shown on stderr, too.
pub const DISPATCH: &str = "calcom-sync::dispatch";

const FILES: usize = 5;
const FILE_SIZE: u64 = 10 * 1024 * 1024;

/// The newest log file.
pub fn log_file(dir: &DataDir) -> PathBuf {
    dir.logs().join("abgleich.log")
}

/// All log files there are, oldest first.
pub fn log_files(dir: &DataDir) -> Vec<PathBuf> {
    let newest = log_file(dir);
    let mut files: Vec<PathBuf> = (1..FILES)
        .rev()
        .map(|number| numbered(&newest, number))
        .collect();
    files.push(newest);
    files.retain(|file| file.exists());
    files
}

/// True if a file of this name in the folder of logs was made here.
pub fn is_ours(name: &str) -> bool {
    let number = name
        .strip_prefix("abgleich.")
        .and_then(|rest| rest.strip_suffix(".log"));
    let is_older = number
        .and_then(|number| number.parse().ok())
        .is_some_and(|number| (1..FILES).contains(&number));
    name == "abgleich.log" || name == "abgleich.lock" || is_older
}

fn numbered(path: &Path, number: usize) -> PathBuf {
    path.with_extension(format!("{number}.log"))
}

/// Starts logging for this process. `verbosity`: 0 shows nothing but undispatched jobs on stderr,
/// 1 shows information, 2 and more everything of ours.
///
/// # Errors
/// If the log folder cannot be made; logging to stderr works all the same.
pub fn init(dir: &DataDir, verbosity: u8) -> io::Result<()> {
    let file = RotatingFile::open(log_file(dir));
    let (writer, problem) = match file {
        Ok(file) => (Some(file), None),
        Err(error) => (None, Some(error)),
    };
    let to_file = writer.map(|writer| {
        fmt::layer()
            .with_writer(writer)
            .with_ansi(false)
            .with_filter(
                Targets::new()
                    .with_default(LevelFilter::INFO)
                    .with_targets([
                        ("calcom", LevelFilter::DEBUG),
                        ("calcom-sync", LevelFilter::DEBUG),
                    ])
                    .with_targets([("hyper", LevelFilter::OFF), ("reqwest", LevelFilter::OFF)]),
            )
    });
    let shown = match verbosity {
        0 => Targets::new().with_target(DISPATCH, LevelFilter::ERROR),
        1 => Targets::new().with_default(LevelFilter::INFO),
        _ => Targets::new()
            .with_default(LevelFilter::INFO)
            .with_target("calcom", LevelFilter::TRACE),
    };
    let to_stderr = fmt::layer()
        .with_writer(io::stderr)
        .with_ansi(false)
        .with_filter(shown);
    tracing_subscriber::registry()
        .with(to_file)
        .with(to_stderr)
        .with(ErrorLayer::default())
        .init();
    problem.map_or(Ok(()), Err)
}

/// A log file that makes room for itself. Lines are written whole and at once, so that nothing is lost
/// when the process ends and two processes can share the file.
#[derive(Clone)]
struct RotatingFile {
    path: PathBuf,
    file: Arc<Mutex<File>>,
}

impl RotatingFile {
    fn open(path: PathBuf) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            files::make_folder(folder)?;
            // The folder around it may be open to others. A log is worth more than its being closed.
            let _ = files::for_owner_alone(folder, 0o700);
        }
        let file = append(&path)?;
        Ok(Self {
            path,
            file: Arc::new(Mutex::new(file)),
        })
    }

    fn make_room(&self, file: &mut File) -> io::Result<()> {
        // Opened for appending alone, it could not be locked on Windows.
        let lock = lock_file(&self.path.with_extension("lock")).map_err(io::Error::other)?;
        lock.lock()?;
        // Another process may have made room meanwhile; then our handle shows the old file.
        if std::fs::metadata(&self.path).map_or(0, |now| now.len()) >= FILE_SIZE {
            for number in (1..FILES - 1).rev() {
                let older = numbered(&self.path, number);
                if older.exists() {
                    std::fs::rename(&older, numbered(&self.path, number + 1))?;
                }
            }
            std::fs::rename(&self.path, numbered(&self.path, 1))?;
        }
        *file = append(&self.path)?;
        Ok(())
    }
}

fn append(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new().create(true).append(true).open(path)?;
    let _ = files::for_owner_alone(path, 0o600);
    Ok(file)
}

impl Write for RotatingFile {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let shared = Arc::clone(&self.file);
        let mut file = shared.lock().unwrap_or_else(PoisonError::into_inner);
        if file.metadata()?.len() >= FILE_SIZE {
            self.make_room(&mut file)?;
        }
        file.write_all(line)?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for RotatingFile {
    type Writer = Self;

    fn make_writer(&'a self) -> Self::Writer {
        self.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_file_makes_room_and_the_oldest_goes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("abgleich.log");
        let mut log = RotatingFile::open(path.clone()).unwrap();
        for round in 0..FILES + 2 {
            File::options()
                .write(true)
                .open(&path)
                .unwrap()
                .set_len(FILE_SIZE)
                .unwrap();
            log.write_all(format!("line {round}\n").as_bytes()).unwrap();
        }
        assert_eq!(
            std::fs::read_to_string(&path).unwrap(),
            format!("line {}\n", FILES + 1)
        );
        let count = (1..20)
            .filter(|number| numbered(&path, *number).exists())
            .count();
        assert_eq!(count, FILES - 1);
        let names = std::fs::read_dir(folder.path()).unwrap();
        for name in names.map(|entry| entry.unwrap().file_name()) {
            assert!(is_ours(name.to_str().unwrap()), "{name:?}");
        }
        for foreign in [
            "abgleich.0.log",
            "abgleich.11.log",
            "abgleich.x.log",
            "my.log",
        ] {
            assert!(!is_ours(foreign), "{foreign}");
        }
    }
}

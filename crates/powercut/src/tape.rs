//! The record of what reached the files of one folder, in the order in which it did.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use crate::vfs;

/// A file, relative to the recorded folder.
pub type Name = Arc<str>;

/// One thing that a disk has to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Op {
    Create {
        file: Name,
    },
    Write {
        file: Name,
        offset: u64,
        bytes: Vec<u8>,
    },
    Truncate {
        file: Name,
        size: u64,
    },
    /// All of the file's bytes so far are safe; its name may not be.
    Sync {
        file: Name,
    },
    /// All names in the folder so far are safe: those that came and those that went.
    SyncFolder {
        folder: Name,
    },
    Delete {
        file: Name,
    },
}

impl Op {
    pub fn is_flush(&self) -> bool {
        matches!(self, Self::Sync { .. } | Self::SyncFolder { .. })
    }

    /// The file or folder that it is done to.
    pub fn name(&self) -> &Name {
        match self {
            Self::Create { file }
            | Self::Write { file, .. }
            | Self::Truncate { file, .. }
            | Self::Sync { file }
            | Self::Delete { file } => file,
            Self::SyncFolder { folder } => folder,
        }
    }
}

/// A running record. Cheap to clone; recording ends with the last clone.
#[derive(Debug, Clone)]
pub struct Tape(Arc<Shared>);

#[derive(Debug)]
pub(crate) struct Shared {
    root: PathBuf,
    ops: Mutex<Vec<Op>>,
}

/// All folders that are recorded at the moment.
static RUNNING: Mutex<Vec<Weak<Shared>>> = Mutex::new(Vec::new());

impl Tape {
    /// Records what SQLite does in a folder and below, from now on, in this process.
    ///
    /// # Errors
    /// If the folder is not there.
    pub fn record(folder: &Path) -> io::Result<Self> {
        vfs::install();
        let shared = Arc::new(Shared {
            // SQLite resolves links, too.
            root: folder.canonicalize()?,
            ops: Mutex::default(),
        });
        let mut running = lock(&RUNNING);
        running.retain(|tape| tape.strong_count() > 0);
        running.push(Arc::downgrade(&shared));
        Ok(Self(shared))
    }

    /// How much was recorded so far: a point in time.
    pub fn position(&self) -> usize {
        lock(&self.0.ops).len()
    }

    /// What was recorded from a position on.
    pub fn since(&self, position: usize) -> Vec<Op> {
        lock(&self.0.ops)
            .get(position..)
            .map(<[Op]>::to_vec)
            .unwrap_or_default()
    }
}

impl Shared {
    /// Held across the real operation, so that the order of the notes is the order on the disk.
    pub(crate) fn ops(&self) -> MutexGuard<'_, Vec<Op>> {
        lock(&self.ops)
    }
}

/// The tape that a path belongs to, and its name there.
pub(crate) fn tape_of(path: &Path) -> Option<(Arc<Shared>, Name)> {
    lock(&RUNNING).iter().find_map(|tape| {
        let tape = tape.upgrade()?;
        let name: Name = path.strip_prefix(&tape.root).ok()?.to_str()?.into();
        Some((tape, name))
    })
}

/// The folder of a file; empty for the recorded folder itself.
pub(crate) fn folder_of(name: &str) -> Name {
    name.rsplit_once('/')
        .map_or("", |(folder, _)| folder)
        .into()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

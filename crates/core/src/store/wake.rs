//! Tells this process and others that something in the database changed.
//!
//! Inside the process a counter moves; other processes see the file `wake` change. Where file events
//! cannot be had, the database's own change counter is asked once a second.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::watch;

/// Cloned freely; all clones of one database share the counter.
#[derive(Debug, Clone)]
pub struct Wake {
    path: PathBuf,
    count: Arc<AtomicU64>,
    changed: watch::Sender<u64>,
}

/// Keeps the watch on other processes alive.
pub struct ForeignWatch {
    watcher: Option<RecommendedWatcher>,
}

impl Wake {
    pub fn new(path: PathBuf) -> Self {
        let (changed, _) = watch::channel(0);
        Self {
            path,
            count: Arc::new(AtomicU64::new(0)),
            changed,
        }
    }

    /// Called after each commit that somebody may wait for.
    pub fn announce(&self) {
        self.bump();
        // Best effort by design: a lost touch delays another process until its next look, and a full
        // disk must not turn a finished commit into a failure.
        if let Err(error) = self.touch() {
            tracing::debug!(%error, "could not touch the wake file");
        }
    }

    /// Overwrites in place, always the same number of bytes. A file that is emptied and written anew is
    /// flushed by ext4 when it is closed, which would cost every commit as much again.
    fn touch(&self) -> std::io::Result<()> {
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&self.path)?;
        file.write_all(format!("{:>10}\n", std::process::id()).as_bytes())
    }

    /// Wakes this process only.
    pub fn bump(&self) {
        let count = self.count.fetch_add(1, Ordering::Relaxed) + 1;
        self.changed.send_replace(count);
    }

    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Starts to watch for other processes. `None` inside: the caller polls instead.
    pub fn watch_others(&self) -> ForeignWatch {
        match self.start_watcher() {
            Ok(watcher) => ForeignWatch {
                watcher: Some(watcher),
            },
            Err(error) => {
                tracing::info!(%error, "no file events here; looking once a second");
                ForeignWatch { watcher: None }
            }
        }
    }

    fn start_watcher(&self) -> notify::Result<RecommendedWatcher> {
        let wake = self.clone();
        let name = self.path.file_name().map(std::ffi::OsStr::to_owned);
        let mut watcher =
            notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
                let touched = event.is_ok_and(|event| {
                    !event.kind.is_access()
                        && event
                            .paths
                            .iter()
                            .any(|path| path.file_name() == name.as_deref())
                });
                if touched {
                    wake.bump();
                }
            })?;
        let folder = self.path.parent().unwrap_or_else(|| Path::new("."));
        watcher.watch(folder, RecursiveMode::NonRecursive)?;
        Ok(watcher)
    }
}

impl ForeignWatch {
    pub fn needs_polling(&self) -> bool {
        self.watcher.is_none()
    }
}

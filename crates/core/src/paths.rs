//! The data folder and what lies in it.

use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::store::{StoreError, files};

/// The bundle identifier: names the default folder and the keyring entries.
pub const IDENTIFIER: &str = "de.abgleich.desktop";

/// File systems that other computers write to as well; SQLite's write-ahead log is not safe there.
const NETWORK_FILE_SYSTEMS: [&str; 8] = [
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "9p",
    "fuse.sshfs",
    "afs",
];

const SET_ASIDE: &str = "damaged-";
const DATABASE_END: &str = ".sqlite3";

/// A data folder. Everything of one practice lies in it, but for the keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataDir(PathBuf);

impl DataDir {
    pub fn new(root: impl Into<PathBuf>) -> Self {
        let root = root.into();
        Self(std::path::absolute(&root).unwrap_or(root))
    }

    /// The folder of this user on this system; `None` without a home.
    pub fn default_for_user() -> Option<Self> {
        directories::BaseDirs::new().map(|dirs| Self(dirs.data_local_dir().join(IDENTIFIER)))
    }

    pub fn root(&self) -> &Path {
        &self.0
    }

    pub fn database(&self) -> PathBuf {
        self.0.join("abgleich.sqlite3")
    }

    /// Where a database is prepared that takes the place of this one.
    pub fn staged(&self) -> PathBuf {
        self.0.join("loading.sqlite3")
    }

    /// What a damaged database is called that was set aside. `mark`: when, and which of several.
    pub fn set_aside(&self, mark: &str) -> PathBuf {
        self.0.join(format!("{SET_ASIDE}{mark}{DATABASE_END}"))
    }

    /// True if a file of this name is a database that was set aside.
    pub fn is_set_aside(name: &str) -> bool {
        let mark = name.strip_prefix(SET_ASIDE);
        let mark = mark.and_then(|name| name.strip_suffix(DATABASE_END));
        // Only what [`Self::set_aside`] is asked for: a stamp of time, and a number.
        let is_mark = |mark: &str| {
            mark.bytes()
                .all(|byte| byte.is_ascii_digit() || matches!(byte, b'T' | b'-'))
        };
        mark.is_some_and(|mark| !mark.is_empty() && is_mark(mark))
    }

    /// SQLite's write-ahead log.
    pub fn log_of_database(&self) -> PathBuf {
        self.0.join("abgleich.sqlite3-wal")
    }

    pub fn open_lock(&self) -> PathBuf {
        self.0.join("open.lock")
    }

    /// Held, shared, by everybody who has the database open.
    pub fn open_by(&self) -> PathBuf {
        self.0.join("data.lock")
    }

    pub fn worker_lock(&self) -> PathBuf {
        self.0.join("worker.lock")
    }

    pub fn app_lock(&self) -> PathBuf {
        self.0.join("app.lock")
    }

    /// There while the database is suspected to be damaged: the next opening looks closely.
    pub fn suspicion(&self) -> PathBuf {
        self.0.join("suspicion")
    }

    pub fn wake_file(&self) -> PathBuf {
        self.0.join("wake")
    }

    pub fn backups(&self) -> PathBuf {
        self.0.join("backups")
    }

    pub fn logs(&self) -> PathBuf {
        self.0.join("logs")
    }

    /// Where the window was.
    pub fn window_file(&self) -> PathBuf {
        self.0.join("window.json")
    }

    /// Where the person was in the window: the view, the service, the search.
    pub fn page_file(&self) -> PathBuf {
        self.0.join("page.json")
    }

    /// Takes its place.
    pub fn next_page_file(&self) -> PathBuf {
        self.0.join("page.json.next")
    }

    /// There if the window stayed empty without safe graphics.
    pub fn safe_graphics_file(&self) -> PathBuf {
        self.0.join("safe-graphics")
    }

    /// The icons that the tray shows now: it takes files.
    pub fn tray_icons(&self) -> PathBuf {
        self.0.join("tray")
    }

    /// What the window's web view keeps for itself.
    pub fn web_data(&self) -> PathBuf {
        self.0.join("webview")
    }

    /// In the folder of the web view: who made it. Its other files have names that anybody may use.
    pub fn web_data_mark(&self) -> PathBuf {
        self.web_data().join("abgleich")
    }

    /// Makes the web view's folder, marked as made here: only then may it be deleted as a whole.
    ///
    /// # Errors
    /// Of the file system.
    pub fn make_web_data(&self) -> io::Result<()> {
        let folder = self.web_data();
        let is_new = fs::read_dir(&folder).map_or(true, |mut entries| entries.next().is_none());
        if !is_new {
            return Ok(());
        }
        files::make_folder(&folder)?;
        fs::write(self.web_data_mark(), b"")
    }

    /// The demo keeps its own data below.
    #[must_use]
    pub fn demo(&self) -> Self {
        Self(self.0.join("demo"))
    }

    /// What starts the program with the computer, for this user's own folder. Linux only; elsewhere it is no file of
    /// ours.
    pub fn autostart_entry(&self) -> Option<PathBuf> {
        let is_own = Self::default_for_user().as_ref() == Some(self);
        let config = directories::BaseDirs::new()?.config_dir().to_owned();
        (cfg!(target_os = "linux") && is_own).then(|| config.join("autostart/abgleich.desktop"))
    }

    /// Creates the folder (0700) if it is missing. The user's own is made that if it is there; one that somebody
    /// named may be shared on purpose, and only our files in it are closed to others.
    ///
    /// # Errors
    /// [`StoreError::NetworkFileSystem`] or [`StoreError::File`].
    pub fn create(&self) -> Result<(), StoreError> {
        let fail = |source| StoreError::File {
            path: self.0.clone(),
            source,
        };
        let is_mine = !self.0.exists() || Self::default_for_user().as_ref() == Some(self);
        files::make_folder(&self.0).map_err(fail)?;
        if is_mine {
            files::for_owner_alone(&self.0, 0o700).map_err(fail)?;
        }
        match network_file_system(&self.0) {
            Some(kind) => Err(StoreError::NetworkFileSystem {
                path: self.0.clone(),
                kind,
            }),
            None => Ok(()),
        }
    }
}

/// The kind of the file system under `path` if it is a network one. Linux only; elsewhere nobody is refused.
fn network_file_system(path: &Path) -> Option<String> {
    let mounts = fs::read_to_string("/proc/self/mounts").ok()?;
    let real = path.canonicalize().ok()?;
    kind_of_mount(&mounts, &real).filter(|kind| NETWORK_FILE_SYSTEMS.contains(&kind.as_str()))
}

/// The kind of the innermost mount that holds `path`.
fn kind_of_mount(mounts: &str, path: &Path) -> Option<String> {
    mounts
        .lines()
        .filter_map(|line| {
            let mut words = line.split(' ');
            let point = words.nth(1)?.replace("\\040", " ");
            Some((point, words.next()?))
        })
        .filter(|(point, _)| path.starts_with(point))
        .max_by_key(|(point, _)| point.len())
        .map(|(_, kind)| kind.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_set_aside_is_known_by_its_name() {
        let name = |mark| {
            let path = DataDir::new("/x").set_aside(mark);
            path.file_name().unwrap().to_str().unwrap().to_owned()
        };
        for own in [name("20261125T130000"), name("20261125T130000-2")] {
            assert!(DataDir::is_set_aside(&own), "{own}");
        }
        for foreign in ["damaged-goods.sqlite3", "damaged-.sqlite3", "damaged-1.txt"] {
            assert!(!DataDir::is_set_aside(foreign), "{foreign}");
        }
    }

    #[test]
    fn the_innermost_mount_decides() {
        let mounts = "/dev/vda / ext4 rw 0 0\nnas:/home /home nfs4 rw 0 0\n/dev/sdb /home/anna/My\\040Disk ext4 rw 0 0\n";
        let kind = |path: &str| kind_of_mount(mounts, Path::new(path));
        assert_eq!(kind("/var/lib").as_deref(), Some("ext4"));
        assert_eq!(kind("/home/anna").as_deref(), Some("nfs4"));
        assert_eq!(kind("/home/anna/My Disk/x").as_deref(), Some("ext4"));
    }
}

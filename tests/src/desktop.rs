//! A person's desktop: home, screen, bus, notifications, credential store.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use abgleich_core::paths::{DataDir, IDENTIFIER};
use tempfile::TempDir;
use zbus::object_server::Interface;
use zbus::zvariant::OwnedObjectPath;

use crate::accessibility::Accessibility;
use crate::bus::Bus;
use crate::database::Database;
use crate::display::Display;
use crate::keyring::Keyring;
use crate::notifications::Notifications;
use crate::programs::{self, Build};
use crate::tray::Tray;
use crate::wait::{SOON, until};

/// The credential store that this desktop has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Store {
    Unlocked,
    Locked,
    Absent,
}

/// Declared in the order in which its parts have to end.
#[derive(Debug)]
pub struct Desktop {
    pub display: Display,
    keyring: Option<Keyring>,
    accessibility: Option<Arc<Accessibility>>,
    pub notifications: Notifications,
    bus: Bus,
    home: TempDir,
    /// As in `LANG`.
    language: &'static str,
    /// Whose certificates it trusts, instead of the system's.
    trusted: Option<PathBuf>,
    /// A note stands for the system's dialogs for files.
    answers_by_note: bool,
}

impl Desktop {
    /// A German desktop with an unlocked credential store.
    pub async fn start() -> Desktop {
        Desktop::start_with(Store::Unlocked).await
    }

    pub async fn start_with(store: Store) -> Desktop {
        // Not below the folders of the test runner: paths of sockets must be short.
        let home = tempfile::Builder::new()
            .prefix("ab-")
            .tempdir_in("/tmp")
            .unwrap();
        for name in ["data", "config", "cache", "state", "run", "bin"] {
            fs::create_dir(home.path().join(name)).unwrap();
        }
        opens_by_note(home.path());
        fs::set_permissions(home.path().join("run"), fs::Permissions::from_mode(0o700)).unwrap();
        let bus = Bus::start(&home.path().join("run")).await;
        let notifications = Notifications::serve(&bus).await;
        let mut desktop = Desktop {
            display: Display::start().await,
            keyring: None,
            accessibility: None,
            notifications,
            bus,
            home,
            language: "de_DE.UTF-8",
            trusted: None,
            answers_by_note: true,
        };
        desktop.turn_store(store).await;
        desktop
    }

    /// Ends the credential store there is, and starts this one on the same files.
    pub async fn turn_store(&mut self, store: Store) {
        self.keyring = None;
        let connection = self.bus.connect().await;
        let mut command = Command::new("gnome-keyring-daemon");
        command
            .envs(self.environment())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        self.keyring = match store {
            Store::Absent => return,
            Store::Unlocked => Some(Keyring::unlocked(command)),
            Store::Locked => Some(Keyring::locked(command)),
        };
        until("the credential store answers", SOON, async || {
            let answer = connection
                .call_method(
                    Some("org.freedesktop.secrets"),
                    "/org/freedesktop/secrets",
                    Some("org.freedesktop.Secret.Service"),
                    "ReadAlias",
                    &"default",
                )
                .await
                .ok()?;
            let collection: OwnedObjectPath = answer.body().deserialize().ok()?;
            (collection.as_str() != "/").then_some(())
        })
        .await;
    }

    /// A screen reader's way to the windows that are opened from now on.
    pub async fn assist(&mut self) -> Arc<Accessibility> {
        let launcher = self.command(programs::accessibility_launcher());
        let started = Arc::new(Accessibility::start(launcher, &self.bus).await);
        self.accessibility = Some(Arc::clone(&started));
        started
    }

    /// A service on its session bus, as [`Bus::serve`] starts it.
    pub async fn serve(&self, name: &str, path: &str, object: impl Interface) -> zbus::Connection {
        self.bus.serve(name, path, object).await
    }

    /// Starts a panel with a tray.
    pub async fn tray(&self) -> Tray {
        Tray::serve(&self.bus).await
    }

    /// The person types the password that a locked store has waited for.
    pub async fn unlock_store(&self) {
        Keyring::unlock(&self.bus.connect().await).await;
    }

    /// For programs of this desktop; everything else is inherited.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let folder = |name: &str| self.home.path().join(name).display().to_string();
        let mut environment = vec![
            ("HOME", self.home.path().display().to_string()),
            ("XDG_DATA_HOME", folder("data")),
            ("XDG_CONFIG_HOME", folder("config")),
            ("XDG_CACHE_HOME", folder("cache")),
            ("XDG_STATE_HOME", folder("state")),
            ("XDG_RUNTIME_DIR", folder("run")),
            ("DISPLAY", self.display.name().to_owned()),
            ("DBUS_SESSION_BUS_ADDRESS", self.bus.address().to_owned()),
            ("PATH", self.path()),
            ("ABGLEICH_CHOICE", self.choice().display().to_string()),
            ("LANG", self.language.to_owned()),
            ("TZ", "Europe/Berlin".to_owned()),
            ("GDK_BACKEND", "x11".to_owned()),
            // WebKit's default, as a decision: a slow start must not be taken for an empty window.
            ("WEBKIT_DISABLE_DMABUF_RENDERER", "0".to_owned()),
        ];
        if self.accessibility.is_none() {
            // Without it every window waits for an accessibility bus that nobody starts.
            environment.push(("NO_AT_BRIDGE", "1".to_owned()));
        }
        environment
    }

    /// The system's own dialogs for files; see [`crate::screen::answer`].
    pub fn shows_dialogs(&mut self) {
        self.answers_by_note = false;
    }

    /// Its programs trust this authority, and no other.
    pub fn trusts(&mut self, authority: PathBuf) {
        self.trusted = Some(authority);
    }

    /// The desktop's own way to open things comes first.
    fn path(&self) -> String {
        let others = std::env::var("PATH").unwrap_or_default();
        format!("{}:{others}", self.home.path().join("bin").display())
    }

    fn choice(&self) -> PathBuf {
        self.home.path().join("choice")
    }

    /// What the person answers to the next dialogs for files. Until then they close them.
    pub fn chooses(&self, path: &Path) {
        fs::write(self.choice(), path.display().to_string()).unwrap();
    }

    /// What was to be opened outside of the program, line by line.
    pub fn opened(&self) -> Vec<String> {
        let text = fs::read_to_string(self.home.path().join("opened")).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    /// A program of this desktop, without the settings of the person who runs the tests.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        for name in [
            "LC_ALL",
            "LC_MESSAGES",
            "LANGUAGE",
            "ABGLEICH_API_KEY",
            "ABGLEICH_DATA_DIR",
            "ABGLEICH_CRASH",
            "NO_AT_BRIDGE",
        ] {
            command.env_remove(name);
        }
        command.envs(self.environment());
        if !self.answers_by_note {
            command.env_remove("ABGLEICH_CHOICE");
        }
        if let Some(authority) = &self.trusted {
            command.env("SSL_CERT_FILE", authority);
        }
        command
    }

    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Where the program keeps its data when it is not told otherwise.
    pub fn data_dir(&self) -> DataDir {
        DataDir::new(self.home.path().join("data").join(IDENTIFIER))
    }

    pub fn database(&self) -> Database {
        Database::of(&self.data_dir())
    }

    /// All lines that the program has written to its log.
    pub fn log(&self) -> String {
        let files = abgleich_core::logging::log_files(&self.data_dir());
        files
            .iter()
            .map(|file| fs::read_to_string(file).unwrap_or_default())
            .collect()
    }

    /// What the credential store holds for this account, asked by the desktop's own tool.
    pub fn stored_key(&self, account_uuid: &str) -> Option<String> {
        let mut tool = self.command("secret-tool");
        let output = tool
            .args(["lookup", "service", IDENTIFIER, "username", account_uuid])
            .output()
            .unwrap();
        output
            .status
            .success()
            .then(|| String::from_utf8(output.stdout).unwrap())
    }

    /// Runs `abgleichctl`, with this text as its input.
    pub fn ctl(&self, arguments: &[&str], input: &str) -> Output {
        use std::io::Write as _;
        let mut command = self.command(programs::abgleichctl(Build::Shipped));
        command
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // It may end without reading.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap()
    }

    /// Every file below the home with these bytes in it.
    pub fn files_with(&self, bytes: &str) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![self.home.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap().flatten() {
                let kind = entry.file_type().unwrap();
                if kind.is_dir() {
                    folders.push(entry.path());
                } else if kind.is_file() {
                    // A file that was removed meanwhile holds nothing.
                    let content = fs::read(entry.path()).unwrap_or_default();
                    if content
                        .windows(bytes.len())
                        .any(|window| window == bytes.as_bytes())
                    {
                        found.push(entry.path());
                    }
                }
            }
        }
        found
    }
}

/// A desktop whose program for opening things writes down what it should open.
fn opens_by_note(home: &Path) {
    let program = home.join("bin/xdg-open");
    let note = home.join("opened");
    fs::write(
        &program,
        format!("#!/bin/sh\necho \"$1\" >> '{}'\n", note.display()),
    )
    .unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
}

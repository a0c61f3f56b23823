//! Living on the desktop: the tray, closing and going on without a window, starting with the computer, graphics.

pub mod app_menu;
pub mod autostart;
pub mod background;
pub mod graphics;
pub mod leaving;
pub mod outlook;
pub mod placement;
pub mod tray;
mod tray_host;
pub mod web_view;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tauri::AppHandle;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::dto;
use crate::shell::Shell;
use autostart::Autostart;
use leaving::Asked;
use outlook::Outlook;

/// What the program knows of the desktop around its window.
pub struct Desktop {
    /// `None` in the demo and for a folder that was named: what starts by itself is a person's own folder.
    pub autostart: Option<Autostart>,
    /// The first paint of the page ends the wait for it.
    pub painted: CancellationToken,
    /// That wait has begun.
    watched: AtomicBool,
    pub asked: Asked,
    /// Somebody shows icons in the tray.
    host: watch::Sender<bool>,
    /// There is none of ours to show: the system has no library for it.
    without_icon: AtomicBool,
    /// `None` until the first picture.
    outlook: watch::Sender<Option<Outlook>>,
    /// Without a window only until everything is sent.
    until_sent: AtomicBool,
    /// There was a tray when the window was hidden: some are gone while the screen is locked.
    to_tray: AtomicBool,
    /// The start with the computer was set for the queue, and goes with it.
    started_for_queue: AtomicBool,
    /// The tray is there, or was tried.
    started: AtomicBool,
}

impl Desktop {
    pub fn new(autostart: Option<Autostart>) -> Self {
        Self {
            autostart,
            painted: CancellationToken::new(),
            watched: AtomicBool::new(false),
            asked: Asked::default(),
            host: watch::channel(!cfg!(target_os = "linux")).0,
            without_icon: AtomicBool::new(false),
            outlook: watch::channel(None).0,
            until_sent: AtomicBool::new(false),
            to_tray: AtomicBool::new(false),
            started_for_queue: AtomicBool::new(false),
            started: AtomicBool::new(false),
        }
    }

    /// Whether an icon in the tray would be seen.
    pub fn has_tray_host(&self) -> bool {
        *self.host.borrow() && !self.without_icon.load(Ordering::Relaxed)
    }

    pub fn outlook(&self) -> Option<Outlook> {
        self.outlook.borrow().clone()
    }

    /// Called for each picture that the page gets, so that tray and page agree.
    pub fn look(&self, picture: &dto::Snapshot) {
        let now = Some(Outlook::of(picture));
        self.outlook.send_if_modified(|before| {
            let changed = *before != now;
            *before = now;
            changed
        });
    }

    pub fn go_on_until_sent(&self, on: bool) {
        self.until_sent.store(on, Ordering::Relaxed);
    }

    fn hidden_to_tray(&self, is: bool) {
        self.to_tray.store(is, Ordering::Relaxed);
    }

    fn goes_on_until_sent(&self) -> bool {
        self.until_sent.load(Ordering::Relaxed)
    }

    fn has_account(&self) -> bool {
        let outlook = self.outlook.borrow();
        outlook.as_ref().is_none_or(|now| !now.accounts.is_empty())
    }

    pub fn dto(&self) -> dto::Desktop {
        dto::Desktop {
            tray_host: self.has_tray_host(),
            autostart: self.autostart.as_ref().map(|autostart| {
                !self.started_for_queue.load(Ordering::Relaxed) && autostart.is_on()
            }),
        }
    }
}

/// The tray, once there is data to tell of, until the program ends.
pub fn start(handle: &AppHandle, shell: &Arc<Shell>) {
    if shell.desktop.started.swap(true, Ordering::Relaxed) {
        return;
    }
    let host = shell.desktop.host.clone();
    let told = Arc::clone(shell);
    tauri::async_runtime::spawn(tray_host::watch(host, move || told.changed()));
    let (on_main, shell) = (handle.clone(), Arc::clone(shell));
    let built = handle.run_on_main_thread(move || {
        if let Some(tray) = tray::build(&on_main, &shell, &shell.home.dir.tray_icons()) {
            tauri::async_runtime::spawn(tray::follow(on_main.clone(), shell, tray));
        } else {
            shell.desktop.without_icon.store(true, Ordering::Relaxed);
            shell.changed();
        }
    });
    if let Err(error) = built {
        tracing::warn!(%error, "no icon in the tray");
    }
}

//! The window as the window manager has it: where it is, whether it can be seen, and its close button.

use std::error::Error;
use std::fs;

use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{ClientMessageEvent, ConnectionExt as _, EventMask};
use x11rb::wrapper::ConnectionExt as _;

use crate::display::xdotool;
use crate::wait::{SOON, until};

/// In pixels of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub x: i64,
    pub y: i64,
    pub width: i64,
    pub height: i64,
}

/// A window that can be seen, and the screen that it is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    display: String,
    id: String,
}

impl Shown {
    /// What the tool does with this window: `%` stands for it.
    fn xdotool(&self, arguments: &[&str]) -> Option<String> {
        let arguments: Vec<&str> = arguments
            .iter()
            .map(|word| if *word == "%" { &self.id } else { *word })
            .collect();
        xdotool(&self.display, &arguments)
    }

    /// The window manager is asked to have it closed, and asks the window.
    fn ask_to_close(&self) -> Result<(), Box<dyn Error>> {
        /// Who asks, as the standard for window managers numbers them: a tool of the person.
        const PAGER: u32 = 2;
        let (connection, screen) = x11rb::connect(Some(&self.display))?;
        let root = connection.setup().roots.get(screen).ok_or("no screen")?;
        let close = connection
            .intern_atom(true, b"_NET_CLOSE_WINDOW")?
            .reply()?;
        let (window, to) = (self.id.parse()?, EventMask::SUBSTRUCTURE_REDIRECT);
        let message = ClientMessageEvent::new(32, window, close.atom, [0, PAGER, 0, 0, 0]);
        connection
            .send_event(false, root.root, to, message)?
            .check()?;
        Ok(connection.sync()?)
    }
}

/// The screen of a process, as its environment has it.
fn display_of(process: u32) -> Option<String> {
    let environment = fs::read(format!("/proc/{process}/environ")).ok()?;
    let mut entries = environment.split(|byte| *byte == 0);
    let name = entries.find_map(|entry| entry.strip_prefix(b"DISPLAY="))?;
    String::from_utf8(name.to_owned()).ok()
}

/// The windows of a process that can be seen.
pub fn visible(process: u32) -> Vec<Shown> {
    // None of one that has ended.
    let display = display_of(process).unwrap_or_default();
    let process = process.to_string();
    let found = xdotool(&display, &["search", "--onlyvisible", "--pid", &process]);
    let found = found.unwrap_or_default();
    found
        .split_whitespace()
        .map(|id| Shown {
            display: display.clone(),
            id: id.to_owned(),
        })
        .collect()
}

/// The one that can be seen, as soon as it can.
pub async fn shown(process: u32) -> Shown {
    until("the window can be seen", SOON, async || {
        visible(process).into_iter().next()
    })
    .await
}

/// Of a program that goes on.
pub async fn hidden(process: u32) {
    until("the window cannot be seen", SOON, async || {
        visible(process).is_empty().then_some(())
    })
    .await;
    assert!(display_of(process).is_some(), "the program has ended");
}

/// As the button in its title bar does, wherever the focus is.
pub async fn close(process: u32) {
    let asked = shown(process).await.ask_to_close();
    asked.expect("the window manager is asked to close the window");
}

/// A key, for this window.
pub fn press(window: &Shown, key: &str) {
    window
        .xdotool(&["windowactivate", "--sync", "%"])
        .expect("the window takes the focus");
    window
        .xdotool(&["key", "--clearmodifiers", key])
        .expect("a key press");
}

pub fn title(window: &Shown) -> String {
    let title = window.xdotool(&["getwindowname", "%"]);
    title.expect("its title").trim().to_owned()
}

pub fn place(window: &Shown) -> Place {
    let text = window
        .xdotool(&["getwindowgeometry", "--shell", "%"])
        .expect("its geometry");
    let number = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap().parse().unwrap()
    };
    Place {
        x: number("X="),
        y: number("Y="),
        width: number("WIDTH="),
        height: number("HEIGHT="),
    }
}

pub fn move_to(window: &Shown, x: i64, y: i64, width: i64, height: i64) {
    let [x, y, width, height] = [x, y, width, height].map(|number| number.to_string());
    window
        .xdotool(&["windowsize", "--sync", "%", &width, &height])
        .expect("another size");
    window
        .xdotool(&["windowmove", "%", &x, &y])
        .expect("another place");
}

/// For a dialog that has understood its answer.
const ENOUGH: std::time::Duration = std::time::Duration::from_secs(4);

/// Answers the system's dialog for files, as soon as it is in front of this window.
pub async fn answer(process: u32, window: &Shown, path: &std::path::Path) {
    let dialog = until("the dialog of the system", SOON, async || {
        visible(process).into_iter().find(|one| one != window)
    })
    .await;
    dialog
        .xdotool(&["windowactivate", "--sync", "%"])
        .expect("the dialog takes the focus");
    // A slash opens the line for a path. Keys that come while it opens may be lost: then they are typed again.
    let path = path.display().to_string();
    for _ in 0..4 {
        dialog
            .xdotool(&["type", "--delay", "30", &path])
            .expect("its keys");
        dialog.xdotool(&["key", "Return"]).expect("a key press");
        let gone = until("the dialog is gone", SOON, async || {
            (!visible(process).contains(&dialog)).then_some(())
        });
        if tokio::time::timeout(ENOUGH, gone).await.is_ok() {
            return;
        }
        dialog.xdotool(&["key", "ctrl+a"]).expect("a key press");
    }
    panic!("the dialog stays");
}

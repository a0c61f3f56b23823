//! The window as the window manager has it: where it is, whether it can be seen, and its close button.

use std::process::Command;

use crate::wait::{SOON, until};

/// In pixels of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub x: i64,
    pub y: i64,
    pub width: i64,
    pub height: i64,
}

fn xdotool(arguments: &[&str]) -> Option<String> {
    let output = Command::new("xdotool").args(arguments).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    output.status.success().then_some(text)
}

/// The windows of a process that can be seen.
pub fn visible(process: u32) -> Vec<String> {
    let found = xdotool(&["search", "--onlyvisible", "--pid", &process.to_string()]);
    let found = found.unwrap_or_default();
    found.split_whitespace().map(str::to_owned).collect()
}

/// The one that can be seen, as soon as it can.
pub async fn shown(process: u32) -> String {
    until("the window can be seen", SOON, async || {
        visible(process).into_iter().next()
    })
    .await
}

pub async fn hidden(process: u32) {
    until("the window cannot be seen", SOON, async || {
        visible(process).is_empty().then_some(())
    })
    .await;
}

/// As the keyboard closes a window: the window manager asks it to go.
pub async fn close(process: u32) {
    let window = shown(process).await;
    xdotool(&["windowactivate", "--sync", &window]).expect("the window takes the focus");
    xdotool(&["key", "--clearmodifiers", "alt+F4"]).expect("a key press");
}

pub fn place(window: &str) -> Place {
    let text = xdotool(&["getwindowgeometry", "--shell", window]).expect("its geometry");
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

pub fn move_to(window: &str, x: i64, y: i64, width: i64, height: i64) {
    let [x, y, width, height] = [x, y, width, height].map(|number| number.to_string());
    xdotool(&["windowsize", "--sync", window, &width, &height]).expect("another size");
    xdotool(&["windowmove", window, &x, &y]).expect("another place");
}

/// For a dialog that has understood its answer.
const ENOUGH: std::time::Duration = std::time::Duration::from_secs(4);

/// Answers the system's dialog for files, as soon as it is in front of this window.
pub async fn answer(process: u32, window: &str, path: &std::path::Path) {
    let dialog = until("the dialog of the system", SOON, async || {
        visible(process).into_iter().find(|one| one != window)
    })
    .await;
    xdotool(&["windowactivate", "--sync", &dialog]).expect("the dialog takes the focus");
    // A slash opens the line for a path. Keys that come while it opens may be lost: then they are typed again.
    let path = path.display().to_string();
    for _ in 0..4 {
        xdotool(&["type", "--delay", "30", &path]).expect("its keys");
        xdotool(&["key", "Return"]).expect("a key press");
        let gone = until("the dialog is gone", SOON, async || {
            (!visible(process).contains(&dialog)).then_some(())
        });
        if tokio::time::timeout(ENOUGH, gone).await.is_ok() {
            return;
        }
        xdotool(&["key", "ctrl+a"]).expect("a key press");
    }
    panic!("the dialog stays");
}

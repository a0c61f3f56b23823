//! A screen of its own with a window manager: keys that are typed for one test reach no window of another.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use crate::process::Process;
use crate::wait::{SOON, until};

/// Width, height and depth of the screen.
const SIZE: &str = "1440x1000x24";

/// Declared in the order in which its parts have to end.
#[derive(Debug)]
pub struct Display {
    manager: Option<Process>,
    _server: Process,
    name: String,
}

impl Display {
    pub async fn start() -> Display {
        let mut server = Process::start(
            Command::new("Xvfb")
                .args(["-displayfd", "1", "-screen", "0", SIZE])
                .args(["-noreset", "-nolisten", "tcp"])
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .stderr(Stdio::null()),
        );
        // It takes the first number that is free, and says so as soon as programs may connect.
        let told = server.child().stdout.take().unwrap();
        let reading = tokio::task::spawn_blocking(|| {
            let mut number = String::new();
            BufReader::new(told).read_line(&mut number).unwrap();
            number
        });
        let number = tokio::time::timeout(SOON, reading).await;
        let number = number.expect("the screen starts").unwrap();
        let number = number.trim();
        assert!(!number.is_empty(), "the screen does not start");
        let name = format!(":{number}");
        let manager = Process::start(
            Command::new("openbox")
                .env("DISPLAY", &name)
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null()),
        );
        until("the window manager is there", SOON, async || {
            xdotool(&name, &["get_num_desktops"])
        })
        .await;
        Display {
            manager: Some(manager),
            _server: server,
            name,
        }
    }

    /// As in `DISPLAY`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// From now on windows are where they ask to be; a window manager would not let them leave the screen.
    pub fn end_window_manager(&mut self) {
        self.manager = None;
    }
}

/// What the tool prints, unless it fails.
pub(crate) fn xdotool(display: &str, arguments: &[&str]) -> Option<String> {
    let mut tool = Command::new("xdotool");
    let output = tool.env("DISPLAY", display).args(arguments).output();
    let output = output.unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    output.status.success().then_some(text)
}

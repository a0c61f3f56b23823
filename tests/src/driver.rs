//! Starts the program under WebDriver and ends it again.

use std::fs;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use serde_json::json;
use thirtyfour::{Capabilities, WebDriver};

use crate::desktop::Desktop;
use crate::page::Page;
use crate::process::Process;
use crate::programs::{self, Build};
use crate::wait::{SOON, until};

/// WebKit's switch for layers where nothing on the computer could put them together.
const WITH_LAYERS: &str = "WEBKIT_FORCE_COMPOSITING_MODE";

/// The native driver loses a request now and then; who waits for something asks again.
const LOST: Duration = Duration::from_secs(30);

/// The program with its window. Dropping it is a `kill -9`.
pub struct Window {
    /// First, so that the drivers are gone before the client could wait for them.
    processes: Process,
    pub page: Page,
    program: String,
}

impl Window {
    /// Starts it with these arguments; returns when the page shows something. The page has layers, as with a graphics
    /// card: without them, the driver's pictures wait for the page to change.
    pub async fn open(desktop: &Desktop, arguments: &[&str]) -> Window {
        let program = programs::abgleich(Build::Shipped);
        let layers = [(WITH_LAYERS, "1".to_owned())];
        let window = Window::start(desktop, &program, &layers, arguments).await;
        window.page.heading_is_there().await;
        window
    }

    /// As [`Window::open`], in the way of the computer that this runs on.
    pub async fn open_as_it_is(desktop: &Desktop, arguments: &[&str]) -> Window {
        let window = Window::launch(desktop, arguments).await;
        window.page.heading_is_there().await;
        window
    }

    /// The build for tests, with this in its environment: what would take minutes takes seconds.
    pub async fn open_in_tests(desktop: &Desktop, environment: &[(&str, String)]) -> Window {
        let window =
            Window::start(desktop, &programs::abgleich(Build::Crash), environment, &[]).await;
        window.page.heading_is_there().await;
        window
    }

    /// Returns as soon as there is a page, whatever it shows.
    pub async fn launch(desktop: &Desktop, arguments: &[&str]) -> Window {
        Window::launch_program(desktop, &programs::abgleich(Build::Shipped), arguments).await
    }

    /// As [`Window::launch`], of another program with a web view.
    pub async fn launch_program(desktop: &Desktop, program: &Path, arguments: &[&str]) -> Window {
        Window::start(desktop, program, &[], arguments).await
    }

    async fn start(
        desktop: &Desktop,
        program: &Path,
        environment: &[(&str, String)],
        arguments: &[&str],
    ) -> Window {
        let program = program.display().to_string();
        let (port, native_port) = (free_port(), free_port());
        let mut command = desktop.command(programs::tauri_driver());
        command
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .args([
                "--port",
                &port.to_string(),
                "--native-port",
                &native_port.to_string(),
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let processes = Process::start(&mut command);
        // The native driver has to listen as well before a session can be asked for.
        until("the driver listens", SOON, async || {
            TcpStream::connect((Ipv4Addr::LOCALHOST, native_port)).ok()?;
            TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok()
        })
        .await;
        let mut capabilities = Capabilities::new();
        // No browserName: the driver knows no browser of any name.
        let options = json!({"application": program, "args": arguments});
        capabilities.set("tauri:options", options).unwrap();
        let url = format!("http://127.0.0.1:{port}");
        let driver = WebDriver::builder(url, capabilities)
            .request_timeout(LOST)
            .await
            .expect("a session with the program");
        Window {
            processes,
            page: Page::new(driver),
            program,
        }
    }

    /// The process of the program itself.
    pub fn program_id(&self) -> Option<u32> {
        let entries = fs::read_dir("/proc").unwrap().flatten();
        let ids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
        ids.into_iter().find(|id| {
            let runs = fs::read_link(format!("/proc/{id}/exe"))
                .is_ok_and(|exe| exe == Path::new(&self.program));
            runs && group_of(*id) == Some(self.processes.id())
        })
    }

    /// How long after its start the program showed what it is about, and no longer the frame that waits for it.
    pub async fn shown_after(&self) -> Duration {
        let id = self.program_id().expect("the program runs");
        let since = "return performance.now() - performance.getEntriesByName('shown')[0].startTime";
        let since = self.page.value(since).await.as_f64().unwrap();
        let age = Duration::from_millis(age_of(id));
        age.saturating_sub(Duration::from_secs_f64(since / 1_000.0))
    }

    /// Until the program has ended by itself.
    pub async fn ended(&self, limit: Duration) {
        until("the program has ended", limit, async || {
            self.program_id().is_none().then_some(())
        })
        .await;
    }

    /// Ends the program as a person does who signs out, and waits until it is gone.
    pub async fn close(self) {
        self.end("-TERM").await;
    }

    /// Without a chance to put anything in order.
    pub async fn kill(self) {
        self.end("-KILL").await;
    }

    async fn end(self, signal: &str) {
        let id = self.program_id().expect("the program runs");
        let ended = std::process::Command::new("kill")
            .args([signal, &id.to_string()])
            .status();
        assert!(ended.unwrap().success());
        until("the program has ended", SOON, async || {
            self.program_id().is_none().then_some(())
        })
        .await;
    }
}

/// The process group, the fifth word of `stat`; the second, a name, is in brackets and may hold blanks.
fn group_of(id: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let (_, rest) = stat.rsplit_once(')')?;
    rest.split_whitespace().nth(2)?.parse().ok()
}

/// Milliseconds since a process was started; the twentieth word behind its name counts in hundredths since the boot.
fn age_of(id: u32) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap();
    let (_, rest) = stat.rsplit_once(')').unwrap();
    let started: u64 = rest.split_whitespace().nth(19).unwrap().parse().unwrap();
    let uptime = fs::read_to_string("/proc/uptime").unwrap();
    let uptime = uptime.split_whitespace().next().unwrap().replace('.', "");
    let uptime: u64 = uptime.parse().unwrap();
    uptime.saturating_sub(started) * 10
}

/// Free a moment ago. The driver takes a number only.
fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.local_addr().unwrap().port()
}

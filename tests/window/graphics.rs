//! A window that stays empty: one start with safe graphics, remembered, and never a loop.

use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use abgleich_tests::desktop::Desktop;
use abgleich_tests::process::Process;
use abgleich_tests::programs::{self, Build};
use abgleich_tests::wait::{SOON, until};

const SWITCH: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
const AGAIN: &str = "starting again with safe graphics";
const GIVEN_UP: &str = "so nothing is tried";

/// The value that the running program has for the switch.
fn switch_of(process: u32) -> Option<String> {
    let environment = fs::read(format!("/proc/{process}/environ")).ok()?;
    let environment = String::from_utf8(environment).ok()?;
    let prefix = format!("{SWITCH}=");
    let mut variables = environment.split('\0');
    variables.find_map(|one| one.strip_prefix(&prefix).map(str::to_owned))
}

/// A program whose page never paints, as on a driver that cannot.
fn blind(desktop: &Desktop, switch: Option<&str>) -> Command {
    let mut command = desktop.command(programs::abgleich(Build::Shipped));
    command
        .env("ABGLEICH_NO_PAINT", "1")
        .env_remove(SWITCH)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if let Some(value) = switch {
        command.env(SWITCH, value);
    }
    command
}

async fn logged(desktop: &Desktop, text: &str) {
    until(text, SOON + Duration::from_secs(20), async || {
        desktop.log().contains(text).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_window_starts_again_once_and_remembers_it() {
    let desktop = Desktop::start().await;
    let first = Process::start(&mut blind(&desktop, None));
    logged(&desktop, AGAIN).await;
    // The same process: whoever started it still has it.
    until("safe graphics", SOON, async || {
        (switch_of(first.id()).as_deref() == Some("1")).then_some(())
    })
    .await;
    // Still empty, and that was it.
    logged(&desktop, GIVEN_UP).await;
    assert_eq!(desktop.log().matches(AGAIN).count(), 1);
    drop(first);

    let next = Process::start(&mut blind(&desktop, None));
    until("safe graphics from the start", SOON, async || {
        (switch_of(next.id()).as_deref() == Some("1")).then_some(())
    })
    .await;
    until("it gives up again", SOON, async || {
        (desktop.log().matches(GIVEN_UP).count() == 2).then_some(())
    })
    .await;
    assert_eq!(desktop.log().matches(AGAIN).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sets_the_switch_decides() {
    let desktop = Desktop::start().await;
    let program = Process::start(&mut blind(&desktop, Some("0")));
    logged(&desktop, GIVEN_UP).await;
    assert_eq!(switch_of(program.id()).as_deref(), Some("0"));
    assert!(!desktop.data_dir().safe_graphics_file().exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn safe_graphics_can_be_asked_for() {
    let desktop = Desktop::start().await;
    let mut command = desktop.command(programs::abgleich(Build::Shipped));
    command.env_remove(SWITCH).arg("--safe-graphics");
    let program = Process::start(command.stdout(Stdio::null()).stderr(Stdio::null()));
    until("safe graphics", SOON, async || {
        (switch_of(program.id()).as_deref() == Some("1")).then_some(())
    })
    .await;
    assert!(
        !desktop.data_dir().safe_graphics_file().exists(),
        "asked for once, not for ever"
    );
}

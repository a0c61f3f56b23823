//! The app itself dies at every point that its worker passes; whoever starts next goes on. The passes after the first
//! are the command line's part: the worker is the same, and each window costs seconds.

use std::os::unix::process::ExitStatusExt as _;
use std::process::{ExitStatus, Output, Stdio};

use abgleich_core::crash::POINTS;
use abgleich_simulator::{EventTypeSeed, Fault, Options, Rule, Simulator, World};
use abgleich_tests::desktop::Desktop;
use abgleich_tests::process::Process;
use abgleich_tests::programs::{Build, abgleich, abgleichctl};
use abgleich_tests::wait::{SOON, until};
use serde_json::Value;

use crate::ground::{KEY, told};

const SIGABRT: i32 = 6;
const BEFORE: i64 = 50;

/// A desktop with one linked service, whose key is in the credential store.
struct Practice {
    calcom: Simulator,
    desktop: Desktop,
    event_type: i64,
}

impl Practice {
    async fn new() -> Self {
        let options = Options::new(World::with_user(KEY)).without_rate_limit();
        let calcom = Simulator::start(options).await.unwrap();
        let seed = EventTypeSeed::personal(1, "Massage", BEFORE);
        let event_type = calcom.change_world(|world| world.add_event_type(seed));
        let desktop = Desktop::start().await;
        let practice = Self {
            calcom,
            desktop,
            event_type,
        };
        let url = practice.calcom.address();
        let account = ["account", "add", "--name", "Praxis", "--url", &url];
        practice.done(&[&account[..], &["--key-stdin"]].concat(), KEY);
        practice.done(&["account", "set", "1", "requests-per-minute=6000"], "");
        let id = event_type.to_string();
        let service = ["service", "add", "--name", "Massage", "--duration", "50"];
        practice.done(&[&service[..], &["--event-type", &id]].concat(), "");
        practice
    }

    fn ctl(&self, args: &[&str], input: &str) -> Output {
        use std::io::Write as _;
        let mut command = self.desktop.command(abgleichctl(Build::Crash));
        command.arg("--json").args(args).env("ABGLEICH_HURRY", "50");
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        // It may end without reading.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap()
    }

    fn done(&self, args: &[&str], input: &str) -> Value {
        let output = self.ctl(args, input);
        assert!(output.status.success(), "{args:?}: {}", told(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// The person confirms another length; nobody works the queue yet.
    fn queue(&self, minutes: i64) {
        self.done(&["service", "set", "1", &format!("duration={minutes}")], "");
        let answers = self.done(&["sync", "1", "--yes"], "");
        assert_eq!(answers[0]["answer"], "queued", "{answers}");
        self.calcom.clear_requests();
    }

    async fn dies_at(&self, point: &str) {
        let mut command = self.desktop.command(abgleich(Build::Crash));
        command.arg("--hidden").env("ABGLEICH_HURRY", "50");
        command.env("ABGLEICH_CRASH", point);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut app = Process::start(&mut command);
        let what = format!("the app has died at {point}");
        let ended = async || app.child().try_wait().unwrap();
        let status: ExitStatus = until(&what, SOON, ended).await;
        assert_eq!(status.signal(), Some(SIGABRT), "{point}: {status}");
    }

    fn length(&self) -> i64 {
        let there = self.calcom.event_type(self.event_type);
        there.unwrap().length_in_minutes
    }

    fn status(&self) -> Value {
        self.done(&["service", "show", "1"], "")["status"].take()
    }
}

/// What happens to the write before the point is passed.
fn fault_before(point: &str) -> Option<Fault> {
    match point {
        "fail-before" | "fail-after" => Some(Fault::Status { status: 403 }),
        "back-before" | "back-after" => Some(Fault::Status { status: 500 }),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_app_dies_at_every_point_of_its_worker() {
    let practice = Practice::new().await;
    // Accepting requests and loading backups are no work of its worker.
    let of_worker = |point: &&str| !point.starts_with("enqueue-") && !point.starts_with("load-");
    let points = POINTS.into_iter().filter(of_worker);
    for (minutes, point) in (BEFORE + 1..).zip(points) {
        practice.queue(minutes);
        if let Some(fault) = fault_before(point) {
            practice
                .calcom
                .inject(Rule::new(fault).on("PATCH").times(1));
        }
        if point == "rescue-after" {
            practice.dies_at("claim-after").await;
        }
        practice.dies_at(point).await;
        practice.ctl(&["queue", "work", "--until-empty"], "");
        // A refusal that was recorded before the death is an end, too.
        let arrived = point != "fail-after";
        let expected = if arrived { minutes } else { minutes - 1 };
        assert_eq!(practice.length(), expected, "{point}");
        let status = if arrived { "synced" } else { "blocked" };
        assert_eq!(practice.status(), status, "{point}");
        let sent = practice.calcom.patches().len();
        let needed = 1 + usize::from(matches!(
            point,
            "fail-before" | "back-before" | "back-after"
        ));
        assert_eq!(sent, needed, "{point}");
    }
}

//! A practice to test on: a simulated Cal.com, a data folder of its own, and the program.

use std::io::{BufRead as _, BufReader, Write as _};
use std::ops::{Deref, DerefMut};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use abgleich_simulator::{DEMO_KEY, DEMO_SECOND_KEY, Options, Simulator, World};
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Runtime;

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_abgleichctl");

/// Event types of the demo's Anna Weber that nothing special is about.
pub(crate) const MASSAGE: i64 = 123_456;
pub(crate) const TAPING: i64 = 123_408;
pub(crate) const FANGO: i64 = 123_409;

/// No command of a test takes this long.
const PATIENCE: Duration = Duration::from_mins(1);

/// How a run of the program ended.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    #[track_caller]
    pub(crate) fn ended_with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}\n{}", self.stdout, self.stderr);
        self
    }

    /// The one document on standard output.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The code of `{"error": …}` on standard error; nothing else may be there, nor on standard output.
    #[track_caller]
    pub(crate) fn error_code(&self) -> String {
        assert_eq!(self.stdout, "", "{self:?}");
        let error: Value =
            serde_json::from_str(&self.stderr).unwrap_or_else(|error| panic!("{error}: {self:?}"));
        assert!(
            error["error"]["message"]
                .as_str()
                .is_some_and(|text| !text.is_empty()),
            "{self:?}"
        );
        error["error"]["code"].as_str().unwrap().to_owned()
    }
}

/// Runs a command to its end.
#[track_caller]
pub(crate) fn finish(started: impl Into<Started>) -> Run {
    let started = started.into();
    let id = started.id();
    let (done, ended) = mpsc::channel();
    std::thread::spawn(move || done.send(started.into_child().wait_with_output()));
    let Ok(output) = ended.recv_timeout(PATIENCE) else {
        let _ = Command::new("kill")
            .args(["-KILL", &id.to_string()])
            .status();
        panic!("process {id} did not end in time");
    };
    let output = output.unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Run {
        code: output.status.code().unwrap_or(-1),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

/// Asks a process to end, as the system does.
pub(crate) fn terminate(child: &Child) {
    signal(child, "-TERM");
}

pub(crate) fn signal(child: &Child, signal: &str) {
    let status = Command::new("kill")
        .args([signal, &child.id().to_string()])
        .status()
        .unwrap();
    assert!(status.success());
}

/// Looks again and again until `what` is true.
#[track_caller]
pub(crate) fn until(what: &str, mut is_true: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_true() {
        assert!(Instant::now() < deadline, "{what}: not in time");
        std::thread::yield_now();
        std::thread::park_timeout(Duration::from_millis(10));
    }
}

/// A program that does not outlive its test.
pub(crate) struct Started(Option<Child>);

impl From<Child> for Started {
    fn from(child: Child) -> Self {
        Self(Some(child))
    }
}

impl Started {
    fn into_child(mut self) -> Child {
        self.0.take().unwrap()
    }
}

impl Deref for Started {
    type Target = Child;

    fn deref(&self) -> &Child {
        self.0.as_ref().unwrap()
    }
}

impl DerefMut for Started {
    fn deref_mut(&mut self) -> &mut Child {
        self.0.as_mut().unwrap()
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            // It may have ended by itself.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// The lines of a program that runs on.
pub(crate) struct Lines(mpsc::Receiver<String>);

impl Lines {
    pub(crate) fn of(stdout: ChildStdout) -> Self {
        let (said, lines) = mpsc::channel();
        std::thread::spawn(move || {
            BufReader::new(stdout)
                .lines()
                .map_while(Result::ok)
                .try_for_each(|line| said.send(line))
        });
        Self(lines)
    }

    #[track_caller]
    pub(crate) fn next(&self) -> String {
        self.0.recv_timeout(PATIENCE).expect("a line in time")
    }
}

pub(crate) struct Practice {
    pub(crate) runtime: Runtime,
    pub(crate) calcom: Simulator,
    folder: TempDir,
}

impl Practice {
    /// With the account connected, and without a limit of requests.
    pub(crate) fn new() -> Self {
        let practice = Self::without_account();
        let url = practice.calcom.address();
        practice
            .run(&["account", "add", "--name", "Praxis am Markt", "--url", &url])
            .ended_with(0);
        practice
            .run(&["account", "set", "1", "requests-per-minute=6000"])
            .ended_with(0);
        practice
    }

    pub(crate) fn without_account() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let options = Options::new(World::demo()).without_rate_limit();
        let calcom = runtime.block_on(Simulator::start(options)).unwrap();
        Self {
            runtime,
            calcom,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// In German, with the demo's key from the environment.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(["--lang", "de"]).args(args);
        self.environment(&mut command);
        command
    }

    pub(crate) fn environment(&self, command: &mut Command) {
        command
            .env("ABGLEICH_API_KEY", DEMO_KEY)
            .env("ABGLEICH_DATA_DIR", self.data())
            // No keyring: no test may touch that of the person who runs it.
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
            .env("TZ", "Europe/Berlin")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
    }

    pub(crate) fn start(&self, args: &[&str]) -> Started {
        self.command(args).spawn().unwrap().into()
    }

    #[track_caller]
    pub(crate) fn run(&self, args: &[&str]) -> Run {
        finish(self.start(args))
    }

    /// With another key in the environment; `None` for none.
    #[track_caller]
    pub(crate) fn run_with_key(&self, key: Option<&str>, args: &[&str], stdin: &str) -> Run {
        let mut command = self.command(args);
        command.env_remove("ABGLEICH_API_KEY").stdin(Stdio::piped());
        if let Some(key) = key {
            command.env("ABGLEICH_API_KEY", key);
        }
        let mut child = Started::from(command.spawn().unwrap());
        // A program that needs no input may have ended already.
        let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
        finish(child)
    }

    /// What a successful command says with `--json`; nothing may be on standard error.
    #[track_caller]
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        let run = self.run(&[&["--json"], args].concat()).ended_with(0);
        assert_eq!(run.stderr, "", "{args:?}");
        run.json()
    }

    /// Account 2: Max Klein's, at the same address.
    #[track_caller]
    pub(crate) fn add_second_account(&self) -> Value {
        let url = self.calcom.address();
        let add = ["--json", "account", "add", "--name", "Max", "--url", &url];
        let run = self.run_with_key(Some(DEMO_SECOND_KEY), &add, "");
        run.ended_with(0).json()
    }

    /// A new service, linked if an event type is named.
    #[track_caller]
    pub(crate) fn service(&self, name: &str, minutes: i64, event_type: Option<i64>) -> String {
        let (minutes, id) = (minutes.to_string(), event_type.map(|id| id.to_string()));
        let mut args = vec!["service", "add", "--name", name, "--duration", &minutes];
        if let Some(id) = &id {
            args.extend(["--event-type", id]);
        }
        self.json(&args)["id"].to_string()
    }

    #[track_caller]
    pub(crate) fn status(&self, service: &str) -> String {
        self.json(&["service", "show", service])["status"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    pub(crate) fn database(&self) -> rusqlite::Connection {
        let database = rusqlite::Connection::open(self.data().join("abgleich.sqlite3")).unwrap();
        database.busy_timeout(Duration::from_secs(5)).unwrap();
        database
    }

    pub(crate) fn count(&self, condition: &str) -> i64 {
        let sql = format!("SELECT count(*) FROM job WHERE {condition}");
        self.database()
            .query_row(&sql, [], |row| row.get(0))
            .unwrap()
    }

    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.data().join("logs/abgleich.log")).unwrap_or_default()
    }

    pub(crate) fn go_offline(&self) {
        self.runtime.block_on(self.calcom.go_offline());
    }

    pub(crate) fn go_online(&self) {
        self.runtime.block_on(self.calcom.go_online()).unwrap();
    }
}

impl Drop for Practice {
    /// Every test is also one of the texts: all that were printed exist and have their variables.
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let log = self.log();
        let wrong = [
            "no such text",
            "a text misses a variable",
            "a text file has faults",
        ];
        let faults: Vec<&str> = log
            .lines()
            .filter(|line| wrong.iter().any(|what| line.contains(what)))
            .collect();
        assert!(faults.is_empty(), "{faults:?}");
    }
}

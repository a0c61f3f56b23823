//! A data folder, a simulated Cal.com, and the program as a child process that may die.

use std::collections::BTreeMap;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::sync::Arc;
use std::time::Duration;

use abgleich_core::app::linking::LinkedFrom;
use abgleich_core::app::{App, Options};
use abgleich_core::keyring_store::OverrideKey;
use abgleich_core::paths::DataDir;
use abgleich_core::store::services::NewService;
use abgleich_simulator::{EventTypeSeed, Request, Simulator, World};
use abgleich_tests::programs::{Build, abgleichctl};
use rusqlite::Connection;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::process::Command;

pub const KEY: &str = "cal_test_anna";
const ANNA: i64 = 1;
const FIRST_EVENT_TYPE: i64 = 501;

/// What Cal.com holds at first, and what the practice wants.
pub const BEFORE: i64 = 50;
pub const WANTED: i64 = 60;

/// How much shorter the pauses of the engine are: 1.2 s before the second try.
const HURRY: &str = "50";

/// What one run of the program may take on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

const SIGABRT: i32 = 6;

pub struct Ground {
    pub calcom: Simulator,
    /// Ids of the services, each linked to the event type beside it.
    pub services: Vec<(i64, i64)>,
    /// Every length that somebody confirmed, the newest last.
    pub confirmed: Vec<i64>,
    key: String,
    folder: TempDir,
}

impl Ground {
    /// So many services, each linked and with one change that is not confirmed yet.
    pub async fn new(count: usize) -> Self {
        Self::with_key(count, KEY).await
    }

    pub async fn with_key(count: usize, key: &str) -> Self {
        let mut world = World::with_user(key);
        let event_types: Vec<i64> = (FIRST_EVENT_TYPE..).take(count).collect();
        for id in &event_types {
            world.add_event_type(
                EventTypeSeed::personal(ANNA, &format!("Leistung {id}"), BEFORE).id(*id),
            );
        }
        let options = abgleich_simulator::Options::new(world).without_rate_limit();
        let calcom = Simulator::start(options).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        for name in ["data", "home", "tmp"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
        }
        let mut ground = Self {
            calcom,
            services: Vec::new(),
            confirmed: vec![WANTED],
            key: key.to_owned(),
            folder,
        };
        ground.fill(&event_types).await;
        ground.calcom.clear_requests();
        ground
    }

    /// In the test's own process, which is quicker than a child for each step.
    async fn fill(&mut self, event_types: &[i64]) {
        let options = Options::new(Arc::new(OverrideKey::new(self.key.clone().into())));
        let app = App::open(DataDir::new(self.data()), options).await.unwrap();
        let checked = app
            .check_key(&self.calcom.address(), None, &self.key)
            .await
            .unwrap();
        let account = app.connect(checked, "Praxis am Markt", None).await.unwrap();
        app.set_account_field(account, "requests-per-minute", "6000")
            .await
            .unwrap();
        app.refresh_event_types(account).await.unwrap();
        for id in event_types {
            let name = format!("Leistung {id}");
            let service = NewService {
                name,
                duration: WANTED,
                ..NewService::default()
            };
            let service = app.create_service(service).await.unwrap();
            app.link_service(service, account, *id, None, LinkedFrom::CommandLine)
                .await
                .unwrap();
            self.services.push((service, *id));
        }
        app.context.db.clone().close().await.unwrap();
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// `sync ID … --yes` of all services.
    pub fn sync_all(&self) -> Vec<String> {
        let ids = self.services.iter().map(|(service, _)| service.to_string());
        ["sync".to_owned()]
            .into_iter()
            .chain(ids)
            .chain(["--yes".to_owned()])
            .collect()
    }

    /// The program with a home of its own and the key in its environment. It dies with the test.
    pub fn ctl<S: AsRef<str>>(&self, args: &[S]) -> Command {
        self.ctl_in(&self.data(), args)
    }

    /// The same for another data folder.
    pub fn ctl_in<S: AsRef<str>>(&self, data: &Path, args: &[S]) -> Command {
        let mut command = Command::new(abgleichctl(Build::Crash));
        self.surround(&mut command);
        command
            .args(["--json", "--lang", "de", "--data-dir"])
            .arg(data);
        command.args(args.iter().map(AsRef::as_ref));
        command
    }

    /// What every child gets, and what it must not inherit.
    pub fn surround(&self, command: &mut Command) {
        for name in [
            "ABGLEICH_CRASH",
            "ABGLEICH_DATA_DIR",
            "DBUS_SESSION_BUS_ADDRESS",
            "XDG_DATA_HOME",
        ] {
            command.env_remove(name);
        }
        command
            .env("HOME", self.folder.path().join("home"))
            .env("TMPDIR", self.folder.path().join("tmp"))
            .env("ABGLEICH_API_KEY", &self.key)
            .env("ABGLEICH_HURRY", HURRY)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
    }

    pub async fn run<S: AsRef<str>>(&self, args: &[S]) -> Output {
        finish(self.ctl(args)).await
    }

    /// A run that must end well. Answers what it printed.
    pub async fn json<S: AsRef<str>>(&self, args: &[S]) -> Value {
        let output = self.run(args).await;
        assert!(output.status.success(), "{}", told(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Until nothing waits; answers the exit code.
    pub async fn work(&self) -> i32 {
        let output = self.run(&["queue", "work", "--until-empty"]).await;
        output
            .status
            .code()
            .unwrap_or_else(|| panic!("{}", told(&output)))
    }

    /// A run that dies at the named point, on the hit-th pass.
    pub async fn crash<S: AsRef<str>>(&self, args: &[S], point: &str, hit: u32) {
        let died = self.dies_at(args, point, hit).await;
        assert!(died, "{point}:{hit} was never passed");
    }

    /// Whether a run dies at the named point, on the hit-th pass. If there are fewer passes, it ends as it may.
    pub async fn dies_at<S: AsRef<str>>(&self, args: &[S], point: &str, hit: u32) -> bool {
        let mut command = self.ctl(args);
        command.env("ABGLEICH_CRASH", format!("{point}:{hit}"));
        let output = finish(command).await;
        match output.status.signal() {
            Some(SIGABRT) => true,
            None => {
                // It may end with a refusal, but by its own will.
                assert_ne!(output.status.code(), Some(101), "{}", told(&output));
                false
            }
            Some(_) => panic!("{point}:{hit}: {}", told(&output)),
        }
    }

    pub fn database(&self) -> Connection {
        Connection::open(DataDir::new(self.data()).database()).unwrap()
    }

    pub fn count(&self, sql: &str) -> i64 {
        self.database()
            .query_row(sql, [], |row| row.get(0))
            .unwrap()
    }

    /// How many jobs there are in each state.
    pub fn jobs(&self) -> BTreeMap<String, i64> {
        let database = self.database();
        let mut statement = database
            .prepare("SELECT state, count(*) FROM job GROUP BY state")
            .unwrap();
        let rows = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap();
        rows.map(Result::unwrap).collect()
    }

    /// The length that Cal.com really holds.
    pub fn length(&self, event_type: i64) -> i64 {
        self.calcom
            .event_type(event_type)
            .unwrap()
            .length_in_minutes
    }

    pub fn patches_of(&self, event_type: i64) -> Vec<Request> {
        let path = format!("/v2/event-types/{event_type}");
        self.calcom
            .patches()
            .into_iter()
            .filter(|patch| patch.path == path)
            .collect()
    }

    /// The status of each service as the program shows it.
    pub async fn statuses(&self) -> Vec<String> {
        let services = self.json(&["service", "list"]).await;
        let mut services = services.as_array().unwrap().clone();
        services.sort_by_key(|service| service["id"].as_i64());
        services
            .iter()
            .map(|service| service["status"].as_str().unwrap().to_owned())
            .collect()
    }

    /// What holds at every moment at which no process runs, whatever happened before.
    pub async fn check(&self) {
        assert_eq!(
            self.database()
                .query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0))
                .unwrap(),
            "ok"
        );
        for state in ["waiting", "running"] {
            let doubled = format!(
                "SELECT count(*) FROM (SELECT 1 FROM job WHERE state = '{state}' GROUP BY link_id HAVING count(*) > 1)"
            );
            assert_eq!(self.count(&doubled), 0, "two {state} jobs of one link");
        }
        let silent = "SELECT count(*) FROM job WHERE NOT EXISTS (SELECT 1 FROM activity WHERE job_id = job.id AND kind = 'queued')";
        assert_eq!(
            self.count(silent),
            0,
            "a job without its line in the history"
        );
        let phantom = "SELECT count(*) FROM activity WHERE job_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM job WHERE id = activity.job_id)";
        assert_eq!(
            self.count(phantom),
            0,
            "a line in the history without its job"
        );
        let mute = "SELECT count(*) FROM job WHERE state = 'failed' AND reason IS NULL";
        assert_eq!(self.count(mute), 0, "a failure without a reason");
        let said: Vec<Option<Value>> = self
            .confirmed
            .iter()
            .map(|minutes| Some(json!({"lengthInMinutes": minutes})))
            .collect();
        for patch in self.calcom.patches() {
            assert!(
                said.contains(&patch.body),
                "nobody confirmed {:?}",
                patch.body
            );
        }
        for (status, (_, event_type)) in self.statuses().await.iter().zip(&self.services) {
            let equal = self.confirmed.last() == Some(&self.length(*event_type));
            assert!(
                status != "synced" || equal,
                "{event_type} is claimed to be synced"
            );
        }
    }

    /// After all is over: nothing sticks, and each confirmed change had exactly one job.
    pub async fn check_end(&self) {
        self.check().await;
        let open = "SELECT count(*) FROM job WHERE state IN ('waiting', 'running')";
        assert_eq!(self.count(open), 0, "{:?}", self.jobs());
        let total = i64::try_from(self.services.len()).unwrap();
        assert_eq!(
            self.count("SELECT count(*) FROM job"),
            total,
            "one job for each change"
        );
        let told = "SELECT count(*) FROM activity WHERE kind IN ('succeeded', 'failed')";
        assert_eq!(self.count(told), total, "each outcome is told once");
    }

    /// The best end: every change arrived, and the program knows it.
    pub async fn check_all_synced(&self) {
        self.check_end().await;
        assert_eq!(
            self.jobs().get("succeeded"),
            Some(&i64::try_from(self.services.len()).unwrap())
        );
        for (_, event_type) in &self.services {
            assert_eq!(self.length(*event_type), WANTED, "{event_type}");
        }
        let statuses = self.statuses().await;
        assert!(
            statuses.iter().all(|status| status == "synced"),
            "{statuses:?}"
        );
    }
}

/// Waits for the end of a child, with a deadline.
pub async fn finish(mut command: Command) -> Output {
    let child = command.spawn().unwrap();
    let output = tokio::time::timeout(PATIENCE, child.wait_with_output()).await;
    output
        .unwrap_or_else(|_| panic!("still running after {PATIENCE:?}: {command:?}"))
        .unwrap()
}

/// Everything that a child said, for the message of a failed test.
pub fn told(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    format!(
        "{}\n{}\n{}",
        output.status,
        text(&output.stdout),
        text(&output.stderr)
    )
}

//! A practice whose database is recorded: the real app over real files and the simulated Cal.com over HTTP.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use abgleich_core::app::answer::{Answer, AnswerKind};
use abgleich_core::app::linking::LinkedFrom;
use abgleich_core::app::{App, Options};
use abgleich_core::domain::edit::Edit;
use abgleich_core::domain::job::{JobState, Requester};
use abgleich_core::domain::plan::View;
use abgleich_core::engine::Policy;
use abgleich_core::engine::housekeeping::Rules;
use abgleich_core::keyring_store::MemoryStore;
use abgleich_core::paths::DataDir;
use abgleich_core::ports::{Clock, SecretStore, SystemClock};
use abgleich_core::store::prune::Limits;
use abgleich_core::store::services::NewService;
use abgleich_powercut::Tape;
use abgleich_simulator::{EventTypeSeed, Simulator, World};
use tempfile::TempDir;

use crate::relay;

const KEY: &str = "cal_test_anna";
const ANNA: i64 = 1;
pub const MASSAGE: i64 = 501;
pub const LYMPH: i64 = 502;
pub const YOGA: i64 = 503;

pub const PATIENCE: Duration = Duration::from_secs(10);

/// Something that was promised, or that happened outside of the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// The person was told that this length is on its way.
    Queued {
        job: String,
        event_type: i64,
        minutes: i64,
    },
    /// A write to this event type left the computer.
    Sent { event_type: i64 },
    /// The person could see that the job has ended so.
    Ended { job: String, state: JobState },
    /// The person saw that this is stored: what the query answers.
    Kept { query: String, value: String },
    /// From here on the job may be forgotten, and all its tries but the last one of its event type.
    Forgettable { job: String, event_type: i64 },
    /// An older version of the app stored this.
    Stored { note: String },
}

/// The marks, each with the position on the tape at which it was made.
#[derive(Debug, Clone, Default)]
pub struct Marks(Arc<Mutex<Vec<(usize, Mark)>>>);

impl Marks {
    pub fn add(&self, tape: &Tape, mark: Mark) {
        // Under the lock, so that positions never go down.
        let mut marks = self.0.lock().unwrap();
        marks.push((tape.position(), mark));
    }

    pub fn all(&self) -> Vec<(usize, Mark)> {
        self.0.lock().unwrap().clone()
    }
}

#[derive(Debug, Clone, Copy)]
pub struct Pair {
    pub service: i64,
    pub link: i64,
    pub event_type: i64,
}

pub struct Practice {
    pub calcom: Simulator,
    pub app: Arc<App>,
    pub tape: Tape,
    pub marks: Marks,
    pub account: i64,
    keys: Arc<dyn SecretStore>,
    folder: TempDir,
}

/// Memory where there is such a folder: the recorded flushes matter, not the real ones.
pub fn scratch() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        TempDir::new_in(memory).unwrap()
    } else {
        TempDir::new().unwrap()
    }
}

/// Short where time really passes.
fn policy() -> Policy {
    let ms = Duration::from_millis;
    Policy {
        reread_open: ms(10),
        reread_foreign: vec![ms(10), ms(20)],
        verify: vec![ms(10), ms(20), ms(40)],
        probe_hint: ms(10),
        probe_waiting: (ms(10), ms(40)),
        probe_idle: ms(40),
        ..Policy::default()
    }
}

/// What is done with goes the next time that house is kept, and its room with it.
pub fn forgetful() -> Policy {
    let limits = Limits {
        age: 0,
        snapshots: 1,
        batch: 2,
        ..Limits::default()
    };
    let housekeeping = Rules {
        limits,
        log: 0,
        free_pages: 0,
        ..Rules::default()
    };
    Policy {
        housekeeping,
        ..policy()
    }
}

pub async fn open(folder: PathBuf, keys: &Arc<dyn SecretStore>, clock: Arc<dyn Clock>) -> Arc<App> {
    open_with(folder, keys, clock, policy()).await
}

async fn open_with(
    folder: PathBuf,
    keys: &Arc<dyn SecretStore>,
    clock: Arc<dyn Clock>,
    policy: Policy,
) -> Arc<App> {
    let mut options = Options::new(Arc::clone(keys));
    options.clock = clock;
    options.policy = policy;
    Arc::new(App::open(DataDir::new(folder), options).await.unwrap())
}

impl Practice {
    /// Recorded from the first moment of an empty folder on.
    pub async fn new() -> Self {
        Self::with(policy()).await
    }

    pub async fn with(policy: Policy) -> Self {
        let folder = scratch();
        let tape = Tape::record(folder.path()).unwrap();
        let marks = Marks::default();
        let mut world = World::with_user(KEY);
        for (id, name, minutes) in [
            (MASSAGE, "Massage", 50),
            (LYMPH, "Lymphdrainage", 45),
            (YOGA, "Yoga", 60),
        ] {
            world.add_event_type(EventTypeSeed::personal(ANNA, name, minutes).id(id));
        }
        let options = abgleich_simulator::Options::new(world).without_rate_limit();
        let calcom = Simulator::start(options).await.unwrap();
        let (own_tape, own_marks) = (tape.clone(), marks.clone());
        let on_write: relay::OnWrite =
            Arc::new(move |event_type| own_marks.add(&own_tape, Mark::Sent { event_type }));
        let address = relay::start(&calcom.address(), on_write).await.unwrap();
        let keys: Arc<dyn SecretStore> = Arc::new(MemoryStore::default());
        let clock = Arc::new(SystemClock);
        let app = open_with(folder.path().into(), &keys, clock, policy).await;
        let checked = app.check_key(&address, None, KEY).await.unwrap();
        let account = app.connect(checked, "Praxis am Markt", None).await.unwrap();
        app.set_account_field(account, "requests-per-minute", "6000")
            .await
            .unwrap();
        Self {
            calcom,
            app,
            tape,
            marks,
            account,
            keys,
            folder,
        }
    }

    pub fn dir(&self) -> DataDir {
        DataDir::new(self.folder.path())
    }

    /// The app ends in order and starts again.
    pub async fn restart(&mut self) {
        self.app.context.db.clone().close().await.unwrap();
        self.app = self.another_app(Arc::new(SystemClock)).await;
    }

    /// Another process on the same folder, but for the process.
    pub async fn another_app(&self, clock: Arc<dyn Clock>) -> Arc<App> {
        open(self.folder.path().into(), &self.keys, clock).await
    }

    /// A connection beside the app's, for what only SQLite itself can be asked to do.
    pub fn sql(&self) -> rusqlite::Connection {
        let db = rusqlite::Connection::open(self.dir().database()).unwrap();
        db.busy_timeout(PATIENCE).unwrap();
        db
    }

    /// A service with the values of an event type, linked to it.
    pub async fn link(&self, event_type: i64) -> Pair {
        let there = self.calcom.event_type(event_type).unwrap();
        let new = NewService {
            name: there.title.clone(),
            duration: there.length_in_minutes,
            currency: "EUR".into(),
            ..NewService::default()
        };
        let service = self.app.create_service(new).await.unwrap();
        let linked = self
            .app
            .link_service(service, self.account, event_type, None, LinkedFrom::Window)
            .await
            .unwrap();
        Pair {
            service,
            link: linked.link_id,
            event_type,
        }
    }

    /// Another length, and the plan for it as the person sees it.
    pub async fn plan(&self, pair: Pair, minutes: i64) -> abgleich_core::app::planned::Planned {
        let edits = vec![Edit::Duration(minutes)];
        assert!(self.app.edit_service(pair.service, edits).await.unwrap());
        self.app
            .plan(pair.link, View::Respect, Some(PATIENCE))
            .await
            .unwrap()
    }

    pub async fn confirm(&self, planned: abgleich_core::app::planned::Planned) -> Answer {
        self.app.request_sync(planned, Requester::Window).await
    }

    /// Another length, confirmed; the promise is marked. The job's id.
    pub async fn queue(&self, pair: Pair, minutes: i64) -> String {
        let planned = self.plan(pair, minutes).await;
        let answer = self.confirm(planned).await;
        let fits = matches!(answer.kind, AnswerKind::Queued | AnswerKind::Updated);
        assert!(fits, "{answer:?}");
        let job = answer.job_id.unwrap();
        self.promise(&job, pair, minutes);
        job
    }

    pub fn promise(&self, job: &str, pair: Pair, minutes: i64) {
        let (job, event_type) = (job.to_owned(), pair.event_type);
        let mark = Mark::Queued {
            job,
            event_type,
            minutes,
        };
        self.marks.add(&self.tape, mark);
    }

    /// The person sees what is stored now: from here on it must not get lost.
    pub fn mark_kept(&self, query: String) {
        let value = self.sql().query_row(&query, [], |row| row.get(0)).unwrap();
        self.marks.add(&self.tape, Mark::Kept { query, value });
    }

    pub fn mark_duration(&self, pair: Pair) {
        self.mark_kept(format!(
            "SELECT CAST(duration_minutes AS TEXT) FROM service WHERE id = {}",
            pair.service
        ));
    }

    pub async fn state(&self, job: &str) -> JobState {
        self.app.job(job).await.unwrap().state
    }

    pub fn mark_end(&self, job: &str, state: JobState) {
        let job = job.to_owned();
        self.marks.add(&self.tape, Mark::Ended { job, state });
    }

    pub fn forget(&self, job: &str, pair: Pair) {
        let (job, event_type) = (job.to_owned(), pair.event_type);
        let mark = Mark::Forgettable { job, event_type };
        self.marks.add(&self.tape, mark);
    }

    /// Works until the job has ended, and marks how.
    pub async fn work_until_done(&self, job: &str) -> JobState {
        let deadline = Instant::now() + PATIENCE;
        loop {
            self.app.work_once().await.unwrap();
            let state = self.state(job).await;
            if !state.is_open() {
                self.mark_end(job, state);
                return state;
            }
            assert!(Instant::now() < deadline, "the job does not end");
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
    }
}

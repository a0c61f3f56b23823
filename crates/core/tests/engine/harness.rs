//! A practice with its own Cal.com: the app over a real database file, the simulator over real HTTP, and a
//! clock that can be moved.

use std::collections::BTreeSet;
use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use abgleich_core::app::answer::{Answer, AnswerKind};
use abgleich_core::app::linking::LinkedFrom;
use abgleich_core::app::{App, Options};
use abgleich_core::domain::UtcMillis;
use abgleich_core::domain::edit::Edit;
use abgleich_core::domain::fields::{Field, FieldValue, Values};
use abgleich_core::domain::job::{Job, JobState, Requester};
use abgleich_core::domain::plan::View;
use abgleich_core::domain::reason::Reason;
use abgleich_core::domain::status::{Status, StatusId};
use abgleich_core::engine::Policy;
use abgleich_core::keyring_store::MemoryStore;
use abgleich_core::paths::DataDir;
use abgleich_core::ports::{Clock, Jitter, SecretError, SecretStore, SystemClock};
use abgleich_core::store::activity::{self, Activity};
use abgleich_core::store::jobs;
use abgleich_core::store::services::NewService;
use abgleich_simulator::{EventType, EventTypeSeed, Fault, RateLimit, Rule, Simulator, World};
use secrecy::SecretString;
use serde_json::Value;
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub const KEY: &str = "cal_test_anna";
pub const SECOND_KEY: &str = "cal_test_anna_new";
pub const MAXS_KEY: &str = "cal_test_max";
pub const ANNA: i64 = 1;
pub const MAX: i64 = 2;
pub const TEAM: i64 = 7;
pub const OTHER_TEAM: i64 = 8;

/// Anna's: 50 minutes, buffers 5 and 10, 70 euros.
pub const MASSAGE: i64 = 501;
/// Anna's: 45 minutes, with 30, 45 and 60 to choose from.
pub const LYMPH: i64 = 502;
/// Of the team in which Anna is an admin: 90 minutes.
pub const GROUP: i64 = 601;
/// The team's template: 30 minutes.
pub const TEMPLATE: i64 = 602;
/// Anna's copy of it.
pub const CHILD: i64 = 603;
/// Of a team that Anna left: readable only while she was in it.
pub const FORMER: i64 = 604;
/// Max's: 30 minutes.
pub const MAXS: i64 = 701;
/// Anna's, twenty of them: 30 minutes each.
pub const ROW: std::ops::Range<i64> = 901..921;

pub const PATIENCE: Duration = Duration::from_secs(5);
pub const SECOND: i64 = 1_000;
pub const MINUTE: i64 = 60 * SECOND;

fn world() -> World {
    let mut world = World::with_user(KEY);
    world.add_user(MAX, "Max Klein", "max-klein", MAXS_KEY);
    world.add_team(TEAM, "Praxis-Team", "praxis-team", &[(ANNA, true)]);
    world.add_team(
        OTHER_TEAM,
        "Frühere Praxis",
        "fruehere-praxis",
        &[(ANNA, true)],
    );
    let massage = EventTypeSeed::personal(ANNA, "Massage", 50).id(MASSAGE);
    world.add_event_type(
        massage
            .buffers(5, 10)
            .price(7000, "eur")
            .description("Rücken\r\nund Nacken "),
    );
    world.add_event_type(
        EventTypeSeed::personal(ANNA, "Lymphdrainage", 45)
            .id(LYMPH)
            .options(&[30, 45, 60]),
    );
    world.add_event_type(EventTypeSeed::team(TEAM, "Rückenschule", 90).id(GROUP));
    world.add_event_type(EventTypeSeed::managed_template(TEAM, "Atmen", 30).id(TEMPLATE));
    world.add_event_type(EventTypeSeed::managed_child(ANNA, TEMPLATE).id(CHILD));
    world.add_event_type(EventTypeSeed::team(OTHER_TEAM, "Yoga", 60).id(FORMER));
    world.add_event_type(EventTypeSeed::personal(MAX, "Massage", 30).id(MAXS));
    for id in ROW {
        world.add_event_type(EventTypeSeed::personal(ANNA, &format!("Leistung {id}"), 30).id(id));
    }
    world
}

/// The real clock, set forward or back.
#[derive(Debug, Default)]
pub struct TestClock {
    ahead: AtomicI64,
    sleeping: Mutex<Vec<Duration>>,
    started: AtomicUsize,
}

impl TestClock {
    pub fn advance(&self, by: i64) {
        self.ahead.fetch_add(by, Ordering::SeqCst);
    }

    /// How many timers were started so far.
    pub fn started(&self) -> usize {
        self.started.load(Ordering::SeqCst)
    }

    /// The timers that run at the moment.
    pub fn sleeping(&self) -> Vec<Duration> {
        self.sleeping.lock().unwrap().clone()
    }
}

/// A timer that runs until this is dropped.
struct Timer<'a>(&'a TestClock, Duration);

impl Drop for Timer<'_> {
    fn drop(&mut self) {
        let mut sleeping = self.0.sleeping.lock().unwrap();
        let index = sleeping.iter().position(|time| *time == self.1).unwrap();
        sleeping.swap_remove(index);
    }
}

impl Clock for TestClock {
    fn now(&self) -> UtcMillis {
        SystemClock.now() + self.ahead.load(Ordering::SeqCst)
    }

    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async move {
            self.started.fetch_add(1, Ordering::SeqCst);
            self.sleeping.lock().unwrap().push(time);
            let _timer = Timer(self, time);
            SystemClock.sleep(time).await;
        })
    }
}

struct NoJitter;

impl Jitter for NoJitter {
    fn stretch(&self, delay: Duration) -> Duration {
        delay
    }
}

/// A keyring that can be locked.
#[derive(Debug, Default)]
pub struct Keys {
    store: MemoryStore,
    locked: AtomicBool,
    pub reads: AtomicI64,
    /// The names of all entries.
    pub names: Mutex<BTreeSet<String>>,
}

impl Keys {
    pub fn lock(&self, locked: bool) {
        self.locked.store(locked, Ordering::SeqCst);
    }

    fn open(&self) -> Result<&MemoryStore, SecretError> {
        if self.locked.load(Ordering::SeqCst) {
            Err(SecretError::Locked)
        } else {
            Ok(&self.store)
        }
    }
}

impl SecretStore for Keys {
    fn get(&self, account: &str) -> Result<SecretString, SecretError> {
        self.reads.fetch_add(1, Ordering::SeqCst);
        self.open()?.get(account)
    }

    fn set(&self, account: &str, key: &SecretString) -> Result<(), SecretError> {
        self.open()?.set(account, key)?;
        self.names.lock().unwrap().insert(account.to_owned());
        Ok(())
    }

    fn delete(&self, account: &str) -> Result<(), SecretError> {
        self.open()?.delete(account)?;
        self.names.lock().unwrap().remove(account);
        Ok(())
    }
}

/// The real delays between tries, for the clock to jump over; short waits where time really passes.
pub fn policy() -> Policy {
    let ms = Duration::from_millis;
    Policy {
        run: ms(20_000),
        connect: ms(2_000),
        request: ms(5_000),
        reread_open: ms(20),
        reread_foreign: vec![ms(20), ms(40)],
        verify: vec![ms(10), ms(20), ms(40)],
        probe_hint: ms(10),
        probe_waiting: (ms(20), ms(80)),
        probe_idle: ms(80),
        tick: ms(20),
        lock_retry: ms(20),
        farewell: ms(200),
        return_gap: ms(2),
        network_settles: ms(20),
        list_every: None,
        ..Policy::default()
    }
}

/// For requests that are never answered.
pub fn impatient() -> Policy {
    Policy {
        request: Duration::from_millis(300),
        ..policy()
    }
}

/// A service and its one link.
#[derive(Debug, Clone, Copy)]
pub struct Pair {
    pub service: i64,
    pub link: i64,
    pub event_type: i64,
}

pub struct Bench {
    pub calcom: Simulator,
    pub app: Arc<App>,
    pub account: i64,
    pub clock: Arc<TestClock>,
    pub keys: Arc<Keys>,
    pub policy: Policy,
    folder: TempDir,
}

impl Bench {
    pub async fn new() -> Self {
        Self::with(policy()).await
    }

    pub async fn with(policy: Policy) -> Self {
        Self::limited(policy, None).await
    }

    /// With a limit of requests on Cal.com's side.
    pub async fn limited(policy: Policy, rate_limit: Option<RateLimit>) -> Self {
        let options = abgleich_simulator::Options {
            rate_limit,
            ..abgleich_simulator::Options::new(world())
        };
        let calcom = Simulator::start(options).await.unwrap();
        let (clock, keys) = (Arc::new(TestClock::default()), Arc::new(Keys::default()));
        let folder = tempfile::tempdir().unwrap();
        let app = open(folder.path().into(), &clock, &keys, &policy).await;
        let account = connect(&app, &calcom.address(), KEY).await;
        calcom.clear_requests();
        Self {
            calcom,
            app,
            account,
            clock,
            keys,
            policy,
            folder,
        }
    }

    /// A Bench whose event type 501 is linked and has the values of Cal.com.
    pub async fn with_massage() -> (Self, Pair) {
        let bench = Self::new().await;
        let massage = bench.link(MASSAGE).await;
        (bench, massage)
    }

    pub fn data_dir(&self) -> DataDir {
        DataDir::new(self.folder.path())
    }

    /// Another process on the same folder, but for the process.
    pub async fn another_app(&self) -> Arc<App> {
        self.app_with(self.options()).await
    }

    pub async fn app_with(&self, options: Options) -> Arc<App> {
        Arc::new(App::open(self.data_dir(), options).await.unwrap())
    }

    /// As this bench's app is opened.
    pub fn options(&self) -> Options {
        options(&self.clock, &self.keys, &self.policy)
    }

    /// The app is closed and opened again.
    pub async fn open_again(&mut self) {
        self.app = self.another_app().await;
    }

    /// A look into, or a hand in, the database behind the app's back.
    pub fn sql(&self) -> rusqlite::Connection {
        let db = rusqlite::Connection::open(self.data_dir().database()).unwrap();
        db.busy_timeout(PATIENCE).unwrap();
        db
    }

    pub fn count(&self, query: &str) -> i64 {
        self.sql().query_row(query, [], |row| row.get(0)).unwrap()
    }

    pub fn now(&self) -> UtcMillis {
        self.clock.now()
    }

    /// A service with the values of an event type, linked to it in the window.
    pub async fn link(&self, event_type: i64) -> Pair {
        self.link_in(self.account, event_type).await
    }

    pub async fn link_in(&self, account: i64, event_type: i64) -> Pair {
        let there = self.there(event_type);
        let new = NewService {
            name: there.title.clone(),
            duration: there.length_in_minutes,
            buffer_before: Some(there.before_event_buffer),
            buffer_after: Some(there.after_event_buffer),
            price_minor: Some(9_900),
            currency: "EUR".into(),
            ..NewService::default()
        };
        let service = self.app.create_service(new).await.unwrap();
        let linked = self
            .app
            .link_service(service, account, event_type, None, LinkedFrom::Window)
            .await
            .unwrap();
        assert_eq!(linked.warning, None);
        self.calcom.clear_requests();
        Pair {
            service,
            link: linked.link_id,
            event_type,
        }
    }

    pub async fn set_minutes(&self, pair: Pair, minutes: i64) {
        assert!(
            self.app
                .edit_service(pair.service, vec![Edit::Duration(minutes)])
                .await
                .unwrap()
        );
    }

    /// The dialog: reads Cal.com, makes the plan, and the person confirms it at once.
    pub async fn sync(&self, pair: Pair) -> Answer {
        self.sync_as(pair, View::Respect, Requester::Window).await
    }

    pub async fn sync_as(&self, pair: Pair, view: View, requested_by: Requester) -> Answer {
        let planned = self
            .app
            .plan(pair.link, view, Some(PATIENCE))
            .await
            .unwrap();
        self.app.request_sync(planned, requested_by).await
    }

    /// As [`Bench::sync`] where the dialog could not wait for an answer: planned from what was read last.
    pub async fn sync_unread(&self, pair: Pair) -> Answer {
        let planned = self.app.plan(pair.link, View::Respect, None).await.unwrap();
        self.app.request_sync(planned, Requester::Window).await
    }

    /// Edits the length and queues it; the job's id. Requests up to here are forgotten.
    pub async fn queue(&self, pair: Pair, minutes: i64) -> String {
        let id = self.queue_keeping_requests(pair, minutes).await;
        self.calcom.clear_requests();
        id
    }

    pub async fn queue_keeping_requests(&self, pair: Pair, minutes: i64) -> String {
        self.set_minutes(pair, minutes).await;
        let answer = self.sync(pair).await;
        assert_eq!(answer.kind, AnswerKind::Queued, "{answer:?}");
        answer.job_id.unwrap()
    }

    pub async fn work_once(&self) -> Option<JobState> {
        self.app.work_once().await.unwrap()
    }

    /// Works until nothing is due.
    pub async fn work(&self) {
        while self.work_once().await.is_some() {}
    }

    /// Works until this job has ended, through probes and pauses.
    pub async fn work_until_done(&self, id: &str) -> Job {
        until("the job has ended", async || {
            self.work_once().await;
            !self.job(id).await.state.is_open()
        })
        .await;
        self.job(id).await
    }

    /// Cal.com has received a request.
    pub async fn until_asked(&self) {
        until("Cal.com was asked", async || {
            !self.calcom.requests().is_empty()
        })
        .await;
    }

    /// Whoever watches the clock has seen where it is now.
    pub async fn until_ticked(&self) {
        let before = self.clock.started();
        until("the clock ticked", async || {
            self.clock.started() > before + 1
        })
        .await;
    }

    /// The readings and writes of one event type, in their order.
    pub fn methods_of(&self, event_type: i64) -> Vec<String> {
        let path = format!("/v2/event-types/{event_type}");
        let requests = self.calcom.requests().into_iter();
        requests
            .filter(|request| request.path == path)
            .map(|request| request.method)
            .collect()
    }

    /// A worker that goes on by itself, until it is stopped.
    pub fn start_worker(&self) -> Running {
        Running::start(&self.app)
    }

    pub async fn job(&self, id: &str) -> Job {
        self.app.job(id).await.unwrap()
    }

    pub async fn status(&self, pair: Pair) -> Status {
        self.app.service_view(pair.service).await.unwrap().status
    }

    #[track_caller]
    pub fn there(&self, event_type: i64) -> EventType {
        self.calcom.event_type(event_type).unwrap()
    }

    /// Someone changes the length in Cal.com.
    #[track_caller]
    pub fn change_there(&self, event_type: i64, minutes: i64) {
        self.calcom
            .edit(event_type, |it| it.length_in_minutes = minutes)
            .unwrap();
    }

    pub fn break_next(&self, method: &str, fault: Fault) {
        self.calcom
            .inject(Rule::new(fault).on(method).path("/event-types/").times(1));
    }

    /// The history, oldest first.
    pub async fn history(&self) -> Vec<Activity> {
        let mut rows = self
            .app
            .context
            .db
            .read(|db| activity::latest(db, None, 1_000))
            .await
            .unwrap();
        rows.reverse();
        rows
    }

    /// What holds at the end of every test, whatever happened in it.
    pub async fn check(&self) {
        let snapshot = self.app.snapshot(0).await.unwrap();
        for view in &snapshot.services {
            for link in view
                .links
                .iter()
                .filter(|link| link.status.id == StatusId::Synced)
            {
                let real = values_of(&self.there(link.link.event_type_id));
                let claimed = view.service.desired(&link.link, Some(&real));
                assert!(
                    claimed.all_held_by(&real),
                    "claimed {claimed:?}, but Cal.com holds {real:?}"
                );
            }
        }
        for patch in self.calcom.patches() {
            check_body(patch.body.as_ref().unwrap());
        }
        let doubled =
            "SELECT count(*) FROM (SELECT 1 FROM job WHERE state IN ('waiting', 'running')
                       GROUP BY link_id, state HAVING count(*) > 1)";
        assert_eq!(self.count(doubled), 0);
        let open = self.app.context.db.read(jobs::open).await.unwrap();
        assert!(open.iter().all(|job| job.finished_at.is_none()));
    }
}

/// Only managed fields leave this computer; never null, never a price.
#[track_caller]
fn check_body(body: &Value) {
    let managed = [
        "title",
        "description",
        "lengthInMinutes",
        "lengthInMinutesOptions",
        "beforeEventBuffer",
        "afterEventBuffer",
        "hidden",
    ];
    let fields = body.as_object().unwrap();
    assert!(!fields.is_empty());
    for (name, value) in fields {
        assert!(managed.contains(&name.as_str()), "{name} was sent");
        assert!(!value.is_null(), "{name} was sent as null");
    }
}

/// What an event type really holds, told without the client.
fn values_of(there: &EventType) -> Values {
    let options = there.length_in_minutes_options.clone().unwrap_or_default();
    [
        (Field::Title, FieldValue::text(&there.title)),
        (Field::Length, FieldValue::Minutes(there.length_in_minutes)),
        (
            Field::BufferBefore,
            FieldValue::Minutes(there.before_event_buffer),
        ),
        (
            Field::BufferAfter,
            FieldValue::Minutes(there.after_event_buffer),
        ),
        (
            Field::Description,
            FieldValue::text(there.description.as_deref().unwrap_or_default()),
        ),
        (Field::Hidden, FieldValue::Flag(there.hidden)),
        (Field::LengthOptions, FieldValue::List(options)),
    ]
    .into_iter()
    .collect()
}

pub async fn open(
    folder: PathBuf,
    clock: &Arc<TestClock>,
    keys: &Arc<Keys>,
    policy: &Policy,
) -> Arc<App> {
    let options = options(clock, keys, policy);
    Arc::new(App::open(DataDir::new(folder), options).await.unwrap())
}

fn options(clock: &Arc<TestClock>, keys: &Arc<Keys>, policy: &Policy) -> Options {
    let mut options = Options::new(Arc::clone(keys) as Arc<dyn SecretStore>);
    options.clock = Arc::clone(clock) as Arc<dyn Clock>;
    options.jitter = Arc::new(NoJitter);
    options.policy = policy.clone();
    options
}

pub async fn connect(app: &App, address: &str, key: &str) -> i64 {
    let checked = app.check_key(address, None, key).await.unwrap();
    let account = app.connect(checked, "Praxis am Markt", None).await.unwrap();
    // The tests ask more in a second than a practice in an hour.
    app.set_account_field(account, "requests-per-minute", "6000")
        .await
        .unwrap();
    account
}

/// A worker in the background.
pub struct Running {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Running {
    pub fn start(app: &Arc<App>) -> Self {
        let stop = CancellationToken::new();
        let (app, token) = (Arc::clone(app), stop.clone());
        let task = tokio::spawn(async move { app.work(token).await });
        Self { stop, task }
    }

    pub async fn stop(self) {
        self.stop.cancel();
        self.task.await.unwrap();
    }

    /// Ends it without any farewell, as a crash would.
    pub async fn kill(self) {
        self.task.abort();
        assert!(self.task.await.unwrap_err().is_cancelled());
    }
}

/// Waits until the condition holds, and fails after the deadline.
pub async fn until<F: Future<Output = bool>>(what: &str, mut condition: impl FnMut() -> F) {
    let deadline = Instant::now() + PATIENCE;
    while !condition().await {
        assert!(Instant::now() < deadline, "waited in vain until {what}");
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
}

#[track_caller]
pub fn assert_reason(job: &Job, state: JobState, attempts: u32, reason: Option<&Reason>) {
    assert_eq!(
        (job.state, job.attempts, job.reason.as_ref()),
        (state, attempts, reason)
    );
}

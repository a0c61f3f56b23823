//! Use cases: what a person or a script can ask for. The only callers of store and engine.

pub mod account_settings;
pub mod accounts;
pub mod answer;
pub mod backup;
pub mod batches;
pub mod bulk;
pub mod compare;
pub mod connection;
pub mod diagnosis;
pub mod doctor;
pub mod edits;
pub mod error;
pub mod event_types;
pub mod health;
pub mod key_checks;
mod key_entries;
mod key_reminders;
pub mod linking;
mod local;
pub mod notices;
pub mod pages;
pub mod planned;
pub mod purge;
pub mod queue;
mod reach;
mod read_now;
pub mod resolve;
pub mod restore;
pub mod services;
pub mod steps;
pub mod sync;
mod titles;
pub mod view;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio_util::sync::CancellationToken;

pub use error::AppError;

use crate::domain::UtcMillis;
use crate::engine::look::{Look, look};
use crate::engine::network;
use crate::engine::pulse::keep_time;
use crate::engine::worker::Worker;
use crate::engine::{Context, Policy};
use crate::paths::DataDir;
use crate::ports::{Clock, Jitter, RandomJitter, SecretStore, SystemClock};
use crate::store::{self, accounts as account_rows, jobs, open, settings};

/// Where there are no file events, other processes are looked for this often.
const POLL: Duration = Duration::from_secs(1);

/// The application without its window.
pub struct App {
    pub context: Arc<Context>,
    plans: Mutex<HashMap<String, planned::Planned>>,
    comparisons: Mutex<HashMap<String, compare::Compared>>,
    /// The latest plan for several services; an earlier one that nobody confirmed is worthless.
    bulk_plan: Mutex<Option<bulk::BulkPlan>>,
    checks: Mutex<HashMap<String, key_checks::Checked>>,
    edit_plan: Mutex<Option<edits::EditPlan>>,
    steps: Mutex<steps::Steps>,
    /// Held while a step is undone or done again.
    walking: tokio::sync::Mutex<()>,
    /// Services whose last request could not be stored, and when that was. Only memory can hold this.
    dispatch_failures: Mutex<HashMap<i64, UtcMillis>>,
}

/// What a program may replace; [`Options::new`] is the real world.
pub struct Options {
    pub secrets: Arc<dyn SecretStore>,
    pub clock: Arc<dyn Clock>,
    pub jitter: Arc<dyn Jitter>,
    pub policy: Policy,
}

impl Options {
    pub fn new(secrets: Arc<dyn SecretStore>) -> Self {
        Self {
            secrets,
            clock: Arc::new(SystemClock),
            jitter: Arc::new(RandomJitter),
            policy: Policy::default(),
        }
    }
}

impl App {
    /// Opens the data folder, creating it if needed.
    pub async fn open(dir: DataDir, options: Options) -> store::Result<Self> {
        let db = open::open(&dir).await?;
        let Options {
            secrets,
            clock,
            jitter,
            policy,
        } = options;
        let context = Arc::new(Context::new(dir, db, clock, jitter, secrets, policy));
        let app = Self {
            context,
            plans: Mutex::default(),
            comparisons: Mutex::default(),
            bulk_plan: Mutex::default(),
            checks: Mutex::default(),
            edit_plan: Mutex::default(),
            steps: Mutex::default(),
            walking: tokio::sync::Mutex::default(),
            dispatch_failures: Mutex::default(),
        };
        app.recall_proxy().await?;
        Ok(app)
    }

    /// Works the queue until `stop`. While another process is the worker, this one stands by.
    pub async fn work(&self, stop: CancellationToken) {
        let watch = self.context.db.wake().watch_others();
        let polling = async {
            if watch.needs_polling() {
                self.context.db.wake_on_commits(POLL).await;
            } else {
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            () = self.work_when_free(stop) => {}
            () = polling => {}
            () = keep_time(&self.context) => {}
            () = network::listen(&self.context) => {}
        }
    }

    async fn work_when_free(&self, stop: CancellationToken) {
        let mut asked = self.context.policy.list_every.is_none();
        loop {
            match Worker::try_acquire(&self.context).await {
                Ok(Some(worker)) => return worker.run(stop).await,
                Ok(None) if asked => {}
                Ok(None) => {
                    asked = true;
                    self.ask_for_listings().await;
                }
                Err(error) => {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "cannot become the worker"
                    );
                    // The next start sets the file aside; until then nothing can be done.
                    if self.context.db.condition().is_damaged() {
                        return;
                    }
                }
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.context.clock.sleep(self.context.policy.lock_retry) => {}
            }
        }
    }

    /// This program starts, and another process is the worker: that one reads the listings for it.
    async fn ask_for_listings(&self) {
        let asked = self
            .context
            .db
            .write_later(|db| settings::ask_for_listings(db));
        if let Err(error) = asked.await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "the worker could not be asked for listings"
            );
        }
    }

    /// Whether somebody can see the window: while it is hidden and nothing waits, no clock ticks.
    /// A program without a window never calls this.
    pub fn set_visible(&self, visible: bool) {
        self.context
            .visible
            .send_if_modified(|seen| std::mem::replace(seen, visible) != visible);
    }

    /// The operating system says that the network is another one now.
    pub fn network_changed(&self) {
        network::changed(&self.context);
    }

    /// Runs at most one due job. `None`: none was due, or another process works the queue.
    pub async fn work_once(&self) -> store::Result<Option<crate::domain::job::JobState>> {
        self.work_once_until(&CancellationToken::new()).await
    }

    /// The same, unless asked to `stop` in the middle: then the job goes back to the queue, its outcome open.
    pub async fn work_once_until(
        &self,
        stop: &CancellationToken,
    ) -> store::Result<Option<crate::domain::job::JobState>> {
        match Worker::try_acquire(&self.context).await? {
            Some(worker) => worker.run_once(stop).await,
            None => Ok(None),
        }
    }

    /// True if everything that waits, waits for a person: key, keyring, pause.
    pub async fn only_people_can_help(&self) -> store::Result<bool> {
        self.only_people_can_help_with(|_| true).await
    }

    /// The same, for the accounts with the ids that are meant.
    pub async fn only_people_can_help_with(
        &self,
        is_meant: impl Fn(i64) -> bool,
    ) -> store::Result<bool> {
        let mut accounts = self.context.db.read(account_rows::all).await?;
        accounts.retain(|account| is_meant(account.id));
        let mut waiting = false;
        for account in accounts {
            let id = account.id;
            let has_work = self.context.db.read(move |db| {
                Ok(jobs::next_due_at(db, id)?.is_some()
                    || jobs::running_of_account(db, id)?.is_some())
            });
            if !has_work.await? {
                continue;
            }
            waiting = true;
            if !self.waits_for_person(&account).await? {
                return Ok(false);
            }
        }
        Ok(waiting)
    }

    async fn waits_for_person(
        &self,
        account: &crate::domain::account::Account,
    ) -> store::Result<bool> {
        let paused = self.context.db.read(settings::paused).await?;
        if paused || account.state != crate::domain::account::AccountState::Ok {
            return Ok(true);
        }
        if account.blocked_by().is_some() {
            return Ok(true);
        }
        Ok(self.context.clients.refusal(account).await.is_some())
    }

    /// Looks at one account's queue right now, without being the worker's loop. For tests.
    #[doc(hidden)]
    pub async fn look(&self, account_id: i64) -> store::Result<Look> {
        look(&self.context, account_id).await
    }

    fn plans(&self) -> std::sync::MutexGuard<'_, HashMap<String, planned::Planned>> {
        self.plans.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn comparisons(&self) -> std::sync::MutexGuard<'_, HashMap<String, compare::Compared>> {
        self.comparisons
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn bulk_plan(&self) -> std::sync::MutexGuard<'_, Option<bulk::BulkPlan>> {
        self.bulk_plan
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn checks(&self) -> std::sync::MutexGuard<'_, HashMap<String, key_checks::Checked>> {
        self.checks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn edit_plan(&self) -> std::sync::MutexGuard<'_, Option<edits::EditPlan>> {
        self.edit_plan
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn steps(&self) -> std::sync::MutexGuard<'_, steps::Steps> {
        self.steps.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn dispatch_failures(&self) -> std::sync::MutexGuard<'_, HashMap<i64, UtcMillis>> {
        self.dispatch_failures
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

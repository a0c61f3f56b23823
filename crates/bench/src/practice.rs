//! A practice to measure with: the app over a real file, a Cal.com simulator over real HTTP, and as many linked
//! services as a figure needs.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use abgleich_core::app::answer::AnswerKind;
use abgleich_core::app::planned::Planned;
use abgleich_core::app::{App, Options};
use abgleich_core::domain::account::Account;
use abgleich_core::domain::edit::Edit;
use abgleich_core::domain::fields::{Field, FieldValue, Values};
use abgleich_core::domain::job::Requester;
use abgleich_core::domain::plan::{Known, View, plan};
use abgleich_core::domain::reading::{Owner, Reading};
use abgleich_core::keyring_store::MemoryStore;
use abgleich_core::paths::DataDir;
use abgleich_core::ports::SecretStore as _;
use abgleich_core::store::jobs::NewJob;
use abgleich_core::store::mirror::Origin;
use abgleich_core::store::services::NewService;
use abgleich_core::store::{jobs, mirror, services};
use abgleich_simulator::{EventTypeSeed, Simulator, World};
use anyhow::{Result, bail};
use secrecy::SecretString;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

const KEY: &str = "cal_test_bench";
const USER: i64 = 1;
/// The length that every event type begins with.
pub const MINUTES: i64 = 30;
/// So that a plan, stored as JSON, is at least as long as what the other queues get: 700 bytes.
const DESCRIPTION: &str = "Eine Behandlung für Rücken, Nacken und Schultern in ruhiger Umgebung. Bitte kommen Sie \
                           fünf Minuten früher, damit wir die Zeit ganz für Sie nutzen können. Ein Handtuch liegt \
                           bereit.";

/// A service and its one link. Event types are numbered like their services.
#[derive(Debug, Clone, Copy)]
pub struct Pair {
    pub service: i64,
    pub link: i64,
    pub event_type: i64,
}

pub struct Practice {
    pub app: Arc<App>,
    pub account: Account,
    pub pairs: Vec<Pair>,
}

/// A Cal.com with event types 1 to `count`, and no limit of requests.
pub async fn calcom(count: i64) -> Result<Simulator> {
    let mut world = World::with_user(KEY);
    for id in 1..=count {
        let seed = EventTypeSeed::personal(USER, &title(id), MINUTES).id(id);
        world.add_event_type(seed.buffers(5, 10).description(DESCRIPTION));
    }
    Ok(Simulator::start(abgleich_simulator::Options::new(world).without_rate_limit()).await?)
}

fn title(id: i64) -> String {
    format!("Leistung {id}")
}

fn reading(id: i64) -> Reading {
    let values: Values = [
        (Field::Title, FieldValue::text(&title(id))),
        (Field::Description, FieldValue::text(DESCRIPTION)),
        (Field::Length, FieldValue::Minutes(MINUTES)),
        (Field::LengthOptions, FieldValue::List(Vec::new())),
        (Field::BufferBefore, FieldValue::Minutes(5)),
        (Field::BufferAfter, FieldValue::Minutes(10)),
        (Field::Hidden, FieldValue::Flag(false)),
    ]
    .into_iter()
    .collect();
    Reading {
        event_type_id: id,
        owner: Owner::User { user_id: USER },
        values,
        watched: Values::default(),
        slug: format!("leistung-{id}"),
        price: None,
        booking_url: None,
    }
}

/// Opens a data folder that was used before, with its key.
pub async fn open(folder: &Path) -> Result<Arc<App>> {
    let keys = Arc::new(MemoryStore::default());
    let app = App::open(DataDir::new(folder), Options::new(Arc::clone(&keys) as _)).await?;
    for account in app.accounts().await? {
        keys.set(&account.uuid, &SecretString::from(KEY))?;
    }
    Ok(Arc::new(app))
}

impl Practice {
    /// A new folder, connected to `address` (which must be that of [`calcom`], or lead there), with `count`
    /// services linked and in agreement.
    pub async fn new(folder: &Path, address: &str, count: i64) -> Result<Self> {
        let app = open(folder).await?;
        let checked = app.check_key(address, None, KEY).await?;
        let id = app.connect(checked, "Praxis am Markt", None).await?;
        app.set_account_field(id, "requests-per-minute", "6000")
            .await?;
        let account = app.account(id).await?;
        let pairs = seed(&app, id, count).await?;
        Ok(Self {
            app,
            account,
            pairs,
        })
    }

    /// Every service gets another length, so that each has something to send; nothing is queued.
    pub async fn edit_all(&self, minutes: i64) -> Result<()> {
        let (pairs, now) = (self.pairs.clone(), self.app.context.now());
        self.app
            .context
            .db
            .write(move |db| {
                for pair in &pairs {
                    services::edit(db, pair.service, &[Edit::Duration(minutes)], now)?;
                }
                Ok(())
            })
            .await?;
        Ok(())
    }

    /// The plan as the dialog has it, without asking Cal.com once more.
    pub async fn plan(&self, pair: Pair) -> Result<Planned> {
        Ok(self.app.plan(pair.link, View::Respect, None).await?)
    }

    /// The person confirms.
    pub async fn confirm(&self, planned: Planned) -> Result<()> {
        let answer = self.app.request_sync(planned, Requester::CommandLine).await;
        if answer.kind != AnswerKind::Queued {
            bail!("expected to be queued: {answer:?}");
        }
        Ok(())
    }

    /// A waiting job for every service, as they are after `edit_all`, in one commit: for figures that begin
    /// with a full queue.
    pub async fn fill_queue(&self) -> Result<()> {
        let (pairs, account_id, now) =
            (self.pairs.clone(), self.account.id, self.app.context.now());
        self.app
            .context
            .db
            .write(move |db| {
                for pair in &pairs {
                    let (Some(service), Some(link)) = (
                        services::by_id(db, pair.service)?,
                        services::link_by_id(db, pair.link)?,
                    ) else {
                        continue;
                    };
                    let known =
                        mirror::get(db, account_id, pair.event_type)?.and_then(|it| it.known);
                    let past = mirror::past(db, pair.link)?;
                    let plan = plan(&service, &link, known.as_ref(), &past, View::Respect);
                    let new = NewJob {
                        plan: &plan,
                        account_id,
                        batch: None,
                        requested_by: Requester::CommandLine,
                        held: false,
                    };
                    jobs::insert(db, &new, now)?;
                }
                Ok(())
            })
            .await?;
        Ok(())
    }

    /// True while a job waits or runs.
    pub async fn is_busy(&self) -> Result<bool> {
        Ok(self.app.context.db.read(jobs::any_open).await?)
    }

    pub fn start_worker(&self) -> Working {
        Working::start(&self.app)
    }

    /// Closes the file as the app does at its end.
    pub async fn close(self) -> Result<()> {
        let db = self.app.context.db.clone();
        drop(self.app);
        Ok(db.close().await?)
    }
}

/// In one commit; what takes 10,000 dialogs in a practice is not what is measured.
async fn seed(app: &App, account_id: i64, count: i64) -> Result<Vec<Pair>> {
    let now = app.context.now();
    let pairs = app
        .context
        .db
        .write(move |db| {
            let mut pairs = Vec::new();
            for id in 1..=count {
                let new = NewService {
                    name: title(id),
                    description: Some(DESCRIPTION.to_owned()),
                    duration: MINUTES,
                    buffer_before: Some(5),
                    buffer_after: Some(10),
                    price_minor: Some(7_000),
                    currency: "EUR".to_owned(),
                    category: Some("Massage".to_owned()),
                    listed: Some(true),
                };
                let service = services::insert(db, &new, now)?;
                let link = services::insert_link(db, service, account_id, id, None, now)?;
                let known = Known {
                    reading: reading(id),
                    read_at: now,
                };
                mirror::store_reading(db, account_id, &known.reading, now, true, now)?;
                if let (Some(stored), Some(linked)) = (
                    services::by_id(db, service)?,
                    services::link_by_id(db, link)?,
                ) {
                    let agreed = stored.desired(&linked, Some(&known.reading.values));
                    mirror::agree(db, link, &agreed, now, Origin::Found)?;
                }
                pairs.push(Pair {
                    service,
                    link,
                    event_type: id,
                });
            }
            Ok(pairs)
        })
        .await?;
    Ok(pairs)
}

/// A worker in the background.
pub struct Working {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Working {
    fn start(app: &Arc<App>) -> Self {
        let stop = CancellationToken::new();
        let (app, token) = (Arc::clone(app), stop.clone());
        let task = tokio::spawn(async move { app.work(token).await });
        Self { stop, task }
    }

    pub async fn stop(self) -> Result<()> {
        self.stop.cancel();
        Ok(self.task.await?)
    }
}

/// Asks every few milliseconds; an error after the deadline.
pub async fn until(
    what: &str,
    patience: Duration,
    mut holds: impl AsyncFnMut() -> Result<bool>,
) -> Result<()> {
    let deadline = tokio::time::Instant::now() + patience;
    while !holds().await? {
        if tokio::time::Instant::now() > deadline {
            bail!("waited in vain until {what}");
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Ok(())
}

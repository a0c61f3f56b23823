//! One consistent picture of everything that screens and tables show, with statuses derived.

use std::collections::{BTreeMap, HashMap};

use rusqlite::Connection;

use super::App;
use super::batches::{self, Batch};
use super::event_types::undecided;
use crate::domain::UtcMillis;
use crate::domain::account::Account;
use crate::domain::job::{Job, JobState};
use crate::domain::plan::{Known, Past};
use crate::domain::service::{Link, Service};
use crate::domain::status::{ConnectionState, Facts, Status, StatusId, status};
use crate::domain::template::Template;
use crate::store::activity::{self, Activity};
use crate::store::attempts::{self, Attempt};
use crate::store::connections::StoredConnection;
use crate::store::job_times::{self, Times};
use crate::store::listings::ReadTimes;
use crate::store::mirror::{self, Agreed, Mirror};
use crate::store::{self, accounts, connections, jobs, services, settings};

#[derive(Debug, Clone, PartialEq)]
pub struct LinkView {
    pub link: Link,
    pub status: Status,
    pub known: Option<Known>,
    pub agreed: Option<Agreed>,
    /// Of a managed event type: the team's template that it comes from, if that is known.
    pub template: Option<Template>,
    pub last_attempt_at: Option<UtcMillis>,
    pub last_success_at: Option<UtcMillis>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ServiceView {
    pub service: Service,
    pub status: Status,
    pub links: Vec<LinkView>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct JobView {
    pub job: Job,
    pub service_name: String,
    pub account_name: String,
    /// The status of the job's link, which says what the job waits for.
    pub status: Option<Status>,
    pub last_attempt: Option<Attempt>,
    /// The path that its event type is changed by, as far as that is known.
    pub endpoint: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    pub services: Vec<ServiceView>,
    pub accounts: Vec<Account>,
    pub connections: Vec<StoredConnection>,
    /// Open jobs and failures that nobody handled, oldest first.
    pub jobs: Vec<JobView>,
    /// Jobs that were confirmed together: batches on their way, and the newest one.
    pub batches: Vec<Batch>,
    /// Newest first.
    pub activity: Vec<Activity>,
    pub paused: bool,
    /// The event types that Cal.com lists and that are no services here though nobody decided that, by account.
    pub undecided: BTreeMap<i64, Vec<i64>>,
}

impl App {
    /// Reads everything in one look. `activities`: how many rows of the history.
    pub async fn snapshot(&self, activities: u32) -> store::Result<Snapshot> {
        let (now, own, undispatched) = (
            self.context.now(),
            self.context.connectivity.all(),
            self.undispatched(),
        );
        self.context
            .db
            .read(move |db| snapshot(db, &own, &undispatched, activities, now))
            .await
    }

    /// What happened, newest first, of one service if given. At most `limit` rows.
    pub async fn history(
        &self,
        service_id: Option<i64>,
        limit: u32,
    ) -> store::Result<Vec<Activity>> {
        self.context
            .db
            .read(move |db| activity::latest(db, service_id, limit))
            .await
    }

    /// What happened before the row with this id, newest first. At most `limit` rows.
    pub async fn earlier_history(&self, id: i64, limit: u32) -> store::Result<Vec<Activity>> {
        self.context
            .db
            .read(move |db| activity::before(db, id, limit))
            .await
    }

    pub async fn service_view(&self, id: i64) -> super::error::Result<ServiceView> {
        let found = self
            .snapshot(0)
            .await?
            .services
            .into_iter()
            .find(|view| view.service.id == id);
        found.ok_or_else(|| super::AppError::NotFound {
            what: "service",
            id: id.to_string(),
        })
    }
}

/// Everything that is stored per link, loaded in a handful of statements.
struct Loaded {
    accounts: HashMap<i64, Account>,
    mirrors: HashMap<(i64, i64), Mirror>,
    /// By account.
    templates: HashMap<i64, Vec<Template>>,
    agreed: HashMap<i64, Agreed>,
    sent: HashMap<i64, Vec<crate::domain::plan::Sent>>,
    running: HashMap<i64, Job>,
    waiting: HashMap<i64, Job>,
    last_finished: HashMap<i64, Job>,
    times: HashMap<i64, Times>,
    /// When the newest job of each service was accepted.
    newest_job: HashMap<i64, UtcMillis>,
    connections: HashMap<String, ConnectionState>,
    listings: ReadTimes,
    paused: bool,
}

fn load(db: &Connection, connections: &[StoredConnection]) -> store::Result<Loaded> {
    let mirrors = mirror::all(db)?;
    Ok(Loaded {
        templates: templates_of(&mirrors),
        accounts: accounts::all(db)?
            .into_iter()
            .map(|account| (account.id, account))
            .collect(),
        mirrors: mirrors
            .into_iter()
            .map(|mirror| ((mirror.account_id, mirror.event_type_id), mirror))
            .collect(),
        agreed: mirror::all_agreed(db)?,
        sent: attempts::all_open_or_applied(db)?,
        running: by_link(jobs::in_state(db, JobState::Running)?),
        waiting: by_link(jobs::in_state(db, JobState::Waiting)?),
        last_finished: by_link(jobs::last_finished(db)?),
        times: job_times::of_links(db)?,
        newest_job: job_times::newest_of_services(db)?,
        connections: connections
            .iter()
            .map(|known| (known.url.clone(), known.state))
            .collect(),
        listings: ReadTimes::load(db)?,
        paused: settings::paused(db)?,
    })
}

fn templates_of(mirrors: &[Mirror]) -> HashMap<i64, Vec<Template>> {
    let mut templates: HashMap<i64, Vec<Template>> = HashMap::new();
    for mirror in mirrors {
        if let Some(template) = mirror.template() {
            let its = templates.entry(mirror.account_id).or_default();
            its.push(template);
        }
    }
    templates
}

/// At most one job per link.
fn by_link(jobs: Vec<Job>) -> HashMap<i64, Job> {
    jobs.into_iter().map(|job| (job.link_id, job)).collect()
}

fn snapshot(
    db: &Connection,
    own: &[StoredConnection],
    undispatched: &HashMap<i64, UtcMillis>,
    activities: u32,
    now: UtcMillis,
) -> store::Result<Snapshot> {
    let connections = merged(connections::all(db)?, own);
    let mut loaded = load(db, &connections)?;
    let mut links_of: HashMap<i64, Vec<Link>> = HashMap::new();
    for link in services::links(db)? {
        links_of.entry(link.service_id).or_default().push(link);
    }
    let services: Vec<ServiceView> = services::all(db)?
        .into_iter()
        .map(|service| {
            let links = links_of.remove(&service.id).unwrap_or_default();
            service_view(service, links, &mut loaded, undispatched, now)
        })
        .collect();
    let jobs = job_views(db, &services, &loaded)?;
    let activity = if activities == 0 {
        Vec::new()
    } else {
        activity::latest(db, None, activities)?
    };
    let mut accounts: Vec<Account> = loaded.accounts.into_values().collect();
    accounts.sort_by_key(|account| account.id);
    // After the links took theirs, the mirrors of what is not linked with this account are left.
    let undecided = undecided(db, loaded.mirrors.values(), &accounts, &loaded.listings)?;
    let batches = batches::to_show(db, &services)?;
    Ok(Snapshot {
        services,
        accounts,
        connections,
        jobs,
        batches,
        activity,
        paused: loaded.paused,
        undecided,
    })
}

/// The later news wins: this process may stand by while another one is the worker.
pub(super) fn merged(
    stored: Vec<StoredConnection>,
    own: &[StoredConnection],
) -> Vec<StoredConnection> {
    let mut merged: Vec<StoredConnection> = own.to_vec();
    for stored in stored {
        match merged.iter_mut().find(|known| known.url == stored.url) {
            Some(known) if stored.since > known.since => *known = stored,
            Some(_) => {}
            None => merged.push(stored),
        }
    }
    merged.sort_by(|a, b| a.url.cmp(&b.url));
    merged
}

fn service_view(
    service: Service,
    links: Vec<Link>,
    loaded: &mut Loaded,
    undispatched: &HashMap<i64, UtcMillis>,
    now: UtcMillis,
) -> ServiceView {
    // An accepted request of any process ends it.
    let dispatch_failed = undispatched.get(&service.id).is_some_and(|failed_at| {
        let newest = loaded.newest_job.get(&service.id);
        newest.is_none_or(|created_at| created_at <= failed_at)
    });
    let links: Vec<LinkView> = links
        .into_iter()
        .filter_map(|link| link_view(&service, link, loaded, dispatch_failed, now))
        .collect();
    let status = Status::most_severe(links.iter().map(|link| link.status.clone()));
    ServiceView {
        service,
        status,
        links,
    }
}

fn link_view(
    service: &Service,
    link: Link,
    loaded: &mut Loaded,
    dispatch_failed: bool,
    now: UtcMillis,
) -> Option<LinkView> {
    // Taken, not copied: an event type has one link in force, and nobody asks for its mirror again.
    let mirror = loaded
        .mirrors
        .remove(&(link.account_id, link.event_type_id));
    let gone = mirror
        .as_ref()
        .is_some_and(|mirror| mirror.gone_at.is_some());
    let known = mirror.and_then(|mirror| mirror.known);
    let agreed = loaded.agreed.remove(&link.id);
    let agreed_when = agreed
        .as_ref()
        .map(|agreed| (agreed.read_at, agreed.origin));
    let past = Past {
        agreed: agreed.map(|agreed| agreed.values),
        agreed_at: agreed_when.map(|(read_at, _)| read_at),
        sent: loaded.sent.remove(&link.id).unwrap_or_default(),
    };
    let account = loaded.accounts.get(&link.account_id)?;
    let status = status(&Facts {
        service,
        link: &link,
        account,
        connection: loaded
            .connections
            .get(account.url.as_str())
            .copied()
            .unwrap_or(ConnectionState::Online),
        known: known.as_ref(),
        gone,
        past: &past,
        running: loaded.running.get(&link.id),
        waiting: loaded.waiting.get(&link.id),
        last_finished: loaded.last_finished.get(&link.id),
        paused: loaded.paused,
        dispatch_failed,
        now,
    });
    let agreed = past
        .agreed
        .zip(agreed_when)
        .map(|(values, (read_at, origin))| Agreed {
            values,
            read_at,
            origin,
        });
    let template = known.as_ref().and_then(|known| {
        let its = loaded.templates.get(&link.account_id)?;
        Template::of(&known.reading, its).cloned()
    });
    let times = loaded.times.get(&link.id).copied().unwrap_or_default();
    Some(LinkView {
        link,
        status,
        known,
        agreed,
        template,
        last_attempt_at: times.last_attempt_at,
        last_success_at: times.last_success_at,
    })
}

fn job_views(
    db: &Connection,
    services: &[ServiceView],
    loaded: &Loaded,
) -> store::Result<Vec<JobView>> {
    let by_id: HashMap<i64, &ServiceView> = services
        .iter()
        .map(|view| (view.service.id, view))
        .collect();
    let mut views = Vec::new();
    for job in jobs::to_look_at(db)? {
        let service = by_id.get(&job.service_id);
        let link = service.and_then(|service| {
            let mut links = service.links.iter();
            links.find(|link| link.link.id == job.link_id)
        });
        let status = link.map(|link| {
            // A follow-up waits while the job before it runs.
            let waits_behind =
                job.state == JobState::Waiting && link.status.id == StatusId::Syncing;
            if waits_behind {
                Status {
                    id: StatusId::Pending,
                    ..link.status.clone()
                }
            } else {
                link.status.clone()
            }
        });
        let known = link.and_then(|link| link.known.as_ref());
        views.push(JobView {
            service_name: service
                .map(|view| view.service.name.clone())
                .unwrap_or_default(),
            account_name: loaded
                .accounts
                .get(&job.account_id)
                .map(|account| account.name.clone())
                .unwrap_or_default(),
            status,
            last_attempt: attempts::last_of_job(db, job.seq)?,
            endpoint: known.map(|known| known.reading.target().path()),
            job,
        });
    }
    Ok(views)
}

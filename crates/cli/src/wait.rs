//! Waiting for jobs: working the queue meanwhile if nobody else does, and telling how each one ended.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use abgleich_core::app::App;
use abgleich_core::app::view::{ServiceView, Snapshot};
use abgleich_core::domain::job::{Job, JobState};
use abgleich_core::domain::reason::Reason;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::commands::{Row, exit_of_job};
use crate::exit::{Exit, Failure};
use crate::out;
use crate::progress::Progress;
use crate::say::Say;
use crate::session::Session;
use crate::signals::Stop;

/// Where file events cannot be had, another process is noticed this much later.
const TICK: Duration = Duration::from_millis(500);
/// The queue must have been looked at before "only people can help" is believed.
const FIRST_LOOK: Duration = Duration::from_millis(500);
/// A keyring that was locked before may be open now; asking it takes up to five seconds.
const KEYRING_LOOK: Duration = Duration::from_secs(6);

/// Works the queue beside something else, for as long as it is kept.
pub(crate) struct Worker {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Worker {
    pub(crate) fn start(app: &Arc<App>) -> Self {
        let stop = CancellationToken::new();
        let (app, token) = (Arc::clone(app), stop.clone());
        let task = tokio::spawn(async move { app.work(token).await });
        Self { stop, task }
    }

    /// Lets the request in flight come to its end.
    pub(crate) async fn finish(self) {
        self.stop.cancel();
        // A panic of it has been reported already.
        let _ = self.task.await;
    }
}

/// Tells when it is time to look again, and whether only people can help.
pub(crate) struct Lookout<'a> {
    app: &'a App,
    changes: watch::Receiver<u64>,
    started: Instant,
    /// Whose jobs are waited for; empty for everybody's.
    pub(crate) accounts: BTreeSet<i64>,
}

impl<'a> Lookout<'a> {
    pub(crate) fn new(app: &'a App) -> Self {
        Self {
            app,
            changes: app.context.db.wake().subscribe(),
            started: Instant::now(),
            accounts: BTreeSet::new(),
        }
    }

    /// Before looking: what changes from here on ends the next [`Lookout::change`].
    pub(crate) fn look(&mut self) {
        self.changes.mark_unchanged();
    }

    pub(crate) async fn change(&mut self) {
        // Whoever sends on it lives as long as the application.
        let _ = tokio::time::timeout(TICK, self.changes.changed()).await;
    }

    pub(crate) async fn only_people_can_help(&self) -> Result<bool, Failure> {
        if self.started.elapsed() < FIRST_LOOK {
            return Ok(false);
        }
        let is_meant = |id| self.accounts.is_empty() || self.accounts.contains(&id);
        if !self.app.only_people_can_help_with(is_meant).await? {
            return Ok(false);
        }
        let keyring = self.app.accounts().await?.iter().any(|account| {
            matches!(
                account.hold,
                Some(Reason::KeyringLocked | Reason::KeyringAbsent)
            )
        });
        Ok(!keyring || self.started.elapsed() >= KEYRING_LOOK)
    }
}

/// Waits for the jobs of these rows until all have ended, the time is over, or only people can help.
pub(crate) async fn for_rows(
    session: &Session,
    app: &Arc<App>,
    rows: &mut [Row],
    patience: Duration,
) -> Result<(), Failure> {
    rows.iter_mut().for_each(Row::without_job);
    if !rows.iter().any(Row::awaits) {
        return Ok(());
    }
    let worker = Worker::start(app);
    let outcome = follow(session, app, rows, patience).await;
    worker.finish().await;
    let early = outcome?;
    let snapshot = app.snapshot(0).await?;
    // The worker's last request may have ended meanwhile.
    for row in rows.iter_mut() {
        let Some(job) = current_job(app, row).await? else {
            continue;
        };
        let exit = exit_of_job(&job).unwrap_or(early);
        row.waited(&job, exit);
        if !session.out.is_json() {
            out::text(&outcome_in(&session.say, &snapshot, &job))?;
        }
    }
    Ok(())
}

/// How jobs count that are still open when this returns.
async fn follow(
    session: &Session,
    app: &App,
    rows: &mut [Row],
    patience: Duration,
) -> Result<Exit, Failure> {
    let deadline = Instant::now() + patience;
    let total = rows.iter().filter(|row| row.awaits()).count();
    let mut ended: Vec<bool> = rows.iter().map(|row| !row.awaits()).collect();
    let progress = Progress::new(session, total);
    let mut lookout = Lookout::new(app);
    let mut stop = Stop::listen()?;
    loop {
        lookout.look();
        let mut open = 0;
        lookout.accounts.clear();
        let still_open: HashMap<String, i64> = app
            .jobs(None)
            .await?
            .into_iter()
            .map(|job| (job.id, job.account_id))
            .collect();
        for (row, ended) in rows.iter_mut().zip(&mut ended) {
            let account_id = match row.job_id.as_ref().and_then(|id| still_open.get(id)) {
                _ if *ended => None,
                Some(account_id) => Some(*account_id),
                // Not among them: it ended, or another one took its place.
                None => match current_job(app, row).await? {
                    Some(job) if job.state.is_open() => Some(job.account_id),
                    _ => None,
                },
            };
            *ended = account_id.is_none();
            open += usize::from(account_id.is_some());
            lookout.accounts.extend(account_id);
        }
        progress.done(total - open.min(total));
        if open == 0 {
            return Ok(Exit::Done);
        }
        if lookout.only_people_can_help().await? {
            return Ok(Exit::Refused);
        }
        tokio::select! {
            () = tokio::time::sleep_until(deadline) => return Ok(Exit::Waiting),
            () = stop.asked() => return Ok(Exit::Waiting),
            () = lookout.change() => {}
        }
    }
}

/// The job of an accepted row; one that was superseded is followed by the one that took its place.
async fn current_job(app: &App, row: &mut Row) -> Result<Option<Job>, Failure> {
    let (Some(id), true) = (row.job_id.clone(), row.awaits()) else {
        return Ok(None);
    };
    let mut job = app.job(&id).await?;
    while job.state == JobState::Superseded {
        let Some(next) = next_of_link(app, &job).await? else {
            break;
        };
        row.job_id = Some(next.id.clone());
        job = next;
    }
    Ok(Some(job))
}

async fn next_of_link(app: &App, job: &Job) -> Result<Option<Job>, Failure> {
    let mut later = Vec::new();
    for state in JobState::ALL {
        let jobs = app.jobs(Some(state)).await?;
        later.extend(
            jobs.into_iter()
                .filter(|other| other.link_id == job.link_id && other.seq > job.seq),
        );
    }
    Ok(later.into_iter().min_by_key(|other| other.seq))
}

/// How a job ended or where it stands, in the words of the notification.
pub(crate) async fn outcome_text(say: &Say, app: &App, job: &Job) -> Result<String, Failure> {
    Ok(outcome_in(say, &app.snapshot(0).await?, job))
}

fn outcome_in(say: &Say, snapshot: &Snapshot, job: &Job) -> String {
    let service = snapshot
        .services
        .iter()
        .find(|view| view.service.id == job.service_id);
    let text = outcome(say, job, service);
    say.with_account(snapshot, Some(job.account_id), text)
}

fn outcome(say: &Say, job: &Job, service: Option<&ServiceView>) -> String {
    let name = service
        .map(|view| view.service.name.clone())
        .unwrap_or_default();
    let link = service.and_then(|view| view.links.iter().find(|link| link.link.id == job.link_id));
    let mut args = vec![("service", name.clone().into())];
    let kind = match (job.state, &job.reason) {
        (JobState::Succeeded, _) if link.is_some_and(|link| link.status.price_differs) => {
            "success_price".to_owned()
        }
        (JobState::Succeeded, _) => "success".to_owned(),
        (JobState::Failed, Some(reason)) => {
            args.extend(say.reason_args(reason));
            args.push(("cause", say.reason(reason).into()));
            let own = format!("failed_{}", reason.code());
            if say.has(&format!("notify-{own}-title")) {
                own
            } else {
                "failed".to_owned()
            }
        }
        _ => {
            let state = say.get(&format!("cli-state-{}", job.state.id()));
            // What an open job waits for is known of its link, also where the job itself has no reason.
            let reason = link
                .and_then(|link| link.status.reason.as_ref())
                .or(job.reason.as_ref());
            let text = match reason {
                Some(reason) => format!("{state}: {}", say.reason(reason)),
                None => state,
            };
            return say.format(
                "cli-outcome",
                &[("service", name.into()), ("text", text.into())],
            );
        }
    };
    let title = say.get(&format!("notify-{kind}-title"));
    format!(
        "{title} – {}",
        say.format(&format!("notify-{kind}-body"), &args)
    )
}

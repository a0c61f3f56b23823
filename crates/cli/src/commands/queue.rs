//! `queue`: looking at the jobs, trying again, no longer sending, pausing.

use std::collections::HashMap;

use abgleich_core::app::answer::AnswerKind;
use abgleich_core::app::queue::{Cancelled, Retried};
use abgleich_core::app::view::Snapshot;
use abgleich_core::app::{App, AppError};
use abgleich_core::domain::account::AccountState;
use abgleich_core::domain::job::{Job, JobState, Requester};
use abgleich_core::domain::reason::Reason;
use clap::{Args, Subcommand};
use serde::Serialize;
use serde_json::Value;

use super::work::{self, WorkArgs};
use crate::args::{job_id, job_state};
use crate::exit::{Exit, Failure};
use crate::json::{self, JobJson};
use crate::session::Session;
use crate::table::{left, right, table};

#[derive(Debug, Subcommand)]
pub(crate) enum QueueCommand {
    List {
        #[arg(long, value_name = "STATE", value_parser = job_state)]
        state: Option<JobState>,
    },
    Work(WorkArgs),
    Failed,
    Retry(RetryArgs),
    Cancel {
        #[arg(value_name = "JOB", value_parser = job_id, allow_negative_numbers = true)]
        job: String,
    },
    Pause,
    Resume,
}

#[derive(Debug, Args)]
#[group(id = "which", required = true)]
pub(crate) struct RetryArgs {
    #[arg(value_name = "JOB", value_parser = job_id, allow_negative_numbers = true)]
    job: Option<String>,
    #[arg(long, conflicts_with = "job")]
    all: bool,
}

pub(crate) async fn run(session: &Session, command: QueueCommand) -> Result<Exit, Failure> {
    match command {
        QueueCommand::List { state } => {
            let app = session.app().await?;
            let jobs = app.jobs(state).await?;
            let none = match state {
                None => "queue-empty-text",
                Some(_) => "cli-queue-none-in-state",
            };
            show(session, &app, jobs, none).await
        }
        QueueCommand::Failed => {
            let app = session.app().await?;
            let jobs = app.failed_jobs().await?;
            show(session, &app, jobs, "cli-queue-none-failed").await
        }
        QueueCommand::Work(args) => work::run(session, &args).await,
        QueueCommand::Retry(args) => retry(session, &args).await,
        QueueCommand::Cancel { job } => cancel(session, &job).await,
        QueueCommand::Pause => pause(session, true).await,
        QueueCommand::Resume => pause(session, false).await,
    }
}

/// `none`: the text for no job at all.
async fn show(
    session: &Session,
    app: &App,
    mut jobs: Vec<Job>,
    none: &str,
) -> Result<Exit, Failure> {
    if let Some(account) = session.global.account {
        jobs.retain(|job| job.account_id == account);
    }
    let snapshot = app.snapshot(0).await?;
    for job in jobs.iter_mut().filter(|job| job.state == JobState::Waiting) {
        // What holds the account or the connection holds the job, too, and came after its own last try.
        let view = snapshot.jobs.iter().find(|view| view.job.seq == job.seq);
        let status = view.and_then(|view| view.status.as_ref());
        if let Some(reason) = status.and_then(|status| status.reason.clone()) {
            job.reason = Some(reason);
        }
    }
    let names = names_of(&snapshot);
    let tries = app.context.policy.tries();
    let json: Vec<JobJson> = jobs
        .iter()
        .map(|job| JobJson::new(job, &names, tries))
        .collect();
    session.out.show(&json, || {
        if jobs.is_empty() {
            return session.say.get(none);
        }
        text_of_list(session, &jobs, &snapshot, tries)
    })?;
    Ok(Exit::Done)
}

fn names_of(snapshot: &Snapshot) -> HashMap<i64, String> {
    let services = snapshot.services.iter();
    services
        .map(|view| (view.service.id, view.service.name.clone()))
        .collect()
}

/// Archived services included: their jobs are still there.
pub(super) async fn service_names(app: &App) -> Result<HashMap<i64, String>, Failure> {
    Ok(names_of(&app.snapshot(0).await?))
}

fn text_of_list(session: &Session, jobs: &[Job], snapshot: &Snapshot, tries: u32) -> String {
    let (say, names) = (&session.say, names_of(snapshot));
    let head = [
        left(say.get("cli-column-job")),
        left(say.get("cli-column-service")),
        right(say.get("cli-column-event-type-id")),
        left(say.get("cli-column-changes")),
        left(say.get("cli-column-state")),
        left(say.get("cli-column-tries")),
        left(say.get("cli-column-due")),
        left(say.get("cli-column-reason")),
    ];
    let rows = jobs.iter().map(|job| {
        let service = names.get(&job.service_id).cloned().unwrap_or_default();
        let due = job.state == JobState::Waiting;
        let used = [
            ("number", i64::from(job.attempts).into()),
            ("tries", i64::from(tries).into()),
        ];
        vec![
            job.id.clone(),
            say.with_account(snapshot, Some(job.account_id), service),
            job.plan.event_type_id.to_string(),
            say.changes(&job.plan.changes()),
            say.get(&format!("cli-state-{}", job.state.id())),
            say.format("queue-attempts-used", &used),
            if due {
                say.date_time(job.not_before)
            } else {
                String::new()
            },
            job.reason
                .as_ref()
                .map(|reason| say.reason_title(reason))
                .unwrap_or_default(),
        ]
    });
    table(&head, rows.collect())
}

/// What became of one wish to try again.
#[derive(Debug, Serialize)]
struct RetriedJson {
    /// The job that was to be tried again.
    retried: String,
    service_id: i64,
    event_type_id: i64,
    /// `due_now`, `needs_decision`, or the guard's answer to the new request.
    answer: &'static str,
    /// The job that is on its way now.
    job_id: Option<String>,
    reason: Option<Value>,
    #[serde(skip)]
    why: Option<Reason>,
    #[serde(skip)]
    exit: Exit,
}

async fn retry(session: &Session, args: &RetryArgs) -> Result<Exit, Failure> {
    let app = session.app().await?;
    let jobs = if let Some(id) = &args.job {
        vec![job_of_account(session, &app, id).await?]
    } else {
        let mut jobs = app.jobs(Some(JobState::Waiting)).await?;
        jobs.extend(app.failed_jobs().await?);
        jobs.retain(|job| session.means(job.account_id));
        jobs
    };
    let mut rows = Vec::new();
    for job in &jobs {
        match app
            .retry(&job.id, Requester::CommandLine, app.context.policy.request)
            .await
        {
            Ok(retried) => rows.push(row(job, retried)),
            // One that began to run or ended meanwhile needs no push.
            Err(AppError::JobRunning | AppError::JobFinished) if args.all => {}
            // What keeps one of them keeps none of the others.
            Err(AppError::Refused(reason)) if args.all => {
                rows.push(RetriedJson {
                    answer: AnswerKind::Refused.id(),
                    ..row(job, Retried::NeedsDecision(reason))
                });
            }
            Err(error) => return Err(error.into()),
        }
    }
    let names = service_names(&app).await?;
    session
        .out
        .show(&rows, || text_of_retry(session, &rows, &names))?;
    Ok(Exit::of_all(rows.iter().map(|row| row.exit)))
}

fn row(job: &Job, retried: Retried) -> RetriedJson {
    let (answer, job_id, why, exit) = match retried {
        Retried::DueNow => ("due_now", Some(job.id.clone()), None, Exit::Done),
        Retried::NeedsDecision(reason) => ("needs_decision", None, Some(reason), Exit::Refused),
        Retried::Requested(answer) => {
            let exit = match answer.kind {
                AnswerKind::Queued | AnswerKind::Updated | AnswerKind::UpToDate => Exit::Done,
                AnswerKind::DispatchFailed => Exit::Failed,
                _ => Exit::Refused,
            };
            (answer.kind.id(), answer.job_id, answer.reason, exit)
        }
    };
    RetriedJson {
        retried: job.id.clone(),
        service_id: job.service_id,
        event_type_id: job.plan.event_type_id,
        answer,
        job_id,
        reason: json::reason(why.as_ref()),
        why,
        exit,
    }
}

fn text_of_retry(session: &Session, rows: &[RetriedJson], names: &HashMap<i64, String>) -> String {
    let say = &session.say;
    if rows.is_empty() {
        return say.get("cli-queue-none-to-retry");
    }
    let lines = rows.iter().map(|row| {
        let service = names.get(&row.service_id).cloned().unwrap_or_default();
        match &row.why {
            Some(reason) => say.format(
                "cli-refused",
                &[
                    ("service", service.into()),
                    ("reason", say.reason(reason).into()),
                ],
            ),
            None if row.answer == AnswerKind::UpToDate.id() => {
                say.format("cli-up-to-date", &[("service", service.into())])
            }
            None => say.format("cli-retried", &[("service", service.into())]),
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

async fn job_of_account(session: &Session, app: &App, id: &str) -> Result<Job, Failure> {
    let job = app.job(id).await?;
    session.must_mean(job.account_id, "job", id)?;
    Ok(job)
}

#[derive(Debug, Serialize)]
struct CancelledJson {
    job_id: String,
    /// `cancelled`, `may_have_arrived`, or `handled` for a failure that was put away.
    result: &'static str,
}

async fn cancel(session: &Session, id: &str) -> Result<Exit, Failure> {
    let app = session.app().await?;
    job_of_account(session, &app, id).await?;
    let (result, text) = match app.cancel(id).await? {
        Cancelled::Cancelled => ("cancelled", "cli-cancelled"),
        Cancelled::MayHaveArrived => ("may_have_arrived", "queue-stop-open"),
        Cancelled::Handled => ("handled", "cli-handled"),
    };
    session.out.show(
        &CancelledJson {
            job_id: id.to_owned(),
            result,
        },
        || session.say.get(text),
    )?;
    Ok(Exit::Done)
}

#[derive(Debug, Serialize)]
struct PausedJson {
    paused: bool,
    account_id: Option<i64>,
}

async fn pause(session: &Session, paused: bool) -> Result<Exit, Failure> {
    let app = session.app().await?;
    let account_id = session.global.account;
    if let Some(id) = account_id
        && app.account(id).await?.state == AccountState::Disconnected
    {
        // Neither stops nor goes on: it sends nothing.
        return Err(AppError::Refused(Reason::Disconnected).into());
    }
    match (paused, account_id) {
        // As in the window: whoever names no account means all of them.
        (false, None) => app.resume_everything().await?,
        _ => app.pause(account_id, paused).await?,
    }
    // Everything may be paused besides the one account that goes on.
    let paused = paused || app.snapshot(0).await?.paused;
    session.out.show(&PausedJson { paused, account_id }, || {
        session.say.get(if paused {
            "reason-paused-title"
        } else {
            "cli-resumed"
        })
    })?;
    Ok(Exit::Done)
}

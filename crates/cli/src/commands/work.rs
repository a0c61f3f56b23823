//! `queue work`: once, until nothing waits, or for as long as the program runs.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use abgleich_core::app::{App, doctor};
use abgleich_core::domain::UtcMillis;
use abgleich_core::domain::job::{Job, JobState};
use abgleich_core::engine::Policy;
use clap::Args;
use tokio_util::sync::CancellationToken;

use super::queue::service_names;
use crate::args::{some_seconds, tries};
use crate::exit::{Exit, Failure};
use crate::json::JobJson;
use crate::out;
use crate::progress::Progress;
use crate::session::{Session, policy, policy_of_worker};
use crate::signals::Stop;
use crate::wait::{Lookout, Worker, outcome_text};

#[derive(Debug, Args)]
pub(crate) struct WorkArgs {
    #[arg(long, conflicts_with = "until_empty")]
    once: bool,
    #[arg(long)]
    until_empty: bool,
    #[arg(long, value_name = "N", value_parser = tries, allow_negative_numbers = true)]
    tries: Option<u32>,
    #[arg(long, value_name = "SECONDS", value_parser = some_seconds, allow_negative_numbers = true)]
    timeout: Option<Duration>,
}

pub(crate) async fn run(session: &Session, args: &WorkArgs) -> Result<Exit, Failure> {
    if session.global.account.is_some() {
        return Err(Failure::usage(session.say.get("cli-work-all-accounts")));
    }
    let app = session.app_with(policy_of(args)).await?;
    // A keyring that was locked when an account was disconnected may be open now.
    app.delete_left_over_keys().await?;
    if args.once {
        return once(session, &app).await;
    }
    let open = app.jobs(None).await?;
    let mut run = Run {
        session,
        app: &app,
        progress: Progress::new(session, open.len()),
        open,
        worked: Vec::new(),
        failed_before: app.jobs(Some(JobState::Failed)).await?,
        stop: Stop::listen()?,
    };
    let worker = Worker::start(&app);
    let outcome = run.until(args.until_empty).await;
    worker.finish().await;
    let outcome = outcome?;
    // What was in flight may have ended on the way out.
    run.note_ended().await?;
    run.note_failed().await?;
    // A program that never runs for long keeps house on its way out.
    app.keep_house_if_due().await?;
    if session.out.is_json() {
        show_json(&app, &run.worked).await?;
    }
    // Who works on until asked to stop has done just that.
    Ok(if args.until_empty && run.failed() {
        Exit::Failed
    } else {
        outcome
    })
}

fn policy_of(args: &WorkArgs) -> Policy {
    let mut policy = if args.once || args.until_empty {
        policy()
    } else {
        policy_of_worker()
    };
    if let Some(tries) = args.tries {
        policy = policy.with_tries(tries);
    }
    if let Some(timeout) = args.timeout {
        policy = policy.with_run(timeout);
    }
    policy
}

async fn once(session: &Session, app: &Arc<App>) -> Result<Exit, Failure> {
    let before: HashMap<i64, Option<UtcMillis>> = app
        .jobs(None)
        .await?
        .into_iter()
        .map(|job| (job.seq, job.started_at))
        .collect();
    let mut stop = Stop::listen()?;
    let token = CancellationToken::new();
    let work = app.work_once_until(&token);
    tokio::pin!(work);
    let state = tokio::select! {
        state = &mut work => state?,
        () = stop.asked() => {
            token.cancel();
            work.await?
        }
    };
    let mut worked = Vec::new();
    if state.is_some() {
        for state in JobState::ALL {
            let jobs = app.jobs(Some(state)).await?;
            worked.extend(
                jobs.into_iter()
                    .filter(|job| before.get(&job.seq).is_some_and(|at| *at != job.started_at)),
            );
        }
    }
    if session.out.is_json() {
        show_json(app, &worked).await?;
    } else if worked.is_empty() {
        let elsewhere = doctor::is_at_work(&session.dir()?);
        out::text(&session.say.get(if elsewhere {
            "cli-worker-elsewhere"
        } else {
            "cli-nothing-due"
        }))?;
    }
    if !session.out.is_json() {
        for job in &worked {
            out::text(&outcome_text(&session.say, app, job).await?)?;
        }
    }
    app.keep_house_if_due().await?;
    Ok(if state == Some(JobState::Failed) {
        Exit::Failed
    } else {
        Exit::Done
    })
}

async fn show_json(app: &App, worked: &[Job]) -> Result<(), Failure> {
    let names = service_names(app).await?;
    let tries = app.context.policy.tries();
    out::json(
        &worked
            .iter()
            .map(|job| JobJson::new(job, &names, tries))
            .collect::<Vec<_>>(),
    )
}

/// One run of the queue, with what ended in it.
struct Run<'a> {
    session: &'a Session,
    app: &'a Arc<App>,
    progress: Progress,
    /// As they were at the last look.
    open: Vec<Job>,
    worked: Vec<Job>,
    failed_before: Vec<Job>,
    stop: Stop,
}

impl Run<'_> {
    async fn until(&mut self, empty: bool) -> Result<Exit, Failure> {
        let app = self.app;
        let mut lookout = Lookout::new(app);
        loop {
            lookout.look();
            self.note_ended().await?;
            if empty && self.open.is_empty() {
                return Ok(Exit::Done);
            }
            if empty && lookout.only_people_can_help().await? {
                if !self.session.out.is_json() {
                    let text = self.session.say.get("cli-only-people");
                    self.progress.aside(|| out::text(&text))?;
                }
                return Ok(Exit::Refused);
            }
            tokio::select! {
                () = self.stop.asked() => return Ok(if empty { Exit::Waiting } else { Exit::Done }),
                () = lookout.change() => {}
            }
        }
    }

    /// Tells of every job that was open at the last look and is not any more.
    async fn note_ended(&mut self) -> Result<(), Failure> {
        let now_open = self.app.jobs(None).await?;
        let before = std::mem::replace(&mut self.open, now_open);
        for job in before {
            if self.open.iter().all(|other| other.seq != job.seq) {
                let job = self.app.job(&job.id).await?;
                self.ended(job).await?;
            }
        }
        self.progress.done(self.worked.len());
        Ok(())
    }

    async fn ended(&mut self, job: Job) -> Result<(), Failure> {
        if !self.session.out.is_json() {
            let text = outcome_text(&self.session.say, self.app, &job).await?;
            self.progress.aside(|| out::text(&text))?;
        }
        self.worked.push(job);
        Ok(())
    }

    /// Failures of jobs that came and ended between two looks count, too.
    async fn note_failed(&mut self) -> Result<(), Failure> {
        let known = |run: &Self, job: &Job| {
            let before = run.failed_before.iter().any(|other| other.seq == job.seq);
            before || run.worked.iter().any(|other| other.seq == job.seq)
        };
        for job in self.app.jobs(Some(JobState::Failed)).await? {
            if !known(self, &job) {
                self.ended(job).await?;
            }
        }
        Ok(())
    }

    fn failed(&self) -> bool {
        self.worked.iter().any(|job| job.state == JobState::Failed)
    }
}

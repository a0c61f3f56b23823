//! `restore`: the service gets what Cal.com held before an earlier write, and that goes the normal way.

use abgleich_core::app::answer::{Answer, AnswerKind};
use abgleich_core::app::planned::Planned;
use abgleich_core::app::restore::Restored;
use abgleich_core::app::{App, AppError};
use abgleich_core::domain::job::Requester;
use clap::Args;

use super::plan_text;
use super::sync_rows::Row;
use crate::args::id;
use crate::ask;
use crate::exit::{Exit, Failure};
use crate::out;
use crate::session::Session;
use crate::signals::Stop;

#[derive(Debug, Args)]
pub(crate) struct RestoreArgs {
    #[arg(value_name = "ID", value_parser = id, allow_negative_numbers = true)]
    id: i64,
    #[arg(value_name = "SNAPSHOT", value_parser = id, allow_negative_numbers = true)]
    snapshot: i64,
    #[arg(long)]
    yes: bool,
}

pub(crate) async fn run(session: &Session, args: &RestoreArgs) -> Result<Exit, Failure> {
    if !args.yes && (session.out.is_json() || !ask::somebody_is_there()) {
        return Err(Failure::usage(session.say.get("cli-needs-yes")));
    }
    // From here on Ctrl+C is a no: what was changed here for the question has to be put back.
    let mut stop = Stop::listen()?;
    let app = session.app().await?;
    app.service(args.id).await?;
    let snapshot = app.a_snapshot(args.snapshot).await?;
    let link = app.link(snapshot.link_id).await?;
    if link.service_id != args.id {
        let id = args.snapshot.to_string();
        let what = "snapshot";
        return Err(AppError::NotFound { what, id }.into());
    }
    session.must_mean(link.account_id, "snapshot", &args.snapshot.to_string())?;
    let patience = app.context.policy.request;
    let restored = app.restore(link.id, snapshot.id, Some(patience)).await?;
    let planned = &restored.planned;
    let answer = match offer(session, &app, args, planned, &mut stop).await {
        Ok(answer) if stays(answer.kind) => answer,
        // Nothing goes out, so nothing stays changed here either.
        other => {
            take_back(&app, &restored).await?;
            other?
        }
    };
    let row = Row::answered(planned, answer);
    if session.out.is_json() {
        out::json(&[&row])?;
    } else {
        out::text(&row.text(&session.say, &app.snapshot(0).await?))?;
        if row.awaits() {
            out::text(&session.say.get("cli-who-sends"))?;
        }
    }
    Ok(row.exit())
}

/// Shows the plan, asks and requests it.
async fn offer(
    session: &Session,
    app: &App,
    args: &RestoreArgs,
    planned: &Planned,
    stop: &mut Stop,
) -> Result<Answer, Failure> {
    if !session.out.is_json() {
        let plan = plan_text::plan(&session.say, planned, None);
        out::text(&format!("{plan}\n"))?;
    }
    let asks = !args.yes && planned.refusal.is_none() && !planned.up_to_date();
    let question = asks.then(|| session.say.get("cli-continue"));
    if !ask::confirmed_unless_stopped(session, question, stop).await {
        return Err(Failure::refused(
            "cancelled",
            session.say.get("cli-nothing-done"),
        ));
    }
    Ok(app
        .request_sync(planned.clone(), Requester::CommandLine)
        .await)
}

/// Whether Cal.com holds the restored values already, or a job is there that will bring them.
fn stays(kind: AnswerKind) -> bool {
    match kind {
        AnswerKind::UpToDate
        | AnswerKind::Queued
        | AnswerKind::Updated
        | AnswerKind::AlreadyPending => true,
        AnswerKind::NoEventTypeId
        | AnswerKind::PlanOutdated
        | AnswerKind::Refused
        | AnswerKind::DispatchFailed => false,
    }
}

async fn take_back(app: &App, restored: &Restored) -> Result<(), Failure> {
    if let Some(step) = restored.activity_id {
        app.undo(step).await?;
    }
    Ok(())
}

//! `restore`: the service gets what Cal.com held before an earlier write, and that goes the normal way.

use abgleich_core::app::answer::AnswerKind;
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
    let app = session.app().await?;
    app.service(args.id).await?;
    let snapshot = app.a_snapshot(args.snapshot).await?;
    let link = app.link(snapshot.link_id).await?;
    if link.service_id != args.id {
        let id = args.snapshot.to_string();
        let what = "snapshot";
        return Err(AppError::NotFound { what, id }.into());
    }
    let patience = app.context.policy.request;
    let restored = app.restore(link.id, snapshot.id, Some(patience)).await?;
    let planned = restored.planned.clone();
    if !session.out.is_json() {
        let plan = plan_text::plan(&session.say, &planned, None);
        out::text(&format!("{plan}\n"))?;
    }
    let wanted = planned.refusal.is_some()
        || planned.up_to_date()
        || args.yes
        || ask::confirmed(session, &session.say.get("cli-continue"));
    if !wanted {
        take_back(&app, &restored).await?;
        return Err(Failure::refused(
            "cancelled",
            session.say.get("cli-nothing-done"),
        ));
    }
    let answer = app
        .request_sync(planned.clone(), Requester::CommandLine)
        .await;
    let stopped = matches!(answer.kind, AnswerKind::Refused | AnswerKind::PlanOutdated);
    let row = Row::answered(&planned, answer);
    if stopped {
        // Nothing goes out, so nothing stays changed here either.
        take_back(&app, &restored).await?;
    }
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

async fn take_back(app: &App, restored: &Restored) -> Result<(), Failure> {
    if let Some(step) = restored.activity_id {
        app.undo(step).await?;
    }
    Ok(())
}

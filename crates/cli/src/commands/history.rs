//! `history`: what happened, newest first, of all services or of one.

use std::collections::HashMap;

use abgleich_core::store::activity::Activity;
use clap::Args;

use super::queue::service_names;
use crate::args::id;
use crate::exit::{Exit, Failure};
use crate::json::ActivityJson;
use crate::say::Say;
use crate::session::Session;
use crate::table::{left, table};

/// More than anybody reads; scripts that want all of it have the database.
const MOST: u32 = 1_000;

#[derive(Debug, Args)]
pub(crate) struct HistoryArgs {
    #[arg(value_name = "ID", value_parser = id, allow_negative_numbers = true)]
    id: Option<i64>,
}

pub(crate) async fn run(session: &Session, args: &HistoryArgs) -> Result<Exit, Failure> {
    let app = session.app().await?;
    if let Some(id) = args.id {
        app.service(id).await?;
    }
    let mut rows = app.history(args.id, MOST).await?;
    if let Some(account) = session.global.account {
        rows.retain(|row| row.account_id == Some(account));
    }
    let names = service_names(&app).await?;
    let json: Vec<ActivityJson> = rows
        .iter()
        .map(|row| ActivityJson::new(row, &names))
        .collect();
    session
        .out
        .show(&json, || text(&session.say, &rows, &names))?;
    Ok(Exit::Done)
}

fn text(say: &Say, rows: &[Activity], names: &HashMap<i64, String>) -> String {
    if rows.is_empty() {
        return say.get("activity-empty-title");
    }
    let head = [
        left(say.get("cli-column-time")),
        left(say.get("cli-column-service")),
        left(say.get("cli-column-what")),
        left(say.get("cli-column-reason")),
    ];
    let rows = rows.iter().map(|row| {
        let what = say.get(&format!("activity-{}", row.kind.id()));
        let changes: Vec<String> = row
            .changes
            .iter()
            .map(|change| say.change(change))
            .collect();
        let what = if changes.is_empty() {
            what
        } else {
            say.format(
                "activity-with-changes",
                &[
                    ("text", what.into()),
                    ("changes", changes.join(", ").into()),
                ],
            )
        };
        let service = row
            .service_id
            .and_then(|id| names.get(&id).cloned())
            .unwrap_or_default();
        let reason = row
            .reason
            .as_ref()
            .map(|reason| say.reason_title(reason))
            .unwrap_or_default();
        vec![say.date_time(row.at), service, what, reason]
    });
    table(&head, rows.collect())
}

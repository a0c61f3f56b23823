//! `history`: what happened, newest first, of all services or of one; of one also what can be restored.

use std::collections::HashMap;

use abgleich_core::domain::fields::Field;
use abgleich_core::domain::reason::Reason;
use abgleich_core::store::activity::{Activity, Kind};
use abgleich_core::store::snapshots::Snapshot;
use clap::Args;

use super::queue::service_names;
use crate::args::id;
use crate::exit::{Exit, Failure};
use crate::json::HistoryJson;
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
    let mut snapshots = match args.id {
        Some(id) => app.snapshots(id, MOST).await?,
        None => Vec::new(),
    };
    if let Some(account) = session.global.account {
        snapshots.retain(|snapshot| snapshot.account_id == account);
    }
    let names = service_names(&app).await?;
    let mut json: Vec<HistoryJson> = rows
        .iter()
        .map(|row| HistoryJson::of_activity(row, &names))
        .collect();
    if let Some(id) = args.id {
        let all = snapshots.iter();
        json.extend(all.map(|snapshot| HistoryJson::of_snapshot(snapshot, id, &names)));
        // Stable: what happened at the same time stays before what was held before it.
        json.sort_by_key(|row| std::cmp::Reverse(row.at()));
    }
    session.out.show(&json, || {
        let mut parts = vec![text(&session.say, &rows, &names)];
        if let Some(id) = args.id.filter(|_| !snapshots.is_empty()) {
            parts.push(earlier_values(&session.say, id, &snapshots));
        }
        parts.join("\n\n")
    })?;
    Ok(Exit::Done)
}

/// What Cal.com held before each write, and how to go back to it.
fn earlier_values(say: &Say, service_id: i64, snapshots: &[Snapshot]) -> String {
    let head = [
        left(say.get("cli-column-id")),
        left(say.get("cli-column-time")),
        left(say.get("cli-column-event-type-id")),
        left(say.get("cli-column-values")),
    ];
    let rows = snapshots.iter().map(|snapshot| {
        // A description fills the screen; it is restored all the same.
        let values = snapshot
            .reading
            .values
            .iter()
            .filter(|(field, _)| {
                snapshot.managed.contains(field)
                    && !matches!(field, Field::Description | Field::LengthOptions)
            })
            .map(|(field, value)| format!("{} {}", say.field(field), say.value(Some(value))));
        let mut event_type = snapshot.event_type_id.to_string();
        if !snapshot.in_force {
            event_type = format!("{event_type} · {}", say.get("cli-reason-lifted-title"));
        }
        vec![
            snapshot.id.to_string(),
            say.date_time(snapshot.taken_at),
            event_type,
            values.collect::<Vec<_>>().join(", "),
        ]
    });
    let title = say.get("cli-earlier-values");
    let listed = format!("{title}\n{}", table(&head, rows.collect()));
    if !snapshots.iter().any(|snapshot| snapshot.in_force) {
        return listed;
    }
    let how = say.format("cli-restore-help", &[("id", service_id.to_string().into())]);
    format!("{listed}\n{how}")
}

/// A job that stopped because someone changed Cal.com is nobody's mistake.
fn what(row: &Activity) -> &'static str {
    match (row.kind, &row.reason) {
        (Kind::Failed, Some(Reason::ChangedInCalcom { .. })) => "stopped",
        _ => row.kind.id(),
    }
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
        let what = say.get(&format!("activity-{}", what(row)));
        let changes: Vec<String> = row
            .changes
            .iter()
            .map(|change| say.change(change))
            .chain(row.moved.iter().map(|moved| say.moved(moved)))
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

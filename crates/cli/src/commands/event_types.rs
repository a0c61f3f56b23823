//! `event-types`: what Cal.com lists, and making services of it. Nothing is written to Cal.com.

use abgleich_core::app::event_types::{Imported, Listed};
use abgleich_core::app::{App, AppError};
use abgleich_core::domain::fields::Field;
use abgleich_core::domain::reading::Owner;
use clap::{Args, Subcommand};
use serde::Serialize;
use serde_json::Value;

use crate::args::id;
use crate::exit::{Exit, Failure};
use crate::json::{self, EventTypeJson};
use crate::session::Session;
use crate::table::{left, right, table};

#[derive(Debug, Subcommand)]
pub(crate) enum EventTypesCommand {
    List {
        #[arg(long)]
        refresh: bool,
    },
    Import(ImportArgs),
}

#[derive(Debug, Args)]
#[group(id = "which", required = true)]
pub(crate) struct ImportArgs {
    #[arg(long, conflicts_with = "ids")]
    all: bool,
    #[arg(value_name = "ID", value_parser = id, allow_negative_numbers = true)]
    ids: Vec<i64>,
}

pub(crate) async fn run(session: &Session, command: EventTypesCommand) -> Result<Exit, Failure> {
    let app = session.app().await?;
    let account_id = app.account_or_only(session.global.account).await?.id;
    match command {
        EventTypesCommand::List { refresh } => list(session, &app, account_id, refresh).await,
        EventTypesCommand::Import(args) => import(session, &app, account_id, &args).await,
    }
}

async fn list(
    session: &Session,
    app: &App,
    account_id: i64,
    refresh: bool,
) -> Result<Exit, Failure> {
    let mut listed = app.event_types(account_id).await?;
    // An empty list would say that there are none, which nobody knows yet.
    if refresh || listed.is_empty() {
        app.refresh_event_types(account_id).await?;
        listed = app.event_types(account_id).await?;
    }
    let rows: Vec<EventTypeJson> = listed.iter().map(EventTypeJson::from).collect();
    session.out.show(&rows, || text_of_list(session, &listed))?;
    Ok(Exit::Done)
}

fn text_of_list(session: &Session, listed: &[Listed]) -> String {
    let say = &session.say;
    if listed.is_empty() {
        return say.get("import-none");
    }
    let head = [
        right(say.get("cli-column-event-type-id")),
        left(say.get("field-title")),
        right(say.get("field-length")),
        right(say.get("field-buffer_before")),
        right(say.get("field-buffer_after")),
        right(say.get("field-price")),
        left(say.get("cli-column-kind")),
        left(say.get("cli-column-service")),
    ];
    let rows = listed.iter().map(|listed| {
        let reading = &listed.known.reading;
        let minutes = |field| say.maybe_minutes(reading.values.minutes(field));
        let kind = match &reading.owner {
            _ if listed
                .refusal
                .as_ref()
                .is_some_and(|reason| reason.code() == "not_owned") =>
            {
                "owner-other"
            }
            Owner::User { .. } => "owner-mine",
            Owner::Team {
                template: false, ..
            } => "owner-team",
            Owner::Team { template: true, .. } => "owner-managed_template",
            Owner::ManagedChild { .. } => "owner-managed_child",
            Owner::Unnamed => "owner-unknown",
        };
        vec![
            reading.event_type_id.to_string(),
            reading.title().to_owned(),
            minutes(Field::Length),
            minutes(Field::BufferBefore),
            minutes(Field::BufferAfter),
            say.price(reading.price.as_ref()),
            say.get(kind),
            listed.linked_to.clone().unwrap_or_default(),
        ]
    });
    table(&head, rows.collect())
}

/// What became of one event type.
#[derive(Debug, Serialize)]
struct ImportedJson {
    event_type_id: i64,
    result: &'static str,
    service_id: Option<i64>,
    reason: Option<Value>,
}

async fn import(
    session: &Session,
    app: &App,
    account_id: i64,
    args: &ImportArgs,
) -> Result<Exit, Failure> {
    app.refresh_event_types(account_id).await?;
    let listed: Vec<i64> = app
        .event_types(account_id)
        .await?
        .iter()
        .map(|listed| listed.known.reading.event_type_id)
        .collect();
    // All ids or none: a typing error should not leave half of the work done.
    if let Some(unknown) = args.ids.iter().find(|id| !listed.contains(id)) {
        return Err(AppError::NotFound {
            what: "event_type",
            id: unknown.to_string(),
        }
        .into());
    }
    let ids = if args.all { listed } else { args.ids.clone() };
    let outcomes = app.import(account_id, Some(ids.clone())).await?;
    let rows: Vec<ImportedJson> = ids
        .iter()
        .zip(&outcomes)
        .map(|(id, imported)| row(*id, imported))
        .collect();
    let count = outcomes
        .iter()
        .filter(|imported| matches!(imported, Imported::Created { .. } | Imported::Linked { .. }))
        .count();
    session
        .out
        .show(&rows, || text_of_import(session, &ids, &outcomes, count))?;
    // Named one by one, a refusal is the answer; of all, the rest is.
    let refused = outcomes
        .iter()
        .any(|imported| matches!(imported, Imported::Skipped { .. }));
    Ok(if refused && !args.all {
        Exit::Refused
    } else {
        Exit::Done
    })
}

fn row(event_type_id: i64, imported: &Imported) -> ImportedJson {
    let (result, service_id, reason) = match imported {
        Imported::Created { service_id } => ("created", Some(*service_id), None),
        Imported::Linked { service_id } => ("linked", Some(*service_id), None),
        Imported::Known { service_id } => ("known", Some(*service_id), None),
        Imported::Skipped { reason, .. } => ("skipped", None, json::reason(Some(reason))),
    };
    ImportedJson {
        event_type_id,
        result,
        service_id,
        reason,
    }
}

fn text_of_import(session: &Session, ids: &[i64], outcomes: &[Imported], count: usize) -> String {
    let say = &session.say;
    let skipped = ids
        .iter()
        .zip(outcomes)
        .filter_map(|(id, imported)| match imported {
            Imported::Skipped { reason, .. } => {
                let about = [
                    ("id", id.to_string().into()),
                    ("reason", say.reason(reason).into()),
                ];
                Some(say.format("cli-import-skipped", &about))
            }
            _ => None,
        });
    skipped
        .chain([say.count("import-done", count)])
        .collect::<Vec<_>>()
        .join("\n")
}

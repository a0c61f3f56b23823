//! `diff`: what Cal.com holds and what is here, side by side, from a fresh reading.

use abgleich_core::app::AppError;
use abgleich_core::app::sync::{Planned, Source};
use abgleich_core::domain::UtcMillis;
use abgleich_core::domain::fields::{Field, FieldValue};
use abgleich_core::domain::money::Money;
use abgleich_core::domain::plan::View;
use abgleich_core::domain::reason::Reason;
use clap::Args;
use serde::Serialize;

use crate::args::id;
use crate::exit::{Exit, Failure};
use crate::out;
use crate::say::Say;
use crate::session::Session;
use crate::table::{left, table};

#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    #[arg(value_name = "ID", value_parser = id, allow_negative_numbers = true)]
    id: i64,
}

#[derive(Debug, Serialize)]
struct Diff {
    service_id: i64,
    links: Vec<LinkDiff>,
}

#[derive(Debug, Serialize)]
struct LinkDiff {
    event_type_id: i64,
    account_id: i64,
    read_at: Option<UtcMillis>,
    /// Read for this very comparison; else as last read.
    fresh: bool,
    rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    field: &'static str,
    /// `null`: not known; for a price, none.
    calcom: Option<Value>,
    /// `null`: not managed by this service.
    here: Option<Value>,
    differs: bool,
}

#[derive(Debug, PartialEq, Serialize)]
#[serde(untagged)]
enum Value {
    Field(FieldValue),
    Price(Money),
}

pub(crate) async fn run(session: &Session, args: &DiffArgs) -> Result<Exit, Failure> {
    let app = session.app().await?;
    app.service(args.id).await?;
    let mut links = app.links_of(args.id).await?;
    if let Some(account) = session.global.account {
        links.retain(|link| link.account_id == account);
    }
    if links.is_empty() {
        return Err(AppError::Refused(Reason::NoEventTypeId).into());
    }
    let mut compared = Vec::new();
    for link in links {
        let patience = app.context.policy.request;
        let planned = app.plan(link.id, View::Respect, Some(patience)).await?;
        compared.push((compare(&planned), planned));
    }
    let text = || {
        compared
            .iter()
            .map(|(diff, planned)| text(&session.say, diff, planned))
            .collect::<Vec<_>>()
    };
    if session.out.is_json() {
        let links = compared.into_iter().map(|(diff, _)| diff).collect();
        out::json(&Diff {
            service_id: args.id,
            links,
        })?;
    } else {
        out::text(&text().join("\n\n"))?;
    }
    Ok(Exit::Done)
}

fn compare(planned: &Planned) -> LinkDiff {
    let remote = planned.known.as_ref().map(|known| &known.reading);
    let desired = &planned.plan.desired;
    let mut rows = Vec::new();
    for field in Field::ALL {
        let calcom = remote.and_then(|reading| reading.values.get(field));
        let here = desired.get(field);
        // Most event types offer one duration only.
        if field == Field::LengthOptions
            && here.is_none()
            && calcom == Some(&FieldValue::List(Vec::new()))
        {
            continue;
        }
        let differs = matches!((calcom, here), (Some(calcom), Some(here)) if calcom != here);
        let value = |value: &FieldValue| Value::Field(value.clone());
        rows.push(Row {
            field: field.id(),
            calcom: calcom.map(value),
            here: here.map(value),
            differs,
        });
    }
    let (calcom, here) = (
        remote.and_then(|reading| reading.price.clone()),
        planned.service.price(),
    );
    let differs = matches!((&calcom, &here), (Some(calcom), Some(here)) if calcom != here);
    rows.push(Row {
        field: "price",
        calcom: calcom.map(Value::Price),
        here: here.map(Value::Price),
        differs,
    });
    LinkDiff {
        event_type_id: planned.link.event_type_id,
        account_id: planned.link.account_id,
        read_at: planned.known.as_ref().map(|known| known.read_at),
        fresh: planned.source == Source::Fresh,
        rows,
    }
}

fn text(say: &Say, diff: &LinkDiff, planned: &Planned) -> String {
    let head = [
        left(say.get("detail-column-field")),
        left(say.get("detail-column-calcom")),
        left(say.get("detail-column-here")),
        left(String::new()),
    ];
    let rows = diff.rows.iter().map(|row| {
        let mark = if row.differs {
            say.get("detail-differs")
        } else {
            String::new()
        };
        vec![
            say.get(&format!("field-{}", row.field)),
            there(say, row, diff),
            shown(say, row.here.as_ref()),
            mark,
        ]
    });
    let mut lines = vec![
        super::plan_text::identity(say, planned),
        table(&head, rows.collect()),
    ];
    if !diff.fresh {
        lines.push(match diff.read_at {
            Some(at) => say.format("cli-as-last-read", &[("time", say.date_time(at).into())]),
            None => say.get("detail-never-checked"),
        });
    }
    lines.join("\n")
}

fn there(say: &Say, row: &Row, diff: &LinkDiff) -> String {
    match &row.calcom {
        None if diff.read_at.is_none() => say.get("value-unknown"),
        None if row.field == "price" => say.get("value-no-price"),
        other => shown(say, other.as_ref()),
    }
}

fn shown(say: &Say, value: Option<&Value>) -> String {
    match value {
        None => say.get("value-unset"),
        Some(Value::Field(value)) => say.value(Some(value)),
        Some(Value::Price(price)) => say.price(Some(price)),
    }
}

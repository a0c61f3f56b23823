//! `diff`: what both sides last held, what Cal.com holds now and what is here, from a fresh reading.

use abgleich_core::app::AppError;
use abgleich_core::app::compare::Compared;
use abgleich_core::app::planned::Source;
use abgleich_core::domain::UtcMillis;
use abgleich_core::domain::comparison::{self, Changed};
use abgleich_core::domain::fields::{Field, FieldValue};
use abgleich_core::domain::money::Money;
use abgleich_core::domain::reason::Reason;
use clap::Args;
use serde::Serialize;

use super::comparison_text;
use crate::args::id;
use crate::exit::{Exit, Failure};
use crate::json;
use crate::out;
use crate::session::Session;

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
    /// Why nothing can be sent there; for `not_found`, link again or unlink.
    refusal: Option<serde_json::Value>,
    rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    field: &'static str,
    /// What both sides last held. `null`: not known.
    agreed: Option<Value>,
    /// `null`: not known; for a price, none.
    calcom: Option<Value>,
    /// `null`: not managed by this service.
    here: Option<Value>,
    differs: bool,
    /// Who changed it; `null` for what is not managed, or was never read.
    changed: Option<&'static str>,
    /// When and by whom it was changed in Cal.com, if that is known.
    changed_at: Option<UtcMillis>,
    changed_by: Option<String>,
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
        let mut one = app.compare(link.id, Some(patience)).await?;
        if one.source != Source::Fresh {
            // What was in the way may be known only now.
            one.account = app.account(link.account_id).await?;
        }
        compared.push(one);
    }
    if session.out.is_json() {
        out::json(&Diff {
            service_id: args.id,
            links: compared.iter().map(link_diff).collect(),
        })?;
    } else {
        let texts: Vec<String> = compared
            .iter()
            .map(|compared| comparison_text::all(&session.say, compared))
            .collect();
        out::text(&texts.join("\n\n"))?;
    }
    Ok(Exit::Done)
}

fn link_diff(compared: &Compared) -> LinkDiff {
    let mut rows: Vec<Row> = Field::ALL
        .into_iter()
        .filter(|field| comparison_text::is_shown(compared, *field))
        .map(|field| row(compared, field))
        .collect();
    rows.push(price(compared));
    LinkDiff {
        event_type_id: compared.link.event_type_id,
        account_id: compared.link.account_id,
        read_at: compared.known.as_ref().map(|known| known.read_at),
        fresh: compared.source == Source::Fresh,
        refusal: json::reason(compared.refusal.as_ref()),
        rows,
    }
}

fn row(compared: &Compared, field: Field) -> Row {
    let managed = compared.comparison.row(field);
    let remote = compared.known.as_ref().map(|known| &known.reading.values);
    let author = compared.authors.get(&field);
    let value = |value: &FieldValue| Value::Field(value.clone());
    Row {
        field: field.id(),
        agreed: managed.and_then(|row| row.agreed.as_ref()).map(value),
        calcom: remote.and_then(|remote| remote.get(field)).map(value),
        here: managed.map(|row| value(&row.here)),
        differs: managed.is_some_and(comparison::Row::differs),
        changed: managed.and_then(|row| row.changed).map(Changed::id),
        changed_at: author.map(|author| author.at),
        changed_by: author.and_then(|author| author.by.clone()),
    }
}

fn price(compared: &Compared) -> Row {
    let prices = &compared.comparison.prices;
    Row {
        field: "price",
        agreed: None,
        calcom: prices.there.clone().map(Value::Price),
        here: prices.here.clone().map(Value::Price),
        differs: matches!((&prices.there, &prices.here), (Some(there), Some(here)) if there != here),
        changed: None,
        changed_at: None,
        changed_by: None,
    }
}

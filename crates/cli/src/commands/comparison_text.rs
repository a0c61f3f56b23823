//! A comparison in words: what both sides last held, what Cal.com holds, what is here, and who changed it.

use std::collections::BTreeMap;

use abgleich_core::app::compare::Compared;
use abgleich_core::app::planned::Source;
use abgleich_core::domain::comparison::Changed;
use abgleich_core::domain::fields::{Field, FieldValue};

use super::plan_text;
use crate::say::Say;
use crate::table::{left, table};

/// Most event types offer one duration only: there is no row about choosing one.
pub(crate) fn is_shown(compared: &Compared, field: Field) -> bool {
    field != Field::LengthOptions
        || compared.comparison.row(field).is_some()
        || there(compared, field).is_none_or(|value| *value != FieldValue::List(Vec::new()))
}

/// Every field, the price last.
pub(crate) fn all(say: &Say, compared: &Compared) -> String {
    let fields = Field::ALL.into_iter();
    let fields: Vec<Field> = fields.filter(|field| is_shown(compared, *field)).collect();
    text(say, compared, &fields, true)
}

/// Only the fields that differ, for a decision.
pub(crate) fn differences(say: &Say, compared: &Compared) -> String {
    let differing = compared.comparison.rows.iter().filter(|row| row.differs());
    let fields: Vec<Field> = differing.map(|row| row.field).collect();
    text(say, compared, &fields, false)
}

fn text(say: &Say, compared: &Compared, fields: &[Field], with_price: bool) -> String {
    let head = [
        left(say.get("detail-column-field")),
        left(say.get("cli-column-agreed")),
        left(say.get("detail-column-calcom")),
        left(say.get("detail-column-here")),
        left(String::new()),
    ];
    let mut rows: Vec<Vec<String>> = fields
        .iter()
        .map(|field| row(say, compared, *field))
        .collect();
    if with_price {
        rows.push(price(say, compared));
    }
    let known = compared.known.as_ref();
    let mut lines = vec![
        plan_text::identity_of(say, &compared.link, &compared.account, known),
        table(&head, rows),
    ];
    lines.extend(authors(say, compared, fields));
    lines.extend(compared.refusal.as_ref().map(|reason| say.reason(reason)));
    if compared.is_gone() {
        lines.push(say.get("cli-gone-help"));
    } else if compared.source != Source::Fresh {
        lines.push(match known {
            Some(known) => say.format(
                "cli-as-last-read",
                &[("time", say.date_time(known.read_at).into())],
            ),
            None => say.get("detail-never-checked"),
        });
        let why = compared
            .connection
            .reason()
            .or_else(|| compared.account.blocked_by());
        lines.extend(why.map(|reason| say.reason_title(&reason)));
    }
    lines.join("\n")
}

fn there(compared: &Compared, field: Field) -> Option<&FieldValue> {
    compared.known.as_ref()?.reading.values.get(field)
}

fn row(say: &Say, compared: &Compared, field: Field) -> Vec<String> {
    let managed = compared.comparison.row(field);
    let unknown = || say.get("value-unknown");
    let agreed = managed.map_or_else(
        || say.value(None),
        |row| {
            row.agreed
                .as_ref()
                .map_or_else(unknown, |value| say.value(Some(value)))
        },
    );
    let held = there(compared, field).map_or_else(unknown, |value| say.value(Some(value)));
    let mark = match managed.and_then(|row| row.changed) {
        None | Some(Changed::Unchanged) => String::new(),
        Some(changed) => say.get(&format!("cli-changed-{}", changed.id())),
    };
    let here = say.value(managed.map(|row| &row.here));
    vec![say.field(field), agreed, held, here, mark]
}

fn price(say: &Say, compared: &Compared) -> Vec<String> {
    let prices = &compared.comparison.prices;
    let held = match &compared.known {
        Some(_) => say.price_there(prices.there.as_ref()),
        None => say.get("value-unknown"),
    };
    let differs =
        matches!((&prices.there, &prices.here), (Some(there), Some(here)) if there != here);
    let mark = if differs {
        say.get("detail-differs")
    } else {
        String::new()
    };
    let here = say.price(prices.here.as_ref());
    vec![say.get("field-price"), say.value(None), held, here, mark]
}

/// One line per change and person: "Dauer: geändert am 22.11.2026, 17:40 Uhr (von M. Klein)".
fn authors(say: &Say, compared: &Compared, fields: &[Field]) -> Vec<String> {
    let mut by_change: BTreeMap<(i64, Option<&str>), Vec<Field>> = BTreeMap::new();
    for (field, author) in &compared.authors {
        if fields.contains(field) {
            let change = (author.at, author.by.as_deref());
            by_change.entry(change).or_default().push(*field);
        }
    }
    by_change
        .into_iter()
        .map(|((at, by), fields)| {
            let about = [
                ("fields", say.fields(&fields).into()),
                ("time", say.date_time(at).into()),
                ("person", by.unwrap_or_default().into()),
            ];
            let text = if by.is_some() {
                "cli-changed-by"
            } else {
                "cli-changed-at"
            };
            say.format(text, &about)
        })
        .collect()
}

//! A plan in words: what Cal.com holds now, what it will hold, and what a person should know before.

use abgleich_core::app::planned::{Planned, Source};
use abgleich_core::domain::account::Account;
use abgleich_core::domain::fields::{Field, FieldValue};
use abgleich_core::domain::plan::Known;
use abgleich_core::domain::reason::Reason;
use abgleich_core::domain::service::Link;
use abgleich_core::domain::status::ConnectionState;

use crate::say::{Say, number};
use crate::table::{left, table};
use crate::values::price_here;

/// Always shown, in this order; the others only when they change.
const ALWAYS: [Field; 4] = [
    Field::Title,
    Field::Length,
    Field::BufferBefore,
    Field::BufferAfter,
];
const WHEN_CHANGED: [Field; 3] = [Field::Description, Field::Hidden, Field::LengthOptions];

/// The confirmation's title, identity, table and notes. `held`: why the account sends nothing at the moment.
pub(crate) fn plan(say: &Say, planned: &Planned, held: Option<&Reason>) -> String {
    let title = say.format(
        "confirm-title",
        &[("service", planned.service.name.as_str().into())],
    );
    let mut parts = vec![
        title,
        identity(say, planned),
        String::new(),
        values(say, planned),
        String::new(),
    ];
    parts.extend(notes(say, planned, held));
    parts.join("\n")
}

/// Which event type of which account: never left out, because the wrong one is the worst accident.
pub(crate) fn identity(say: &Say, planned: &Planned) -> String {
    identity_of(say, &planned.link, &planned.account, planned.known.as_ref())
}

/// The same, of anything that is about one link.
pub(crate) fn identity_of(
    say: &Say,
    link: &Link,
    account: &Account,
    known: Option<&Known>,
) -> String {
    let title = known
        .map(|known| known.reading.title().to_owned())
        .filter(|title| !title.is_empty());
    let event_type = match title {
        Some(title) => say.format("detail-event-type", &[("title", title.into())]),
        None => say.get("detail-event-type-unnamed"),
    };
    say.format(
        "confirm-identity",
        &[
            ("event_type", event_type.into()),
            ("id", link.event_type_id.to_string().into()),
            ("account", account.name.as_str().into()),
            ("host", account.host().into()),
        ],
    )
}

fn values(say: &Say, planned: &Planned) -> String {
    let read_at = planned.known.as_ref().map(|known| known.read_at);
    let now = match (planned.source, read_at) {
        (Source::Stored, Some(at)) => say.format(
            "confirm-column-stored",
            &[("time", say.date_time(at).into())],
        ),
        _ => say.get("confirm-column-calcom"),
    };
    let head = [
        left(say.get("confirm-column-field")),
        left(now),
        left(String::new()),
        left(say.get("confirm-column-new")),
    ];
    let changed = WHEN_CHANGED
        .into_iter()
        .filter(|field| changes(planned, *field));
    let mut rows: Vec<Vec<String>> = ALWAYS
        .into_iter()
        .chain(changed)
        .map(|field| row(say, planned, field))
        .collect();
    let price = match &planned.known {
        Some(known) => say.price_there(known.reading.price.as_ref()),
        None => say.get("value-unknown"),
    };
    rows.push(vec![
        say.get("field-price"),
        price,
        String::new(),
        price_here(say, &planned.service),
    ]);
    table(&head, rows)
}

fn row(say: &Say, planned: &Planned, field: Field) -> Vec<String> {
    let there = match remote(planned, field) {
        Some(value) => say.value(Some(value)),
        None => say.get("value-unknown"),
    };
    let (arrow, new) = if changes(planned, field) {
        ("→".to_owned(), say.value(planned.plan.desired.get(field)))
    } else {
        (String::new(), say.get("confirm-stays"))
    };
    vec![say.field(field), there, arrow, new]
}

fn remote(planned: &Planned, field: Field) -> Option<&FieldValue> {
    planned
        .known
        .as_ref()
        .and_then(|known| known.reading.values.get(field))
}

/// True if Cal.com will hold another value afterwards, as far as known.
fn changes(planned: &Planned, field: Field) -> bool {
    let desired = planned.plan.desired.get(field);
    desired.is_some() && desired != remote(planned, field)
}

/// Each field that would change, with both values.
pub(crate) fn changes_in_words(say: &Say, planned: &Planned) -> Vec<String> {
    ALWAYS
        .into_iter()
        .chain(WHEN_CHANGED)
        .filter(|field| changes(planned, *field))
        .map(|field| {
            let there = match remote(planned, field) {
                Some(value) => say.value(Some(value)),
                None => say.get("value-unknown"),
            };
            let here = say.value(planned.plan.desired.get(field));
            let args = [
                ("field", say.field(field).into()),
                ("from", there.into()),
                ("to", here.into()),
            ];
            say.format("cli-bulk-change", &args)
        })
        .collect()
}

fn notes(say: &Say, planned: &Planned, held: Option<&Reason>) -> Vec<String> {
    let mut notes = Vec::new();
    let unchanged: Vec<Field> = [Field::Description, Field::Hidden]
        .into_iter()
        .filter(|field| !changes(planned, *field))
        .collect();
    if !unchanged.is_empty() {
        let args = [
            ("count", number(unchanged.len())),
            ("fields", say.fields(&unchanged).into()),
        ];
        notes.push(say.format("confirm-unchanged", &args));
    }
    notes.push(say.get("confirm-bookings"));
    notes.extend(circumstances(say, planned, held));
    if let Some(reason) = &planned.refusal {
        notes.push(say.reason(reason));
    } else if planned.up_to_date() {
        notes.push(say.get("confirm-up-to-date"));
    }
    notes
}

/// What is special about this plan: whom else it concerns, what it replaces, what is not known, what it waits for.
pub(crate) fn circumstances(say: &Say, planned: &Planned, held: Option<&Reason>) -> Vec<String> {
    let mut notes = Vec::new();
    if planned.applies_to_template() {
        notes.push(say.get("confirm-template"));
    }
    if planned.replaces_waiting() {
        notes.push(say.get("confirm-replaces"));
    }
    if planned.source == Source::Never {
        notes.push(say.get("confirm-never"));
    }
    match (planned.source, planned.connection) {
        (Source::Fresh, _) => {}
        (_, ConnectionState::Online) if held.is_some() => {
            notes.extend(held.map(|reason| say.reason(reason)));
        }
        (_, ConnectionState::Online) => {
            if planned.source == Source::Stored {
                notes.push(say.get("confirm-stored"));
            }
        }
        _ => notes.push(say.get("confirm-offline")),
    }
    notes
}

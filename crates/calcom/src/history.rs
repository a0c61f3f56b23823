//! Who changed an event type, and when: Cal.com's audit history, read strictly.
//!
//! It only informs. Whatever does not look exactly as documented makes the whole answer unusable, because a
//! wrong name beside a change would be worse than none.

use serde_json::Value;

use crate::wire::{Fields, Misfit};

/// As many entries as Cal.com gives at once.
pub(crate) const MOST_ENTRIES: usize = 50;

/// An event type has fewer fields than this.
const MOST_FIELDS: usize = 200;

/// Characters of a name or a label. Nobody is called longer.
const LONGEST_NAME: usize = 200;

/// Characters of a value: a long description, with room.
const LONGEST_VALUE: usize = 20_000;

/// One change of an event type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Modification {
    /// UTC, milliseconds since 1970, by Cal.com's clock.
    pub at: i64,
    /// The name of the person; absent where it was no person, or Cal.com does not name it.
    pub by: Option<String>,
    /// The fields of which the old and the new value are told.
    pub fields: Vec<FieldChange>,
}

/// A field that changed, in Cal.com's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// An English label for people. Which field it stands for is not documented.
    pub label: String,
    pub previous: String,
    pub next: String,
}

/// Reads the changes of the event type `id`, newest first.
pub(crate) fn read(data: Value, id: i64) -> Result<Vec<Modification>, Misfit> {
    let mut fields = Fields::of(data)?;
    if fields.whole("eventTypeId")? != Some(id) {
        return Err(Misfit::Shape);
    }
    let entries = list(fields.take("auditLogs")?, MOST_ENTRIES)?;
    let all: Result<Vec<_>, _> = entries.into_iter().map(entry).collect();
    Ok(all?.into_iter().flatten().collect())
}

/// `None` for what is no change: that it was created, or deleted.
fn entry(data: Value) -> Result<Option<Modification>, Misfit> {
    let mut fields = Fields::of(data)?;
    let at = timestamp(&required(&fields, "timestamp", LONGEST_NAME)?)?;
    let by = actor(fields.take("actor")?)?;
    let changed = list(fields.take("displayFields")?, MOST_FIELDS)?;
    let changed: Result<Vec<_>, _> = changed.into_iter().map(field).collect();
    let action = required(&fields, "action", LONGEST_NAME)?;
    Ok((action == "EVENT_TYPE_MODIFIED").then_some(Modification {
        at,
        by,
        fields: changed?.into_iter().flatten().collect(),
    }))
}

fn actor(data: Value) -> Result<Option<String>, Misfit> {
    let fields = Fields::of(data)?;
    let kind = required(&fields, "type", LONGEST_NAME)?;
    let name = fields.text("displayName")?.unwrap_or_default();
    let name = within(name.trim().to_owned(), LONGEST_NAME)?;
    Ok((kind == "USER" && !name.is_empty()).then_some(name))
}

/// `None` for a field that tells only one value, or a structure.
fn field(data: Value) -> Result<Option<FieldChange>, Misfit> {
    let mut fields = Fields::of(data)?;
    let label = required(&fields, "label", LONGEST_NAME)?;
    let value = Fields::of(fields.take("fieldValue")?)?;
    if required(&value, "type", LONGEST_NAME)? != "valueChange" {
        return Ok(None);
    }
    let text = |key| {
        let text = value.paragraphs(key)?.ok_or(Misfit::Shape)?;
        within(text, LONGEST_VALUE)
    };
    Ok(Some(FieldChange {
        label,
        previous: text("previous")?,
        next: text("next")?,
    }))
}

fn timestamp(text: &str) -> Result<i64, Misfit> {
    let time: jiff::Timestamp = text.parse().map_err(|_| Misfit::Shape)?;
    Ok(time.as_millisecond())
}

fn required(fields: &Fields, key: &str, most: usize) -> Result<String, Misfit> {
    within(fields.text(key)?.ok_or(Misfit::Shape)?, most)
}

fn within(text: String, most: usize) -> Result<String, Misfit> {
    if text.chars().count() > most {
        return Err(Misfit::Shape);
    }
    Ok(text)
}

fn list(value: Value, most: usize) -> Result<Vec<Value>, Misfit> {
    match value {
        Value::Array(items) if items.len() <= most => Ok(items),
        _ => Err(Misfit::Shape),
    }
}

//! Reads Cal.com's JSON into the model: tolerant of what is missing, strict about what is claimed.
//!
//! Unknown fields are ignored, null is the same as absent.
//! A managed value of the wrong type is refused rather than guessed: a guess would be taken for somebody's change.

use serde_json::{Map, Value};

use crate::model::{EventType, Me, Team};
use crate::text;

/// Every reader of JSON keeps whole numbers up to here; above, two of them may look the same.
const MAX_EXACT: i64 = (1 << 53) - 1;

/// Why an answer does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Misfit {
    /// Event types of the API version that answers if the header is missing: `length` instead of `lengthInMinutes`.
    Legacy,
    Shape,
}

/// Takes `data` out of `{"status": "success", "data": …}`.
pub(crate) fn envelope(body: &[u8]) -> Result<Value, Misfit> {
    // serde_json refuses more than 128 levels, so a deep body cannot exhaust the stack.
    let mut outer = Fields::of(serde_json::from_slice(body).map_err(|_| Misfit::Shape)?)?;
    if outer.text("status")?.as_deref() != Some("success") {
        return Err(Misfit::Shape);
    }
    outer.0.remove("data").ok_or(Misfit::Shape)
}

pub(crate) fn me(data: Value) -> Result<Me, Misfit> {
    let fields = Fields::of(data)?;
    Ok(Me {
        id: fields.id()?,
        username: fields.text("username")?,
        email: fields.text("email")?,
        name: fields.text("name")?,
        time_zone: fields.text("timeZone")?,
        organization_id: fields.whole("organizationId")?,
    })
}

pub(crate) fn teams(data: Value) -> Result<Vec<Team>, Misfit> {
    list(data)?.into_iter().map(team).collect()
}

fn team(data: Value) -> Result<Team, Misfit> {
    let fields = Fields::of(data)?;
    Ok(Team {
        id: fields.id()?,
        name: fields.text("name")?.unwrap_or_default(),
        slug: fields.text("slug")?,
    })
}

pub(crate) fn event_types(data: Value) -> Result<Vec<EventType>, Misfit> {
    if is_legacy(&data) {
        return Err(Misfit::Legacy);
    }
    list(data)?.into_iter().map(event_type).collect()
}

/// The event type `id` out of an answer that holds it alone, or among its children if it is a managed one.
///
/// An answer about another event type is refused: nothing may be claimed of `id` then.
pub(crate) fn event_type_with_id(data: Value, id: i64) -> Result<EventType, Misfit> {
    let has_id = |value: &Value| value.get("id").and_then(whole) == Some(id);
    let found = match data {
        Value::Array(items) if items.iter().any(is_legacy) => return Err(Misfit::Legacy),
        Value::Array(items) => items.into_iter().find(has_id).ok_or(Misfit::Shape)?,
        one => one,
    };
    let event_type = event_type(found)?;
    if event_type.id == id {
        Ok(event_type)
    } else {
        Err(Misfit::Shape)
    }
}

fn event_type(data: Value) -> Result<EventType, Misfit> {
    if is_legacy(&data) {
        return Err(Misfit::Legacy);
    }
    let fields = Fields::of(data)?;
    let team_id = fields.whole("teamId")?;
    let parent_event_type_id = fields.whole("parentEventTypeId")?;
    let scheduling_type = fields.hint("schedulingType");
    let has_managed_config = fields
        .0
        .get("metadata")
        .and_then(|it| it.get("managedEventConfig"))
        .is_some_and(|it| !it.is_null());
    Ok(EventType {
        id: fields.id()?,
        owner_id: fields.whole("ownerId")?,
        team_id,
        parent_event_type_id,
        // The personal answer does not name the parent; there the copied configuration gives the child away.
        managed_child: parent_event_type_id.is_some() || (team_id.is_none() && has_managed_config),
        managed_template: team_id.is_some()
            && scheduling_type
                .as_deref()
                .is_some_and(|it| it.eq_ignore_ascii_case("managed")),
        title: fields.text("title")?.unwrap_or_default(),
        slug: fields.text("slug")?.unwrap_or_default(),
        description: fields.paragraphs("description")?.unwrap_or_default(),
        length: fields.whole("lengthInMinutes")?.ok_or(Misfit::Shape)?,
        length_options: fields.wholes("lengthInMinutesOptions")?,
        buffer_before: fields.whole("beforeEventBuffer")?.unwrap_or(0),
        buffer_after: fields.whole("afterEventBuffer")?.unwrap_or(0),
        hidden: fields.flag("hidden")?.unwrap_or(false),
        price_minor: fields
            .0
            .get("price")
            .and_then(whole)
            .filter(|minor| *minor >= 0),
        currency: fields
            .hint("currency")
            .map(|code| code.to_ascii_uppercase())
            .filter(|code| is_currency(code)),
        booking_url: fields.hint("bookingUrl"),
        scheduling_type,
        seats: fields
            .0
            .get("seats")
            .and_then(|seats| seats.get("seatsPerTimeSlot"))
            .and_then(whole),
        layouts: fields
            .0
            .get("bookerLayouts")
            .map(layouts)
            .unwrap_or_default(),
        confirmation: fields.0.get("confirmationPolicy").and_then(confirmation),
    })
}

/// `always`, or `time` with the notice below which it is needed.
fn confirmation(data: &Value) -> Option<String> {
    let kind = data.get("type").and_then(Value::as_str)?;
    let notice = data.get("noticeThreshold");
    let count = notice.and_then(|it| it.get("count")).and_then(whole);
    let unit = notice.and_then(|it| it.get("unit")).and_then(Value::as_str);
    Some(match (count, unit) {
        (Some(count), Some(unit)) => text::line(&format!("{kind} {count} {unit}")),
        _ => text::line(kind),
    })
}

/// The default first, then the others as they come.
fn layouts(data: &Value) -> Vec<String> {
    let default = data.get("defaultLayout").and_then(Value::as_str);
    let enabled = data.get("enabledLayouts").and_then(Value::as_array);
    let enabled = enabled.into_iter().flatten().filter_map(Value::as_str);
    let others = enabled.filter(|layout| Some(*layout) != default);
    default.into_iter().chain(others).map(text::line).collect()
}

/// Legacy answers hold `length`, wrap the event type, or group the list by profile.
fn is_legacy(data: &Value) -> bool {
    let has = |key| data.get(key).is_some_and(|value| !value.is_null());
    !has("lengthInMinutes") && (has("length") || has("eventType") || has("eventTypeGroups"))
}

fn list(data: Value) -> Result<Vec<Value>, Misfit> {
    match data {
        Value::Array(items) => Ok(items),
        _ => Err(Misfit::Shape),
    }
}

/// A whole number, also written as `30.0`; `None` where it may not be the one that was meant.
fn whole(value: &Value) -> Option<i64> {
    let number = match value.as_i64() {
        Some(number) => number,
        None => whole_of_float(value.as_f64()?)?,
    };
    (-MAX_EXACT..=MAX_EXACT).contains(&number).then_some(number)
}

fn whole_of_float(number: f64) -> Option<i64> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "whole, and what is too large stays too large for the exact range"
    )]
    (number.fract() == 0.0).then_some(number as i64)
}

fn is_currency(code: &str) -> bool {
    code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// Ids begin at 1.
fn id(value: &Value) -> Option<i64> {
    whole(value).filter(|id| *id > 0)
}

/// A JSON object whose fields are asked for by name; null counts as absent.
pub(crate) struct Fields(Map<String, Value>);

impl Fields {
    pub(crate) fn of(value: Value) -> Result<Self, Misfit> {
        match value {
            Value::Object(map) => Ok(Self(map)),
            _ => Err(Misfit::Shape),
        }
    }

    fn read<T>(
        &self,
        key: &str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Result<Option<T>, Misfit> {
        match self.0.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => read(value).map(Some).ok_or(Misfit::Shape),
        }
    }

    pub(crate) fn whole(&self, key: &str) -> Result<Option<i64>, Misfit> {
        self.read(key, whole)
    }

    fn id(&self) -> Result<i64, Misfit> {
        self.read("id", id)?.ok_or(Misfit::Shape)
    }

    fn wholes(&self, key: &str) -> Result<Vec<i64>, Misfit> {
        let list = self.read(key, |value| value.as_array()?.iter().map(whole).collect())?;
        Ok(list.unwrap_or_default())
    }

    /// A part that must be there.
    pub(crate) fn take(&mut self, key: &str) -> Result<Value, Misfit> {
        self.0.remove(key).ok_or(Misfit::Shape)
    }

    fn flag(&self, key: &str) -> Result<Option<bool>, Misfit> {
        self.read(key, Value::as_bool)
    }

    pub(crate) fn text(&self, key: &str) -> Result<Option<String>, Misfit> {
        self.read(key, |value| value.as_str().map(text::line))
    }

    pub(crate) fn paragraphs(&self, key: &str) -> Result<Option<String>, Misfit> {
        self.read(key, |value| value.as_str().map(text::paragraphs))
    }

    /// A text that only informs: of another type it counts as absent, an empty one too.
    fn hint(&self, key: &str) -> Option<String> {
        self.0
            .get(key)
            .and_then(Value::as_str)
            .map(text::line)
            .filter(|text| !text.is_empty())
    }
}

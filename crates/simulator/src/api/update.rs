//! Carries out a validated update, the way Cal.com's database does.

use serde_json::{Map, Value};

use super::{ApiError, Effects, validation::integer};
use crate::{
    seed::inherit,
    state::State,
    world::{EventType, World},
};

/// These columns cannot be empty: `null` passes the validation and fails here.
const NOT_NULL: [&str; 6] = [
    "title",
    "lengthInMinutes",
    "hidden",
    "beforeEventBuffer",
    "afterEventBuffer",
    "minimumBookingNotice",
];

/// Writes the fields into the event type and returns what the answer shows.
///
/// # Errors
/// What the database refuses, and a slug that is taken. Then nothing has changed.
pub(super) fn execute(
    state: &mut State,
    id: i64,
    fields: &Map<String, Value>,
    effects: &Effects,
) -> Result<EventType, ApiError> {
    let old = state.world.event_type(id).cloned();
    let old = old.ok_or_else(|| ApiError::no_event_type(id))?;
    let mut new = old.clone();
    write(&state.world, &mut new, fields)?;
    if effects.side_effect && !fields.contains_key("afterEventBuffer") {
        new.after_event_buffer = 0;
    }
    if effects.side_effect {
        // As Cal.com did before its pull requests 25450 and 25621.
        for setting in ["seats", "bookerLayouts", "confirmationPolicy"] {
            if !fields.contains_key(setting) {
                new.extras.remove(setting);
            }
        }
    }
    if effects.ignore_write {
        return Ok(old);
    }
    if let Some(stored) = state.world.event_type_mut(id) {
        stored.clone_from(&new);
    }
    if new.is_template() {
        hand_down(&mut state.world, &new);
    }
    if let Some(reads) = effects.stale_reads {
        state.copies.lag(old.clone(), reads);
        return Ok(old);
    }
    state.copies.catch_up(id);
    Ok(new)
}

/// Sets the fields, or nothing.
pub(super) fn write(
    world: &World,
    event_type: &mut EventType,
    fields: &Map<String, Value>,
) -> Result<(), ApiError> {
    check_database(fields)?;
    for (name, value) in fields {
        set(world, event_type, name, value)?;
    }
    // With the toggle alone, Cal.com stores its default questions plus the toggle: the others are lost.
    if fields.contains_key("disableGuests") && !fields.contains_key("bookingFields") {
        event_type.booking_fields.clear();
    }
    Ok(())
}

/// The template's save overwrites whatever a child held.
fn hand_down(world: &mut World, template: &EventType) {
    for child in &mut world.event_types {
        if child.parent_id == Some(template.id) {
            inherit(child, template);
        }
    }
}

fn check_database(fields: &Map<String, Value>) -> Result<(), ApiError> {
    let null_refused = |name: &&str| fields.get(*name).is_some_and(Value::is_null);
    let too_large = |value: &Value| {
        let too_large = |value: &Value| integer(value).is_some_and(|n| i32::try_from(n).is_err());
        match value {
            Value::Array(list) => list.iter().any(too_large),
            value => too_large(value),
        }
    };
    if NOT_NULL.iter().any(null_refused) || fields.values().any(too_large) {
        return Err(ApiError::database());
    }
    Ok(())
}

/// The fields are valid here; `null` means "leave it" except for what can be empty.
fn set(
    world: &World,
    event_type: &mut EventType,
    name: &str,
    value: &Value,
) -> Result<(), ApiError> {
    match (name, value) {
        ("description", Value::Null) => event_type.description = None,
        ("slotInterval", Value::Null) => event_type.slot_interval = None,
        ("slug", value) => {
            let slug = value.as_str().map(lenient_slug).unwrap_or_default();
            if !slug.is_empty() {
                if world.slug_is_taken(event_type, &slug) {
                    return Err(ApiError::trpc("error_event_type_url_duplicate"));
                }
                event_type.slug = slug;
            }
        }
        (_, Value::Null) => {}
        ("title", Value::String(text)) => event_type.title.clone_from(text),
        ("description", Value::String(text)) => event_type.description = Some(text.clone()),
        ("hidden", Value::Bool(hidden)) => event_type.hidden = *hidden,
        ("disableGuests", Value::Bool(disabled)) => event_type.disable_guests = *disabled,
        ("lengthInMinutesOptions", Value::Array(list)) => {
            event_type.length_in_minutes_options = Some(list.iter().filter_map(integer).collect());
        }
        ("locations", Value::Array(list)) => event_type.locations.clone_from(list),
        ("bookingFields", Value::Array(list)) => event_type.booking_fields.clone_from(list),
        (name, value) => match (column(event_type, name), integer(value)) {
            (Some(column), Some(number)) => *column = number,
            (None, Some(number)) if name == "slotInterval" => {
                event_type.slot_interval = Some(number);
            }
            (None, Some(number)) if name == "scheduleId" => event_type.schedule_id = Some(number),
            _ => {
                event_type.extras.insert(name.to_owned(), value.clone());
            }
        },
    }
    Ok(())
}

fn column<'a>(event_type: &'a mut EventType, name: &str) -> Option<&'a mut i64> {
    match name {
        "lengthInMinutes" => Some(&mut event_type.length_in_minutes),
        "beforeEventBuffer" => Some(&mut event_type.before_event_buffer),
        "afterEventBuffer" => Some(&mut event_type.after_event_buffer),
        "minimumBookingNotice" => Some(&mut event_type.minimum_booking_notice),
        _ => None,
    }
}

/// Cal.com trims and strips what a slug must not begin with, and leaves everything else.
fn lenient_slug(text: &str) -> String {
    text.trim().trim_start_matches(['-', '.', '_']).to_owned()
}

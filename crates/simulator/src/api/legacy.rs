//! The event-type endpoints of 2024-04-15: what answers when the version header is missing.
//!
//! They take `length` instead of `lengthInMinutes`, drop what they do not know, and answer 200: a write that looks done.

use serde_json::{Map, Value, json};

use super::{
    ApiError, Effects, Success,
    event_types::{owned, readable},
    parse_id, update, validation,
};
use crate::{
    state::State,
    world::{EventType, User},
};

pub(super) fn list(state: &mut State, user: &User) -> Success {
    let own = state.world.event_types.iter();
    let own = own.filter(|event_type| event_type.owner_id == Some(user.id));
    let (ids, shown): (Vec<i64>, Vec<Value>) = own
        .map(|event_type| (event_type.id, show(event_type)))
        .unzip();
    let data = json!({
        "eventTypeGroups": [{
            "profile": {"name": user.name, "slug": user.username},
            "eventTypes": shown,
        }],
        "profiles": [],
    });
    Success::read(data, ids)
}

pub(super) fn get(state: &mut State, user: &User, id: &str) -> Result<Success, ApiError> {
    let event_type = readable(state, user, id)?;
    let data = json!({"eventType": show(&event_type), "locationOptions": [], "teamMembers": []});
    Ok(Success::read(data, vec![event_type.id]))
}

pub(super) fn update(
    state: &mut State,
    user: &User,
    id: &str,
    body: &Map<String, Value>,
    effects: &Effects,
) -> Result<Success, ApiError> {
    let id = parse_id(id)?;
    let mut fields = validation::legacy_update(body)?;
    owned(state, user, id)?;
    if let Some(length) = fields.remove("length") {
        fields.insert("lengthInMinutes".to_owned(), length);
    }
    let shown = update::execute(state, id, &fields, effects)?;
    Ok(Success {
        status: 200,
        data: show(&shown),
        applied: !effects.ignore_write,
        event_types: vec![id],
        pagination: None,
    })
}

fn show(event_type: &EventType) -> Value {
    json!({
        "id": event_type.id,
        "title": event_type.title,
        "slug": event_type.slug,
        "description": event_type.description,
        "length": event_type.length_in_minutes,
        "hidden": event_type.hidden,
        "position": 0,
        "userId": event_type.owner_id,
        "teamId": event_type.team_id,
        "beforeEventBuffer": event_type.before_event_buffer,
        "afterEventBuffer": event_type.after_event_buffer,
        "minimumBookingNotice": event_type.minimum_booking_notice,
        "slotInterval": event_type.slot_interval,
        "price": event_type.price,
        "currency": event_type.currency,
        "metadata": {},
        "locations": event_type.locations,
    })
}

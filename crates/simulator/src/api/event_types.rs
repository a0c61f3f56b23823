//! `/v2/event-types` in version 2024-06-14: a person's own event types.

use serde_json::{Map, Value, json};

use super::{
    ApiError, Effects, Incoming, Success, may_read, output, parse_id, sort_by_creation, update,
    validation,
};
use crate::{
    seed::EventTypeSeed,
    state::State,
    world::{EventType, User},
};

/// Own event types and managed children, never those of a team.
/// With `username` the public profile of somebody; without it and without a key nothing.
pub(super) fn list(state: &mut State, incoming: &Incoming<'_>, viewer: Option<&User>) -> Success {
    let viewer = viewer.map(|user| user.id);
    let owner = match incoming.parameter("username") {
        Some(username) => {
            let mut users = state.world.users.iter();
            users
                .find(|user| user.username == username)
                .map(|user| user.id)
        }
        None => viewer,
    };
    let slug = incoming.parameter("eventSlug");
    let mut found: Vec<EventType> = state
        .world
        .event_types
        .iter()
        .filter(|event_type| owner.is_some() && event_type.owner_id == owner)
        .filter(|event_type| viewer == owner || !event_type.hidden)
        .filter(|event_type| slug.is_none_or(|slug| event_type.slug == slug))
        .cloned()
        .collect();
    sort_by_creation(&mut found, incoming);
    let ids = found.iter().map(|event_type| event_type.id).collect();
    let shown = found.iter().map(|event_type| state.copies.read(event_type));
    let shown: Vec<EventType> = shown.collect();
    let shown = shown
        .iter()
        .map(|event_type| output::any(&state.world, event_type));
    Success::read(shown.collect(), ids)
}

/// Readable by its owner and, for a team's, by the members; for all others it does not exist.
pub(super) fn get(state: &mut State, user: &User, id: &str) -> Result<Success, ApiError> {
    let event_type = readable(state, user, id)?;
    let shown = state.copies.read(&event_type);
    let data = output::any(&state.world, &shown);
    Ok(Success::read(data, vec![event_type.id]))
}

/// Only by the owner. A team's event type "is not found" here, although it can be read.
pub(super) fn update(
    state: &mut State,
    user: &User,
    id: &str,
    body: &Map<String, Value>,
    effects: &Effects,
) -> Result<Success, ApiError> {
    let id = parse_id(id)?;
    let fields = validation::update(body)?;
    owned(state, user, id)?;
    let shown = update::execute(state, id, &fields, effects)?;
    Ok(Success {
        status: 200,
        data: output::any(&state.world, &shown),
        applied: !effects.ignore_write,
        event_types: vec![id],
        pagination: None,
    })
}

pub(super) fn create(
    state: &mut State,
    user: &User,
    body: &Map<String, Value>,
    effects: &Effects,
) -> Result<Success, ApiError> {
    let fields = validation::create(body)?;
    let seed = EventTypeSeed::personal(user.id, "", 1).id(state.world.next_event_type_id());
    let mut event_type = seed.build();
    update::write(&state.world, &mut event_type, &fields).map_err(|error| {
        if error.status == 400 {
            ApiError::bad_request("User already has an event type with this slug.")
        } else {
            error
        }
    })?;
    let data = output::any(&state.world, &event_type);
    let id = event_type.id;
    if !effects.ignore_write {
        state.world.event_types.push(event_type);
    }
    Ok(Success {
        status: 201,
        data,
        applied: !effects.ignore_write,
        event_types: vec![id],
        pagination: None,
    })
}

pub(super) fn delete(
    state: &mut State,
    user: &User,
    id: &str,
    effects: &Effects,
) -> Result<Success, ApiError> {
    let id = parse_id(id)?;
    let event_type = owned(state, user, id)?;
    if !effects.ignore_write {
        state.world.remove_event_type(id);
    }
    Ok(Success {
        status: 200,
        data: json!({
            "id": id,
            "lengthInMinutes": event_type.length_in_minutes,
            "slug": event_type.slug,
            "title": event_type.title,
        }),
        applied: !effects.ignore_write,
        event_types: Vec::new(),
        pagination: None,
    })
}

pub(super) fn readable(state: &State, user: &User, id: &str) -> Result<EventType, ApiError> {
    let id = parse_id(id)?;
    let found = state.world.event_type(id);
    let found = found.filter(|event_type| may_read(state, user, event_type));
    found.cloned().ok_or_else(|| ApiError::no_event_type(id))
}

pub(super) fn owned(state: &State, user: &User, id: i64) -> Result<EventType, ApiError> {
    let found = state.world.event_type(id);
    let found = found.filter(|event_type| event_type.owner_id == Some(user.id));
    found.cloned().ok_or_else(|| ApiError::no_event_type(id))
}

//! `/v2/teams/{team}/event-types`: what belongs to a team, in any known or unknown version.

use serde_json::{Map, Value};

use super::{
    ApiError, Effects, Incoming, Success, output, parse_id, sort_by_creation, update, validation,
};
use crate::{
    state::State,
    world::{EventType, User},
};

/// Public: Cal.com has no guard here.
pub(super) fn list(
    state: &mut State,
    incoming: &Incoming<'_>,
    team: &str,
) -> Result<Success, ApiError> {
    let team_id = parse_id(team)?;
    let slug = incoming.parameter("eventSlug");
    let all = state.world.event_types.iter();
    let mut found: Vec<EventType> = all
        .filter(|event_type| event_type.team_id == Some(team_id))
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
    Ok(Success::read(shown.collect(), ids))
}

pub(super) fn get(
    state: &mut State,
    user: &User,
    team: &str,
    id: &str,
) -> Result<Success, ApiError> {
    let event_type = of_team(state, user, team, id)?;
    let shown = state.copies.read(&event_type);
    let data = output::any(&state.world, &shown);
    Ok(Success::read(data, vec![event_type.id]))
}

/// For a template the answer is an array: the template, then its children.
pub(super) fn update(
    state: &mut State,
    user: &User,
    team: &str,
    id: &str,
    body: &Map<String, Value>,
    effects: &Effects,
) -> Result<Success, ApiError> {
    let event_type = of_team(state, user, team, id)?;
    let fields = validation::update(body)?;
    let shown = update::execute(state, event_type.id, &fields, effects)?;
    let data = if event_type.is_template() {
        let children = state.world.event_types.iter();
        let children = children.filter(|child| child.parent_id == Some(event_type.id));
        std::iter::once(output::any(&state.world, &shown))
            .chain(children.map(|child| output::child_in_team(&state.world, child, &shown)))
            .collect()
    } else {
        output::any(&state.world, &shown)
    };
    Ok(Success {
        status: 200,
        data,
        applied: !effects.ignore_write,
        event_types: vec![event_type.id],
        pagination: None,
    })
}

/// Admins of the team only; then the event type must be the team's.
fn of_team(state: &State, user: &User, team: &str, id: &str) -> Result<EventType, ApiError> {
    // Cal.com checks the role before it reads the numbers, so a wrong number ends as "not a member".
    let found = team
        .parse()
        .ok()
        .and_then(|team_id| state.world.team(team_id));
    let member = found.and_then(|team| team.member(user.id));
    let member = member.ok_or_else(|| {
        ApiError::forbidden(format!(
            "RolesGuard - User is not a member of the team with id={team}."
        ))
    })?;
    if !member.admin {
        return Err(ApiError::forbidden(format!(
            "RolesGuard - user with id={} does not have the minimum required role=TEAM_ADMIN within team with id={team}.",
            user.id
        )));
    }
    let team_id = parse_id(team)?;
    let id = parse_id(id)?;
    let found = state.world.event_type(id);
    let found = found.filter(|event_type| event_type.team_id == Some(team_id));
    found.cloned().ok_or_else(|| ApiError::no_event_type(id))
}

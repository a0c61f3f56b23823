//! `/v2/event-types/{id}/history`: for its owner, and for the admins of its team.

use serde_json::json;

use super::{ApiError, Incoming, Success, event_types};
use crate::{
    audit::History,
    state::State,
    world::{EventType, User},
};

const MOST: usize = 50;
const USUAL: usize = 25;

pub(super) fn get(
    state: &mut State,
    incoming: &Incoming<'_>,
    user: &User,
    id: &str,
) -> Result<Success, ApiError> {
    if state.audit.answers == History::Missing {
        return Err(incoming.cannot());
    }
    let event_type = event_types::readable(state, user, id)?;
    if state.audit.answers == History::Forbidden || !may_audit(state, user, &event_type) {
        return Err(ApiError::forbidden(
            "You do not have permission to view the history of this event type",
        ));
    }
    let limit = match incoming.parameter("limit") {
        None => USUAL,
        Some(text) => text
            .parse()
            .ok()
            .filter(|limit| (1..=MOST).contains(limit))
            .ok_or_else(|| ApiError::bad_request("limit must be a number from 1 to 50"))?,
    };
    let (entries, more) = state.audit.of(event_type.id, limit);
    let data = json!({"eventTypeId": event_type.id, "auditLogs": entries});
    let cursor = more.then_some("eyJwYWdlIjoyfQ");
    Ok(Success {
        pagination: Some(json!({"nextCursor": cursor, "hasMore": more})),
        ..Success::read(data, vec![event_type.id])
    })
}

/// Being able to read an event type is not enough.
fn may_audit(state: &State, user: &User, event_type: &EventType) -> bool {
    let is_admin = |team_id| {
        let team = state.world.team(team_id);
        team.and_then(|team| team.member(user.id))
            .is_some_and(|member| member.admin)
    };
    event_type.owner_id == Some(user.id) || event_type.team_id.is_some_and(is_admin)
}

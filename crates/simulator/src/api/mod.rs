//! The API itself: one request in, one answer out, no I/O.
//!
//! The order of the checks is Cal.com's: body, route, rate limit, key, role, path parameters, validation.

mod auth;
mod envelope;
mod event_types;
mod history;
mod legacy;
mod output;
mod route;
mod team_event_types;
mod update;
mod validation;

use std::time::Instant;

use serde_json::{Map, Value, json};

use self::route::{Generation, Route};
pub(crate) use self::{
    auth::bearer,
    envelope::{ApiError, now},
};
use crate::{
    limit::Verdict,
    state::State,
    world::{EventType, User},
};

/// What Express reads before it refuses.
const BODY_LIMIT: usize = 100 * 1024;

/// A request as the API sees it.
pub(crate) struct Incoming<'a> {
    pub(crate) method: &'a str,
    /// Begins with `/v2`; `/api/v2` was rewritten.
    pub(crate) path: &'a str,
    pub(crate) raw_query: Option<&'a str>,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) version: Option<&'a str>,
    pub(crate) authorization: Option<&'a str>,
    /// The content type says JSON; anything else is not read.
    pub(crate) is_json: bool,
    /// `None` if it was too long to be read at all.
    pub(crate) body: Option<&'a [u8]>,
}

/// How a fault changes the handling of a request.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Effects {
    /// Answer a write as if it had been carried out.
    pub(crate) ignore_write: bool,
    /// Reset a field that was not sent.
    pub(crate) side_effect: bool,
    /// Show old values in the answer and in that many reads.
    pub(crate) stale_reads: Option<u32>,
    /// The version header is lost.
    pub(crate) no_version: bool,
    /// Event types are shown without their buffers.
    pub(crate) no_buffers: bool,
}

/// An answer of the API.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Value,
    pub(crate) applied: bool,
    /// Event types that it showed or changed.
    pub(crate) event_types: Vec<i64>,
}

/// What a handler answers with if nothing is wrong.
struct Success {
    status: u16,
    data: Value,
    applied: bool,
    event_types: Vec<i64>,
    /// Beside the data, where an answer is one page of several.
    pagination: Option<Value>,
}

impl Success {
    fn read(data: Value, event_types: Vec<i64>) -> Success {
        Success {
            status: 200,
            data,
            applied: false,
            event_types,
            pagination: None,
        }
    }
}

impl Incoming<'_> {
    /// What Cal.com repeats in its errors.
    pub(crate) fn url(&self) -> String {
        match self.raw_query {
            Some(query) => format!("{}?{query}", self.path),
            None => self.path.to_owned(),
        }
    }

    fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    fn cannot(&self) -> ApiError {
        ApiError::not_found(format!("Cannot {} {}", self.method, self.url()))
    }

    /// Express' JSON reader: only with a JSON content type, only objects and arrays, up to 100 kB.
    fn fields(&self) -> Result<Map<String, Value>, ApiError> {
        let body = self.body.filter(|body| body.len() <= BODY_LIMIT);
        let body = body.ok_or_else(ApiError::payload_too_large)?;
        if !self.is_json || body.is_empty() {
            return Ok(Map::new());
        }
        match serde_json::from_slice(body) {
            Ok(Value::Object(fields)) => Ok(fields),
            Ok(Value::Array(_)) => Ok(Map::new()),
            Ok(_) => Err(ApiError::bad_request(
                "Unexpected token in JSON at position 0",
            )),
            Err(error) => Err(ApiError::bad_request(&format!(
                "Unexpected token in JSON at position {}",
                error.column().saturating_sub(1)
            ))),
        }
    }
}

/// Handles one request: checks, changes the world, answers.
pub(crate) fn answer(state: &mut State, incoming: &Incoming<'_>, effects: &Effects) -> Reply {
    let mut headers = Vec::new();
    match handle(state, incoming, effects, &mut headers) {
        Ok(mut success) => {
            if effects.no_buffers {
                leave_out_buffers(&mut success.data);
            }
            let mut body = json!({"status": "success", "data": success.data});
            if let (Some(pagination), Some(body)) = (success.pagination, body.as_object_mut()) {
                body.insert("pagination".to_owned(), pagination);
            }
            Reply {
                status: success.status,
                headers,
                body,
                applied: success.applied,
                event_types: success.event_types,
            }
        }
        Err(error) => Reply {
            status: error.status,
            headers,
            body: error.envelope(&incoming.url()),
            applied: false,
            event_types: Vec::new(),
        },
    }
}

/// Of one event type or of a list of them.
fn leave_out_buffers(data: &mut Value) {
    match data {
        Value::Array(several) => several.iter_mut().for_each(leave_out_buffers),
        Value::Object(one) => {
            one.remove("beforeEventBuffer");
            one.remove("afterEventBuffer");
        }
        _ => {}
    }
}

fn handle(
    state: &mut State,
    incoming: &Incoming<'_>,
    effects: &Effects,
    headers: &mut Vec<(&'static str, String)>,
) -> Result<Success, ApiError> {
    let fields = incoming.fields()?;
    let version = incoming.version.filter(|_| !effects.no_version);
    let route = Route::find(incoming.method, incoming.path, version);
    let route = route.ok_or_else(|| incoming.cannot())?;

    if count(state, incoming.authorization, headers) {
        return Err(ApiError::too_many_requests());
    }

    let user = auth::user(&state.world, incoming.authorization);
    let author = user.as_ref().ok().map(|user| user.name.clone());
    let before = route
        .written()
        .and_then(|id| state.world.event_type(id).cloned());
    let outcome = carry_out(state, incoming, route, user, &fields, effects);
    if let (Some(before), Some(author)) = (before, author)
        && let Some(after) = state.world.event_type(before.id)
    {
        state.audit.note(&before, after, &author, "API_V2", now());
    }
    outcome
}

/// Counts a request against its key's limit and says so in the headers. True if it is one too many.
pub(crate) fn count(
    state: &mut State,
    authorization: Option<&str>,
    headers: &mut Vec<(&'static str, String)>,
) -> bool {
    let tracker = authorization.and_then(bearer).unwrap_or_default();
    let Some(verdict) = state.limiter.hit(tracker, Instant::now()) else {
        return false;
    };
    add_rate_limit(headers, &verdict);
    verdict.blocked
}

fn carry_out(
    state: &mut State,
    incoming: &Incoming<'_>,
    route: Route<'_>,
    user: Result<User, ApiError>,
    fields: &Map<String, Value>,
    effects: &Effects,
) -> Result<Success, ApiError> {
    match route {
        Route::Me => Ok(Success::read(output::me(&user?), Vec::new())),
        Route::Teams => Ok(Success::read(
            output::teams(&state.world, &user?),
            Vec::new(),
        )),
        Route::ListEventTypes(Generation::New) => {
            let viewer = auth::optional(incoming.authorization, user)?;
            Ok(event_types::list(state, incoming, viewer.as_ref()))
        }
        Route::ListEventTypes(Generation::Legacy) => Ok(legacy::list(state, &user?)),
        Route::CreateEventType => event_types::create(state, &user?, fields, effects),
        Route::GetEventType(id, Generation::New) => event_types::get(state, &user?, id),
        Route::GetEventType(id, Generation::Legacy) => legacy::get(state, &user?, id),
        Route::GetHistory(id) => history::get(state, incoming, &user?, id),
        Route::UpdateEventType(id, Generation::New) => {
            event_types::update(state, &user?, id, fields, effects)
        }
        Route::UpdateEventType(id, Generation::Legacy) => {
            legacy::update(state, &user?, id, fields, effects)
        }
        Route::DeleteEventType(id) => event_types::delete(state, &user?, id, effects),
        Route::ListTeamEventTypes(team) => team_event_types::list(state, incoming, team),
        Route::GetTeamEventType(team, id) => team_event_types::get(state, &user?, team, id),
        Route::UpdateTeamEventType(team, id) => {
            team_event_types::update(state, &user?, team, id, fields, effects)
        }
    }
}

fn add_rate_limit(headers: &mut Vec<(&'static str, String)>, verdict: &Verdict) {
    headers.push(("X-RateLimit-Limit-Default", verdict.limit.to_string()));
    headers.push((
        "X-RateLimit-Remaining-Default",
        verdict.remaining.to_string(),
    ));
    headers.push((
        "X-RateLimit-Reset-Default",
        verdict.reset_seconds.to_string(),
    ));
}

/// Nest's `ParseIntPipe`, then PostgreSQL's four bytes.
fn parse_id(text: &str) -> Result<i64, ApiError> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let message = "Validation failed (numeric string is expected)";
        return Err(ApiError::bad_request(message));
    }
    match text.parse::<i32>() {
        Ok(id) => Ok(i64::from(id)),
        Err(_) => Err(ApiError::database()),
    }
}

/// `sortCreatedAt` orders by id; otherwise Cal.com's order is the one of creation, too.
fn sort_by_creation(event_types: &mut [EventType], incoming: &Incoming<'_>) {
    event_types.sort_by_key(|event_type| event_type.id);
    if incoming.parameter("sortCreatedAt") == Some("desc") {
        event_types.reverse();
    }
}

/// Whether this user may see the event type by its id, though perhaps not change it.
fn may_read(state: &State, user: &User, event_type: &EventType) -> bool {
    let is_member = |team_id| {
        let team = state.world.team(team_id);
        team.is_some_and(|team| team.member(user.id).is_some())
    };
    event_type.owner_id == Some(user.id) || event_type.team_id.is_some_and(is_member)
}

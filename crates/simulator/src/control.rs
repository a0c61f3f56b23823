//! Steers a running simulator from another process: a second server, reachable also while the first is offline.
//!
//! | request | does |
//! |---|---|
//! | `GET /state` | `{"offline", "world", "faults"}`; no key is in it |
//! | `GET /requests`, `DELETE /requests` | what was received |
//! | `POST /faults` | a [`Rule`] as JSON |
//! | `DELETE /faults` | no faults any more |
//! | `POST /offline`, `POST /online` | |
//! | `POST /late` | what [`crate::Fault::ApplyLate`] struck is carried out; the answer names each `seq` |
//! | `POST /event-types/{id}` | someone changes fields in Cal.com; names as in [`crate::EventType`] |

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    routing::{get, post},
};
use serde_json::{Map, Value, json};
use tokio_util::sync::CancellationToken;

use crate::{rule::Rule, simulator::Handle, world::EventType};

#[derive(Clone)]
struct Control {
    handle: Handle,
    running: CancellationToken,
}

/// The status and a text for the person who asked.
type Refusal = (StatusCode, String);

pub(crate) fn app(handle: Handle, running: CancellationToken) -> Router {
    Router::new()
        .route("/state", get(state))
        .route("/requests", get(requests).delete(clear_requests))
        .route("/faults", post(inject).delete(clear_faults))
        .route("/offline", post(offline))
        .route("/online", post(online))
        .route("/late", post(late))
        .route("/event-types/{id}", post(edit))
        .with_state(Control { handle, running })
}

async fn state(State(control): State<Control>) -> Json<Value> {
    let offline = control.handle.is_offline();
    let state = control.handle.shared.lock();
    Json(json!({"offline": offline, "world": state.world, "faults": state.faults.rules()}))
}

async fn requests(State(control): State<Control>) -> Json<Value> {
    Json(json!(control.handle.shared.lock().recorder.all()))
}

async fn clear_requests(State(control): State<Control>) -> StatusCode {
    control.handle.shared.lock().recorder.clear();
    StatusCode::NO_CONTENT
}

async fn inject(State(control): State<Control>, Json(rule): Json<Rule>) -> StatusCode {
    control.handle.shared.lock().faults.add(rule);
    StatusCode::NO_CONTENT
}

async fn clear_faults(State(control): State<Control>) -> StatusCode {
    control.handle.shared.lock().faults.clear();
    StatusCode::NO_CONTENT
}

async fn offline(State(control): State<Control>) -> StatusCode {
    control.handle.go_offline().await;
    StatusCode::NO_CONTENT
}

async fn online(State(control): State<Control>) -> Result<StatusCode, Refusal> {
    let online = control.handle.go_online(&control.running).await;
    online.map_err(|error| (StatusCode::CONFLICT, error.to_string()))?;
    Ok(StatusCode::NO_CONTENT)
}

async fn late(State(control): State<Control>) -> Json<Value> {
    Json(json!(control.handle.shared.lock().carry_out_late()))
}

async fn edit(
    State(control): State<Control>,
    Path(id): Path<i64>,
    Json(fields): Json<Map<String, Value>>,
) -> Result<Json<EventType>, Refusal> {
    let mut state = control.handle.shared.lock();
    let event_type = state.world.event_type_mut(id).ok_or_else(|| {
        let text = format!("there is no event type {id}");
        (StatusCode::NOT_FOUND, text)
    })?;
    let merged = merge(event_type, fields).map_err(|text| (StatusCode::BAD_REQUEST, text))?;
    *event_type = merged.clone();
    Ok(Json(merged))
}

/// The event type with these fields replaced; a name that it does not have is refused.
fn merge(event_type: &EventType, fields: Map<String, Value>) -> Result<EventType, String> {
    let mut whole = serde_json::to_value(event_type).map_err(|error| error.to_string())?;
    for (name, value) in fields {
        let place = whole.get_mut(&name).filter(|_| name != "id");
        *place.ok_or_else(|| format!("\"{name}\" cannot be changed"))? = value;
    }
    serde_json::from_value(whole).map_err(|error| error.to_string())
}

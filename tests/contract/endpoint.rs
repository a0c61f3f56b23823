//! Which endpoint a recorded request was for.

use abgleich_simulator::Request;
use serde_json::Value;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Endpoint {
    Me,
    Teams,
    EventTypes,
    EventType(i64),
    History(i64),
    TeamEventTypes,
    TeamEventType(i64),
}

impl Endpoint {
    pub fn of(request: &Request) -> Option<Self> {
        let segments: Vec<&str> = request.path.split('/').skip(1).collect();
        Some(match segments.as_slice() {
            ["v2", "me"] => Self::Me,
            ["v2", "teams"] => Self::Teams,
            ["v2", "event-types"] => Self::EventTypes,
            ["v2", "event-types", id] => Self::EventType(id.parse().ok()?),
            ["v2", "event-types", id, "history"] => Self::History(id.parse().ok()?),
            ["v2", "teams", _, "event-types"] => Self::TeamEventTypes,
            ["v2", "teams", _, "event-types", id] => Self::TeamEventType(id.parse().ok()?),
            _ => return None,
        })
    }

    /// The event type that the path names.
    pub fn id(self) -> Option<i64> {
        match self {
            Self::EventType(id) | Self::TeamEventType(id) | Self::History(id) => Some(id),
            Self::Me | Self::Teams | Self::EventTypes | Self::TeamEventTypes => None,
        }
    }
}

/// A complaint with everything needed to find the place.
pub fn complaint(request: &Request, what: &str, about: Option<&Value>) -> String {
    let about = about
        .map(|value| format!("\n    {value}"))
        .unwrap_or_default();
    format!(
        "#{} {} {}: {what}{about}",
        request.seq, request.method, request.path
    )
}

//! The parts of Cal.com's answers that this project uses, and the one body that it sends.

use serde::Serialize;

/// The user to whom a key belongs (`GET /v2/me`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Me {
    pub id: i64,
    pub username: Option<String>,
    pub email: Option<String>,
    pub name: Option<String>,
    /// IANA name, for example `Europe/Berlin`.
    pub time_zone: Option<String>,
    pub organization_id: Option<i64>,
}

/// A team that the key's user belongs to (`GET /v2/teams`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    pub id: i64,
    pub name: String,
    pub slug: Option<String>,
}

/// An event type, personal or of a team. Durations are whole minutes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventType {
    pub id: i64,
    /// User id of the owner; absent for most team event types.
    pub owner_id: Option<i64>,
    pub team_id: Option<i64>,
    pub parent_event_type_id: Option<i64>,
    /// Follows a team template: the next save of the template overwrites what is written here.
    pub managed_child: bool,
    /// A team template that others follow.
    pub managed_template: bool,
    pub title: String,
    pub slug: String,
    /// May hold line breaks, also CRLF; empty if there is none.
    pub description: String,
    pub length: i64,
    /// Lengths that a client may choose from; empty if there is no choice.
    pub length_options: Vec<i64>,
    pub buffer_before: i64,
    pub buffer_after: i64,
    /// Not listed on the booking page; a direct link still books.
    pub hidden: bool,
    /// Smallest unit of the currency. Read-only in API v2.
    pub price_minor: Option<i64>,
    /// ISO 4217, upper case. Read-only in API v2.
    pub currency: Option<String>,
    pub booking_url: Option<String>,
    /// `roundRobin`, `collective` or `managed`, as Cal.com writes it; absent for personal event types.
    pub scheduling_type: Option<String>,
    /// How many people can book the same slot; absent if one can.
    pub seats: Option<i64>,
    /// The layouts of the booking page, the default first: `month`, `week`, `column`; empty if that was never set.
    pub layouts: Vec<String>,
    /// When a booking has to be confirmed: `always`, or `time 30 minutes` below that much notice; absent if never.
    pub confirmation: Option<String>,
}

/// Body of `PATCH …/event-types/{id}`: only what is set here changes.
///
/// An absent field is left out, never sent as null: Cal.com accepts null and then fails with 500.
/// To clear the description, send an empty text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Patch {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whole minutes, at least 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length_in_minutes: Option<i64>,
    /// Whole minutes, not empty, each value once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length_in_minutes_options: Option<Vec<i64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before_event_buffer: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_event_buffer: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hidden: Option<bool>,
}

impl Patch {
    /// Whether sending it would change nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

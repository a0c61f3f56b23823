//! Services and their links, and how each compares with Cal.com.

use serde::Serialize;
use ts_rs::TS;

use super::{FieldId, FieldValue, Reason};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "dto.d.ts")]
pub enum StatusId {
    Unlinked,
    Never,
    Outdated,
    Pending,
    WaitingNetwork,
    Retry,
    Syncing,
    Synced,
    ChangedInCalcom,
    Blocked,
    Error,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct Status {
    pub id: StatusId,
    pub reason: Option<Reason>,
    pub fields: Vec<FieldId>,
    pub retry_at: Option<i64>,
    pub edited_since: bool,
    pub paused: bool,
    pub price_differs: bool,
    pub read_at: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct Row {
    pub field: FieldId,
    /// Null: not known yet.
    pub calcom: Option<FieldValue>,
    /// Null: not managed here.
    pub here: Option<FieldValue>,
    pub differs: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "dto.d.ts")]
pub enum Owner {
    Mine,
    Team,
    ManagedChild,
    ManagedTemplate,
    Other,
    Unknown,
}

/// A team's template: what is changed there applies to everybody who uses it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct Template {
    pub event_type_id: i64,
    pub title: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct Link {
    pub id: i64,
    pub account_id: i64,
    pub account_name: String,
    pub event_type_id: i64,
    pub title: Option<String>,
    pub event_type_title: Option<String>,
    pub owner: Owner,
    /// Of a managed event type: the team's template, if that is known.
    pub template: Option<Template>,
    pub status: Status,
    pub rows: Vec<Row>,
    pub read_at: Option<i64>,
    pub last_attempt_at: Option<i64>,
    pub last_success_at: Option<i64>,
    /// When equal values were found in Cal.com without sending any.
    pub taken_over_at: Option<i64>,
    pub booking_url: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct Service {
    pub id: i64,
    pub revision: i64,
    pub name: String,
    pub description: Option<String>,
    pub duration_minutes: i64,
    pub buffer_before_minutes: Option<i64>,
    pub buffer_after_minutes: Option<i64>,
    pub price_minor: Option<i64>,
    pub currency: String,
    pub category: Option<String>,
    pub listed: Option<bool>,
    pub archived: bool,
    pub status: Status,
    pub links: Vec<Link>,
}

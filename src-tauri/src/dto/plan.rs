//! The plan that a confirmation shows, and the answer to it.

use serde::Serialize;
use ts_rs::TS;

use super::{FieldId, FieldValue, Reason};

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct PlanRow {
    pub field: FieldId,
    pub calcom: Option<FieldValue>,
    pub next: Option<FieldValue>,
    pub changes: bool,
    /// False for the price: compared and shown, never sent.
    pub transferred: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "dto.d.ts")]
pub enum Source {
    Fresh,
    Stored,
    Never,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct Plan {
    pub plan_id: String,
    pub service_id: i64,
    pub service_name: String,
    pub link_id: i64,
    pub event_type_id: i64,
    pub event_type_title: Option<String>,
    pub account_name: String,
    pub host: String,
    pub rows: Vec<PlanRow>,
    pub changed_fields: Vec<FieldId>,
    pub reading: Source,
    pub read_at: Option<i64>,
    /// Why it could not be read for this plan, where that is known.
    pub unread: Option<Reason>,
    pub online: bool,
    /// Applies to everybody who uses this team template.
    pub template: bool,
    pub replaces_waiting: bool,
    pub up_to_date: bool,
    pub refusal: Option<Reason>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct Answer {
    #[ts(
        type = "\"queued\" | \"updated\" | \"already_pending\" | \"no_event_type_id\" | \"plan_outdated\" | \"refused\" | \"up_to_date\" | \"dispatch_failed\""
    )]
    pub answer: String,
    pub job_id: Option<String>,
    pub reason: Option<Reason>,
    /// With `plan_outdated`: the new one.
    pub plan: Option<Plan>,
}

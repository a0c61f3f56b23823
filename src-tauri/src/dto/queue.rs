//! Jobs of the queue, and how each went.

use serde::Serialize;
use ts_rs::TS;

use super::{Activity, Change, Reason, StatusId};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "dto.d.ts")]
pub enum JobState {
    Waiting,
    Running,
    Succeeded,
    Failed,
    Cancelled,
    Superseded,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct Job {
    pub id: String,
    pub service_id: i64,
    pub service_name: String,
    pub account_id: i64,
    pub account_name: String,
    pub event_type_id: i64,
    pub state: JobState,
    pub changes: Vec<Change>,
    pub created_at: i64,
    /// How many of the tries are used up.
    pub attempts: u32,
    pub tries: u32,
    pub next_at: Option<i64>,
    /// The last request may have arrived; the next reading tells.
    pub outcome_open: bool,
    pub reason: Option<Reason>,
    pub status: StatusId,
    pub handled: bool,
    pub can_retry: bool,
    /// The path of the API that its event type is changed by, as far as that is known.
    pub endpoint: Option<String>,
    pub request_id: Option<String>,
    pub http_status: Option<i64>,
    /// When the last request left, and what became of it.
    pub tried_at: Option<i64>,
    pub outcome: Option<Outcome>,
    pub finished_at: Option<i64>,
}

/// How a job went so far; both oldest first.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct Course {
    pub activity: Vec<Activity>,
    pub tries: Vec<Try>,
}

/// What was sent once.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct Try {
    pub at: i64,
    pub outcome: Outcome,
    pub reason: Option<Reason>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "dto.d.ts")]
pub enum Outcome {
    /// Nobody has read yet whether it arrived.
    Open,
    Arrived,
    /// A later reading did not show it.
    NotArrived,
    /// Cal.com answered that it did not take it.
    Refused,
    /// Nothing left this computer.
    NotSent,
}

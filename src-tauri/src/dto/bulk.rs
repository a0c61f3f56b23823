//! Many services at once: the plan, the answers to its confirmation, and how far a batch is.

use serde::Serialize;
use ts_rs::TS;

use super::{Answer, JobState, Outcome, Plan, Reason};

/// What would become of one link's plan if it was confirmed now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "dto.d.ts")]
pub enum Outlook {
    Sends,
    UpToDate,
    AlreadyPending,
    Blocked,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct BulkLink {
    /// Its own id means nothing here: the bulk plan is confirmed as a whole, by link.
    pub plan: Plan,
    pub outlook: Outlook,
    /// With `blocked`: why.
    pub reason: Option<Reason>,
    /// What holds the account at the moment; what is confirmed waits for that.
    pub held: Option<Reason>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct BulkGroup {
    pub account_id: i64,
    pub account_name: String,
    pub host: String,
    pub links: Vec<BulkLink>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct BulkPlan {
    pub plan_id: String,
    pub groups: Vec<BulkGroup>,
    /// Services that no event type is linked to.
    pub unlinked: Vec<i64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct LinkAnswer {
    pub link_id: i64,
    pub service_id: i64,
    pub answer: Answer,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct BulkAnswer {
    /// Names the batch whose progress the snapshot holds; no batch comes of it if nothing was queued.
    pub batch: String,
    pub answers: Vec<LinkAnswer>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct BatchResult {
    pub job_id: String,
    pub service_id: i64,
    pub service_name: String,
    pub account_id: i64,
    pub event_type_id: i64,
    pub state: JobState,
    /// Of one that is not sent any more: what became of what was sent of it before.
    pub sent: Option<Outcome>,
    pub reason: Option<Reason>,
}

/// Jobs that were confirmed together.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct Batch {
    pub id: String,
    pub total: usize,
    pub waiting: usize,
    pub running: usize,
    pub succeeded: usize,
    pub failed: usize,
    /// Cancelled, or replaced by a later confirmation.
    pub left_out: usize,
    /// In the order of the queue.
    pub results: Vec<BatchResult>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct StoppedBatch {
    /// How many waiting jobs will not be sent any more.
    pub cancelled: usize,
    /// How many of these may have arrived before; the next reading tells.
    pub may_have_arrived: usize,
}

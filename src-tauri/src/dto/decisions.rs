//! The shapes of comparing, deciding and restoring.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Change, FieldId, FieldValue, Plan, Reason, Source};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "dto.d.ts")]
#[expect(clippy::enum_variant_names, reason = "as in the core")]
pub enum Changed {
    Unchanged,
    ChangedHere,
    ChangedThere,
    ChangedBothSame,
    ChangedBoth,
    /// The two differ, and what both last held is not known.
    NotKnown,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct ComparedRow {
    pub field: FieldId,
    /// What both sides last held. Null: not known.
    pub agreed: Option<FieldValue>,
    /// Null: not known yet.
    pub calcom: Option<FieldValue>,
    pub here: Option<FieldValue>,
    pub differs: bool,
    /// Null for the price, and while Cal.com was never read.
    pub changed: Option<Changed>,
    /// True if `resolve` needs a choice for it.
    pub undecided: bool,
    /// False for the price, and for the durations to choose from, which follow the duration.
    pub can_be_chosen: bool,
    /// When it was changed in Cal.com, if Cal.com tells.
    pub changed_at: Option<i64>,
    pub changed_by: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct Comparison {
    pub comparison_id: String,
    pub service_id: i64,
    pub service_name: String,
    pub link_id: i64,
    pub event_type_id: i64,
    pub event_type_title: Option<String>,
    pub account_name: String,
    pub host: String,
    pub rows: Vec<ComparedRow>,
    /// The event type is gone: link again, or unlink.
    pub gone: bool,
    pub refusal: Option<Reason>,
    pub reading: Source,
    pub read_at: Option<i64>,
    /// Why Cal.com was asked in vain. `null` if it was not asked, or took too long.
    pub unread: Option<Reason>,
    pub online: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "choice", rename_all = "snake_case")]
#[ts(export, export_to = "dto.d.ts")]
pub enum FieldChoice {
    Take {
        field: FieldId,
    },
    Keep {
        field: FieldId,
    },
    /// `text` as typed; for `hidden` it is `true` or `false`.
    Edit {
        field: FieldId,
        text: String,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "dto.d.ts")]
pub enum Side {
    Calcom,
    Ours,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct Resolved {
    pub service_id: i64,
    pub link_id: i64,
    /// What changed here.
    pub changes: Vec<Change>,
    /// What `undo_step` takes; null if nothing changed here.
    pub activity_id: Option<i64>,
    /// A waiting job was cancelled with it.
    pub cancelled: bool,
    /// Its last request may have arrived all the same.
    pub may_have_arrived: bool,
    /// Other links of the service, for which its values have changed as well.
    pub other_link_ids: Vec<i64>,
    /// What is to be sent once it is confirmed.
    pub plan: Option<Plan>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct NamedValue {
    pub field: FieldId,
    pub value: FieldValue,
}

/// Earlier values stand here again.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct Restored {
    /// What `undo_step` takes; null if nothing changed here.
    pub activity_id: Option<i64>,
    /// What is to be sent once it is confirmed.
    pub plan: Plan,
}

/// What Cal.com held before one of our writes.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct EarlierValues {
    pub snapshot_id: i64,
    pub link_id: i64,
    pub event_type_id: i64,
    pub job_id: String,
    pub taken_at: i64,
    pub values: Vec<NamedValue>,
    /// False: the link was lifted since.
    pub can_be_restored: bool,
}

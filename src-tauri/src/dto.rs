//! The shapes that cross the border to the window. `cargo test` writes them to `ui/types/dto.d.ts`.
//!
//! Times are UTC milliseconds, money is minor units, durations are whole minutes.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;

mod accounts;
mod backups;
mod bulk;
mod decisions;
mod edits;
mod findings;
mod network;
mod plan;
mod queue;
mod services;
mod settings;

pub use accounts::{
    Account, AccountColor, AccountState, EventTypeView, ImportAnswer, KeyCheck, KeyOwner, Namesake,
    OtherRegion, SameAccount,
};
pub use backups::{BackupPreview, Backups, LoadedBackup};
pub use bulk::{
    Batch, BatchResult, BulkAnswer, BulkGroup, BulkLink, BulkPlan, LinkAnswer, Outlook,
    StoppedBatch,
};
pub use decisions::{
    Changed, ComparedRow, Comparison, EarlierValues, FieldChoice, NamedValue, Resolved, Restored,
    Side,
};
pub use edits::{EditPlan, EditedService, ManyChange, Step, Steps};
pub use findings::Finding;
pub use network::{ConnectionTest, TestedStage};
pub use plan::{Answer, Plan, PlanRow, Source};
pub use queue::{Course, Job, JobState, Outcome, Try};
pub use services::{Link, Owner, Row, Service, Status, StatusId, Template};
pub use settings::{ClosePolicy, Desktop, LeavingQuestion, Settings};

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct Reason {
    pub code: String,
    #[ts(type = "Record<string, string | number | string[]>")]
    pub params: Map<String, Value>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export, export_to = "dto.d.ts")]
pub enum FieldValue {
    Text { text: String },
    Minutes { minutes: i64 },
    MinutesList { minutes: Vec<i64> },
    Flag { flag: bool },
    Money { minor: i64, currency: String },
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "dto.d.ts")]
pub enum FieldId {
    Title,
    Description,
    Length,
    LengthOptions,
    BufferBefore,
    BufferAfter,
    Hidden,
    Price,
    Category,
    LinkTitle,
    Seats,
    Layouts,
    Confirmation,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "dto.d.ts")]
pub enum ConnectionState {
    Online,
    Offline,
    Portal,
    TlsIntercepted,
    Unreachable,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct Connection {
    pub url: String,
    pub state: ConnectionState,
    pub since: i64,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct Change {
    pub field: FieldId,
    pub from: Option<FieldValue>,
    pub to: FieldValue,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct Activity {
    pub id: i64,
    pub at: i64,
    pub service_id: Option<i64>,
    pub service_name: Option<String>,
    pub account_id: Option<i64>,
    pub account_name: Option<String>,
    /// As in the queue's own words: `queued`, `succeeded`, `edited`, …
    pub kind: String,
    pub reason: Option<Reason>,
    pub changes: Vec<Change>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct Demo {
    /// The switches that are on.
    pub faults: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct Snapshot {
    pub services: Vec<Service>,
    pub accounts: Vec<Account>,
    pub connections: Vec<Connection>,
    /// Open jobs and failures that nobody dealt with, oldest first.
    pub jobs: Vec<Job>,
    /// Those on their way, and the newest one; oldest first.
    pub batches: Vec<Batch>,
    /// Newest first.
    pub activity: Vec<Activity>,
    pub settings: Settings,
    pub desktop: Desktop,
    pub demo: Option<Demo>,
    /// The data file was found damaged: nothing is stored or sent any more.
    pub damaged: bool,
    pub paused: bool,
    pub steps: Steps,
    pub version: String,
    pub data_dir: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "dto.d.ts")]
pub enum View {
    Services,
    Queue,
    Activity,
    Settings,
}

/// What was asked for outside the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export, export_to = "dto.d.ts")]
pub enum Opens {
    Compare { link_id: i64 },
    Link {},
}

/// First the snapshot, then what changed.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export, export_to = "dto.d.ts")]
pub enum Event {
    Snapshot {
        snapshot: Box<Snapshot>,
    },
    Services {
        changed: Vec<Service>,
        removed: Vec<i64>,
    },
    Accounts {
        accounts: Vec<Account>,
    },
    Connections {
        connections: Vec<Connection>,
    },
    Jobs {
        jobs: Vec<Job>,
    },
    Batches {
        batches: Vec<Batch>,
    },
    Activity {
        activity: Vec<Activity>,
    },
    Settings {
        settings: Settings,
    },
    Demo {
        demo: Option<Demo>,
    },
    Damaged {
        damaged: bool,
    },
    Paused {
        paused: bool,
    },
    Steps {
        steps: Steps,
    },
    Desktop {
        desktop: Desktop,
    },
    /// The window is about to go. Without a question the page saves what is being edited and says so.
    Leaving {
        question: Option<LeavingQuestion>,
    },
    /// „Alle geänderten synchronisieren“ was chosen outside the page.
    SyncChanged {},
    /// The key of this account is to be replaced: asked for outside the page.
    ReplaceKey {
        account_id: i64,
    },
    Navigate {
        view: View,
        service_id: Option<i64>,
        /// What opens over the service.
        opens: Option<Opens>,
    },
    /// What the system does not show: with the service and its link, or the account whose key is needed, that it is about.
    Toast {
        title: String,
        body: String,
        service_id: Option<i64>,
        link_id: Option<i64>,
        account_id: Option<i64>,
    },
}

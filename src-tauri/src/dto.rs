//! The shapes that cross the border to the window. `cargo test` writes them to `ui/types/dto.d.ts`.
//!
//! Times are UTC milliseconds, money is minor units, durations are whole minutes.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;

mod backups;
mod bulk;
mod decisions;
mod edits;
mod findings;
mod network;

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

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "dto.d.ts")]
pub enum AccountState {
    Ok,
    NeedsKey,
    Paused,
    Disconnected,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "dto.d.ts")]
pub enum AccountColor {
    Indigo,
    Berry,
    Olive,
    Sky,
    Brown,
    Slate,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct Account {
    pub id: i64,
    pub name: String,
    pub color: AccountColor,
    pub url: String,
    pub host: String,
    pub web_url: Option<String>,
    pub user_name: Option<String>,
    pub email: Option<String>,
    /// As Cal.com names it, `Europe/Berlin`.
    pub time_zone: Option<String>,
    pub state: AccountState,
    pub hold: Option<Reason>,
    /// A date, `2027-01-31`.
    pub key_expires: Option<String>,
    pub checked_at: Option<i64>,
    /// Event types that Cal.com lists and that nobody brought in or left out.
    pub undecided: Vec<i64>,
}

/// Whose key it is, as Cal.com says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct KeyOwner {
    pub user_name: Option<String>,
    pub email: Option<String>,
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
    /// When the last request left.
    pub tried_at: Option<i64>,
    pub finished_at: Option<i64>,
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
pub struct Settings {
    #[ts(type = "\"system\" | \"de\" | \"en\"")]
    pub language: String,
    #[ts(type = "\"de\" | \"en\"")]
    pub language_now: String,
    #[ts(type = "\"system\" | \"light\" | \"dark\"")]
    pub theme: String,
    #[ts(type = "\"all\" | \"problems\" | \"none\"")]
    pub notifications: String,
    /// The locale of numbers and dates, for example `de-AT`.
    pub region: String,
    #[ts(type = "\"system\" | \"de-DE\" | \"de-AT\" | \"de-CH\" | \"en-GB\" | \"en-US\"")]
    pub region_chosen: String,
    /// Per cent.
    #[ts(type = "\"80\" | \"90\" | \"100\" | \"110\" | \"125\" | \"150\" | \"175\" | \"200\"")]
    pub zoom: String,
    pub close: ClosePolicy,
    #[ts(type = "\"on\" | \"off\"")]
    pub tray: String,
    /// Going on without a window was offered in a dialog for changes that wait for a connection.
    pub background_offered: bool,
    /// Empty: the system's.
    pub proxy: String,
    /// Hours between two looks at Cal.com, or only at the start.
    #[ts(type = "\"1\" | \"6\" | \"24\" | \"start\"")]
    pub check_every: String,
}

impl Settings {
    pub fn has_tray(&self) -> bool {
        self.tray == "on"
    }

    pub fn wants_no_notifications(&self) -> bool {
        self.notifications == "none"
    }
}

/// What closing the window does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "dto.d.ts")]
pub enum ClosePolicy {
    Ask,
    Quit,
    UntilSent,
    Background,
}

impl ClosePolicy {
    /// Whoever is in doubt asks.
    pub fn of(setting: &str) -> Self {
        match setting {
            "quit" => Self::Quit,
            "until_sent" => Self::UntilSent,
            "background" => Self::Background,
            _ => Self::Ask,
        }
    }
}

/// What the desktop around the window has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct Desktop {
    /// Somebody shows icons of the tray.
    pub tray_host: bool,
    /// Starts with the computer. Null: not here, as in the demo.
    pub autostart: Option<bool>,
}

/// What is asked before the window goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "dto.d.ts")]
pub enum LeavingQuestion {
    /// Shall the program go on without a window from now on?
    Background,
    /// Changes are not sent yet: really quit?
    Unsent,
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
    },
    /// What the system does not show: with the service, or the account whose key is needed, that it is about.
    Toast {
        title: String,
        body: String,
        service_id: Option<i64>,
        account_id: Option<i64>,
    },
}

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

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct EventTypeView {
    pub event_type_id: i64,
    pub account_id: i64,
    pub title: String,
    pub length_minutes: i64,
    pub buffer_before_minutes: i64,
    pub buffer_after_minutes: i64,
    pub price_minor: Option<i64>,
    pub currency: Option<String>,
    pub hidden: bool,
    pub owner: Owner,
    pub linked_service: Option<String>,
    /// Of a managed event type: the team's template, if that is known.
    pub template: Option<Template>,
    pub booking_url: Option<String>,
    /// A person said that it shall not become a service here.
    pub left_out: bool,
}

/// What came of an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct ImportAnswer {
    /// How many services came of it, new and found by their names.
    pub imported: usize,
    /// The titles of those that could not be brought in.
    pub skipped: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct SameAccount {
    pub id: i64,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct OtherRegion {
    pub url: String,
    pub host: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct KeyCheck {
    pub check_id: String,
    pub user_name: Option<String>,
    pub email: Option<String>,
    pub url: String,
    pub host: String,
    pub same_account: Option<SameAccount>,
    /// The key belongs to the other region, which is offered.
    pub other_region: Option<OtherRegion>,
}

//! Accounts, the keys that were checked, and what each can be linked with.

use serde::Serialize;
use ts_rs::TS;

use super::{Owner, Reason, Template};

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
    /// What an import of it would meet here.
    pub namesake: Option<Namesake>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct Namesake {
    pub service: String,
    /// An import links it; else it would make a second one of that name.
    pub free: bool,
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

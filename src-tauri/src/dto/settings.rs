//! Settings, and what the desktop of this computer can do.

use serde::Serialize;
use ts_rs::TS;

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

//! A job: one confirmed plan on its way to Cal.com.

use serde::{Deserialize, Serialize};

use super::UtcMillis;
use super::plan::Plan;
use super::reason::Reason;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    Waiting,
    Running,
    Succeeded,
    Failed,
    Cancelled,
    /// Another job of the same link was waiting when this one had to wait again.
    Superseded,
}

impl JobState {
    pub const ALL: [Self; 6] = [
        Self::Waiting,
        Self::Running,
        Self::Succeeded,
        Self::Failed,
        Self::Cancelled,
        Self::Superseded,
    ];

    pub fn id(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Superseded => "superseded",
        }
    }

    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.id() == id)
    }

    /// True while the job can still change Cal.com.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Running)
    }
}

/// Who confirmed the plan; decides which notifications are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Requester {
    Window,
    CommandLine,
    /// A command that waits for the outcome itself: no notification.
    WaitingCommandLine,
}

impl Requester {
    pub fn id(self) -> &'static str {
        match self {
            Self::Window => "window",
            Self::CommandLine => "command_line",
            Self::WaitingCommandLine => "waiting_command_line",
        }
    }

    pub fn from_id(id: &str) -> Option<Self> {
        [Self::Window, Self::CommandLine, Self::WaitingCommandLine]
            .into_iter()
            .find(|who| who.id() == id)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// The order of the queue.
    pub seq: i64,
    /// uuid v7; the name that people and scripts use.
    pub id: String,
    pub link_id: i64,
    pub service_id: i64,
    pub account_id: i64,
    pub batch: Option<String>,
    pub state: JobState,
    pub plan: Plan,
    /// Counts the confirmations that replaced the plan while the job waited.
    pub plan_revision: i64,
    /// How many of the tries are used up; being offline uses none.
    pub attempts: u32,
    pub crashes: u32,
    pub not_before: UtcMillis,
    /// The delay that `not_before` came from, milliseconds.
    pub delay_ms: i64,
    pub held_at: Option<UtcMillis>,
    pub reason: Option<Reason>,
    pub handled_at: Option<UtcMillis>,
    pub requested_by: Requester,
    pub created_at: UtcMillis,
    pub started_at: Option<UtcMillis>,
    pub finished_at: Option<UtcMillis>,
}

impl Job {
    /// True for a failure that a person has not dealt with yet.
    pub fn failed_unhandled(&self) -> bool {
        self.state == JobState::Failed && self.handled_at.is_none()
    }
}

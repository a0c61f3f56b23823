//! What `sync` answers: one row per link, as JSON and in words, and the exit code that it leads to.

use abgleich_core::app::answer::{Answer, AnswerKind};
use abgleich_core::app::planned::{Outlook, Planned};
use abgleich_core::app::view::{LinkView, Snapshot};
use abgleich_core::domain::fields::Change;
use abgleich_core::domain::job::{Job, JobState};
use abgleich_core::domain::reason::Reason;
use abgleich_core::domain::status::{Status, StatusId};
use serde::Serialize;
use serde_json::Value;

use crate::exit::Exit;
use crate::json;
use crate::say::Say;

/// What `--dry-run` says of a plan that would become a job.
pub(crate) const PLANNED: &str = "planned";

/// With `--wait`: where the job is now, and why.
#[derive(Debug, Default, Serialize)]
struct Waited {
    state: Option<&'static str>,
    job_reason: Option<Value>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Row {
    pub(crate) service_id: i64,
    pub(crate) event_type_id: Option<i64>,
    pub(crate) answer: &'static str,
    pub(crate) job_id: Option<String>,
    pub(crate) reason: Option<Value>,
    #[serde(flatten)]
    waited: Option<Waited>,
    /// With `--dry-run`.
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<Vec<Change>>,
    #[serde(skip)]
    pub(crate) link_id: Option<i64>,
    #[serde(skip)]
    pub(crate) service: String,
    #[serde(skip)]
    why: Option<Reason>,
    #[serde(skip)]
    exit: Exit,
}

impl Row {
    fn new(
        service_id: i64,
        service: &str,
        answer: &'static str,
        why: Option<Reason>,
        exit: Exit,
    ) -> Self {
        Self {
            service_id,
            event_type_id: None,
            answer,
            job_id: None,
            reason: json::reason(why.as_ref()),
            waited: None,
            changes: None,
            link_id: None,
            service: service.to_owned(),
            why,
            exit,
        }
    }

    /// A service that no event type is linked to.
    pub(crate) fn unlinked(service_id: i64, service: &str) -> Self {
        let kind = AnswerKind::NoEventTypeId;
        Self::new(
            service_id,
            service,
            kind.id(),
            Some(Reason::NoEventTypeId),
            exit_of(kind),
        )
    }

    /// No plan could be made.
    pub(crate) fn refused(
        service_id: i64,
        service: &str,
        event_type_id: i64,
        reason: Reason,
    ) -> Self {
        let kind = AnswerKind::Refused;
        let row = Self::new(service_id, service, kind.id(), Some(reason), exit_of(kind));
        Self {
            event_type_id: Some(event_type_id),
            ..row
        }
    }

    pub(crate) fn answered(planned: &Planned, answer: Answer) -> Self {
        let row = Self::new(
            planned.service.id,
            &planned.service.name,
            answer.kind.id(),
            answer.reason,
            exit_of(answer.kind),
        );
        Self {
            event_type_id: answer.event_type_id,
            job_id: answer.job_id,
            link_id: Some(planned.link.id),
            ..row
        }
    }

    /// What the guard would answer, without asking it.
    pub(crate) fn foreseen(planned: &Planned, open: &[Job]) -> Self {
        let guard = |kind: AnswerKind, reason| (kind.id(), reason, exit_of(kind));
        let (mut job, outlook) = (None, planned.outlook(open));
        let (answer, why, exit) = match outlook {
            Outlook::Sends => (PLANNED, None, Exit::Done),
            Outlook::UpToDate => guard(AnswerKind::UpToDate, None),
            Outlook::Blocked(reason) => guard(AnswerKind::Refused, Some(reason)),
            Outlook::AlreadyPending { job_id } => {
                job = Some(job_id);
                guard(AnswerKind::AlreadyPending, Some(Reason::AlreadyPending))
            }
        };
        let row = Self::new(planned.service.id, &planned.service.name, answer, why, exit);
        Self {
            event_type_id: Some(planned.link.event_type_id),
            job_id: job,
            changes: Some(planned.plan.changes()),
            link_id: Some(planned.link.id),
            ..row
        }
    }

    /// Accepted: there is a job to wait for.
    pub(crate) fn awaits(&self) -> bool {
        self.job_id.is_some() && self.exit == Exit::Done
    }

    /// In the mode that waits every row says where its job is, also if it has none.
    pub(crate) fn without_job(&mut self) {
        self.waited = Some(Waited::default());
    }

    /// Where the job was when the waiting ended, and how that counts.
    pub(crate) fn waited(&mut self, job: &Job, exit: Exit) {
        self.job_id = Some(job.id.clone());
        self.waited = Some(Waited {
            state: Some(job.state.id()),
            job_reason: json::reason(job.reason.as_ref()),
        });
        self.exit = exit;
    }

    /// Where the row stands after the waiting, as a word of [`result`].
    fn ended(&self) -> &'static str {
        match (self.waited.as_ref().and_then(|it| it.state), self.answer) {
            (Some("succeeded"), _) => "succeeded",
            (Some("failed"), _) | (None, "dispatch_failed") => "failed",
            (Some("waiting" | "running"), _) | (None, "already_pending") => "waiting",
            (None, "up_to_date") => "equal",
            _ => "not-sent",
        }
    }

    pub(crate) fn exit(&self) -> Exit {
        self.exit
    }

    /// The words of the notification that the window would raise.
    pub(crate) fn text(&self, say: &Say, snapshot: &Snapshot) -> String {
        let link = self.link(snapshot);
        let text = self.text_alone(say, link.map(|link| &link.status));
        say.with_account(snapshot, link.map(|link| link.link.account_id), text)
    }

    fn link<'a>(&self, snapshot: &'a Snapshot) -> Option<&'a LinkView> {
        let mut links = snapshot.services.iter().flat_map(|service| &service.links);
        links.find(|link| Some(link.link.id) == self.link_id)
    }

    /// It goes nowhere before a person does something about the account.
    pub(crate) fn is_held(&self, snapshot: &Snapshot) -> bool {
        self.link(snapshot)
            .is_some_and(|link| held_by(&link.status).is_some())
    }

    fn text_alone(&self, say: &Say, status: Option<&Status>) -> String {
        let held = status.and_then(held_by);
        let status = status.map(|status| status.id);
        let about = |kind: &str| {
            let service = [("service", self.service.as_str().into())];
            let (title, body) = (
                say.get(&format!("notify-{kind}-title")),
                format!("notify-{kind}-body"),
            );
            format!("{title} – {}", say.format(&body, &service))
        };
        match (self.answer, &self.why) {
            ("queued" | "updated" | "already_pending", _) if held.is_some() => {
                let service = ("service", self.service.as_str().into());
                let reason = held.map(|reason| say.reason_title(&reason));
                say.format(
                    "cli-queued-held",
                    &[service, ("reason", reason.unwrap_or_default().into())],
                )
            }
            ("queued" | "updated", _) if status == Some(StatusId::WaitingNetwork) => {
                about("queued_offline")
            }
            ("queued" | "updated", _) => about("queued"),
            ("no_event_type_id", _) => about("no_id"),
            ("dispatch_failed", _) => about("dispatch_failed"),
            ("already_pending", _) => about(pending_kind(status)),
            ("up_to_date", _) => say.format(
                "cli-up-to-date",
                &[("service", self.service.as_str().into())],
            ),
            (PLANNED, _) => say.format("cli-planned", &[("service", self.service.as_str().into())]),
            (_, Some(reason)) => {
                let service = ("service", self.service.as_str().into());
                say.format(
                    "cli-refused",
                    &[service, ("reason", say.reason(reason).into())],
                )
            }
            (other, None) => other.to_owned(),
        }
    }
}

/// How many rows ended how, in words: „6 synchronisiert, 1 fehlgeschlagen“. For rows that were waited for.
pub(crate) fn result(say: &Say, rows: &[Row]) -> String {
    let kinds = ["succeeded", "failed", "waiting", "equal", "not-sent"];
    let words: Vec<String> = kinds
        .into_iter()
        .map(|kind| (kind, rows.iter().filter(|row| row.ended() == kind).count()))
        .filter(|(_, count)| *count > 0)
        .map(|(kind, count)| say.count(&format!("cli-result-{kind}"), count))
        .collect();
    words.join(", ")
}

/// Why a job that waits is not tried.
fn held_by(status: &Status) -> Option<Reason> {
    match status.id {
        StatusId::Blocked => status.reason.clone(),
        _ if status.paused => Some(Reason::Paused),
        _ => None,
    }
}

fn pending_kind(status: Option<StatusId>) -> &'static str {
    match status {
        Some(StatusId::WaitingNetwork) => "already_waiting_network",
        Some(StatusId::Retry) => "already_waiting_attempt",
        Some(StatusId::Syncing) => "already_running",
        _ => "already_waiting",
    }
}

fn exit_of(kind: AnswerKind) -> Exit {
    match kind {
        AnswerKind::UpToDate | AnswerKind::Queued | AnswerKind::Updated => Exit::Done,
        AnswerKind::AlreadyPending
        | AnswerKind::NoEventTypeId
        | AnswerKind::PlanOutdated
        | AnswerKind::Refused => Exit::Refused,
        AnswerKind::DispatchFailed => Exit::Failed,
    }
}

/// How a job that was waited for counts: `None` while it is open.
pub(crate) fn exit_of_job(job: &Job) -> Option<Exit> {
    match job.state {
        JobState::Waiting | JobState::Running => None,
        JobState::Succeeded => Some(Exit::Done),
        JobState::Failed if job.reason.as_ref().is_some_and(Reason::needs_decision) => {
            Some(Exit::Refused)
        }
        JobState::Failed | JobState::Cancelled | JobState::Superseded => Some(Exit::Failed),
    }
}

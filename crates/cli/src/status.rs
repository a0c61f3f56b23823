//! The status of a service in the exact words of the window.

use abgleich_core::domain::reason::Reason;
use abgleich_core::domain::status::{Status, StatusId};

use crate::say::{Say, number};

impl Say {
    pub(crate) fn status(&self, status: &Status) -> String {
        let text = self.status_alone(status);
        if status.price_differs {
            format!("{text} · {}", self.get("status-price"))
        } else {
            text
        }
    }

    fn status_alone(&self, status: &Status) -> String {
        match status.id {
            StatusId::Outdated => {
                self.format("status-outdated", &[("count", number(status.fields.len()))])
            }
            StatusId::Pending | StatusId::WaitingNetwork | StatusId::Retry => self.waiting(status),
            StatusId::Syncing if status.edited_since => self.get("status-syncing-edited"),
            StatusId::ChangedInCalcom if status.edited_since => {
                self.get("status-changed_in_calcom-both")
            }
            StatusId::Blocked => self.get(blocked(status.reason.as_ref())),
            StatusId::Error => self.get(match status.reason {
                Some(Reason::NotFound) => "status-error-not_found",
                Some(Reason::DispatchFailed) => "status-error-not_stored",
                _ => "status-error",
            }),
            StatusId::Unlinked
            | StatusId::Never
            | StatusId::Syncing
            | StatusId::Synced
            | StatusId::ChangedInCalcom => self.get(&format!("status-{}", status.id.id())),
        }
    }

    fn waiting(&self, status: &Status) -> String {
        match status.retry_at {
            _ if status.edited_since => self.get("status-pending-edited"),
            _ if status.paused => self.get("status-pending-paused"),
            Some(at) if status.id == StatusId::Retry => {
                self.format("status-retry-at", &[("time", self.time_of_day(at).into())])
            }
            _ => self.get(&format!("status-{}", status.id.id())),
        }
    }
}

fn blocked(reason: Option<&Reason>) -> &'static str {
    match reason {
        Some(
            Reason::KeyRejected
            | Reason::KeyExpired
            | Reason::KeyMissing
            | Reason::KeyOfAnotherUser,
        ) => "status-blocked-key",
        Some(Reason::KeyringLocked) => "status-blocked-keyring",
        Some(Reason::KeyringAbsent) => "status-blocked-keyring_absent",
        Some(Reason::ManagedByTeam { .. }) => "status-blocked-managed",
        Some(Reason::NotOwned) => "status-blocked-other_account",
        Some(Reason::NotFound) => "status-error-not_found",
        Some(Reason::Forbidden) => "status-blocked-forbidden",
        Some(Reason::Disconnected) => "status-blocked-disconnected",
        _ => "status-blocked",
    }
}

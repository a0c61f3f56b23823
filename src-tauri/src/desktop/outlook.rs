//! The accounts at a glance: what the tray shows, and what closing the window depends on.

use crate::dto::{AccountState, JobState, Service, Snapshot, StatusId};

/// The most severe of all accounts; each has an icon of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    AllSent,
    Waiting,
    Trouble,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountLine {
    pub name: String,
    /// Changes that wait or are being sent.
    pub unsent: usize,
    /// Services that go no further without a person.
    pub stuck: usize,
    pub needs_key: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outlook {
    pub is_demo: bool,
    pub accounts: Vec<AccountLine>,
    /// Services that differ here from Cal.com and are not queued.
    pub changed: usize,
    /// Something waits that is not paused.
    pub can_retry: bool,
}

impl Outlook {
    pub fn of(picture: &Snapshot) -> Self {
        let connected = picture
            .accounts
            .iter()
            .filter(|account| account.state != AccountState::Disconnected);
        let accounts = connected.map(|account| AccountLine {
            name: account.name.clone(),
            unsent: picture
                .jobs
                .iter()
                .filter(|job| job.account_id == account.id && is_open(job.state))
                .count(),
            stuck: picture
                .services
                .iter()
                .filter(|service| {
                    service.links.iter().any(|link| {
                        link.account_id == account.id
                            && matches!(link.status.id, StatusId::Error | StatusId::Blocked)
                    })
                })
                .count(),
            needs_key: account.state == AccountState::NeedsKey,
        });
        Self {
            is_demo: picture.demo.is_some(),
            accounts: accounts.collect(),
            changed: picture
                .services
                .iter()
                .filter(|service| !service.archived && is_changed(service))
                .count(),
            can_retry: !picture.paused
                && picture.jobs.iter().any(|job| {
                    is_open(job.state)
                        && picture.accounts.iter().any(|account| {
                            account.id == job.account_id && account.state != AccountState::Paused
                        })
                }),
        }
    }

    pub fn unsent(&self) -> usize {
        self.accounts.iter().map(|account| account.unsent).sum()
    }

    pub fn mood(&self) -> Mood {
        let mut accounts = self.accounts.iter();
        if accounts.any(|account| account.stuck > 0 || account.needs_key) {
            Mood::Trouble
        } else if self.unsent() > 0 {
            Mood::Waiting
        } else {
            Mood::AllSent
        }
    }
}

/// As the list's filter „Geändert“: here, and not on its way.
fn is_changed(service: &Service) -> bool {
    let left = || {
        let mut links = service.links.iter();
        links.any(|link| link.status.id == StatusId::Outdated)
    };
    match service.status.id {
        StatusId::Outdated => true,
        StatusId::Pending | StatusId::WaitingNetwork | StatusId::Retry => {
            service.status.edited_since || left()
        }
        // One of several is sent, another one has nothing on its way yet.
        StatusId::Syncing => left(),
        _ => false,
    }
}

fn is_open(state: JobState) -> bool {
    matches!(state, JobState::Waiting | JobState::Running)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(lines: &[(usize, usize, bool)], expected: Mood) {
        let accounts = lines.iter().map(|(unsent, stuck, needs_key)| AccountLine {
            name: String::new(),
            unsent: *unsent,
            stuck: *stuck,
            needs_key: *needs_key,
        });
        let outlook = Outlook {
            is_demo: false,
            accounts: accounts.collect(),
            changed: 0,
            can_retry: false,
        };
        assert_eq!(outlook.mood(), expected, "{lines:?}");
    }

    #[test]
    fn the_most_severe_account_decides_the_icon() {
        check(&[], Mood::AllSent);
        check(&[(0, 0, false)], Mood::AllSent);
        check(&[(2, 0, false)], Mood::Waiting);
        check(&[(0, 0, false), (1, 0, false)], Mood::Waiting);
        check(&[(2, 1, false)], Mood::Trouble);
        check(&[(0, 0, false), (0, 0, true)], Mood::Trouble);
    }
}

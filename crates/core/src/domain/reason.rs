//! Why something is not as the person wished: data, not text. Fluent turns each into a sentence and a button.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::UtcMillis;
use super::fields::{Field, FieldValue};

/// A reason that a person can read and act on. Serialised as `{"code": …, "params": {…}}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
pub enum Reason {
    /// No connection at all; sent as soon as there is one.
    Offline,
    /// Something between here and Cal.com answers in its place, for example a Wi-Fi sign-in page.
    Portal,
    /// The certificate was not Cal.com's.
    TlsIntercepted,
    /// Cal.com answers nothing, or only server errors.
    Unreachable,
    /// Cal.com does not know the key.
    KeyRejected,
    KeyExpired,
    /// The credential store has no key for this account.
    KeyMissing,
    /// The key from the environment belongs to someone else.
    KeyOfAnotherUser,
    KeyringLocked,
    KeyringAbsent,
    /// Cal.com asked for a pause.
    RateLimited {
        until: UtcMillis,
    },
    /// Someone changed these fields in Cal.com after the person last saw them.
    ChangedInCalcom {
        fields: Vec<Field>,
    },
    /// The event type belongs to another Cal.com account.
    NotOwned,
    NotFound,
    /// A managed child: only its team template can be changed.
    ManagedByTeam {
        template: Option<i64>,
    },
    /// 403.
    Forbidden,
    /// Cal.com refused a value. `field` is ours where we know it, `message` is Cal.com's own words.
    Rejected {
        field: Option<Field>,
        message: Option<String>,
    },
    /// Refused without a word; seen during outages.
    RejectedWithoutReason,
    /// All tries ended with a server error.
    RetriesUsedUp {
        tries: u32,
    },
    /// A server error; tried again at `until`.
    ServerError {
        until: UtcMillis,
    },
    /// Sent, but Cal.com still shows another value.
    NotConfirmed {
        field: Field,
        value: Option<FieldValue>,
    },
    /// An answer that is not Cal.com's, while Cal.com is reachable.
    UnexpectedAnswer,
    /// The server speaks another version of the API.
    WrongVersion,
    /// The process died three times while this job ran.
    CrashLoop,
    /// Sent, and not known whether it arrived; the next reading tells.
    OutcomeOpen,
    Paused,
    Disconnected,
    /// The job could not be stored.
    DispatchFailed,
    NoEventTypeId,
    AlreadyPending,
    PlanOutdated,
    /// Loaded from a backup; was not sent.
    FromBackup,
    /// No daily backup could be written to `path`. `obstacle`: `disk_full`, `read_only`, `no_access`, `other`.
    BackupFailed {
        path: String,
        obstacle: String,
    },
    /// The archived, unlinked or disconnected service is not sent any more.
    Lifted,
}

/// What Cal.com allows in place of a number of minutes that it refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    AtLeast(u32),
    AtMost(u32),
}

impl Bound {
    /// As texts call it, and the minutes.
    pub fn named(self) -> (&'static str, u32) {
        match self {
            Self::AtLeast(minutes) => ("at_least", minutes),
            Self::AtMost(minutes) => ("at_most", minutes),
        }
    }
}

impl Reason {
    /// `{"code": …, "params": {…}}`, `params` always there.
    pub fn to_json(&self) -> Value {
        let mut value = serde_json::to_value(self).unwrap_or_else(|_| json!({"code": "unknown"}));
        if let Some(object) = value.as_object_mut() {
            object
                .entry("params")
                .or_insert_with(|| Value::Object(Map::new()));
        }
        value
    }

    /// What the text of this reason names.
    pub fn params(&self) -> Map<String, Value> {
        let mut params = self
            .to_json()
            .get("params")
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default();
        if let Some((name, minutes)) = self.bound().map(Bound::named) {
            params.insert(name.to_owned(), minutes.into());
        }
        params
    }

    /// What would be allowed, where Cal.com's words say it of a number of minutes.
    pub fn bound(&self) -> Option<Bound> {
        let Self::Rejected {
            field: Some(Field::Length | Field::BufferBefore | Field::BufferAfter),
            message: Some(message),
        } = self
        else {
            return None;
        };
        let (_, rule) = message.split_once(" must not be ")?;
        let minutes = |words: &str| rule.strip_prefix(words)?.trim_end_matches('.').parse().ok();
        minutes("less than ")
            .map(Bound::AtLeast)
            .or_else(|| minutes("greater than ").map(Bound::AtMost))
    }

    /// The stable name, as in JSON and in Fluent keys.
    pub fn code(&self) -> String {
        self.to_json()
            .get("code")
            .and_then(Value::as_str)
            .unwrap_or("unknown")
            .to_owned()
    }

    /// True if only a person can bring this on: nothing is sent again by itself.
    pub fn needs_decision(&self) -> bool {
        matches!(
            self,
            Self::ChangedInCalcom { .. }
                | Self::NotOwned
                | Self::NotFound
                | Self::ManagedByTeam { .. }
        )
    }

    /// True if the same value would be refused again: it has to be edited, and a confirmation sends it.
    pub fn has_to_be_edited(&self) -> bool {
        matches!(self, Self::Rejected { field: Some(_), .. })
    }

    /// True if the account, not the job, is what has to be cured.
    pub fn blocks_account(&self) -> bool {
        matches!(
            self,
            Self::KeyRejected
                | Self::KeyExpired
                | Self::KeyMissing
                | Self::KeyOfAnotherUser
                | Self::KeyringLocked
                | Self::KeyringAbsent
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_allowed_is_read_out_of_what_was_refused() {
        let bound = |field, message: &str| {
            let message = Some(message.to_owned());
            Reason::Rejected { field, message }.bound()
        };
        let length = Some(Field::Length);
        let least = bound(length, "lengthInMinutes must not be less than 1");
        assert_eq!(least, Some(Bound::AtLeast(1)));
        let most = bound(length, "lengthInMinutes must not be greater than 480.");
        assert_eq!(most, Some(Bound::AtMost(480)));
        for words in [
            "lengthInMinutes must not be empty",
            "lengthInMinutes must not be less than itself",
            "must not be less than -1",
            "",
        ] {
            assert_eq!(bound(length, words), None, "{words}");
        }
        // Not minutes, or nobody knows of what.
        assert_eq!(
            bound(Some(Field::Title), "title must not be less than 3"),
            None
        );
        assert_eq!(bound(None, "x must not be less than 3"), None);
    }

    #[test]
    fn params_are_always_there() {
        assert_eq!(
            Reason::Offline.to_json(),
            json!({"code": "offline", "params": {}})
        );
        assert_eq!(
            Reason::RateLimited { until: 7 }.to_json(),
            json!({"code": "rate_limited", "params": {"until": 7}})
        );
        assert_eq!(Reason::NotOwned.code(), "not_owned");
    }
}

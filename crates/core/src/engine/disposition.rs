//! What an error of a request means for its job: a pure table.

use std::time::Duration;

use abgleich_calcom::{Error, ErrorKind, NotSent, Refusal};

use crate::domain::fields::Field;
use crate::domain::reason::Reason;
use crate::domain::status::ConnectionState;
use crate::engine::policy::Policy;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    Reading,
    Writing,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Disposition {
    /// Nothing left this computer: hold the account, probe. Uses no attempt.
    Unconnected(ConnectionState),
    /// Not Cal.com's answer: a probe tells a portal from something unexpected.
    Suspicious,
    /// Hold the account until there is another key. Uses no attempt.
    KeyRefused(Reason),
    /// Hold the account for this long. Uses no attempt.
    Pause(Duration),
    /// Sent, and not known whether it arrived: probe, read again.
    OutcomeOpen,
    /// A reading got nowhere: probe.
    Unreadable,
    /// A write was answered with a server error: an attempt, then the next try.
    ServerError,
    /// Final. An attempt.
    Fail(Reason),
}

pub fn disposition(error: &Error, doing: Doing, policy: &Policy) -> Disposition {
    let unclear = match doing {
        Doing::Writing => Disposition::OutcomeOpen,
        Doing::Reading => Disposition::Unreadable,
    };
    match &error.kind {
        ErrorKind::NotSent(NotSent::Tls) => {
            Disposition::Unconnected(ConnectionState::TlsIntercepted)
        }
        ErrorKind::NotSent(_) => Disposition::Unconnected(ConnectionState::Offline),
        ErrorKind::TimedOut | ErrorKind::Broken => unclear,
        ErrorKind::NotCalcom { .. } | ErrorKind::TooLarge { .. } => Disposition::Suspicious,
        ErrorKind::WrongVersion => Disposition::Fail(Reason::WrongVersion),
        ErrorKind::Refused(refusal) => match refusal.status {
            401 | 498 => Disposition::KeyRefused(key_reason(refusal)),
            429 => Disposition::Pause(pause(error, policy)),
            511 => Disposition::Suspicious,
            // 520–524: a proxy in front of Cal.com lost the answer on the way.
            408 | 502 | 504 | 520..=524 => unclear,
            500.. if doing == Doing::Writing => Disposition::ServerError,
            500.. => Disposition::Unreadable,
            403 => Disposition::Fail(Reason::Forbidden),
            404 => Disposition::Fail(Reason::NotFound),
            _ => Disposition::Fail(rejected(refusal)),
        },
    }
}

/// Cal.com says in words whether a key is over its date or unknown.
pub fn key_reason(refusal: &Refusal) -> Reason {
    let expired = refusal
        .message
        .as_deref()
        .is_some_and(|message| message.contains("expired"));
    if expired || refusal.status == 498 {
        Reason::KeyExpired
    } else {
        Reason::KeyRejected
    }
}

/// `Retry-After`, else the reset of the rate limit, else the policy's pause; within its bounds.
pub fn pause(error: &Error, policy: &Policy) -> Duration {
    let asked = error
        .meta
        .retry_after
        .or_else(|| error.meta.rate.as_ref().and_then(|rate| rate.reset_after));
    asked
        .unwrap_or(policy.pause)
        .clamp(policy.shortest_pause, policy.longest_pause)
}

fn rejected(refusal: &Refusal) -> Reason {
    if let Some(first) = refusal.fields.first() {
        let field = Field::from_property(&first.property);
        return Reason::Rejected {
            field,
            message: Some(first.message.clone()),
        };
    }
    match refusal.message.as_deref() {
        // An empty refusal by this name was seen during an outage.
        None | Some("" | "BAD_REQUEST") => Reason::RejectedWithoutReason,
        Some(message) => Reason::Rejected {
            field: None,
            message: Some(message.to_owned()),
        },
    }
}

#[cfg(test)]
mod tests {
    use abgleich_calcom::{FieldRefusal, Meta, RateLimit};

    use super::*;

    fn refused(status: u16, message: Option<&str>) -> Error {
        let refusal = Refusal {
            status,
            code: None,
            message: message.map(str::to_owned),
            fields: Vec::new(),
            from_calcom: true,
        };
        error(ErrorKind::Refused(refusal))
    }

    fn error(kind: ErrorKind) -> Error {
        Error::new(kind, Meta::default(), "PATCH", "/v2/event-types/1")
    }

    #[track_caller]
    fn check(error: &Error, reading: &Disposition, writing: &Disposition) {
        let policy = Policy::default();
        assert_eq!(
            disposition(error, Doing::Reading, &policy),
            *reading,
            "reading"
        );
        assert_eq!(
            disposition(error, Doing::Writing, &policy),
            *writing,
            "writing"
        );
    }

    #[test]
    fn every_status_has_its_row() {
        use Disposition::{
            Fail, KeyRefused, OutcomeOpen, Pause, ServerError, Suspicious, Unreadable,
        };
        for status in 400..=599 {
            let both = |same: Disposition| (same.clone(), same);
            let (reading, writing) = match status {
                401 => both(KeyRefused(Reason::KeyRejected)),
                498 => both(KeyRefused(Reason::KeyExpired)),
                429 => both(Pause(Duration::from_mins(1))),
                511 => both(Suspicious),
                408 | 502 | 504 | 520..=524 => (Unreadable, OutcomeOpen),
                403 => both(Fail(Reason::Forbidden)),
                404 => both(Fail(Reason::NotFound)),
                500.. => (Unreadable, ServerError),
                _ => both(Fail(Reason::RejectedWithoutReason)),
            };
            check(&refused(status, None), &reading, &writing);
        }
    }

    #[test]
    fn what_is_no_status_has_its_row_too() {
        use Disposition::{Fail, OutcomeOpen, Suspicious, Unconnected, Unreadable};
        let offline = Unconnected(ConnectionState::Offline);
        for kind in [
            NotSent::Dns,
            NotSent::Refused,
            NotSent::Timeout,
            NotSent::Other,
        ] {
            check(&error(ErrorKind::NotSent(kind)), &offline, &offline);
        }
        let intercepted = Unconnected(ConnectionState::TlsIntercepted);
        check(
            &error(ErrorKind::NotSent(NotSent::Tls)),
            &intercepted,
            &intercepted,
        );
        check(&error(ErrorKind::TimedOut), &Unreadable, &OutcomeOpen);
        check(&error(ErrorKind::Broken), &Unreadable, &OutcomeOpen);
        check(
            &error(ErrorKind::NotCalcom {
                status: 200,
                redirect: false,
            }),
            &Suspicious,
            &Suspicious,
        );
        check(
            &error(ErrorKind::TooLarge { limit_bytes: 1 }),
            &Suspicious,
            &Suspicious,
        );
        check(
            &error(ErrorKind::WrongVersion),
            &Fail(Reason::WrongVersion),
            &Fail(Reason::WrongVersion),
        );
    }

    #[test]
    fn an_expired_key_is_told_from_an_unknown_one() {
        let expired = refused(
            401,
            Some("ApiAuthStrategy - api key - Your api key is expired"),
        );
        let disposition = disposition(&expired, Doing::Reading, &Policy::default());
        assert_eq!(disposition, Disposition::KeyRefused(Reason::KeyExpired));
    }

    #[test]
    fn a_refused_value_names_its_field() {
        let mut refusal = Refusal {
            status: 400,
            code: None,
            message: Some("Bad Request".into()),
            fields: Vec::new(),
            from_calcom: true,
        };
        assert_eq!(
            rejected(&refusal),
            Reason::Rejected {
                field: None,
                message: Some("Bad Request".into())
            }
        );
        refusal.fields.push(FieldRefusal {
            property: "lengthInMinutes".into(),
            constraint: "min".into(),
            message: "too short".into(),
        });
        let expected = Reason::Rejected {
            field: Some(Field::Length),
            message: Some("too short".into()),
        };
        assert_eq!(rejected(&refusal), expected);
    }

    #[test]
    fn pauses_come_from_the_answer_and_stay_within_bounds() {
        let policy = Policy::default();
        let seconds = Duration::from_secs;
        let with = |retry_after: Option<u64>, reset: Option<u64>| {
            let rate = RateLimit {
                limit: None,
                remaining: None,
                reset_after: reset.map(seconds),
            };
            let meta = Meta {
                retry_after: retry_after.map(seconds),
                rate: Some(rate),
                ..Meta::default()
            };
            pause(&Error::new(ErrorKind::TimedOut, meta, "GET", "/"), &policy)
        };
        assert_eq!(with(Some(7), Some(9)), seconds(7));
        assert_eq!(with(None, Some(9)), seconds(9));
        assert_eq!(with(None, None), seconds(60));
        assert_eq!(with(Some(0), None), seconds(1));
        assert_eq!(with(Some(100_000), None), seconds(3_600));
    }
}

//! What can be made to go wrong.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// One way to fail. "Offline" is not among them: see [`crate::Simulator::go_offline`].
///
/// Where a name does not say "after apply", a write is not carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fault {
    /// The connection is reset once the request has arrived.
    Reset,
    /// The request is carried out, then the connection is reset: the answer is lost.
    ResetAfterApply,
    /// No answer until the client gives up, the simulator stops or goes offline.
    TimeoutBeforeApply,
    /// Carried out, then no answer.
    TimeoutAfterApply,
    /// No answer; carried out when [`crate::Simulator::carry_out_late`] says so, whoever still waits.
    /// A server does not stop for a client that gave up.
    ApplyLate,
    /// Everything works, this many milliseconds later.
    Slow { ms: u64 },
    /// Cal.com's own error envelope with this status.
    /// 400 is the one without any detail, as seen in an outage (Cal.com issue 29465).
    Status { status: u16 },
    /// Carried out, then as [`Fault::Status`]: something broke after the write.
    StatusAfterApply { status: u16 },
    /// A page of a proxy or a filter on the way, with this status.
    ForeignStatus { status: u16 },
    /// 401: the key has expired.
    KeyExpired,
    /// 401: the key is not known.
    KeyUnknown,
    /// 429. Cal.com sends `X-RateLimit-Reset-Default` and no `Retry-After`; both are seconds here.
    RateLimited {
        retry_after: Option<u64>,
        reset: Option<u64>,
    },
    /// 502 with a page of a proxy.
    BadGatewayHtml,
    /// 302 to the sign-in page of a Wi-Fi network.
    PortalRedirect,
    /// 200 with the sign-in page itself.
    PortalPage,
    /// The write is carried out; its answer and the next reads of that event type show the old values, as from a lagging copy of the database.
    StaleRead { reads: u32 },
    /// The write is answered with 200, and nothing changed.
    AcceptButIgnore,
    /// Right after the request was answered, "someone" makes the event type five minutes longer.
    /// After a listing: every event type in it.
    ForeignEdit,
    /// The write also resets a field that was not sent: the buffer afterwards becomes 0.
    SideEffect,
    /// 200 with JSON that ends in the middle, although the answer is complete.
    BrokenJson,
    /// 200 with one very long text.
    HugeBody { megabytes: u64 },
    /// 200 with arrays in arrays.
    DeepJson { depth: usize },
    /// 200, then the connection ends in the middle of the answer.
    CutBody,
    /// Carried out, then as [`Fault::CutBody`].
    CutBodyAfterApply,
    /// 400: the validation refuses this property of a write.
    Rejected { property: String, message: String },
    /// As if something on the way had removed `cal-api-version`: the legacy endpoint answers in its own shape and ignores `lengthInMinutes`.
    WrongShape,
    /// Answers without the two buffers, which Cal.com's own document does not promise.
    WithoutBuffers,
}

impl Fault {
    /// Every name that [`FromStr`] takes, with its arguments, and one line on what it does: for `--help`.
    pub fn names() -> &'static [(&'static str, &'static str)] {
        &[
            (
                "reset",
                "reset the connection before anything is carried out",
            ),
            (
                "reset-after-apply",
                "carry the request out, then reset the connection",
            ),
            (
                "timeout-before-apply",
                "never answer, and carry nothing out",
            ),
            ("timeout-after-apply", "carry the request out, never answer"),
            (
                "apply-late",
                "never answer, carry the request out when POST /late says so",
            ),
            ("slow=MS", "answer this many milliseconds later"),
            (
                "status=STATUS",
                "answer with this HTTP status and Cal.com's error envelope",
            ),
            (
                "status-after-apply=STATUS",
                "carry the request out, then answer as status",
            ),
            (
                "foreign-status=STATUS",
                "answer with this HTTP status and a page of a proxy",
            ),
            ("key-expired", "401: the API key has expired"),
            ("key-unknown", "401: the API key is not known"),
            (
                "rate-limited[=SECONDS]",
                "429 as Cal.com sends it: the pause in X-RateLimit-Reset-Default (60)",
            ),
            ("retry-after=SECONDS", "429 with Retry-After instead"),
            ("bad-gateway-html", "502 with a page of a proxy"),
            ("portal-redirect", "302 to a Wi-Fi sign-in page"),
            ("portal-page", "200 with a Wi-Fi sign-in page"),
            (
                "stale-read[=READS]",
                "carry the write out, show the old values in its answer and the next reads (1)",
            ),
            (
                "accept-but-ignore",
                "answer the write with 200 and change nothing",
            ),
            (
                "foreign-edit",
                "someone makes the event type 5 minutes longer right after the answer",
            ),
            (
                "side-effect",
                "the write also sets a buffer that was not sent to 0",
            ),
            ("broken-json", "200 with JSON that ends too early"),
            ("huge-body[=MEGABYTES]", "200 with a very large answer (50)"),
            ("deep-json[=DEPTH]", "200 with deeply nested JSON (10000)"),
            ("cut-body", "end the connection in the middle of the answer"),
            (
                "cut-body-after-apply",
                "carry the request out, then cut the answer",
            ),
            (
                "rejected=PROPERTY:MESSAGE",
                "400: the validation refuses this property of a write",
            ),
            ("wrong-shape", "the legacy endpoint answers"),
            (
                "without-buffers",
                "leave the two buffers out of every answer",
            ),
        ]
    }

    /// Makes sense for a write only: a rule without a method leaves reading alone.
    pub(crate) fn concerns_writes_only(&self) -> bool {
        matches!(
            self,
            Fault::StaleRead { .. }
                | Fault::AcceptButIgnore
                | Fault::SideEffect
                | Fault::Rejected { .. }
        )
    }
}

/// A fault that could not be read from text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FaultParseError {
    #[error("there is no fault called \"{0}\"")]
    Unknown(String),
    #[error("\"{name}\" needs {expected}")]
    Argument {
        name: String,
        expected: &'static str,
    },
}

impl FromStr for Fault {
    type Err = FaultParseError;

    /// Reads what [`Fault::names`] lists; `_` and `-` are the same.
    fn from_str(text: &str) -> Result<Fault, FaultParseError> {
        let (name, argument) = match text.split_once('=') {
            Some((name, argument)) => (name, Some(argument)),
            None => (text, None),
        };
        let name = name.trim().replace('_', "-");
        let wrong = |expected| FaultParseError::Argument {
            name: name.clone(),
            expected,
        };
        let number = |default: Option<u64>| match argument {
            Some(text) => text.trim().parse().map_err(|_| wrong("a whole number")),
            None => default.ok_or_else(|| wrong("a whole number")),
        };
        let fault = match name.as_str() {
            "slow" => Fault::Slow { ms: number(None)? },
            "status" | "status-after-apply" | "foreign-status" => {
                let status = u16::try_from(number(None)?).ok();
                let status = status.filter(|status| (400..600).contains(status));
                let status = status.ok_or_else(|| wrong("a status from 400 to 599"))?;
                match name.as_str() {
                    "status" => Fault::Status { status },
                    "status-after-apply" => Fault::StatusAfterApply { status },
                    _ => Fault::ForeignStatus { status },
                }
            }
            "rate-limited" => Fault::RateLimited {
                retry_after: None,
                reset: Some(number(Some(60))?),
            },
            "retry-after" => Fault::RateLimited {
                retry_after: Some(number(None)?),
                reset: None,
            },
            "stale-read" => Fault::StaleRead {
                reads: u32::try_from(number(Some(1))?).map_err(|_| wrong("a smaller number"))?,
            },
            "huge-body" => Fault::HugeBody {
                megabytes: number(Some(50))?,
            },
            "deep-json" => Fault::DeepJson {
                depth: usize::try_from(number(Some(10_000))?)
                    .map_err(|_| wrong("a smaller number"))?,
            },
            "rejected" => {
                let parts = argument.and_then(|text| text.split_once(':'));
                let (property, message) = parts.ok_or_else(|| wrong("PROPERTY:MESSAGE"))?;
                Fault::Rejected {
                    property: property.trim().to_owned(),
                    message: message.trim().to_owned(),
                }
            }
            plain => {
                let fault = without_argument(plain)
                    .ok_or_else(|| FaultParseError::Unknown(name.clone()))?;
                if argument.is_some() {
                    return Err(wrong("no argument"));
                }
                fault
            }
        };
        Ok(fault)
    }
}

fn without_argument(name: &str) -> Option<Fault> {
    Some(match name {
        "reset" => Fault::Reset,
        "reset-after-apply" => Fault::ResetAfterApply,
        "timeout-before-apply" => Fault::TimeoutBeforeApply,
        "timeout-after-apply" => Fault::TimeoutAfterApply,
        "apply-late" => Fault::ApplyLate,
        "key-expired" => Fault::KeyExpired,
        "key-unknown" => Fault::KeyUnknown,
        "bad-gateway-html" => Fault::BadGatewayHtml,
        "portal-redirect" => Fault::PortalRedirect,
        "portal-page" => Fault::PortalPage,
        "accept-but-ignore" => Fault::AcceptButIgnore,
        "foreign-edit" => Fault::ForeignEdit,
        "side-effect" => Fault::SideEffect,
        "broken-json" => Fault::BrokenJson,
        "cut-body" => Fault::CutBody,
        "cut-body-after-apply" => Fault::CutBodyAfterApply,
        "wrong-shape" => Fault::WrongShape,
        "without-buffers" => Fault::WithoutBuffers,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_listed_name_can_be_read() {
        for (usage, _) in Fault::names() {
            let text = usage
                .replace("[=SECONDS]", "")
                .replace("[=READS]", "")
                .replace("[=MEGABYTES]", "")
                .replace("[=DEPTH]", "")
                .replace("=MS", "=20")
                .replace("=SECONDS", "=20")
                .replace("=STATUS", "=503")
                .replace("PROPERTY:MESSAGE", "title:no");
            let fault: Fault = text.parse().unwrap();
            let json = serde_json::to_string(&fault).unwrap();
            assert_eq!(
                serde_json::from_str::<Fault>(&json).unwrap(),
                fault,
                "{json}"
            );
        }
    }

    #[test]
    fn arguments_are_checked() {
        let rejected = "rejected=lengthInMinutes: too long".parse();
        assert_eq!(
            rejected,
            Ok(Fault::Rejected {
                property: "lengthInMinutes".to_owned(),
                message: "too long".to_owned(),
            })
        );
        for wrong in [
            "slow",
            "slow=x",
            "status=200",
            "reset=1",
            "rejected=x",
            "deep_jason",
        ] {
            assert!(wrong.parse::<Fault>().is_err(), "{wrong}");
        }
    }
}

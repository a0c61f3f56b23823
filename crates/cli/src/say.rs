//! Words for people: the shared texts and those of the command line, reasons and errors as sentences.

use abgleich_core::app::AppError;
use abgleich_core::app::view::Snapshot;
use abgleich_core::domain::UtcMillis;
use abgleich_core::domain::fields::Field;
use abgleich_core::domain::reason::{Bound, Reason};
use abgleich_core::text::{Arg, Language, Texts};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::commands::damaged_text;

const GERMAN: &str = include_str!("../locales/de.ftl");
const ENGLISH: &str = include_str!("../locales/en.ftl");

#[derive(Clone)]
pub(crate) struct Say {
    texts: Texts,
}

impl Say {
    pub(crate) fn new(language: Language) -> Self {
        let own = if language.is_german() {
            GERMAN
        } else {
            ENGLISH
        };
        Self {
            texts: Texts::with(language, own),
        }
    }

    pub(crate) fn is_german(&self) -> bool {
        self.texts.language().is_german()
    }

    pub(crate) fn has(&self, id: &str) -> bool {
        self.texts.has(id)
    }

    pub(crate) fn get(&self, id: &str) -> String {
        self.texts.get(id)
    }

    pub(crate) fn format(&self, id: &str, args: &[(&str, Arg)]) -> String {
        self.texts.format(id, args)
    }

    /// A text that only counts.
    pub(crate) fn count(&self, id: &str, count: usize) -> String {
        self.format(id, &[("count", number(count))])
    }

    /// What happened, in a few words.
    pub(crate) fn reason_title(&self, reason: &Reason) -> String {
        match self.reason_text(reason, "title") {
            Some(id) => self.format(&id, &self.reason_args(reason)),
            None => self.get("reason-unknown-title"),
        }
    }

    /// Why, and what helps: one or two sentences.
    pub(crate) fn reason_cause(&self, reason: &Reason) -> String {
        let kind = match (reason.bound(), reason) {
            (Some(bound), _) => format!("cause-{}", bound.named().0),
            (
                None,
                Reason::Rejected {
                    message: Some(_), ..
                },
            ) => "cause-message".to_owned(),
            _ => "cause".to_owned(),
        };
        match self.reason_text(reason, &kind) {
            Some(id) => self.format(&id, &self.reason_args(reason)),
            None => self.format("reason-unknown-cause", &[("code", reason.code().into())]),
        }
    }

    pub(crate) fn reason(&self, reason: &Reason) -> String {
        format!(
            "{} – {}",
            self.reason_title(reason),
            self.reason_cause(reason)
        )
    }

    /// Why a command could not ask Cal.com. The texts of a job promise more: there is nothing that is sent later.
    fn reason_of_reading(&self, reason: &Reason) -> String {
        let own = format!("cli-read-{}", reason.code());
        if self.has(&own) {
            return self.format(&own, &self.reason_args(reason));
        }
        self.reason(reason)
    }

    /// That of the command line, which names its own ways out, or the one it shares with the window.
    fn reason_text(&self, reason: &Reason, kind: &str) -> Option<String> {
        let shared = format!("reason-{}-{kind}", reason.code());
        let own = format!("cli-{shared}");
        [own, shared].into_iter().find(|id| self.has(id))
    }

    /// The variables that any text of this reason may use.
    pub(crate) fn reason_args(&self, reason: &Reason) -> Vec<(&'static str, Arg)> {
        let mut args: Vec<(&'static str, Arg)> = vec![Arg::platform()];
        if let Some((name, minutes)) = reason.bound().map(Bound::named) {
            args.push((name, Arg::Number(minutes.into())));
        }
        match reason {
            Reason::RateLimited { until } | Reason::ServerError { until } => {
                args.push(("until", self.time_of_day(*until).into()));
            }
            Reason::ChangedInCalcom { fields } => args.push(("fields", self.fields(fields).into())),
            Reason::Rejected { field, message } => {
                args.push(("field", field.map_or("other", Field::id).into()));
                args.push(("message", message.clone().unwrap_or_default().into()));
            }
            Reason::RetriesUsedUp { tries } => args.push(("tries", Arg::Number(i64::from(*tries)))),
            Reason::BackupFailed { path, obstacle } => {
                args.push(("path", path.as_str().into()));
                args.push(("obstacle", obstacle.as_str().into()));
            }
            Reason::NotConfirmed { field, value } => {
                args.push(("field", field.id().into()));
                args.push(("value", self.value(value.as_ref()).into()));
            }
            _ => {}
        }
        args
    }

    /// How a price is written.
    pub(crate) fn price_example(&self) -> &'static str {
        if self.is_german() { "45,50" } else { "45.50" }
    }

    /// Why a use case did not do what it was asked for.
    pub(crate) fn app_error(&self, error: &AppError) -> String {
        match error {
            AppError::Refused(reason) => return self.reason(reason),
            AppError::Failed(reason) => return self.reason_of_reading(reason),
            _ => {}
        }
        if let AppError::Store(error) = error
            && let Some(text) = damaged_text(self, error)
        {
            return text;
        }
        let code = error.code();
        let (own, shared) = (format!("cli-error-{code}"), format!("error-{code}"));
        let Some(id) = [own, shared].into_iter().find(|id| self.has(id)) else {
            return self.format("error-unknown", &[("code", code.into())]);
        };
        let params = error.params();
        let args: Vec<(&str, Arg)> = params
            .iter()
            .map(|(name, value)| {
                (
                    name.as_str(),
                    value
                        .as_str()
                        .map_or_else(|| value.to_string(), str::to_owned),
                )
            })
            .map(|(name, text)| (name, Arg::Text(text)))
            .chain([("example", self.price_example().into())])
            .collect();
        self.format(&id, &args)
    }

    /// With more than one account, its name comes first.
    pub(crate) fn with_account(
        &self,
        snapshot: &Snapshot,
        account: Option<i64>,
        text: String,
    ) -> String {
        let named = snapshot
            .accounts
            .iter()
            .find(|known| Some(known.id) == account);
        match named.filter(|_| snapshot.accounts.len() > 1) {
            Some(account) => {
                let about = [
                    ("account", account.name.as_str().into()),
                    ("text", text.into()),
                ];
                self.format("with-account", &about)
            }
            None => text,
        }
    }

    /// "Name, Dauer und Preis".
    pub(crate) fn list(&self, words: &[String]) -> String {
        match words {
            [] => String::new(),
            [only] => only.clone(),
            [first @ .., last] => self.format(
                "cli-and",
                &[
                    ("first", first.join(", ").into()),
                    ("last", last.as_str().into()),
                ],
            ),
        }
    }

    pub(crate) fn fields(&self, fields: &[Field]) -> String {
        let names: Vec<String> = fields.iter().map(|field| self.field(*field)).collect();
        self.list(&names)
    }

    pub(crate) fn field(&self, field: Field) -> String {
        self.get(&format!("field-{}", field.id()))
    }

    /// "14:37 Uhr".
    pub(crate) fn time_of_day(&self, at: UtcMillis) -> String {
        self.format("time-of-day", &[("time", clock_text(at, "%-H:%M").into())])
    }

    /// "23.11.2026, 14:05 Uhr".
    pub(crate) fn date_time(&self, at: UtcMillis) -> String {
        let date = clock_text(
            at,
            if self.is_german() {
                "%d.%m.%Y"
            } else {
                "%-d %b %Y"
            },
        );
        self.format(
            "time-date",
            &[
                ("date", date.into()),
                ("time", clock_text(at, "%-H:%M").into()),
            ],
        )
    }

    /// As [`Say::date_time`], a dash if there is none.
    pub(crate) fn maybe_date_time(&self, at: Option<UtcMillis>) -> String {
        at.map_or_else(|| self.get("value-unset"), |at| self.date_time(at))
    }
}

fn clock_text(at: UtcMillis, pattern: &str) -> String {
    let time = Timestamp::from_millisecond(at).unwrap_or(Timestamp::UNIX_EPOCH);
    time.to_zoned(TimeZone::system())
        .strftime(pattern)
        .to_string()
}

/// A count as a text's variable.
pub(crate) fn number(count: usize) -> Arg {
    Arg::Number(i64::try_from(count).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    /// The shared texts belong to the window as well: one that it drops is missed here first.
    #[test]
    fn every_text_that_is_asked_for_exists_in_both_languages() {
        let mut ids = BTreeSet::new();
        collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut ids);
        assert!(
            ids.len() > 100,
            "only {} texts were found in the sources",
            ids.len()
        );
        for language in [Language::German, Language::English] {
            let say = Say::new(language);
            let missing: Vec<&String> = ids.iter().filter(|id| !say.has(id)).collect();
            assert!(missing.is_empty(), "{language:?}: {missing:?}");
        }
    }

    #[test]
    fn every_reason_has_words_of_its_own() {
        let reasons = [
            Reason::Offline,
            Reason::Portal,
            Reason::TlsIntercepted,
            Reason::Unreachable,
            Reason::KeyRejected,
            Reason::KeyExpired,
            Reason::KeyMissing,
            Reason::KeyOfAnotherUser,
            Reason::KeyringLocked,
            Reason::KeyringAbsent,
            Reason::RateLimited { until: 0 },
            Reason::ChangedInCalcom {
                fields: vec![Field::Length],
            },
            Reason::NotOwned,
            Reason::NotFound,
            Reason::ManagedByTeam { template: Some(1) },
            Reason::Forbidden,
            Reason::Rejected {
                field: Some(Field::Length),
                message: Some("no".into()),
            },
            Reason::Rejected {
                field: Some(Field::BufferAfter),
                message: Some("afterEventBuffer must not be greater than 8".into()),
            },
            Reason::Rejected {
                field: Some(Field::Length),
                message: Some("lengthInMinutes must not be less than 1".into()),
            },
            Reason::Rejected {
                field: None,
                message: None,
            },
            Reason::RejectedWithoutReason,
            Reason::RetriesUsedUp { tries: 4 },
            Reason::ServerError { until: 0 },
            Reason::NotConfirmed {
                field: Field::Length,
                value: None,
            },
            Reason::UnexpectedAnswer,
            Reason::WrongVersion,
            Reason::CrashLoop,
            Reason::OutcomeOpen,
            Reason::Paused,
            Reason::Disconnected,
            Reason::DispatchFailed,
            Reason::NoEventTypeId,
            Reason::AlreadyPending,
            Reason::PlanOutdated,
            Reason::FromBackup,
            Reason::BackupFailed {
                path: "/backups".into(),
                obstacle: "disk_full".into(),
            },
            Reason::Lifted,
        ];
        for say in [Say::new(Language::German), Say::new(Language::English)] {
            for reason in &reasons {
                let text = say.reason(reason);
                assert!(
                    !text.contains(&say.get("reason-unknown-title")),
                    "{reason:?}"
                );
                assert!(
                    !text.contains(['{', '$']),
                    "{reason:?} misses a variable: {text}"
                );
            }
        }
    }

    fn collect(folder: &Path, ids: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, ids);
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap();
            for call in ["get(", "format(", "count("] {
                for rest in source
                    .split(&format!("say.{call}"))
                    .skip(1)
                    .chain(source.split(&format!("self.{call}")).skip(1))
                {
                    let literal = rest
                        .trim_start()
                        .strip_prefix('"')
                        .and_then(|rest| rest.split('"').next());
                    ids.extend(literal.map(str::to_owned));
                }
            }
            for prefix in [
                "\"cli-why-",
                "\"cli-service-",
                "\"cli-account-",
                "\"cli-doctor-",
            ] {
                let literals = source
                    .split(prefix)
                    .skip(1)
                    .filter_map(|rest| rest.split('"').next());
                ids.extend(
                    literals
                        .filter(|rest| !rest.is_empty() && !rest.contains('{'))
                        .map(|rest| format!("{}{rest}", prefix.trim_matches('"'))),
                );
            }
        }
    }
}

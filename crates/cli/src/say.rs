//! Words for people: the shared texts and those of the command line, reasons and errors as sentences.

use abgleich_core::app::AppError;
use abgleich_core::domain::UtcMillis;
use abgleich_core::domain::fields::Field;
use abgleich_core::domain::reason::Reason;
use abgleich_core::text::{Arg, Language, Texts};
use jiff::Timestamp;
use jiff::tz::TimeZone;

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
        let kind = match reason {
            Reason::Rejected {
                message: Some(_), ..
            } => "cause-message",
            _ => "cause",
        };
        match self.reason_text(reason, kind) {
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

    /// The shared text, or that of the command line where the window needs none.
    fn reason_text(&self, reason: &Reason, kind: &str) -> Option<String> {
        let shared = format!("reason-{}-{kind}", reason.code());
        let own = format!("cli-{shared}");
        [shared, own].into_iter().find(|id| self.has(id))
    }

    /// The variables that any text of this reason may use.
    pub(crate) fn reason_args(&self, reason: &Reason) -> Vec<(&'static str, Arg)> {
        let platform = if cfg!(windows) { "windows" } else { "other" };
        let mut args: Vec<(&'static str, Arg)> = vec![("platform", platform.into())];
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
            Reason::NotConfirmed { field, value } => {
                args.push(("field", field.id().into()));
                args.push(("value", self.value(value.as_ref()).into()));
            }
            _ => {}
        }
        args
    }

    /// Why a use case did not do what it was asked for.
    pub(crate) fn app_error(&self, error: &AppError) -> String {
        if let AppError::Refused(reason) | AppError::Failed(reason) = error {
            return self.reason(reason);
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
            .collect();
        self.format(&id, &args)
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

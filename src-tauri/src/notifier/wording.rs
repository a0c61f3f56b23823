//! The words of a notification, and where its clicks lead.

use abgleich_core::app::notices::Notice;
use abgleich_core::domain::fields::{Change, FieldValue};
use abgleich_core::domain::reason::Reason;
use abgleich_core::text::{Arg, Texts};

use super::clicks::Button;
use crate::dto::View;

#[cfg(test)]
mod tests;

#[derive(Clone)]
pub(super) struct Message {
    pub title: String,
    pub body: String,
    /// A click leads to this service, else to `view`.
    pub service_id: Option<i64>,
    /// It takes the place of what was said about the same link before.
    pub link_id: Option<i64>,
    /// The account whose key is to be replaced.
    pub account_id: Option<i64>,
    /// The failed job that is tried again.
    pub job_id: Option<String>,
    pub view: View,
    /// Where the button "View" leads.
    pub look: View,
    pub buttons: &'static [Button],
}

impl Message {
    fn plain(texts: &Texts, event: &str, service: &str, service_id: Option<i64>) -> Self {
        let args = [("service", Arg::from(service))];
        Self::with(texts, event, &args, service_id)
    }

    fn with(texts: &Texts, event: &str, args: &[(&str, Arg)], service_id: Option<i64>) -> Self {
        Self {
            title: texts.format(&format!("notify-{event}-title"), args),
            body: texts.format(&format!("notify-{event}-body"), args),
            service_id,
            link_id: None,
            account_id: None,
            job_id: None,
            view: View::Services,
            look: View::Queue,
            buttons: &[],
        }
    }

    pub(super) fn in_background(texts: &Texts, has_tray: bool) -> Self {
        let event = if has_tray {
            "background"
        } else {
            "background_no_tray"
        };
        Self {
            buttons: &[Button::Quit],
            ..Self::with(texts, event, &[], None)
        }
    }

    pub(super) fn test(texts: &Texts) -> Self {
        Self {
            view: View::Settings,
            ..Self::with(texts, "test", &[], None)
        }
    }

    /// An answer of the guard, by the name of its text.
    pub(super) fn of_answer(
        texts: &Texts,
        event: &str,
        service: &str,
        service_id: i64,
        link_id: Option<i64>,
    ) -> Self {
        let buttons: &[Button] = match event {
            "no_id" => &[Button::Link],
            "dispatch_failed" => &[Button::Details],
            _ => &[Button::View],
        };
        Self {
            link_id,
            buttons,
            ..Self::plain(texts, event, service, Some(service_id))
        }
    }

    pub(super) fn of_notice(texts: &Texts, notice: &Notice) -> Self {
        let service_id = notice.service_id();
        let message = match notice {
            Notice::Queued {
                service,
                waits_for: None,
                ..
            } => Self::plain(texts, "queued", service, service_id),
            Notice::Queued {
                service,
                waits_for: Some(reason),
                ..
            } => Self::queued(texts, service, reason, service_id),
            Notice::Succeeded {
                service,
                price_differs,
                ..
            } => {
                let event = if *price_differs {
                    "success_price"
                } else {
                    "success"
                };
                Self::plain(texts, event, service, service_id)
            }
            Notice::Failed {
                service,
                reason,
                job_id,
                ..
            } => Self {
                job_id: job_id.clone(),
                ..Self::failed(texts, service, reason, service_id)
            },
            Notice::KeyNeeded {
                waiting, reason, ..
            } => {
                let args = [("count", Arg::from(count(*waiting)))];
                match reason {
                    Reason::KeyringLocked => Self::with(texts, &reason.code(), &args, None),
                    Reason::KeyringAbsent => Self::about_key(texts, &reason.code(), &args),
                    _ => Self::about_key(texts, "key", &args),
                }
            }
            Notice::KeyExpires { day, .. } => {
                Self::about_key(texts, "key_expires", &day_and_month(day))
            }
            Notice::Changed {
                service, changes, ..
            } => {
                let change = changes
                    .iter()
                    .map(|change| changed(texts, change))
                    .collect::<Vec<_>>()
                    .join("; ");
                let args = [
                    ("service", Arg::from(service.as_str())),
                    ("change", Arg::from(change)),
                ];
                let told = Self::with(texts, "changed", &args, service_id);
                let buttons: &[Button] = &[Button::Compare];
                Self { buttons, ..told }
            }
            Notice::ChangedMany { count: many, .. } => {
                let args = [("count", Arg::from(count(*many)))];
                Self {
                    buttons: &[Button::Compare],
                    ..Self::with(texts, "changed_many", &args, None)
                }
            }
            Notice::Summary {
                synced,
                problems,
                all_agree,
                ..
            } => Self::summary(texts, *synced, problems, *all_agree, service_id),
        };
        let message = Self {
            account_id: notice.account_id(),
            link_id: notice.link_id(),
            ..message
        };
        message.of_account(notice.account())
    }

    /// The account's name comes first, where there are several.
    pub(super) fn of_account(self, account: Option<&str>) -> Self {
        match account {
            Some(account) => Self {
                body: format!("{account}: {}", self.body),
                ..self
            },
            None => self,
        }
    }

    fn queued(texts: &Texts, service: &str, reason: &Reason, service_id: Option<i64>) -> Self {
        let told = match reason {
            Reason::Offline | Reason::Portal | Reason::TlsIntercepted | Reason::Unreachable => {
                Self::plain(texts, "queued_offline", service, service_id)
            }
            reason => {
                let cause = title_of(texts, reason);
                let args = [("service", Arg::from(service)), ("cause", Arg::from(cause))];
                Self::with(texts, "queued_held", &args, service_id)
            }
        };
        Self {
            buttons: &[Button::Queue],
            ..told
        }
    }

    fn about_key(texts: &Texts, event: &str, args: &[(&str, Arg)]) -> Self {
        Self {
            view: View::Settings,
            buttons: &[Button::ReplaceKey],
            ..Self::with(texts, event, args, None)
        }
    }

    fn failed(texts: &Texts, service: &str, reason: &Reason, service_id: Option<i64>) -> Self {
        let buttons: &[Button] = match reason {
            // What Cal.com holds is looked at first; sending again comes after it.
            Reason::ChangedInCalcom { .. }
            | Reason::NotConfirmed { .. }
            | Reason::UnexpectedAnswer => &[Button::Compare, Button::Details],
            reason if reason.needs_decision() => &[Button::Details],
            _ => &[Button::Retry, Button::Details],
        };
        let mut args = vec![("service", Arg::from(service))];
        match reason {
            Reason::Rejected { field, .. } => {
                args.push((
                    "field",
                    Arg::from(field.map_or("other", |field| field.id())),
                ));
            }
            Reason::RetriesUsedUp { tries } => args.push(("tries", Arg::from(i64::from(*tries)))),
            _ => {}
        }
        let event = format!("failed_{}", reason.code());
        if texts.has(&format!("notify-{event}-body")) {
            return Self {
                buttons,
                ..Self::with(texts, &event, &args, service_id)
            };
        }
        let cause = title_of(texts, reason);
        args.push(("cause", Arg::from(cause)));
        Self {
            buttons,
            ..Self::with(texts, "failed", &args, service_id)
        }
    }

    fn summary(
        texts: &Texts,
        synced: usize,
        problems: &[(i64, String)],
        all_agree: bool,
        service_id: Option<i64>,
    ) -> Self {
        let (event, names) = match problems {
            [] if all_agree => ("summary_all_ok", String::new()),
            [] => ("summary_some_ok", String::new()),
            [(_, only)] => ("summary_one_problem", only.clone()),
            [(_, first), (_, second)] => {
                let args = [
                    ("first", Arg::from(first.as_str())),
                    ("second", Arg::from(second.as_str())),
                ];
                (
                    "summary_two_problems",
                    texts.format("notify-summary-two-names", &args),
                )
            }
            more => ("summary_two_problems", count(more.len()).to_string()),
        };
        let args = [
            ("count", Arg::from(count(synced))),
            ("service", Arg::from(names.as_str())),
            ("problems", Arg::from(names.as_str())),
        ];
        let view = if problems.is_empty() {
            View::Activity
        } else {
            View::Services
        };
        let look = if problems.is_empty() {
            View::Activity
        } else {
            View::Queue
        };
        let told = Self::with(texts, event, &args, service_id);
        Self {
            // „0 Leistungen synchronisiert“ is no news.
            title: if synced == 0 {
                texts.get("notify-failed-title")
            } else {
                told.title
            },
            view,
            look,
            buttons: &[Button::View],
            ..told
        }
    }
}

/// The title of a reason, as part of another text.
fn title_of(texts: &Texts, reason: &Reason) -> String {
    let id = format!("reason-{}-title", reason.code());
    texts.format(&id, &[Arg::platform()])
}

/// Of a day like `2026-12-23`, as numbers: each language has its own order.
fn day_and_month(day: &str) -> [(&'static str, Arg); 2] {
    let part = |index| {
        let part = day.split('-').nth(index).and_then(|part| part.parse().ok());
        Arg::Number(part.unwrap_or_default())
    };
    [("day", part(2)), ("month", part(1))]
}

/// What a field of an event type holds now.
fn changed(texts: &Texts, change: &Change) -> String {
    let field = change.field.id();
    match &change.to {
        FieldValue::Minutes(minutes) => texts.format(
            &format!("notify-change-{field}"),
            &[("minutes", Arg::from(*minutes))],
        ),
        FieldValue::Text(to) => texts.format(
            &format!("notify-change-{field}"),
            &[("to", Arg::from(to.as_str()))],
        ),
        FieldValue::Flag(false) => texts.get("notify-change-shown"),
        FieldValue::Flag(true) | FieldValue::List(_) => {
            texts.get(&format!("notify-change-{field}"))
        }
    }
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

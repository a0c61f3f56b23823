//! Native notifications: what the outbox holds, and the answers of the guard.

use std::sync::Arc;

use abgleich_core::app::App;
use abgleich_core::app::notices::Notice;
use abgleich_core::app::sync::{Answer, AnswerKind};
use abgleich_core::domain::job::JobState;
use abgleich_core::domain::reason::Reason;
use abgleich_core::engine::worker::wall_clock_reaches;
use abgleich_core::text::{Arg, Texts};
use serde_json::Value;
use tauri::{AppHandle, Manager};
use tauri_plugin_notification::{ActiveNotification, NotificationExt};

use crate::dto::View;
use crate::shell::Shell;

const SERVICE: &str = "service";
const VIEW: &str = "view";

/// Title, body, and where a click leads: to a service, else to a view.
struct Message {
    title: String,
    body: String,
    service_id: Option<i64>,
    view: View,
}

/// The views that a click may lead to, by the word that travels with the notification.
const VIEWS: [(&str, View); 4] = [
    ("services", View::Services),
    ("queue", View::Queue),
    ("activity", View::Activity),
    ("settings", View::Settings),
];

/// Registered before the first notification: older ones report no click.
pub fn on_click(handle: &AppHandle) {
    let inner = handle.clone();
    let registered = handle.notification().on_action(move |performed| {
        let extra = performed.notification().map(ActiveNotification::extra);
        let service_id = extra
            .and_then(|extra| extra.get(SERVICE))
            .and_then(Value::as_i64);
        let word = extra
            .and_then(|extra| extra.get(VIEW))
            .and_then(Value::as_str);
        let view = VIEWS
            .iter()
            .find(|(known, _)| Some(*known) == word)
            .map_or(View::Services, |(_, view)| *view);
        crate::window::show(&inner);
        inner.state::<Arc<Shell>>().navigate(view, service_id);
    });
    if let Err(error) = registered {
        tracing::error!(%error, "clicks on notifications are not reported here");
    }
}

/// Raises what the outbox holds, until the program ends.
pub async fn run(handle: AppHandle, shell: Arc<Shell>, app: Arc<App>) {
    if let Err(error) = app.pass_over_old_notices().await {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "old notifications"
        );
    }
    let mut changes = app.context.db.wake().subscribe();
    loop {
        changes.mark_unchanged();
        let again_at = match app.take_notices().await {
            Ok(due) => {
                for notice in &due.notices {
                    show(&handle, message(&shell.texts(), notice));
                }
                due.look_again_at
            }
            Err(error) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "notifications cannot be read"
                );
                None
            }
        };
        tokio::select! {
            () = shell.stop.cancelled() => return,
            changed = changes.changed() => if changed.is_err() { return },
            () = wall_clock_reaches(&app.context, again_at) => {}
        }
    }
}

/// The answers that are no outcomes: raised at once, never stored.
pub async fn answer(handle: &AppHandle, shell: &Shell, app: &App, answer: &Answer) {
    let event = match answer.kind {
        AnswerKind::NoEventTypeId => "no_id",
        AnswerKind::DispatchFailed => "dispatch_failed",
        AnswerKind::AlreadyPending => already(app, answer).await,
        _ => return,
    };
    let name = app
        .service_name(answer.service_id)
        .await
        .unwrap_or_default();
    show(
        handle,
        plain(&shell.texts(), event, &name, Some(answer.service_id)),
    );
}

async fn already(app: &App, answer: &Answer) -> &'static str {
    let Some(job) = &answer.pending else {
        return "already_running";
    };
    if job.state == JobState::Running {
        return "already_running";
    }
    let offline = match app.account(job.account_id).await {
        Ok(account) => app
            .connection_of(&account)
            .await
            .is_ok_and(|state| state.reason().is_some()),
        Err(_) => false,
    };
    match offline {
        true => "already_waiting_network",
        false if job.not_before > app.context.now() => "already_waiting_attempt",
        false => "already_waiting",
    }
}

fn plain(texts: &Texts, event: &str, service: &str, service_id: Option<i64>) -> Message {
    let args = [("service", Arg::from(service))];
    Message {
        title: texts.get(&format!("notify-{event}-title")),
        body: texts.format(&format!("notify-{event}-body"), &args),
        service_id,
        view: View::Services,
    }
}

fn message(texts: &Texts, notice: &Notice) -> Message {
    let service_id = notice.service_id();
    let (account, message) = match notice {
        Notice::Queued {
            service,
            offline,
            account,
            ..
        } => (
            account.as_ref(),
            plain(
                texts,
                if *offline { "queued_offline" } else { "queued" },
                service,
                service_id,
            ),
        ),
        Notice::Succeeded {
            service,
            price_differs,
            account,
            ..
        } => (
            account.as_ref(),
            plain(
                texts,
                if *price_differs {
                    "success_price"
                } else {
                    "success"
                },
                service,
                service_id,
            ),
        ),
        Notice::Failed {
            service,
            reason,
            account,
            ..
        } => (account.as_ref(), failed(texts, service, reason, service_id)),
        Notice::KeyNeeded {
            waiting, account, ..
        } => {
            let args = [("count", Arg::from(count(*waiting)))];
            let (title, body) = (
                texts.get("notify-key-title"),
                texts.format("notify-key-body", &args),
            );
            (
                account.as_ref(),
                Message {
                    title,
                    body,
                    service_id: None,
                    view: View::Settings,
                },
            )
        }
        Notice::Summary { total, problems } => (None, summary(texts, *total, problems, service_id)),
    };
    match account {
        Some(account) => Message {
            body: format!("{account}: {}", message.body),
            ..message
        },
        None => message,
    }
}

fn failed(texts: &Texts, service: &str, reason: &Reason, service_id: Option<i64>) -> Message {
    let event = format!("failed_{}", reason.code());
    if !texts.has(&format!("notify-{event}-body")) {
        let cause = texts.get(&format!("reason-{}-title", reason.code()));
        let args = [("service", Arg::from(service)), ("cause", Arg::from(cause))];
        let (title, body) = (
            texts.get("notify-failed-title"),
            texts.format("notify-failed-body", &args),
        );
        return Message {
            title,
            body,
            service_id,
            view: View::Services,
        };
    }
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
    Message {
        title: texts.get(&format!("notify-{event}-title")),
        body: texts.format(&format!("notify-{event}-body"), &args),
        service_id,
        view: View::Services,
    }
}

fn summary(
    texts: &Texts,
    total: usize,
    problems: &[(i64, String)],
    service_id: Option<i64>,
) -> Message {
    let (event, name) = match problems {
        [] => ("summary_all_ok", String::new()),
        [(_, only)] => ("summary_one_problem", only.clone()),
        [(_, first), (_, second)] => (
            "summary_two_problems",
            texts.format(
                "notify-summary-two-names",
                &[
                    ("first", Arg::from(first.as_str())),
                    ("second", Arg::from(second.as_str())),
                ],
            ),
        ),
        more => ("summary_two_problems", count(more.len()).to_string()),
    };
    let args = [
        ("count", Arg::from(count(total))),
        ("service", Arg::from(name.as_str())),
        ("problems", Arg::from(name.as_str())),
    ];
    Message {
        title: texts.format(&format!("notify-{event}-title"), &args),
        body: texts.format(&format!("notify-{event}-body"), &args),
        service_id,
        view: if problems.is_empty() {
            View::Activity
        } else {
            View::Services
        },
    }
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn show(handle: &AppHandle, message: Message) {
    let Message {
        title,
        body,
        service_id,
        view,
    } = message;
    tracing::info!(title, service_id, "notification");
    let notifications = handle.notification();
    // "Started" gives way to the result where the system lets us take it away.
    let id = service_id.and_then(|id| i32::try_from(id).ok());
    if let Some(id) = id
        && let Err(error) = notifications.remove_active(vec![id])
    {
        tracing::debug!(%error, "an earlier notification stays");
    }
    let word = VIEWS
        .iter()
        .find(|(_, known)| *known == view)
        .map_or("services", |(word, _)| *word);
    let mut builder = notifications
        .builder()
        .title(&title)
        .body(&body)
        .extra(VIEW, word);
    if let Some(id) = id {
        builder = builder.id(id).extra(SERVICE, service_id);
    }
    if let Err(error) = builder.show() {
        tracing::warn!(%error, "no native notification; showing it in the window");
        handle
            .state::<Arc<Shell>>()
            .tell(crate::dto::Event::Toast { title, body });
    }
}

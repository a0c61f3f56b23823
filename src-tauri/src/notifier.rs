//! Native notifications: what the outbox holds, and the answers of the guard.

mod clicks;
mod wording;

use std::sync::Arc;
use std::time::Duration;

use abgleich_core::app::App;
use abgleich_core::app::answer::{Answer, AnswerKind};
use abgleich_core::app::doctor::notification_server;
use abgleich_core::domain::job::JobState;
use abgleich_core::engine::worker::wall_clock_reaches;
use abgleich_core::text::Texts;
use tauri::{AppHandle, Manager};
use tauri_plugin_notification::NotificationExt;
use tokio_util::sync::CancellationToken;

pub use clicks::on_click;
use wording::Message;

use crate::dto::Event;
use crate::error::{CommandError, CommandResult};
use crate::shell::Shell;

/// Raises what the outbox holds, until `stop`.
pub async fn run(handle: AppHandle, shell: Arc<Shell>, app: Arc<App>, stop: CancellationToken) {
    if let Err(error) = app.pass_over_old_notices().await {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "old notifications"
        );
    }
    let mut changes = app.context.db.wake().subscribe();
    loop {
        changes.mark_unchanged();
        let looked_at = app.context.now();
        let again_at = match app.take_notices().await {
            Ok(due) => {
                for notice in &due.notices {
                    let texts = shell.texts();
                    show(&handle, &texts, &Message::of_notice(&texts, notice)).await;
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
            () = stop.cancelled() => return,
            changed = changes.changed() => if changed.is_err() { return },
            () = wall_clock_reaches(&app.context, again_at, looked_at) => {}
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
    let account = match answer.account_id {
        Some(id) => app.account_to_name(id).await.unwrap_or_else(|error| {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "a notification without the name of its account"
            );
            None
        }),
        None => None,
    };
    let texts = shell.texts();
    let message = Message::of_answer(&texts, event, &name, answer.service_id, answer.link_id);
    let message = message.of_account(account.as_deref());
    // Whoever asked gets an answer; where the system is to say nothing, the window does.
    if shell.settings().wants_no_notifications() {
        in_window(shell, &message);
    } else {
        show(handle, &texts, &message).await;
    }
}

/// The window is gone and the program is not: said once, by the system alone, for in the window it would be said when it
/// is back. Answers whether it was said.
pub async fn in_background(handle: &AppHandle, shell: &Shell) -> bool {
    if shell.settings().wants_no_notifications() || is_heard().await == Some(false) {
        return false;
    }
    let texts = shell.texts();
    let message = Message::in_background(&texts, shell.has_tray());
    raise(handle, &texts, message).await
}

/// As a person asks for it in the settings, whatever is set there.
///
/// # Errors
/// `no_notifications` where no program shows any, `notification_refused` if it could not be given to the system.
pub async fn test(handle: &AppHandle, shell: &Shell) -> CommandResult<()> {
    let texts = shell.texts();
    match is_heard().await {
        Some(true) if raise(handle, &texts, Message::test(&texts)).await => Ok(()),
        Some(false) => Err(CommandError::new("no_notifications")),
        // The plugin answers before the system has: where that says nothing, nobody knows.
        _ => Err(CommandError::new("notification_refused")),
    }
}

/// A second start on a folder that is open already: nobody reads what is written to the terminal.
#[cfg(target_os = "linux")]
pub fn folder_in_use(folder: &std::path::Path) {
    let texts = Texts::new(abgleich_core::text::Language::of_system());
    let folder = folder.display().to_string();
    let args = [("folder", abgleich_core::text::Arg::from(folder.as_str()))];
    let shown = notify_rust::Notification::new()
        .appname("Abgleich")
        .summary(&texts.get("notify-in_use-title"))
        .body(&texts.format("notify-in_use-body", &args))
        .show();
    if let Err(error) = shown {
        tracing::debug!(%error, "only the terminal says that the folder is in use");
    }
}

#[cfg(not(target_os = "linux"))]
pub fn folder_in_use(_: &std::path::Path) {}

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

/// By the system, or in the window. Where nobody knows who listens, by both.
async fn show(handle: &AppHandle, texts: &Texts, message: &Message) {
    let heard = is_heard().await;
    let raised = heard != Some(false) && raise(handle, texts, message.clone()).await;
    if !(raised && heard == Some(true)) {
        tracing::info!(title = message.title, "shown in the window");
        in_window(&handle.state::<Arc<Shell>>(), message);
    }
}

/// Whether somebody shows what the system is given: where there is no service for it, the plugin sends into the void
/// and tells nobody. `None`: not known.
async fn is_heard() -> Option<bool> {
    if cfg!(target_os = "linux") {
        notification_server().await
    } else {
        Some(true)
    }
}

/// A service that takes longer is not waited for, and takes no thread with it that others need.
const TAKING: Duration = Duration::from_secs(5);

/// Answers whether the system took it.
async fn raise(handle: &AppHandle, texts: &Texts, message: Message) -> bool {
    let (handle, texts) = (handle.clone(), texts.clone());
    let raising = tauri::async_runtime::spawn_blocking(move || give(&handle, &texts, &message));
    match tokio::time::timeout(TAKING, raising).await {
        Ok(Ok(raised)) => raised,
        Ok(Err(error)) => {
            tracing::warn!(%error, "no native notification");
            false
        }
        Err(_) => {
            tracing::warn!("the service for notifications does not answer");
            false
        }
    }
}

/// To the system; blocks until that has taken it.
fn give(handle: &AppHandle, texts: &Texts, message: &Message) -> bool {
    let Message {
        title,
        body,
        service_id,
        link_id,
        ..
    } = message;
    tracing::info!(title, service_id, link_id, "notification");
    let notifications = handle.notification();
    // "Started" gives way to the result where the system lets us take it away; what was said about another event type
    // of the same service stays.
    let id = link_id.and_then(|id| i32::try_from(id).ok());
    if let Some(id) = id
        && let Err(error) = notifications.remove_active(vec![id])
    {
        tracing::debug!(%error, "an earlier notification stays");
    }
    let mut builder = notifications.builder().title(title).body(body);
    builder = clicks::equip(handle, texts, builder, message);
    if let Some(id) = id {
        builder = builder.id(id);
    }
    let shown = builder.show();
    if let Err(error) = &shown {
        tracing::warn!(%error, "no native notification");
    }
    shown.is_ok()
}

fn in_window(shell: &Shell, message: &Message) {
    shell.tell(Event::Toast {
        title: message.title.clone(),
        body: message.body.clone(),
        service_id: message.service_id,
        link_id: message.link_id,
        account_id: message.account_id,
    });
}

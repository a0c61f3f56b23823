//! Clicks on notifications and on their buttons; each also exists in the window.

use std::sync::Arc;

use abgleich_core::app::answer::AnswerKind;
use abgleich_core::app::queue::Retried;
use abgleich_core::domain::job::Requester;
use abgleich_core::text::Texts;
use serde_json::Value;
use tauri::{AppHandle, Manager, Wry};
use tauri_plugin_notification::{
    Action, ActionPerformed, ActionType, ActiveNotification, NotificationBuilder, NotificationExt,
};

use super::wording::Message;
use crate::commands::PATIENCE;
use crate::desktop::leaving;
use crate::dto::{Event, Opens, View};
use crate::shell::Shell;

const SERVICE: &str = "service";
const LINK: &str = "link";
const ACCOUNT: &str = "account";
const JOB: &str = "job";
const VIEW: &str = "view";
const LOOK: &str = "look";

/// A button of a notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Button {
    Queue,
    Link,
    View,
    Retry,
    Details,
    Compare,
    ReplaceKey,
    Quit,
}

impl Button {
    const ALL: [Self; 8] = [
        Self::Queue,
        Self::Link,
        Self::View,
        Self::Retry,
        Self::Details,
        Self::Compare,
        Self::ReplaceKey,
        Self::Quit,
    ];

    /// None for a click on the notification itself.
    fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|button| button.id() == id)
    }

    /// The name that comes back with a click, and of its label.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Queue => "queue",
            Self::Link => "link",
            Self::View => "view",
            Self::Retry => "retry",
            Self::Details => "details",
            Self::Compare => "compare",
            Self::ReplaceKey => "replace_key",
            Self::Quit => "quit",
        }
    }
}

/// The views that a click may lead to, by the word that travels with the notification.
const VIEWS: [(&str, View); 4] = [
    ("services", View::Services),
    ("queue", View::Queue),
    ("activity", View::Activity),
    ("settings", View::Settings),
];

fn word_of(view: View) -> &'static str {
    VIEWS
        .iter()
        .find(|(_, known)| *known == view)
        .map_or("services", |(word, _)| *word)
}

/// Registered before the first notification: older ones report no click.
pub fn on_click(handle: &AppHandle) {
    let inner = handle.clone();
    let registered = handle
        .notification()
        .on_action(move |performed| clicked(&inner, performed));
    if let Err(error) = registered {
        tracing::error!(%error, "clicks on notifications are not reported here");
    }
}

/// Gives a notification its buttons, and what a click has to know.
pub(super) fn equip(
    handle: &AppHandle,
    texts: &Texts,
    builder: NotificationBuilder<Wry>,
    message: &Message,
) -> NotificationBuilder<Wry> {
    let mut builder = builder
        .extra(VIEW, word_of(message.view))
        .extra(LOOK, word_of(message.look));
    if let Some(id) = message.service_id {
        builder = builder.extra(SERVICE, id);
    }
    if let Some(id) = message.link_id {
        builder = builder.extra(LINK, id);
    }
    if let Some(id) = message.account_id {
        builder = builder.extra(ACCOUNT, id);
    }
    if let Some(id) = &message.job_id {
        builder = builder.extra(JOB, id);
    }
    if message.buttons.is_empty() {
        return builder;
    }
    // Registered each time, so that the labels follow the language.
    let kind: Vec<&str> = message.buttons.iter().map(|button| button.id()).collect();
    let kind = kind.join("+");
    let actions = message.buttons.iter().map(|button| {
        let label = texts.get(&format!("notify-action-{}", button.id()));
        Action::builder(button.id(), label).build()
    });
    let action_type = ActionType::builder(&kind)
        .actions(actions.collect())
        .build();
    if let Err(error) = handle
        .notification()
        .register_action_types(vec![action_type])
    {
        tracing::warn!(%error, "a notification without its buttons");
        return builder;
    }
    builder.action_type_id(kind)
}

fn clicked(handle: &AppHandle, performed: &ActionPerformed) {
    let extra = performed.notification().map(ActiveNotification::extra);
    let id = |name: &str| {
        extra
            .and_then(|extra| extra.get(name))
            .and_then(Value::as_i64)
    };
    let word = |name: &str| {
        extra
            .and_then(|extra| extra.get(name))
            .and_then(Value::as_str)
    };
    let service_id = id(SERVICE);
    let view = |name: &str| {
        VIEWS
            .iter()
            .find(|(known, _)| Some(*known) == word(name))
            .map_or(View::Services, |(_, view)| *view)
    };
    let open = |view: View, opens: Option<Opens>| {
        crate::window::show(handle);
        let shell = handle.state::<Arc<Shell>>();
        shell.navigate(view, service_id, opens);
    };
    let lead_to = |view: View| open(view, None);
    match Button::from_id(performed.action_id()) {
        Some(Button::Quit) => leaving::quit(handle),
        Some(Button::Retry) => retry(handle.clone(), word(JOB).map(str::to_owned), service_id),
        Some(Button::Queue) => lead_to(View::Queue),
        Some(Button::View) => lead_to(view(LOOK)),
        Some(Button::ReplaceKey) => {
            lead_to(View::Settings);
            if let Some(account_id) = id(ACCOUNT) {
                let shell = handle.state::<Arc<Shell>>();
                shell.tell(Event::ReplaceKey { account_id });
            }
        }
        Some(Button::Link) => open(View::Services, Some(Opens::Link {})),
        Some(Button::Compare) => {
            let opens = id(LINK).map(|link_id| Opens::Compare { link_id });
            open(View::Services, opens);
        }
        Some(Button::Details) | None => lead_to(view(VIEW)),
    }
}

/// The failed job is requested anew, through the guard. Where that sends nothing, the window says why.
fn retry(handle: AppHandle, job_id: Option<String>, service_id: Option<i64>) {
    tauri::async_runtime::spawn(async move {
        let shell = Arc::clone(handle.state::<Arc<Shell>>().inner());
        let (Ok(app), Some(job_id)) = (shell.app(), job_id) else {
            return lead_to_service(&handle, &shell, service_id);
        };
        match app.retry(&job_id, Requester::Window, PATIENCE).await {
            Ok(Retried::Requested(answer)) if SAYS_ITSELF.contains(&answer.kind) => {
                super::answer(&handle, &shell, &app, &answer).await;
            }
            Ok(Retried::DueNow) => {}
            Ok(Retried::Requested(_) | Retried::NeedsDecision(_)) => {
                lead_to_service(&handle, &shell, service_id);
            }
            Err(error) => {
                tracing::warn!(%error, job_id, "trying again from a notification");
                lead_to_service(&handle, &shell, service_id);
            }
        }
    });
}

/// The answers after which another notification comes.
const SAYS_ITSELF: [AnswerKind; 5] = [
    AnswerKind::Queued,
    AnswerKind::Updated,
    AnswerKind::AlreadyPending,
    AnswerKind::NoEventTypeId,
    AnswerKind::DispatchFailed,
];

fn lead_to_service(handle: &AppHandle, shell: &Shell, service_id: Option<i64>) {
    crate::window::show(handle);
    shell.navigate(View::Services, service_id, None);
}

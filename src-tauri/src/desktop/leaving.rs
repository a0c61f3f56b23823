//! Closing the window and quitting: hide, ask, or end. Nothing is lost either way; waiting changes stay saved.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use abgleich_core::app::App;
use abgleich_core::domain::job::JobState;
use abgleich_core::store;
use tauri::{AppHandle, Manager};
use tokio_util::sync::CancellationToken;

use crate::dto::{ClosePolicy, Event, LeavingQuestion};
use crate::shell::Shell;
use crate::{notifier, session, window};

/// A page that does not answer within this time will not keep the program alive.
const PATIENCE: Duration = Duration::from_secs(5);

/// That the program goes on without its window was said.
const TOLD: &str = "told_of_background";

/// What closing the window depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Situation {
    policy: ClosePolicy,
    /// An icon in the tray leads back to the window.
    has_tray: bool,
    /// Without one there is nothing that could be sent.
    has_account: bool,
    unsent: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Hide,
    Ask(LeavingQuestion),
    End,
}

fn on_close(now: Situation) -> Way {
    let unsent = now.unsent > 0;
    match now.policy {
        ClosePolicy::Background if now.has_tray => Way::Hide,
        ClosePolicy::UntilSent if unsent => Way::Hide,
        _ if unsent => Way::Ask(LeavingQuestion::Unsent),
        ClosePolicy::Ask if now.has_tray && now.has_account => {
            Way::Ask(LeavingQuestion::Background)
        }
        _ => Way::End,
    }
}

fn on_quit(unsent: usize) -> Way {
    match unsent {
        0 => Way::End,
        _ => Way::Ask(LeavingQuestion::Unsent),
    }
}

/// The question that the page was given and does not show yet.
#[derive(Default)]
pub struct Asked(Mutex<Option<CancellationToken>>);

impl Asked {
    /// Whoever asks anew takes the place of the former question.
    fn begin(&self) -> CancellationToken {
        let mine = CancellationToken::new();
        if let Some(former) = self.slot().replace(mine.clone()) {
            former.cancel();
        }
        mine
    }

    /// The page has taken over.
    pub fn seen(&self) {
        if let Some(asked) = self.slot().take() {
            asked.cancel();
        }
    }

    fn slot(&self) -> std::sync::MutexGuard<'_, Option<CancellationToken>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The window's own button, or the system's way to close it.
pub fn close(handle: &AppHandle) {
    leave(handle, |shell, unsent| {
        on_close(Situation {
            policy: shell.settings().close,
            has_tray: shell.has_tray(),
            has_account: shell.desktop.has_account(),
            unsent,
        })
    });
}

/// „Beenden“ in the tray, in a notification, or in the system's menu.
pub fn quit(handle: &AppHandle) {
    leave(handle, |_, unsent| on_quit(unsent));
}

fn leave(handle: &AppHandle, way: impl FnOnce(&Shell, usize) -> Way + Send + 'static) {
    let handle = handle.clone();
    tauri::async_runtime::spawn(async move {
        let shell = Arc::clone(handle.state::<Arc<Shell>>().inner());
        // Whoever puts other data in place, or deletes everything, comes to the end first.
        drop(shell.exchange.lock().await);
        // Without data there is nothing to wait for and nothing to ask, and the demo begins anew each time.
        let app = match shell.app() {
            Ok(app) if shell.demo.is_none() => app,
            // Everything was deleted: the program ends with that.
            Err(error) if error.code == session::REPLACING => return,
            _ => return handle.exit(0),
        };
        let unsent = match unsent(&app).await {
            Ok(unsent) => unsent,
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "leaving unasked");
                return handle.exit(0);
            }
        };
        match way(&shell, unsent) {
            Way::Hide => hide(&handle, &shell).await,
            Way::Ask(question) => {
                window::show(&handle);
                hand_over(&handle, &shell, Some(question)).await;
            }
            Way::End => hand_over(&handle, &shell, None).await,
        }
    });
}

async fn unsent(app: &App) -> store::Result<usize> {
    let jobs = app.context.db.read(store::jobs::open).await?;
    let is_open = |state| matches!(state, JobState::Waiting | JobState::Running);
    Ok(jobs.iter().filter(|job| is_open(job.state)).count())
}

/// The page leaves the field that is being edited, so that it is saved; then it asks, or ends the program.
async fn hand_over(handle: &AppHandle, shell: &Shell, question: Option<LeavingQuestion>) {
    let seen = shell.desktop.asked.begin();
    let told = shell.tell_now(Event::Leaving { question });
    if told
        && tokio::time::timeout(PATIENCE, seen.cancelled())
            .await
            .is_ok()
    {
        return;
    }
    tracing::info!("the page does not answer; ending without it");
    handle.exit(0);
}

/// Without a window, until it is asked for again.
pub async fn hide(handle: &AppHandle, shell: &Shell) {
    shell.desktop.hidden_to_tray(shell.has_tray());
    shell.desktop.go_on_until_sent(true);
    window::hide(handle);
    // The last change may have been sent while the person was asked: then nothing else wakes what ends the program.
    shell.changed();
    if !shell.is_on(TOLD).await && notifier::in_background(handle, shell).await {
        shell.remember(TOLD, true).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const YES: bool = true;
    const NO: bool = false;

    #[track_caller]
    fn check(policy: ClosePolicy, has_tray: bool, unsent: usize, expected: Way) {
        let now = Situation {
            policy,
            has_tray,
            has_account: true,
            unsent,
        };
        assert_eq!(on_close(now), expected, "{now:?}");
    }

    #[test]
    fn closing_hides_asks_or_ends() {
        use ClosePolicy::{Ask, Background, Quit, UntilSent};
        let unsent = Way::Ask(LeavingQuestion::Unsent);
        let background = Way::Ask(LeavingQuestion::Background);
        check(Ask, YES, 0, background);
        check(Ask, NO, 0, Way::End);
        check(Ask, YES, 1, unsent);
        check(Ask, NO, 1, unsent);
        check(Quit, YES, 0, Way::End);
        check(Quit, YES, 3, unsent);
        check(UntilSent, NO, 0, Way::End);
        check(UntilSent, YES, 0, Way::End);
        check(UntilSent, NO, 2, Way::Hide);
        check(Background, YES, 0, Way::Hide);
        check(Background, YES, 2, Way::Hide);
        check(Background, NO, 0, Way::End);
        check(Background, NO, 2, unsent);
    }

    #[test]
    fn who_has_no_account_yet_is_asked_nothing() {
        let now = Situation {
            policy: ClosePolicy::Ask,
            has_tray: true,
            has_account: false,
            unsent: 0,
        };
        assert_eq!(on_close(now), Way::End);
    }

    #[test]
    fn quitting_asks_only_while_something_is_not_sent() {
        assert_eq!(on_quit(0), Way::End);
        assert_eq!(on_quit(1), Way::Ask(LeavingQuestion::Unsent));
    }

    #[test]
    fn a_page_that_has_taken_over_is_not_waited_for() {
        let asked = Asked::default();
        let first = asked.begin();
        let second = asked.begin();
        assert!(first.is_cancelled() && !second.is_cancelled());
        asked.seen();
        assert!(second.is_cancelled());
    }
}

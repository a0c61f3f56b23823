//! Going on without a window: until when, and whether the next start of the computer goes on, too.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use abgleich_core::app::App;
use abgleich_core::store;
use tauri::AppHandle;
use tokio_util::sync::CancellationToken;

use super::outlook::Outlook;
use crate::dto::ClosePolicy;
use crate::shell::Shell;
use crate::window;

/// Some servers take a notification away when its program ends: the last result stays readable for so long.
const REST: Duration = Duration::from_secs(20);

/// That a result was announced is a mark which wakes nobody: it is looked for again after this.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// The entry was made for the queue and goes with it; a person's own stays.
const FOR_QUEUE: &str = "autostart_for_queue";

/// True while the next start of the computer has to go on sending.
fn must_start_again(policy: ClosePolicy, unsent: usize) -> bool {
    policy == ClosePolicy::UntilSent && unsent > 0
}

/// Nobody wants a program that has nothing to do, no window, and no icon to find it by.
fn is_done(policy: ClosePolicy, has_tray: bool, until_sent: bool, unsent: usize) -> bool {
    let stays = policy == ClosePolicy::Background && has_tray;
    until_sent && unsent == 0 && !stays
}

/// Until `stop`; it may be this that ends the program.
pub async fn keep(handle: AppHandle, shell: Arc<Shell>, app: Arc<App>, stop: CancellationToken) {
    let for_queue = shell.is_on(FOR_QUEUE).await;
    shell
        .desktop
        .started_for_queue
        .store(for_queue, Ordering::Relaxed);
    if for_queue && !window::is_visible(&handle) {
        shell.desktop.go_on_until_sent(true);
    }
    let mut outlook = shell.desktop.outlook.subscribe();
    let mut own = shell.own_changes();
    loop {
        own.mark_unchanged();
        let unsent = outlook.borrow_and_update().as_ref().map(Outlook::unsent);
        let mut rest = None;
        if let Some(unsent) = unsent {
            follow_queue(&shell, must_start_again(shell.settings().close, unsent)).await;
            if may_end(&handle, &shell, unsent) {
                let told = nothing_to_announce(&app).await;
                rest = Some(if told { REST } else { LOOK_AGAIN });
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            changed = outlook.changed() => if changed.is_err() { return },
            changed = own.changed() => if changed.is_err() { return },
            () = rested(rest), if rest.is_some() => {
                if rest == Some(REST) && may_end(&handle, &shell, unsent.unwrap_or_default()) {
                    tracing::info!("everything is sent, and nobody looks: the end");
                    handle.exit(0);
                    return;
                }
            }
        }
    }
}

async fn rested(rest: Option<Duration>) {
    tokio::time::sleep(rest.unwrap_or_default()).await;
}

fn may_end(handle: &AppHandle, shell: &Shell, unsent: usize) -> bool {
    let settings = shell.settings();
    let was_there = shell.desktop.to_tray.load(Ordering::Relaxed);
    let has_tray = settings.has_tray() && (was_there || shell.desktop.has_tray_host());
    let until_sent = shell.desktop.goes_on_until_sent();
    is_done(settings.close, has_tray, until_sent, unsent) && !window::is_visible(handle)
}

async fn nothing_to_announce(app: &App) -> bool {
    let pending = app.context.db.read(store::activity::to_notify).await;
    pending.is_ok_and(|rows| rows.is_empty())
}

/// Makes or removes the entry that was made for the queue; never touches one that a person wanted.
async fn follow_queue(shell: &Shell, wanted: bool) {
    let Some(autostart) = &shell.desktop.autostart else {
        return;
    };
    let ours = shell.desktop.started_for_queue.load(Ordering::Relaxed);
    let (change, now_ours) = match (wanted, ours) {
        (true, false) if !autostart.is_on() => (autostart.set(true), true),
        (false, true) => (autostart.set(false), false),
        _ => return,
    };
    match change {
        Ok(()) => is_for_queue(shell, now_ours).await,
        Err(error) => tracing::warn!(%error, "the start with the computer stays as it was"),
    }
}

/// What a person chose: from now on the entry is theirs, or gone.
pub async fn person_chose(shell: &Shell, on: bool) -> std::io::Result<()> {
    if let Some(autostart) = &shell.desktop.autostart {
        autostart.set(on)?;
        is_for_queue(shell, false).await;
    }
    Ok(())
}

/// The entry is of this computer, whatever data is open: called for data that took the place of other data.
pub async fn keep_mark(shell: &Shell) {
    is_for_queue(
        shell,
        shell.desktop.started_for_queue.load(Ordering::Relaxed),
    )
    .await;
}

async fn is_for_queue(shell: &Shell, is: bool) {
    let mark = &shell.desktop.started_for_queue;
    mark.store(is, Ordering::Relaxed);
    shell.remember(FOR_QUEUE, is).await;
    shell.changed();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_queue_that_shall_be_sent_starts_with_the_computer() {
        assert!(must_start_again(ClosePolicy::UntilSent, 1));
        assert!(!must_start_again(ClosePolicy::UntilSent, 0));
        for policy in [ClosePolicy::Ask, ClosePolicy::Quit, ClosePolicy::Background] {
            assert!(!must_start_again(policy, 1), "{policy:?}");
        }
    }

    #[test]
    fn it_ends_by_itself_only_when_it_stayed_for_the_queue_alone() {
        assert!(is_done(ClosePolicy::Quit, true, true, 0));
        assert!(is_done(ClosePolicy::UntilSent, true, true, 0));
        assert!(
            is_done(ClosePolicy::Background, false, true, 0),
            "nobody would find it"
        );
        assert!(!is_done(ClosePolicy::Background, true, true, 0));
        assert!(!is_done(ClosePolicy::UntilSent, true, true, 1));
        assert!(
            !is_done(ClosePolicy::Quit, true, false, 0),
            "started with the computer, on wish"
        );
    }
}

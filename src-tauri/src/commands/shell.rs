//! The window itself: events, texts, settings, links to the browser, the demo.

use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};

use abgleich_core::app::AppError;
use abgleich_core::app::pages::Page;
use abgleich_core::text::Language;
use serde_json::{Map, Value};
use tauri::ipc::Channel;
use tauri::{AppHandle, State};
use tauri_plugin_opener::OpenerExt;
use tokio_util::sync::CancellationToken;

use crate::desktop::{background, graphics, leaving};
use crate::dto::Event;
use crate::error::{CommandError, CommandResult};
use crate::shell::Shell;
use crate::{events, notifier, remembered, session, window};

type Shared<'a> = State<'a, Arc<Shell>>;

/// The feed of the page that listens now.
#[derive(Default)]
pub struct Feed(Mutex<CancellationToken>);

#[tauri::command(rename_all = "snake_case")]
pub async fn subscribe(
    shell: Shared<'_>,
    feed: State<'_, Feed>,
    events: Channel<Event>,
) -> CommandResult<()> {
    let app = shell.app()?;
    let next = shell.session().stop.child_token();
    std::mem::replace(
        &mut *feed.0.lock().unwrap_or_else(PoisonError::into_inner),
        next.clone(),
    )
    .cancel();
    shell.listen(events);
    tauri::async_runtime::spawn(events::feed(Arc::clone(&shell), app, next));
    Ok(())
}

#[tauri::command(rename_all = "snake_case")]
pub async fn texts(language: String) -> CommandResult<&'static str> {
    let language = Language::from_id(&language).ok_or(AppError::UnknownSetting)?;
    Ok(language.source())
}

/// Also where there are no settings, because the data cannot be opened.
#[tauri::command(rename_all = "snake_case")]
pub async fn language_now(shell: Shared<'_>) -> CommandResult<String> {
    Ok(shell.settings().language_now)
}

/// Where the person is in the window, for the next start. Never a secret.
#[tauri::command(rename_all = "snake_case")]
pub async fn remember(shell: Shared<'_>, place: Map<String, Value>) -> CommandResult<()> {
    // Not into a folder that was just deleted, nor past another one that comes later.
    let _one_at_a_time = shell.exchange.lock().await;
    shell.app()?;
    remembered::write(&shell.home.dir, &place).map_err(|error| {
        tracing::debug!(%error, "where the person was is not kept");
        CommandError::new("cannot_store")
    })
}

/// Size and place of the window as at the first start.
#[tauri::command(rename_all = "snake_case")]
pub async fn reset_window(handle: AppHandle) -> CommandResult<()> {
    window::reset_place(&handle).map_err(|error| {
        tracing::warn!(%error, "the window stays where it is");
        CommandError::new("window_stays")
    })
}

#[tauri::command(rename_all = "snake_case")]
pub async fn set_setting(
    handle: AppHandle,
    shell: Shared<'_>,
    key: String,
    value: String,
) -> CommandResult<()> {
    shell.set(&key, &value).await?;
    match key.as_str() {
        "theme" => window::set_theme(&handle, &value),
        "zoom" => window::set_zoom(&handle, &value),
        _ => {}
    }
    Ok(())
}

/// Starting with the computer, as a person wants it.
#[tauri::command(rename_all = "snake_case")]
pub async fn set_autostart(shell: Shared<'_>, on: bool) -> CommandResult<()> {
    let chosen = background::person_chose(&shell, on).await;
    chosen.map_err(|error| {
        tracing::warn!(%error, "the start with the computer cannot be set");
        CommandError::new("autostart_refused")
    })
}

/// The page has painted for the first time.
#[tauri::command(rename_all = "snake_case")]
pub async fn painted(shell: Shared<'_>) -> CommandResult<()> {
    if graphics::paint_counts() {
        shell.desktop.painted.cancel();
    }
    Ok(())
}

/// The page's part in leaving: it shows the question, or a person has decided.
#[tauri::command(rename_all = "snake_case")]
pub async fn leave(handle: AppHandle, shell: Shared<'_>, choice: String) -> CommandResult<()> {
    shell.desktop.asked.seen();
    match choice.as_str() {
        "quit" => handle.exit(0),
        "stay" => leaving::hide(&handle, &shell).await,
        _ => {}
    }
    Ok(())
}

#[tauri::command(rename_all = "snake_case")]
pub async fn test_notification(handle: AppHandle, shell: Shared<'_>) -> CommandResult<()> {
    notifier::test(&handle, &shell).await
}

/// Opens a page in the browser. `id`: of the link, or of the account for `event_types`; `url`: the API address for
/// `keys`.
#[tauri::command(rename_all = "snake_case")]
pub async fn open_link(
    handle: AppHandle,
    shell: Shared<'_>,
    target: String,
    id: Option<i64>,
    url: Option<String>,
) -> CommandResult<()> {
    let page = match (target.as_str(), id, url) {
        ("calcom", Some(link_id), _) => Page::EventType { link_id },
        ("booking", Some(link_id), _) => Page::Booking { link_id },
        ("event_types", Some(account_id), _) => Page::EventTypes { account_id },
        ("keys", _, Some(url)) => Page::Keys { url },
        ("sign_in", _, _) => Page::SignIn,
        _ => return Err(CommandError::new("cannot_open")),
    };
    let page = shell.app()?.page(&page).await?;
    let opened = handle.opener().open_url(page, None::<&str>);
    opened.map_err(|_| CommandError::new("cannot_open"))
}

/// Shows a folder in the system's own program for files: the data, or the log.
#[tauri::command(rename_all = "snake_case")]
pub async fn open_folder(handle: AppHandle, shell: Shared<'_>, which: String) -> CommandResult<()> {
    let dir = &shell.home.dir;
    let wanted = match which.as_str() {
        "logs" => dir.logs(),
        _ => dir.root().to_owned(),
    };
    // What is missing may be the very problem: then the folder that it belongs in.
    let there = wanted.ancestors().find(|folder| folder.is_dir());
    let there = there.unwrap_or(dir.root()).display().to_string();
    let opened = handle.opener().open_path(there, None::<&str>);
    opened.map_err(|error| {
        tracing::warn!(%error, "a folder cannot be opened");
        CommandError::new("cannot_open_folder")
    })
}

/// Opens the data once more, where that was not possible at the start.
#[tauri::command(rename_all = "snake_case")]
pub async fn try_again(handle: AppHandle, shell: Shared<'_>) -> CommandResult<()> {
    session::try_again(&handle, &shell).await;
    Ok(())
}

#[tauri::command(rename_all = "snake_case")]
pub async fn demo_fault(shell: Shared<'_>, fault: String, on: bool) -> CommandResult<()> {
    let demo = shell.demo.as_ref().ok_or(AppError::UnknownSetting)?;
    if !demo.switch(&fault, on).await {
        return Err(AppError::UnknownSetting.into());
    }
    let app = shell.app()?;
    if let Err(error) = demo.give_key(&app).await {
        tracing::info!(%error, "the demo's key is not taken yet");
    }
    app.probe_soon();
    shell.changed();
    // What Abgleich would notice in its own time is to be seen at once here.
    tauri::async_runtime::spawn(async move {
        if let Err(error) = app.refresh_all().await {
            tracing::info!(%error, "the demo's Cal.com could not be listed");
        }
    });
    Ok(())
}

#[tauri::command(rename_all = "snake_case")]
pub async fn start_demo(handle: AppHandle, folder: State<'_, Folder>) -> CommandResult<()> {
    start_again(&handle, &folder, true)
}

#[tauri::command(rename_all = "snake_case")]
pub async fn demo_end(handle: AppHandle, folder: State<'_, Folder>) -> CommandResult<()> {
    start_again(&handle, &folder, false)
}

/// The data folder that this program was started with, if not the user's own.
pub struct Folder(pub Option<PathBuf>);

/// Another process of this program on the same folder, in place of this one.
fn start_again(handle: &AppHandle, folder: &Folder, demo: bool) -> CommandResult<()> {
    let started = std::env::current_exe().and_then(|program| {
        let mut next = Command::new(program);
        if demo {
            next.arg("--demo");
        }
        if let Some(folder) = &folder.0 {
            next.arg("--data-dir").arg(folder);
        }
        next.spawn()
    });
    started.map_err(|_| CommandError::new("cannot_open"))?;
    handle.exit(0);
    Ok(())
}

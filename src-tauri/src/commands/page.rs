//! What the page itself asks for: events, texts, and what it remembers.

use std::sync::{Arc, Mutex, PoisonError};

use abgleich_core::app::AppError;
use abgleich_core::text::Language;
use serde_json::{Map, Value};
use tauri::State;
use tauri::ipc::Channel;
use tokio_util::sync::CancellationToken;

use crate::desktop::graphics;
use crate::dto::Event;
use crate::error::{CommandError, CommandResult};
use crate::shell::Shell;
use crate::{events, remembered};

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

/// The page has painted for the first time.
#[tauri::command(rename_all = "snake_case")]
pub async fn painted(shell: Shared<'_>) -> CommandResult<()> {
    if graphics::paint_counts() {
        shell.desktop.painted.cancel();
    }
    Ok(())
}

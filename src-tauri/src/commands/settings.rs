//! How the window and the program are to behave.

use std::sync::Arc;

use tauri::{AppHandle, State};

use crate::desktop::background;
use crate::error::{CommandError, CommandResult};
use crate::shell::Shell;
use crate::{notifier, window};

type Shared<'a> = State<'a, Arc<Shell>>;

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

/// Size and place of the window as at the first start.
#[tauri::command(rename_all = "snake_case")]
pub async fn reset_window(handle: AppHandle) -> CommandResult<()> {
    window::reset_place(&handle).map_err(|error| {
        tracing::warn!(%error, "the window stays where it is");
        CommandError::new("window_stays")
    })
}

#[tauri::command(rename_all = "snake_case")]
pub async fn test_notification(handle: AppHandle, shell: Shared<'_>) -> CommandResult<()> {
    notifier::test(&handle, &shell).await
}

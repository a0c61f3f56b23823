//! The program as a whole: its end, another try to open the data, and the demo in place of it.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use abgleich_core::app::AppError;
use tauri::{AppHandle, State};

use crate::desktop::leaving;
use crate::error::{CommandError, CommandResult};
use crate::session;
use crate::shell::Shell;

type Shared<'a> = State<'a, Arc<Shell>>;

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

//! Whether everything is in order, and a package for somebody who helps.

use std::sync::Arc;

use abgleich_core::app::{diagnosis, doctor};
use abgleich_core::ports::{Clock as _, SystemClock};
use serde_json::json;
use tauri::{AppHandle, State};

use crate::chooser::{Chooser, Wanted};
use crate::dto::Finding;
use crate::error::CommandResult;
use crate::shell::Shell;

type Shared<'a> = State<'a, Arc<Shell>>;

/// May take a while, because each account's Cal.com is asked.
#[tauri::command(rename_all = "snake_case")]
pub async fn examine(shell: Shared<'_>) -> CommandResult<Vec<Finding>> {
    Ok(found(&shell)
        .await?
        .into_iter()
        .map(Finding::from)
        .collect())
}

async fn found(shell: &Shell) -> CommandResult<Vec<doctor::Finding>> {
    let mut found = vec![doctor::keyring(Arc::clone(&shell.home.secrets)).await];
    if let Ok(app) = shell.app() {
        found.extend(app.examine().await?);
    }
    Ok(found)
}

/// Where it was saved. Null: the person closed the dialog.
#[tauri::command(rename_all = "snake_case")]
pub async fn save_diagnosis(
    handle: AppHandle,
    shell: Shared<'_>,
    chooser: State<'_, Chooser>,
) -> CommandResult<Option<String>> {
    let texts = shell.texts();
    let title = texts.get("diagnosis-folder-title");
    let Some(into) = chooser.ask(&handle, Wanted::Folder { title }).await else {
        return Ok(None);
    };
    let (app, findings) = (shell.app(), found(&shell).await?);
    let settings = shell.settings();
    let facts = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "system": std::env::consts::OS,
        "architecture": std::env::consts::ARCH,
        "cannot_open": app.as_ref().err().map(|error| error.code.clone()),
        "settings": settings,
        "tray_host": shell.desktop.has_tray_host(),
    });
    let app = app.ok();
    let readme = texts.get(match app {
        Some(_) => "diagnosis-readme",
        None => "diagnosis-readme-unopened",
    });
    let written = diagnosis::write(
        &shell.home.dir,
        app.as_deref(),
        &findings,
        facts,
        &readme,
        &into,
        SystemClock.now(),
    );
    Ok(Some(written.await?.display().to_string()))
}

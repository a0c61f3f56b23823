//! Deleting everything of this computer.

use std::sync::Arc;

use abgleich_core::app::purge;
use tauri::{AppHandle, State};

use crate::error::CommandResult;
use crate::shell::Shell;
use crate::{session, startup};

/// The program ends afterwards. On an error it goes on with what is there. `anyway`: the person knows that no
/// credential store answers.
#[tauri::command(rename_all = "snake_case")]
pub async fn delete_everything(
    handle: AppHandle,
    shell: State<'_, Arc<Shell>>,
    anyway: bool,
) -> CommandResult<()> {
    let accounts = shell.app()?.accounts().await?.into_iter();
    let accounts: Vec<String> = accounts.map(|account| account.uuid).collect();
    session::close_for(&handle, &shell, |home| async move {
        match purge::everything(&home.dir, &home.secrets, &accounts, true, anyway).await {
            // There is nothing to go on with: what is left goes with the end of the program.
            Err(error) if !home.dir.database().exists() => {
                tracing::warn!(%error, "not everything could be deleted yet");
                Ok(())
            }
            other => other,
        }
    })
    .await?;
    // Where it is no file of the user's: on Linux it is gone already.
    if let Some(autostart) = &shell.desktop.autostart
        && let Err(error) = autostart.set(false)
    {
        tracing::warn!(%error, "the start with the computer stays");
    }
    handle.exit(startup::PURGED);
    Ok(())
}

//! Backups: saving one, looking at one before it replaces the data, loading it; a new beginning after damage.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use abgleich_core::app::backup;
use abgleich_core::ports::{Clock as _, SystemClock};
use abgleich_core::store::backups::proposed_name;
use tauri::{AppHandle, State};

use crate::chooser::{Chooser, Wanted};
use crate::dto::{BackupPreview, Backups, LoadedBackup};
use crate::error::{CommandError, CommandResult};
use crate::session;
use crate::shell::Shell;

type Shared<'a> = State<'a, Arc<Shell>>;

/// The backup that was shown last, and under which id: only that one is loaded.
#[derive(Default)]
pub struct Pending(Mutex<Option<(String, PathBuf)>>);

impl Pending {
    fn put(&self, file: &Path) -> String {
        let id = uuid::Uuid::new_v4().to_string();
        *self.slot() = Some((id.clone(), file.to_owned()));
        id
    }

    fn take(&self, id: &str) -> CommandResult<PathBuf> {
        let taken = self.slot().take_if(|(known, _)| known == id);
        taken
            .map(|(_, file)| file)
            .ok_or_else(|| CommandError::new("plan_outdated"))
    }

    fn slot(&self) -> std::sync::MutexGuard<'_, Option<(String, PathBuf)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Also where the data cannot be opened: then it matters most.
#[tauri::command(rename_all = "snake_case")]
pub async fn backups(shell: Shared<'_>) -> CommandResult<Backups> {
    let found = backup::list(&shell.home.dir, SystemClock.now()).await?;
    let copies = match shell.app() {
        Ok(app) => app.backup_copies().await?,
        Err(_) => backup::Copies::default(),
    };
    Ok(Backups::new(&found, &copies))
}

/// Where it was saved. Null: the person closed the dialog.
#[tauri::command(rename_all = "snake_case")]
pub async fn save_backup(
    handle: AppHandle,
    shell: Shared<'_>,
    chooser: State<'_, Chooser>,
) -> CommandResult<Option<String>> {
    let app = shell.app()?;
    let texts = shell.texts();
    let wanted = Wanted::Save {
        title: texts.get("backup-save-title"),
        name: proposed_name(SystemClock.now()),
    };
    let Some(file) = chooser.ask(&handle, wanted).await else {
        return Ok(None);
    };
    app.save_backup(&file).await?;
    Ok(Some(file.display().to_string()))
}

/// What a backup of the person's choice would do. Null: the person closed the dialog.
#[tauri::command(rename_all = "snake_case")]
pub async fn choose_backup(
    handle: AppHandle,
    shell: Shared<'_>,
    chooser: State<'_, Chooser>,
    pending: State<'_, Pending>,
) -> CommandResult<Option<BackupPreview>> {
    let title = shell.texts().get("backup-load-title");
    match chooser.ask(&handle, Wanted::File { title }).await {
        Some(file) => preview(&shell, &pending, &file).await.map(Some),
        None => Ok(None),
    }
}

/// What one of the backups in the data folder would do, by its name.
#[tauri::command(rename_all = "snake_case")]
pub async fn preview_backup(
    shell: Shared<'_>,
    pending: State<'_, Pending>,
    name: String,
) -> CommandResult<BackupPreview> {
    let found = backup::named(&shell.home.dir, &name, SystemClock.now()).await?;
    preview(&shell, &pending, &found.path).await
}

async fn preview(shell: &Shell, pending: &Pending, file: &Path) -> CommandResult<BackupPreview> {
    let home = &shell.home;
    let preview = backup::preview(&home.dir, file, &home.secrets).await?;
    Ok(BackupPreview::new(pending.put(file), &preview))
}

/// The page has to subscribe anew afterwards.
#[tauri::command(rename_all = "snake_case")]
pub async fn load_backup(
    handle: AppHandle,
    shell: Shared<'_>,
    pending: State<'_, Pending>,
    preview_id: String,
) -> CommandResult<LoadedBackup> {
    let file = pending.take(&preview_id)?;
    let loaded = session::exchange(&handle, &shell, |home| async move {
        backup::load(&home.dir, &file, home.secrets, true, SystemClock.now()).await
    });
    Ok(loaded.await?.into())
}

/// After damage, without services and accounts. The page has to subscribe anew afterwards.
#[tauri::command(rename_all = "snake_case")]
pub async fn begin_empty(handle: AppHandle, shell: Shared<'_>) -> CommandResult<()> {
    session::exchange(&handle, &shell, |home| async move {
        backup::begin_empty(&home.dir, true, SystemClock.now()).await
    })
    .await?;
    Ok(())
}

/// The folder for copies, within the one that was chosen; the first copy is made at once. Null: the person closed the dialog.
#[tauri::command(rename_all = "snake_case")]
pub async fn choose_backup_folder(
    handle: AppHandle,
    shell: Shared<'_>,
    chooser: State<'_, Chooser>,
) -> CommandResult<Option<String>> {
    let app = shell.app()?;
    let title = shell.texts().get("backup-folder-title");
    let Some(folder) = chooser.ask(&handle, Wanted::Folder { title }).await else {
        return Ok(None);
    };
    let own = app.copy_backups_to(&folder).await?;
    Ok(Some(own.display().to_string()))
}

#[tauri::command(rename_all = "snake_case")]
pub async fn stop_backup_copies(shell: Shared<'_>) -> CommandResult<()> {
    Ok(shell.app()?.stop_copying_backups().await?)
}

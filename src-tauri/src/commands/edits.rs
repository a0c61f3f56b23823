//! Changing several services at once, and undoing.

use std::sync::Arc;

use abgleich_core::app::AppError;
use abgleich_core::domain::change_many::Change;
use tauri::State;

use crate::dto::{EditPlan, ManyChange, Step};
use crate::error::CommandResult;
use crate::shell::Shell;

type Shared<'a> = State<'a, Arc<Shell>>;

#[tauri::command(rename_all = "snake_case")]
pub async fn plan_edits(
    shell: Shared<'_>,
    service_ids: Vec<i64>,
    changes: Vec<ManyChange>,
) -> CommandResult<EditPlan> {
    let changes: Result<Vec<Change>, _> = changes.into_iter().map(Change::try_from).collect();
    let changes = changes.map_err(AppError::from)?;
    let plan = shell.app()?.plan_edits(&service_ids, &changes).await?;
    Ok(EditPlan::from(&plan))
}

#[tauri::command(rename_all = "snake_case")]
pub async fn apply_edits(shell: Shared<'_>, edit_id: String) -> CommandResult<usize> {
    Ok(shell.app()?.apply_edits(&edit_id).await?)
}

#[tauri::command(rename_all = "snake_case")]
pub async fn undo(shell: Shared<'_>) -> CommandResult<Option<Step>> {
    Ok(shell.app()?.undo_step().await?.map(Step::from))
}

#[tauri::command(rename_all = "snake_case")]
pub async fn redo(shell: Shared<'_>) -> CommandResult<Option<Step>> {
    Ok(shell.app()?.redo_step().await?.map(Step::from))
}

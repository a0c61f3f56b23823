//! "In Cal.com geändert": the comparison, the decision about it, and going back to earlier values.

use std::sync::Arc;

use tauri::State;

use super::PATIENCE;
use crate::convert::{self, decisions};
use crate::dto::{Comparison, EarlierValues, FieldChoice, Resolved, Restored, Side};
use crate::error::CommandResult;
use crate::shell::Shell;

type Shared<'a> = State<'a, Arc<Shell>>;

/// More than anybody scrolls through.
const MOST_SNAPSHOTS: u32 = 200;

#[tauri::command(rename_all = "snake_case")]
pub async fn compare_link(shell: Shared<'_>, link_id: i64) -> CommandResult<Comparison> {
    let compared = shell.app()?.compare(link_id, Some(PATIENCE)).await?;
    Ok(decisions::comparison(&compared, |host| shell.host(host)))
}

/// All that were changed in Cal.com, as last read.
#[tauri::command(rename_all = "snake_case")]
pub async fn compare_changed(shell: Shared<'_>) -> CommandResult<Vec<Comparison>> {
    let compared = shell.app()?.compare_changed().await?;
    let all = compared.iter();
    Ok(all
        .map(|compared| decisions::comparison(compared, |host| shell.host(host)))
        .collect())
}

#[tauri::command(rename_all = "snake_case")]
pub async fn resolve(
    shell: Shared<'_>,
    comparison_id: String,
    choices: Vec<FieldChoice>,
) -> CommandResult<Resolved> {
    let decision = decisions::decision(comparison_id, choices)?;
    let resolved = shell.app()?.resolve(decision).await?;
    Ok(decisions::resolved(&resolved, |host| shell.host(host)))
}

/// The same for all these links, each as it was last compared: all of them, or none.
#[tauri::command(rename_all = "snake_case")]
pub async fn resolve_many(
    shell: Shared<'_>,
    link_ids: Vec<i64>,
    take: Side,
) -> CommandResult<Vec<Resolved>> {
    let resolved = shell.app()?.resolve_many(&link_ids, take.into()).await;
    let resolved = resolved.map_err(decisions::unresolved)?;
    let all = resolved.iter();
    Ok(all
        .map(|resolved| decisions::resolved(resolved, |host| shell.host(host)))
        .collect())
}

#[tauri::command(rename_all = "snake_case")]
pub async fn snapshots(shell: Shared<'_>, service_id: i64) -> CommandResult<Vec<EarlierValues>> {
    let app = shell.app()?;
    let snapshots = app.snapshots(service_id, MOST_SNAPSHOTS).await?;
    Ok(snapshots.iter().map(decisions::earlier_values).collect())
}

/// Sets the service to earlier values; the plan then goes through its own confirmation.
#[tauri::command(rename_all = "snake_case")]
pub async fn restore(shell: Shared<'_>, link_id: i64, snapshot_id: i64) -> CommandResult<Restored> {
    let app = shell.app()?;
    let restored = app.restore(link_id, snapshot_id, Some(PATIENCE)).await?;
    Ok(Restored {
        activity_id: restored.activity_id,
        plan: convert::plan::plan(&restored.planned, |host| shell.host(host)),
    })
}

#[tauri::command(rename_all = "snake_case")]
pub async fn undo_step(shell: Shared<'_>, activity_id: i64) -> CommandResult<()> {
    shell.app()?.undo(activity_id).await?;
    Ok(())
}

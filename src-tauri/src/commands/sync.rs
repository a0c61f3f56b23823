//! "Cal.com Sync": the plan for the dialog, and its confirmation.

use std::sync::Arc;

use abgleich_core::app::answer::AnswerKind;
use abgleich_core::domain::job::Requester;
use abgleich_core::domain::plan::View;
use tauri::{AppHandle, State};

use super::PATIENCE;
use crate::dto::{Answer, Plan};
use crate::error::{CommandError, CommandResult};
use crate::shell::Shell;
use crate::{convert, notifier};

type Shared<'a> = State<'a, Arc<Shell>>;

/// The plan for one link of a service, else for its first. Where there is nothing to confirm, the guard's
/// notice is raised.
#[tauri::command(rename_all = "snake_case")]
pub async fn make_plan(
    handle: AppHandle,
    shell: Shared<'_>,
    service_id: i64,
    link_id: Option<i64>,
) -> CommandResult<Plan> {
    let app = shell.app()?;
    if let Some(answer) = app.answer_without_plan(service_id, link_id).await? {
        notifier::answer(&handle, &shell, &app, &answer).await;
        return Err(CommandError::new(answer.kind.id()));
    }
    let links = app.links_of(service_id).await?;
    let link = links
        .into_iter()
        .find(|link| link_id.is_none_or(|id| link.id == id));
    let link = link.ok_or_else(|| CommandError::new(AnswerKind::NoEventTypeId.id()))?;
    let planned = app.plan(link.id, View::Respect, Some(PATIENCE)).await?;
    Ok(convert::plan::plan(&planned, |host| shell.host(host)))
}

#[tauri::command(rename_all = "snake_case")]
pub async fn confirm_plan(
    handle: AppHandle,
    shell: Shared<'_>,
    plan_id: String,
) -> CommandResult<Answer> {
    let app = shell.app()?;
    let planned = app.take_plan(&plan_id)?;
    let link_id = planned.link.id;
    let answer = app.request_sync(planned, Requester::Window).await;
    notifier::answer(&handle, &shell, &app, &answer).await;
    let again = match answer.kind {
        AnswerKind::PlanOutdated => {
            let planned = app.plan(link_id, View::Respect, Some(PATIENCE)).await?;
            Some(convert::plan::plan(&planned, |host| shell.host(host)))
        }
        _ => None,
    };
    Ok(convert::plan::answer(&answer, again))
}

/// The dialog was closed without a confirmation.
#[tauri::command(rename_all = "snake_case")]
pub async fn discard_plan(shell: Shared<'_>, plan_id: String) -> CommandResult<()> {
    shell.app()?.take_plan(&plan_id)?;
    Ok(())
}

/// Reads the listings of all connected accounts.
#[tauri::command(rename_all = "snake_case")]
pub async fn compare_now(shell: Shared<'_>) -> CommandResult<()> {
    Ok(shell.app()?.refresh_all().await?)
}

//! Several services at once: one plan for the dialog, its confirmation, and stopping what still waits.

use std::sync::Arc;
use std::time::Duration;

use abgleich_core::app::App;
use abgleich_core::app::answer::{Answer, AnswerKind};
use abgleich_core::app::bulk::BulkAnswer as CoreBulkAnswer;
use abgleich_core::domain::job::Requester;
use abgleich_core::domain::plan::View;
use tauri::{AppHandle, State};

use crate::convert::bulk as convert;
use crate::dto::{BulkAnswer, BulkPlan, StoppedBatch};
use crate::error::CommandResult;
use crate::notifier;
use crate::shell::Shell;

type Shared<'a> = State<'a, Arc<Shell>>;

/// How long the dialog waits for each account's listings before it shows the last known values.
const PATIENCE: Duration = Duration::from_secs(10);

#[tauri::command(rename_all = "snake_case")]
pub async fn make_bulk_plan(
    shell: Shared<'_>,
    service_ids: Vec<i64>,
    account_id: Option<i64>,
) -> CommandResult<BulkPlan> {
    let app = shell.app()?;
    let (links, unlinked) = app.links_for_bulk(&service_ids, account_id).await?;
    let plan = app.plan_bulk(&links, View::Respect, Some(PATIENCE)).await?;
    Ok(convert::bulk_plan(&plan, unlinked, |host| shell.host(host)))
}

/// The answers go to the dialog; only that nothing could be stored is raised besides, once.
#[tauri::command(rename_all = "snake_case")]
pub async fn confirm_bulk(
    handle: AppHandle,
    shell: Shared<'_>,
    plan_id: String,
    link_ids: Vec<i64>,
) -> CommandResult<BulkAnswer> {
    let app = shell.app()?;
    let bulk = app
        .request_bulk(&plan_id, &link_ids, Requester::Window)
        .await?;
    Ok(told(&handle, &shell, &app, bulk).await)
}

/// As [`confirm_bulk`], of plans that were made one by one and shown together.
#[tauri::command(rename_all = "snake_case")]
pub async fn confirm_plans(
    handle: AppHandle,
    shell: Shared<'_>,
    plan_ids: Vec<String>,
) -> CommandResult<BulkAnswer> {
    let app = shell.app()?;
    let plans = app.take_plans(&plan_ids)?;
    let bulk = app.request_all(plans, Requester::Window).await;
    Ok(told(&handle, &shell, &app, bulk).await)
}

async fn told(handle: &AppHandle, shell: &Shell, app: &App, bulk: CoreBulkAnswer) -> BulkAnswer {
    let lost = |(_, answer): &&(i64, Answer)| answer.kind == AnswerKind::DispatchFailed;
    if let Some((_, answer)) = bulk.answers.iter().find(lost) {
        notifier::answer(handle, shell, app, answer).await;
    }
    convert::bulk_answer(&bulk)
}

/// The job that is being sent comes to its end; no other one is sent.
#[tauri::command(rename_all = "snake_case")]
pub async fn stop_batch(shell: Shared<'_>, batch: String) -> CommandResult<StoppedBatch> {
    Ok(convert::stopped(shell.app()?.stop_batch(&batch).await?))
}

//! The queue: try again, stop sending, go on.

use std::sync::Arc;

use abgleich_core::app::AppError;
use abgleich_core::app::answer::AnswerKind;
use abgleich_core::app::queue::Retried;
use abgleich_core::domain::job::Requester;
use tauri::{AppHandle, State};

use super::PATIENCE;
use crate::dto::{Course, Try};
use crate::error::CommandResult;
use crate::shell::Shell;
use crate::{events, notifier};

type Shared<'a> = State<'a, Arc<Shell>>;

/// How a job went so far, read when somebody wants to see it.
#[tauri::command(rename_all = "snake_case")]
pub async fn job_course(shell: Shared<'_>, job_id: String) -> CommandResult<Course> {
    let app = shell.app()?;
    let (course, accounts) = (app.course(&job_id).await?, app.accounts().await?);
    let activity = course.activity.iter();
    Ok(Course {
        activity: activity
            .map(|row| events::activity(row, None, &accounts))
            .collect(),
        tries: course.attempts.iter().map(Try::from).collect(),
    })
}

#[tauri::command(rename_all = "snake_case")]
pub async fn retry_job(handle: AppHandle, shell: Shared<'_>, job_id: String) -> CommandResult<()> {
    let app = shell.app()?;
    match app.retry(&job_id, Requester::Window, PATIENCE).await? {
        Retried::DueNow => {}
        Retried::Requested(answer) => match (answer.kind, answer.reason.clone()) {
            // What changed in Cal.com since the failure asks for a decision.
            (AnswerKind::Refused, Some(reason)) => return Err(AppError::Refused(reason).into()),
            _ => notifier::answer(&handle, &shell, &app, &answer).await,
        },
        Retried::NeedsDecision(reason) => return Err(AppError::Refused(reason).into()),
    }
    Ok(())
}

#[tauri::command(rename_all = "snake_case")]
pub async fn retry_all(shell: Shared<'_>, account_id: Option<i64>) -> CommandResult<()> {
    Ok(shell.app()?.retry_waiting(account_id).await?)
}

#[tauri::command(rename_all = "snake_case")]
pub async fn cancel_job(shell: Shared<'_>, job_id: String) -> CommandResult<()> {
    shell.app()?.cancel(&job_id).await?;
    Ok(())
}

/// Sending goes on: for this account, or for all.
#[tauri::command(rename_all = "snake_case")]
pub async fn resume_queue(shell: Shared<'_>, account_id: Option<i64>) -> CommandResult<()> {
    let app = shell.app()?;
    match account_id {
        Some(_) => app.pause(account_id, false).await?,
        None => app.resume_everything().await?,
    }
    Ok(())
}

#[tauri::command(rename_all = "snake_case")]
pub async fn probe_connection(shell: Shared<'_>) -> CommandResult<()> {
    shell.app()?.probe_soon();
    Ok(())
}

//! Services and links.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use abgleich_core::app::linking::LinkedFrom;
use abgleich_core::app::services::parse_edit;
use abgleich_core::domain::input;
use abgleich_core::store::services::NewService;
use tauri::State;

use crate::dto::Activity;
use crate::error::CommandResult;
use crate::events;
use crate::shell::Shell;

type Shared<'a> = State<'a, Arc<Shell>>;

#[tauri::command(rename_all = "snake_case")]
pub async fn create_service(
    shell: Shared<'_>,
    name: String,
    duration: String,
) -> CommandResult<i64> {
    let (name, duration) = (
        input::name(&name).map_err(app_error)?,
        input::duration(&duration).map_err(app_error)?,
    );
    Ok(shell
        .app()?
        .create_service(NewService {
            name,
            duration,
            ..NewService::default()
        })
        .await?)
}

/// A second service with the same values under this name. Returns its id.
#[tauri::command(rename_all = "snake_case")]
pub async fn duplicate_service(
    shell: Shared<'_>,
    service_id: i64,
    name: String,
) -> CommandResult<i64> {
    let name = input::name(&name).map_err(app_error)?;
    Ok(shell.app()?.duplicate(service_id, name).await?)
}

/// A second service with the same values, linked to an event type. Returns its id.
#[tauri::command(rename_all = "snake_case")]
pub async fn copy_service(
    shell: Shared<'_>,
    service_id: i64,
    account_id: i64,
    event_type_id: i64,
) -> CommandResult<i64> {
    let event_type_id = input::event_type_id(&event_type_id.to_string()).map_err(app_error)?;
    let app = shell.app()?;
    let linked = app
        .copy_and_link(service_id, account_id, event_type_id)
        .await?;
    Ok(linked.service_id)
}

/// What happened to one service, newest first; the events bring only the newest of all services.
#[tauri::command(rename_all = "snake_case")]
pub async fn service_activity(shell: Shared<'_>, service_id: i64) -> CommandResult<Vec<Activity>> {
    let app = shell.app()?;
    let rows = app.history(Some(service_id), events::ACTIVITIES).await?;
    let (name, accounts) = (app.service_name(service_id).await?, app.accounts().await?);
    Ok(rows
        .iter()
        .map(|row| events::activity(row, Some(name.clone()), &accounts))
        .collect())
}

/// What happened before the row with this id, newest first: more than the events bring.
#[tauri::command(rename_all = "snake_case")]
pub async fn earlier_activity(shell: Shared<'_>, before: i64) -> CommandResult<Vec<Activity>> {
    let app = shell.app()?;
    let rows = app.earlier_history(before, events::ACTIVITIES).await?;
    let accounts = app.accounts().await?;
    let mut names = HashMap::new();
    for id in rows.iter().filter_map(|row| row.service_id) {
        if let Entry::Vacant(unknown) = names.entry(id) {
            unknown.insert(app.service_name(id).await?);
        }
    }
    Ok(rows
        .iter()
        .map(|row| {
            let name = row.service_id.and_then(|id| names.get(&id).cloned());
            events::activity(row, name, &accounts)
        })
        .collect())
}

#[tauri::command(rename_all = "snake_case")]
pub async fn edit_service(
    shell: Shared<'_>,
    service_id: i64,
    field: String,
    text: String,
) -> CommandResult<()> {
    let app = shell.app()?;
    let currency = app.service(service_id).await?.currency;
    let edit = parse_edit(&field, &text, &currency).map_err(app_error)?;
    app.edit_service(service_id, vec![edit]).await?;
    Ok(())
}

#[tauri::command(rename_all = "snake_case")]
pub async fn set_link_title(shell: Shared<'_>, link_id: i64, title: String) -> CommandResult<()> {
    let title = if title.trim().is_empty() {
        None
    } else {
        Some(input::name(&title).map_err(app_error)?)
    };
    shell.app()?.set_link_title(link_id, title).await?;
    Ok(())
}

#[tauri::command(rename_all = "snake_case")]
pub async fn link_service(
    shell: Shared<'_>,
    service_id: i64,
    account_id: i64,
    event_type_id: i64,
) -> CommandResult<()> {
    let event_type_id = input::event_type_id(&event_type_id.to_string()).map_err(app_error)?;
    shell
        .app()?
        .link_service(
            service_id,
            account_id,
            event_type_id,
            None,
            LinkedFrom::Window,
        )
        .await?;
    Ok(())
}

/// As [`link_service`]; the link that is there gives way.
#[tauri::command(rename_all = "snake_case")]
pub async fn link_instead(
    shell: Shared<'_>,
    link_id: i64,
    account_id: i64,
    event_type_id: i64,
) -> CommandResult<()> {
    let event_type_id = input::event_type_id(&event_type_id.to_string()).map_err(app_error)?;
    let app = shell.app()?;
    app.link_instead(link_id, account_id, event_type_id).await?;
    Ok(())
}

#[tauri::command(rename_all = "snake_case")]
pub async fn unlink_service(shell: Shared<'_>, link_id: i64) -> CommandResult<()> {
    shell.app()?.unlink(link_id).await?;
    Ok(())
}

#[tauri::command(rename_all = "snake_case")]
pub async fn archive_service(shell: Shared<'_>, service_id: i64) -> CommandResult<()> {
    shell.app()?.archive(service_id).await?;
    Ok(())
}

#[tauri::command(rename_all = "snake_case")]
pub async fn unarchive_service(shell: Shared<'_>, service_id: i64) -> CommandResult<()> {
    Ok(shell.app()?.unarchive(service_id).await?)
}

fn app_error(error: input::InputError) -> abgleich_core::app::AppError {
    error.into()
}

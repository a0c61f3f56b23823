//! Accounts, and the event types that they offer.

use std::sync::Arc;

use abgleich_core::app::AppError;
use abgleich_core::app::event_types::Imported;
use abgleich_core::domain::reason::Reason;
use tauri::State;

use crate::convert;
use crate::dto::{EventTypeView, ImportAnswer, KeyCheck, KeyOwner, OtherRegion};
use crate::error::{CommandError, CommandResult};
use crate::shell::Shell;

type Shared<'a> = State<'a, Arc<Shell>>;

/// Asks Cal.com whose key this is. A key of the other region is checked there, and that region offered.
#[tauri::command(rename_all = "snake_case")]
pub async fn check_key(
    shell: Shared<'_>,
    url: String,
    web_url: Option<String>,
    key: String,
) -> CommandResult<KeyCheck> {
    let app = shell.app()?;
    // The demo promises that nothing reaches Cal.com, and has its own key.
    if shell.demo.is_some() {
        return Err(CommandError::new("demo"));
    }
    match app.check_key(&url, web_url.as_deref(), &key).await {
        Err(AppError::Failed(Reason::KeyRejected)) => {
            let Some(other) = app.other_region(&url, &key).await else {
                return Err(AppError::Failed(Reason::KeyRejected).into());
            };
            let there =
                convert::accounts::key_check(&app.check_key(other.as_str(), None, &key).await?);
            Ok(KeyCheck {
                other_region: Some(OtherRegion {
                    url: there.url.clone(),
                    host: there.host.clone(),
                }),
                ..there
            })
        }
        checked => Ok(convert::accounts::key_check(&checked?)),
    }
}

/// Asks Cal.com whose key an account has; what was held for the key goes on then.
#[tauri::command(rename_all = "snake_case")]
pub async fn check_account(shell: Shared<'_>, account_id: i64) -> CommandResult<KeyOwner> {
    let checked = shell.app()?.check_account(account_id).await?;
    Ok(KeyOwner {
        user_name: checked.user_name,
        email: checked.email,
    })
}

#[tauri::command(rename_all = "snake_case")]
pub async fn connect_account(
    shell: Shared<'_>,
    check_id: String,
    name: String,
    key_expires: Option<String>,
    until_quit: bool,
) -> CommandResult<i64> {
    let app = shell.app()?;
    let checked = app.checked(&check_id)?.until_quit(until_quit);
    Ok(app.connect(checked, &name, key_expires.as_deref()).await?)
}

#[tauri::command(rename_all = "snake_case")]
pub async fn replace_key(
    shell: Shared<'_>,
    check_id: String,
    account_id: i64,
    key_expires: Option<String>,
    until_quit: bool,
) -> CommandResult<()> {
    let app = shell.app()?;
    let checked = app.checked(&check_id)?.until_quit(until_quit);
    let key_expires = key_expires.as_deref();
    Ok(app.replace_key(account_id, checked, key_expires).await?)
}

#[tauri::command(rename_all = "snake_case")]
pub async fn edit_account(
    shell: Shared<'_>,
    account_id: i64,
    name: String,
    color: String,
    key_expires: Option<String>,
) -> CommandResult<()> {
    let app = shell.app()?;
    app.edit_account(account_id, &name, &color, key_expires.as_deref())
        .await?;
    Ok(())
}

#[tauri::command(rename_all = "snake_case")]
pub async fn disconnect_account(shell: Shared<'_>, account_id: i64) -> CommandResult<()> {
    shell.app()?.disconnect(account_id).await?;
    Ok(())
}

#[tauri::command(rename_all = "snake_case")]
pub async fn event_types(
    shell: Shared<'_>,
    account_id: i64,
    refresh: bool,
) -> CommandResult<Vec<EventTypeView>> {
    let app = shell.app()?;
    if refresh {
        app.refresh_event_types(account_id).await?;
    }
    let account = app.account(account_id).await?;
    let listed = app.event_types(account_id).await?;
    Ok(listed
        .iter()
        .map(|listed| convert::event_types::event_type(listed, &account))
        .collect())
}

/// `left_out_ids`: those that the person saw and did not want; they are not offered any more.
#[tauri::command(rename_all = "snake_case")]
pub async fn import_event_types(
    shell: Shared<'_>,
    account_id: i64,
    event_type_ids: Vec<i64>,
    left_out_ids: Vec<i64>,
) -> CommandResult<ImportAnswer> {
    let app = shell.app()?;
    let listed = app.event_types(account_id).await?;
    let title = |id: i64| {
        let its = listed
            .iter()
            .find(|one| one.known.reading.event_type_id == id);
        its.map_or_else(
            || id.to_string(),
            |one| one.known.reading.title().to_owned(),
        )
    };
    let outcomes = app
        .import_some(account_id, Some(event_type_ids), left_out_ids)
        .await?;
    let mut answer = ImportAnswer {
        imported: 0,
        skipped: Vec::new(),
    };
    for outcome in outcomes {
        match outcome {
            Imported::Created { .. } | Imported::Linked { .. } => answer.imported += 1,
            Imported::Skipped { event_type_id, .. } => answer.skipped.push(title(event_type_id)),
            Imported::Known { .. } => {}
        }
    }
    Ok(answer)
}

/// These event types shall not be offered as services any more, or again after all.
#[tauri::command(rename_all = "snake_case")]
pub async fn leave_out_event_types(
    shell: Shared<'_>,
    account_id: i64,
    event_type_ids: Vec<i64>,
    left_out: bool,
) -> CommandResult<()> {
    let app = shell.app()?;
    Ok(app.leave_out(account_id, event_type_ids, left_out).await?)
}

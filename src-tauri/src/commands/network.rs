//! The way to Cal.com: the proxy, and the test of a connection.

use std::sync::Arc;

use tauri::State;

use crate::dto::{ConnectionTest, TestedStage};
use crate::error::CommandResult;
use crate::shell::Shell;

type Shared<'a> = State<'a, Arc<Shell>>;

/// As typed; an empty text means the system's.
#[tauri::command(rename_all = "snake_case")]
pub async fn set_proxy(shell: Shared<'_>, text: String) -> CommandResult<()> {
    shell.app()?.set_proxy(&text).await?;
    shell.read_settings().await
}

/// Changes nothing. May take up to a minute where nobody answers.
#[tauri::command(rename_all = "snake_case")]
pub async fn test_connection(shell: Shared<'_>, account_id: i64) -> CommandResult<ConnectionTest> {
    let app = shell.app()?;
    let account = app.account(account_id).await?;
    let stages = app.test_connection(account_id).await?;
    Ok(ConnectionTest {
        account: account.name.clone(),
        host: shell.host(account.host()),
        stages: stages.into_iter().map(TestedStage::from).collect(),
    })
}

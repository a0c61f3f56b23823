//! What opens outside of the window: pages in the browser, folders.

use std::sync::Arc;

use abgleich_core::app::pages::Page;
use tauri::{AppHandle, State};
use tauri_plugin_opener::OpenerExt;

use crate::error::{CommandError, CommandResult};
use crate::shell::Shell;

type Shared<'a> = State<'a, Arc<Shell>>;

/// Opens a page in the browser. `id`: of the link, or of the account for `event_types`; `url`: the API address for
/// `keys`.
#[tauri::command(rename_all = "snake_case")]
pub async fn open_link(
    handle: AppHandle,
    shell: Shared<'_>,
    target: String,
    id: Option<i64>,
    url: Option<String>,
) -> CommandResult<()> {
    let page = match (target.as_str(), id, url) {
        ("calcom", Some(link_id), _) => Page::EventType { link_id },
        ("booking", Some(link_id), _) => Page::Booking { link_id },
        ("event_types", Some(account_id), _) => Page::EventTypes { account_id },
        ("keys", _, Some(url)) => Page::Keys { url },
        ("sign_in", _, _) => Page::SignIn,
        _ => return Err(CommandError::new("cannot_open")),
    };
    let page = shell.app()?.page(&page).await?;
    let opened = handle.opener().open_url(page, None::<&str>);
    opened.map_err(|_| CommandError::new("cannot_open"))
}

/// Shows a folder in the system's own program for files: the data, or the log.
#[tauri::command(rename_all = "snake_case")]
pub async fn open_folder(handle: AppHandle, shell: Shared<'_>, which: String) -> CommandResult<()> {
    let dir = &shell.home.dir;
    let wanted = match which.as_str() {
        "logs" => dir.logs(),
        _ => dir.root().to_owned(),
    };
    // What is missing may be the very problem: then the folder that it belongs in.
    let there = wanted.ancestors().find(|folder| folder.is_dir());
    let there = there.unwrap_or(dir.root()).display().to_string();
    let opened = handle.opener().open_path(there, None::<&str>);
    opened.map_err(|error| {
        tracing::warn!(%error, "a folder cannot be opened");
        CommandError::new("cannot_open_folder")
    })
}

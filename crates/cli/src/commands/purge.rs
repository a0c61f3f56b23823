//! `purge`: deletes everything of this computer: data, backups, logs, keys, the start with it. Cal.com stays as it is.

use std::path::PathBuf;

use abgleich_core::app::{AppError, purge};
use abgleich_core::paths::DataDir;
use abgleich_core::store::StoreError;
use clap::Args;
use serde::Serialize;

use crate::ask;
use crate::exit::{Exit, Failure};
use crate::out;
use crate::session::Session;

#[derive(Debug, Args)]
pub(crate) struct PurgeArgs {
    #[arg(long)]
    yes: bool,
}

#[derive(Debug, Serialize)]
struct Purged {
    folder: PathBuf,
    keys: usize,
}

pub(crate) async fn run(session: &Session, args: &PurgeArgs) -> Result<Exit, Failure> {
    let dir = session.dir()?;
    ask::confirm(session, args.yes, &session.say.get("cli-purge-question"))?;
    let keys = if dir.database().exists() {
        let _locks = lock(session, &dir)?;
        delete_keys(session).await?
    } else {
        0
    };
    session.close().await;
    purge::delete_files(&dir)?;
    let purged = Purged {
        folder: dir.root().to_owned(),
        keys,
    };
    session
        .out
        .show(&purged, || session.say.get("cli-purged"))?;
    Ok(Exit::Done)
}

fn lock(session: &Session, dir: &DataDir) -> Result<purge::Locks, Failure> {
    match purge::Locks::take(dir, false) {
        Err(StoreError::InUse) => Err(Failure::refused("in_use", session.say.get("cli-in-use"))),
        other => Ok(other?),
    }
}

async fn delete_keys(session: &Session) -> Result<usize, Failure> {
    let app = match session.app().await {
        Ok(app) => app,
        // What cannot be read names no keys.
        Err(Failure::App(AppError::Store(error))) => {
            out::note(&session.say.app_error(&error.into()));
            return Ok(0);
        }
        Err(error) => return Err(error),
    };
    let accounts = app.accounts().await?.into_iter();
    let accounts: Vec<String> = accounts.map(|account| account.uuid).collect();
    purge::delete_keys(&app.context.dir, app.context.clients.secrets(), &accounts).await?;
    Ok(accounts.len())
}

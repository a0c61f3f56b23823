//! `purge`: deletes everything of this computer: data, backups, logs, keys, the start with it. Cal.com stays as it is.

use std::path::PathBuf;

use abgleich_core::app::AppError;
use abgleich_core::app::purge::{self, Keys};
use abgleich_core::paths::DataDir;
use abgleich_core::store::StoreError;
use clap::Args;
use serde::Serialize;

use crate::ask;
use crate::exit::{Exit, Failure};
use crate::out;
use crate::session::{Session, secrets};

#[derive(Debug, Args)]
pub(crate) struct PurgeArgs {
    #[arg(long)]
    yes: bool,
}

#[derive(Debug, Serialize)]
struct Purged {
    folder: PathBuf,
    /// False if there was nothing of ours in it.
    deleted: bool,
    /// How many keys are gone for certain.
    keys: usize,
    /// For how many accounts no credential store answered.
    keys_unanswered: usize,
}

pub(crate) async fn run(session: &Session, args: &PurgeArgs) -> Result<Exit, Failure> {
    let dir = session.dir()?;
    let path = dir.root().display().to_string();
    if !purge::holds_data(&dir) {
        return show(session, &dir, None, "cli-purge-nothing");
    }
    let question = session
        .say
        .format("cli-purge-question", &[("path", path.into())]);
    ask::confirm(session, args.yes, &question)?;
    let locks = lock(session, &dir)?;
    let keys = delete_keys(session, &dir).await?;
    session.close().await;
    purge::delete_files(&dir, purge::owns_web_data(&dir))?;
    drop(locks);
    show(session, &dir, Some(keys), "cli-purged")
}

fn show(session: &Session, dir: &DataDir, keys: Option<Keys>, text: &str) -> Result<Exit, Failure> {
    let purged = Purged {
        folder: dir.root().to_owned(),
        deleted: keys.is_some(),
        keys: keys.unwrap_or_default().deleted,
        keys_unanswered: keys.unwrap_or_default().unanswered,
    };
    session.out.show(&purged, || {
        let path = dir.root().display().to_string();
        let done = session.say.format(text, &[("path", path.into())]);
        if purged.keys_unanswered == 0 {
            return done;
        }
        format!("{done}\n{}", session.say.get("cli-purge-no-keyring"))
    })?;
    Ok(Exit::Done)
}

fn lock(session: &Session, dir: &DataDir) -> Result<purge::Locks, Failure> {
    match purge::Locks::take(dir, false) {
        Err(StoreError::InUse) => Err(Failure::refused("in_use", session.say.get("cli-in-use"))),
        other => Ok(other?),
    }
}

/// Those of the data, and those that only a copy of it still names.
async fn delete_keys(session: &Session, dir: &DataDir) -> Result<Keys, Failure> {
    let accounts = if dir.database().exists() {
        accounts(session).await?
    } else {
        Vec::new()
    };
    Ok(purge::delete_keys(dir, &secrets()?, &accounts).await?)
}

async fn accounts(session: &Session) -> Result<Vec<String>, Failure> {
    let app = match session.app().await {
        Ok(app) => app,
        // What cannot be read names no keys.
        Err(Failure::App(AppError::Store(error))) => {
            out::note(&session.say.app_error(&error.into()));
            return Ok(Vec::new());
        }
        Err(error) => return Err(error),
    };
    let accounts = app.accounts().await?.into_iter();
    Ok(accounts.map(|account| account.uuid).collect())
}

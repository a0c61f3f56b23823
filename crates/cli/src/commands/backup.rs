//! `backup`: everything in one file, and everything from one file; a new beginning after damage.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use abgleich_core::app::backup::{self, Loaded};
use abgleich_core::keyring_store::KeyringStore;
use abgleich_core::ports::{Clock as _, SystemClock};
use abgleich_core::store::backups::Backup;
use abgleich_core::store::{StoreError, backups};
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::ask;
use crate::exit::{Exit, Failure};
use crate::session::Session;
use crate::table::{left, table};

#[derive(Debug, Subcommand)]
pub(crate) enum BackupCommand {
    Save(SaveArgs),
    Load(LoadArgs),
    List,
    BeginEmpty(BeginEmptyArgs),
}

#[derive(Debug, Args)]
pub(crate) struct SaveArgs {
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct LoadArgs {
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[arg(long)]
    yes: bool,
}

#[derive(Debug, Args)]
pub(crate) struct BeginEmptyArgs {
    #[arg(long)]
    yes: bool,
}

pub(crate) async fn run(session: &Session, command: BackupCommand) -> Result<Exit, Failure> {
    match command {
        BackupCommand::Save(args) => save(session, &args.file).await,
        BackupCommand::Load(args) => load(session, &args).await,
        BackupCommand::List => list(session),
        BackupCommand::BeginEmpty(args) => begin_empty(session, &args).await,
    }
}

#[derive(Debug, Serialize)]
struct Saved<'a> {
    path: &'a Path,
    size: u64,
}

async fn save(session: &Session, file: &Path) -> Result<Exit, Failure> {
    session.app().await?.save_backup(file).await?;
    let saved = Saved {
        path: file,
        size: std::fs::metadata(file)?.len(),
    };
    let path = file.display().to_string();
    session.out.show(&saved, || {
        session
            .say
            .format("cli-backup-saved", &[("path", path.into())])
    })?;
    Ok(Exit::Done)
}

#[derive(Debug, Serialize)]
struct LoadedJson {
    cancelled_jobs: usize,
    accounts_without_key: Vec<String>,
    kept: Option<PathBuf>,
}

async fn load(session: &Session, args: &LoadArgs) -> Result<Exit, Failure> {
    let dir = session.dir()?;
    // What cannot be loaded needs no question.
    backups::verify(&args.file)?;
    if dir.database().exists() {
        ask::confirm(
            session,
            args.yes,
            &session.say.get("cli-backup-load-question"),
        )?;
    }
    // The keyring's own: a key from the environment is not kept.
    let secrets = Arc::new(KeyringStore::default());
    let now = SystemClock.now();
    let loaded = backup::load(&dir, &args.file, secrets, false, now).await?;
    let json = LoadedJson {
        cancelled_jobs: loaded.cancelled,
        accounts_without_key: loaded.need_key.clone(),
        kept: loaded.kept.clone(),
    };
    session.out.show(&json, || loaded_text(session, &loaded))?;
    Ok(Exit::Done)
}

fn loaded_text(session: &Session, loaded: &Loaded) -> String {
    let say = &session.say;
    let mut lines = vec![say.get("cli-backup-loaded")];
    if let Some(kept) = &loaded.kept {
        let path = kept.display().to_string();
        lines.push(say.format("cli-backup-kept", &[("path", path.into())]));
    }
    if loaded.cancelled > 0 {
        lines.push(say.count("cli-backup-cancelled", loaded.cancelled));
    }
    if !loaded.need_key.is_empty() {
        let names = say.list(&loaded.need_key);
        lines.push(say.format("cli-backup-need-key", &[("accounts", names.into())]));
    }
    lines.join("\n")
}

#[derive(Debug, Serialize)]
struct BackupJson<'a> {
    path: &'a Path,
    at: i64,
    occasion: &'static str,
}

/// Also where the database cannot be opened: then it matters most.
fn list(session: &Session) -> Result<Exit, Failure> {
    let all = backups::list(&session.dir()?.backups(), SystemClock.now())?;
    let json: Vec<BackupJson> = all
        .iter()
        .map(|backup| BackupJson {
            path: &backup.path,
            at: backup.at,
            occasion: backup.occasion.id(),
        })
        .collect();
    session.out.show(&json, || list_text(session, &all))?;
    Ok(Exit::Done)
}

fn list_text(session: &Session, all: &[Backup]) -> String {
    let say = &session.say;
    if all.is_empty() {
        return say.get("cli-backup-none");
    }
    let head = [
        left(say.get("cli-column-time")),
        left(say.get("cli-column-what")),
        left(say.get("cli-column-file")),
    ];
    let rows = all.iter().map(|backup| {
        vec![
            say.date_time(backup.at),
            say.get(&format!("cli-backup-{}", backup.occasion.id())),
            backup.path.display().to_string(),
        ]
    });
    table(&head, rows.collect())
}

async fn begin_empty(session: &Session, args: &BeginEmptyArgs) -> Result<Exit, Failure> {
    let dir = session.dir()?;
    ask::confirm(
        session,
        args.yes,
        &session.say.get("cli-backup-begin-empty-question"),
    )?;
    let kept = backup::begin_empty(&dir, false, SystemClock.now()).await?;
    let json = LoadedJson {
        cancelled_jobs: 0,
        accounts_without_key: Vec::new(),
        kept: kept.clone(),
    };
    session.out.show(&json, || match &kept {
        Some(kept) => session.say.format(
            "cli-backup-kept",
            &[("path", kept.display().to_string().into())],
        ),
        None => session.say.get("cli-backup-begun-empty"),
    })?;
    Ok(Exit::Done)
}

/// What happened to damaged data, and what to do now.
pub(crate) fn damaged_text(say: &crate::say::Say, error: &StoreError) -> Option<String> {
    let StoreError::Damaged { aside, backup } = error else {
        return None;
    };
    let aside = ("path", aside.display().to_string().into());
    Some(match backup {
        Some(backup) => say.format(
            "cli-error-database_damaged-backup",
            &[
                aside,
                ("time", say.date_time(backup.at).into()),
                // As it can be typed, whatever blanks are in it.
                ("backup", format!("\"{}\"", backup.path.display()).into()),
            ],
        ),
        None => say.format("cli-error-database_damaged", &[aside]),
    })
}

//! Keeping house, by the worker alone: the file is checked, backed up, pruned and kept small. Nothing here stands in
//! the way of a click, and nothing is written while there is nothing to do.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::domain::UtcMillis;
use crate::domain::reason::Reason;
use crate::engine::context::Context;
use crate::paths::DataDir;
use crate::store::activity::{self, Kind, NewActivity};
use crate::store::backups::{self, Occasion};
use crate::store::check::{self, Soundness};
use crate::store::copies;
use crate::store::prune::{self, Cut, Limits, Table};
use crate::store::{self, StoreError, blocking, open, settings};

/// When house is kept, and how thoroughly.
#[derive(Debug, Clone)]
pub struct Rules {
    pub limits: Limits,
    /// After the start, which is for the work that waits.
    pub after_start: Duration,
    /// Once in this time. Milliseconds of the wall clock.
    pub every: i64,
    /// How often to look whether that time has come; timers stand still while a computer sleeps.
    pub look: Duration,
    /// For the check of the file.
    pub check: Duration,
    /// Without a commit for this long, a log that has grown is emptied.
    pub quiet: Duration,
    /// The log is left alone up to this size. Bytes.
    pub log: u64,
    /// So many free pages are left in the file for what comes next.
    pub free_pages: i64,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            after_start: Duration::from_secs(10),
            every: 24 * 60 * 60 * 1_000,
            look: Duration::from_hours(1),
            check: Duration::from_secs(2),
            quiet: Duration::from_secs(30),
            log: 1024 * 1024,
            free_pages: 64,
        }
    }
}

/// The last time that a daily backup or its copy failed, until one succeeds: path and obstacle.
pub const BACKUP_PROBLEM: &str = "backup_problem";
/// When that was: what failed is tried again the next day, and not by every program that starts.
const BACKUP_TRIED: &str = "backup_tried";
/// Where each daily backup is copied to, if a person chose a folder.
pub const BACKUP_FOLDER: &str = "backup_folder";
/// Pages given back in one transaction: one mebibyte.
const PAGES_AT_ONCE: u32 = 512;
/// Under commits without end the log is looked at all the same.
const LONGEST_UNREST: u32 = 20;

/// Keeps house until `stop`.
pub async fn keep_house(context: Arc<Context>, stop: CancellationToken) {
    let rules = &context.policy.housekeeping;
    let mut changes = context.db.wake().subscribe();
    let mut done = None;
    tokio::select! {
        () = stop.cancelled() => return,
        () = context.clock.sleep(rules.after_start) => {}
    }
    if context.db.condition().was_left_open() {
        log_failure(check_file(&context).await, "the file cannot be checked");
    }
    loop {
        if context.db.condition().is_damaged() {
            return;
        }
        if log_failure(
            is_due(&context, done).await,
            "whether house was kept is unknown",
        ) == Some(true)
        {
            done = Some(context.now());
            log_failure(run(&context).await, "house could not be kept");
        }
        // A commit that came while house was kept counts: nothing is marked as seen but by waiting for it.
        tokio::select! {
            () = stop.cancelled() => return,
            () = context.clock.sleep(rules.look) => continue,
            changed = changes.changed() => if changed.is_err() { return },
        }
        for _ in 0..LONGEST_UNREST {
            tokio::select! {
                () = stop.cancelled() => return,
                () = context.clock.sleep(rules.quiet) => break,
                changed = changes.changed() => if changed.is_err() { return },
            }
        }
        log_failure(empty_log(&context).await, "the log cannot be emptied");
    }
}

fn log_failure<T>(outcome: store::Result<T>, what: &str) -> Option<T> {
    outcome
        .inspect_err(|error| tracing::error!(error = error as &dyn std::error::Error, "{what}"))
        .ok()
}

/// Whether a day has passed since house was kept: in this process, or as the newest daily backup tells, or the
/// last one that failed.
pub async fn is_due(context: &Context, done: Option<UtcMillis>) -> store::Result<bool> {
    let (now, every) = (context.now(), context.policy.housekeeping.every);
    let last = match done {
        Some(done) => Some(done),
        None => last_backup(context, now).await?,
    };
    // One from the future was made while the clock was ahead. Names tell whole seconds.
    Ok(last.is_none_or(|last| now - last >= every || last > now + 1_000))
}

async fn last_backup(context: &Context, now: UtcMillis) -> store::Result<Option<UtcMillis>> {
    let tried: Option<UtcMillis> = context
        .db
        .read(|db| settings::get(db, BACKUP_TRIED))
        .await?;
    let folder = context.dir.backups();
    // A folder that cannot be read has no backup.
    let all = blocking(move || Ok(backups::list(&folder, now).unwrap_or_default())).await?;
    let made = all
        .iter()
        .find(|backup| backup.occasion == Occasion::Daily)
        .map(|backup| backup.at);
    Ok(made.into_iter().chain(tried).max())
}

/// Everything that is done once a day.
pub async fn run(context: &Arc<Context>) -> store::Result<()> {
    if check_file(context).await? == Soundness::Damaged {
        return Ok(());
    }
    back_up(context).await?;
    prune(context).await?;
    shrink(context).await?;
    empty_log(context).await?;
    Ok(())
}

/// A bounded look at the file through a connection of its own. Damage is noted for the next start.
async fn check_file(context: &Context) -> store::Result<Soundness> {
    let (path, budget) = (context.dir.database(), context.policy.housekeeping.check);
    let found =
        blocking(move || check::look_into(&path).and_then(|db| check::quick_check(&db, budget)))
            .await?;
    match found {
        Soundness::Damaged => context.db.note_damage(),
        Soundness::Unfinished => tracing::info!("the check of the file ran out of time"),
        Soundness::Sound => {}
    }
    Ok(found)
}

/// The daily backup, and its copy where a folder was chosen. What fails is told, once, and tried again the next day.
async fn back_up(context: &Context) -> store::Result<()> {
    let (dir, now) = (context.dir.clone(), context.now());
    let folder: Option<PathBuf> = context
        .db
        .read(|db| settings::get(db, BACKUP_FOLDER))
        .await?;
    let outcome = blocking(move || Ok(daily(&dir, folder.as_deref(), now))).await?;
    if let Err(Failed { error, .. }) = &outcome
        && error.is_damage()
    {
        context.db.note_damage();
    }
    let problem = outcome.err().map(|failed| {
        tracing::error!(
            error = &failed.error as &dyn std::error::Error,
            path = %failed.path.display(),
            "no backup could be made"
        );
        Reason::BackupFailed {
            path: failed.path.display().to_string(),
            obstacle: failed.error.obstacle().id().to_owned(),
        }
    });
    let known: Option<Reason> = context
        .db
        .read(|db| settings::get(db, BACKUP_PROBLEM))
        .await?;
    if problem.is_none() && known.is_none() {
        return Ok(());
    }
    context
        .db
        .write_later(move |db| {
            settings::set(db, BACKUP_TRIED, &problem.as_ref().map(|_| now))?;
            if problem == known {
                return Ok(());
            }
            if let Some(reason) = &problem {
                let row = NewActivity {
                    reason: Some(reason),
                    ..NewActivity::default()
                };
                activity::add(db, Kind::BackupFailed, &row, now)?;
            }
            settings::set(db, BACKUP_PROBLEM, &problem)
        })
        .await
}

struct Failed {
    path: PathBuf,
    error: StoreError,
}

fn daily(dir: &DataDir, folder: Option<&Path>, now: UtcMillis) -> Result<(), Failed> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |error| Failed { path, error }
    };
    let own = dir.backups();
    let (backup, is_new) = check::look_into(&dir.database())
        .and_then(|source| {
            source.busy_timeout(open::BUSY_TIMEOUT)?;
            backups::write_daily(&source, &own, now)
        })
        .map_err(at(&own))?;
    if is_new {
        backups::rotate(&own, Occasion::Daily, now).map_err(at(&own))?;
    }
    if let Some(folder) = folder {
        copies::copy_to(&backup, folder, now).map_err(at(folder))?;
    }
    Ok(())
}

/// Forgets what is old, a batch at a time: whoever writes meanwhile waits for one batch only.
async fn prune(context: &Context) -> store::Result<usize> {
    let (limits, now) = (context.policy.housekeeping.limits, context.now());
    let cut = Arc::new(
        context
            .db
            .read(move |db| Cut::find(db, &limits, now))
            .await?,
    );
    let mut forgotten = 0;
    for table in Table::ALL {
        let mut after = 0;
        loop {
            let cut = Arc::clone(&cut);
            let ids = context
                .db
                .read(move |db| cut.next(db, table, after))
                .await?;
            let Some(last) = ids.last() else { break };
            after = *last;
            forgotten += ids.len();
            context
                .db
                .write_silently(move |db| prune::delete(db, table, &ids))
                .await?;
        }
    }
    if forgotten > 0 {
        tracing::info!(forgotten, "old rows were forgotten");
        context.db.wake().announce();
    }
    Ok(forgotten)
}

/// Gives free pages back to the file system, a few at a time.
async fn shrink(context: &Context) -> store::Result<()> {
    let keep = context.policy.housekeeping.free_pages;
    let (_, mut free) = context.db.read(prune::pages).await?;
    while free > keep {
        let before = free;
        context
            .db
            .write_silently(|db| prune::release(db, PAGES_AT_ONCE))
            .await?;
        (_, free) = context.db.read(prune::pages).await?;
        // A file that cannot shrink was not made by us.
        if free >= before {
            break;
        }
    }
    Ok(())
}

/// Empties a log that has grown. A long reader keeps it; then it is tried again after the next commits.
async fn empty_log(context: &Context) -> store::Result<()> {
    let log = std::fs::metadata(context.dir.log_of_database()).map_or(0, |log| log.len());
    if log > context.policy.housekeeping.log && !context.db.empty_log().await? {
        tracing::debug!(log, "somebody still reads from the log");
    }
    Ok(())
}

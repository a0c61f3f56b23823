//! `doctor`: is everything that Abgleich needs in order on this computer?

use std::sync::Arc;
use std::time::Duration;

use abgleich_calcom::API_VERSION;
use abgleich_core::app::App;
use abgleich_core::domain::UtcMillis;
use abgleich_core::domain::account::{Account, AccountState};
use abgleich_core::domain::job::JobState;
use abgleich_core::domain::key_expiry::{KeyExpiry, REMINDERS};
use abgleich_core::engine::clients::patiently;
use abgleich_core::keyring_store::KeyringStore;
use abgleich_core::ports::{SecretError, SecretStore as _};
use abgleich_core::store::check::Soundness;
use abgleich_core::text::Arg;
use serde::Serialize;

use super::work::worker_is_elsewhere;
use crate::exit::{Exit, Failure};
use crate::say::{Say, number};
use crate::session::{KEY_VARIABLE, Session, environment_key};
use crate::table::{left, table};

/// When this program was written: a clock that shows less is wrong.
const LONG_AGO: i64 = 1_767_225_600_000;
/// Clocks that agree to so many milliseconds are right; answers take their time, and name whole seconds.
const TOLERANCE: i64 = 120_000;
/// For the check of the file.
const CHECK: Duration = Duration::from_secs(2);
#[cfg(target_os = "linux")]
const BUS_PATIENCE: Duration = Duration::from_secs(2);
/// The name of an entry that nobody has: asking for it shows whether the keyring answers.
const NO_ENTRY: &str = "doctor";

#[derive(Debug, Serialize)]
struct Check {
    check: &'static str,
    ok: bool,
    detail: String,
    /// Of the check of an account.
    account_id: Option<i64>,
}

impl Check {
    fn new(check: &'static str, ok: bool, detail: String) -> Self {
        Self {
            check,
            ok,
            detail,
            account_id: None,
        }
    }
}

pub(crate) async fn run(session: &Session) -> Result<Exit, Failure> {
    let mut checks = Vec::new();
    let dir = session.dir()?;
    let created = dir.create();
    let folder_is_there = created.is_ok();
    checks.push(match created {
        Ok(()) => Check::new("folder", true, dir.root().display().to_string()),
        Err(error) => Check::new("folder", false, session.say.app_error(&error.into())),
    });
    checks.push(key_variable(session));
    checks.push(keyring(session).await);
    if folder_is_there {
        of_data(session, &mut checks).await?;
    }
    let all_right = checks.iter().all(|check| check.ok);
    session.out.show(&checks, || text(session, &checks))?;
    Ok(if all_right { Exit::Done } else { Exit::Failed })
}

fn key_variable(session: &Session) -> Check {
    let (ok, text) = match environment_key() {
        Ok(Some(_)) => (true, "cli-doctor-variable-set"),
        Ok(None) => (true, "cli-doctor-variable-unset"),
        Err(_) => (false, "cli-error-invalid_key"),
    };
    Check::new(
        "key_variable",
        ok,
        session
            .say
            .format(text, &[("variable", KEY_VARIABLE.into())]),
    )
}

/// Not needed where the key comes from the environment; then it is only told how it is.
async fn keyring(session: &Session) -> Check {
    let (ok, text) = match patiently(|| KeyringStore.get(NO_ENTRY)).await {
        Ok(_) | Err(SecretError::Missing | SecretError::Refused) => (true, "cli-doctor-keyring-ok"),
        Err(SecretError::Absent) => (false, "cli-doctor-keyring-absent"),
        Err(SecretError::Locked) => (false, "cli-doctor-keyring-locked"),
    };
    let not_needed = matches!(environment_key(), Ok(Some(_)));
    Check::new("keyring", ok || not_needed, session.say.get(text))
}

/// Everything that needs the data.
async fn of_data(session: &Session, checks: &mut Vec<Check>) -> Result<(), Failure> {
    let app = match session.app().await {
        Ok(app) => app,
        Err(Failure::App(error)) => {
            checks.push(Check::new("database", false, session.say.app_error(&error)));
            return Ok(());
        }
        Err(error) => return Err(error),
    };
    let last_written = of_file(session, &app, checks).await?;
    checks.push(notifications(session).await);
    accounts(session, &app, checks).await?;
    let elsewhere = worker_is_elsewhere(&app.context.dir);
    let worker = if elsewhere {
        "cli-worker-elsewhere"
    } else {
        "cli-doctor-worker-free"
    };
    checks.push(Check::new("worker", true, session.say.get(worker)));
    checks.push(clock(session, &app, last_written).await?);
    checks.push(queue(session, &app).await?);
    Ok(())
}

async fn accounts(
    session: &Session,
    app: &Arc<App>,
    checks: &mut Vec<Check>,
) -> Result<(), Failure> {
    let say = &session.say;
    for account in app.accounts().await? {
        if account.state == AccountState::Disconnected {
            continue;
        }
        let (ok, told) = match app.check_account(account.id).await {
            Ok(_) => server_clock(session, app, account.id).await,
            Err(error) => (false, say.app_error(&error)),
        };
        checks.push(of_account(say, &account, "account", ok, &told));
        if let Some(told) = end_of_key(say, &account, app.context.now()) {
            checks.push(of_account(say, &account, "key_expires", false, &told));
        }
    }
    Ok(())
}

fn of_account(say: &Say, account: &Account, check: &'static str, ok: bool, told: &str) -> Check {
    let about = [
        ("account", account.name.as_str().into()),
        ("text", told.into()),
    ];
    let detail = say.format("with-account", &about);
    Check {
        account_id: Some(account.id),
        ..Check::new(check, ok, detail)
    }
}

/// From the first reminder on, before Cal.com refuses the key.
fn end_of_key(say: &Say, account: &Account, now: UtcMillis) -> Option<String> {
    let expiry = KeyExpiry::of(account)?;
    let left = expiry.days_left(now);
    if left > REMINDERS.into_iter().max()? {
        return None;
    }
    let text = if left < 0 {
        "cli-doctor-key-expired"
    } else {
        "cli-doctor-key-expires"
    };
    let about = [
        ("date", expiry.day().to_string().into()),
        ("days", Arg::Number(left)),
    ];
    Some(say.format(text, &about))
}

/// The database and its backups. Answers when something was last written, by the clock of then.
async fn of_file(
    session: &Session,
    app: &Arc<App>,
    checks: &mut Vec<Check>,
) -> Result<UtcMillis, Failure> {
    let say = &session.say;
    let health = app.health(CHECK).await?;
    let (ok, text) = match health.soundness {
        Soundness::Sound => (true, "cli-doctor-database"),
        Soundness::Damaged => (false, "cli-doctor-database-damaged"),
        Soundness::Unfinished => (true, "cli-doctor-database-unfinished"),
    };
    let kilobytes = |bytes: u64| Arg::Number(i64::try_from(bytes.div_ceil(1024)).unwrap_or(0));
    let path = app.context.dir.database().display().to_string();
    let about = [
        ("path", path.into()),
        ("size", kilobytes(health.size)),
        ("log", kilobytes(health.log)),
        ("version", number(health.version)),
    ];
    checks.push(Check::new("database", ok, say.format(text, &about)));
    let last = match &health.last_backup {
        Some(backup) => say.format(
            "cli-doctor-backup",
            &[("time", say.date_time(backup.at).into())],
        ),
        None => say.get("cli-backup-none"),
    };
    let problem = health.backup_problem.as_ref();
    let detail = problem.map_or(last, |reason| say.reason(reason));
    checks.push(Check::new("backup", problem.is_none(), detail));
    if let Some((folder, is_there)) = health.backup_folder {
        let detail = if is_there {
            folder
        } else {
            say.format("cli-doctor-folder-missing", &[("path", folder.into())])
        };
        checks.push(Check::new("backup_folder", is_there, detail));
    }
    Ok(health.last_written)
}

/// The account is in order; is the clock, too, as its server sees it?
async fn server_clock(session: &Session, app: &Arc<App>, account: i64) -> (bool, String) {
    let say = &session.say;
    let about = [
        ("text", say.get("settings-account-ok").into()),
        ("version", API_VERSION.into()),
    ];
    let told = say.format("cli-doctor-account-ok", &about);
    match app.clock_ahead(account).await {
        Ok(Some(ahead)) if ahead.abs() > TOLERANCE => {
            let seconds = ("seconds", Arg::Number(ahead.abs() / 1_000));
            let about = [("time", told.into()), seconds];
            (false, say.format("cli-doctor-clock-server", &about))
        }
        Ok(_) => (true, told),
        Err(error) => (false, say.app_error(&error)),
    }
}

/// Without a desktop there is nobody to notify.
#[cfg(target_os = "linux")]
async fn notifications(session: &Session) -> Check {
    let asked = tokio::time::timeout(BUS_PATIENCE, notification_service()).await;
    let (ok, text) = match asked {
        Ok(Ok(true)) => (true, "cli-doctor-notifications-ok"),
        Ok(Ok(false)) => (false, "cli-doctor-notifications-absent"),
        Ok(Err(_)) | Err(_) => (true, "cli-doctor-notifications-unchecked"),
    };
    Check::new("notifications", ok, session.say.get(text))
}

/// Whether the service runs, or starts when it is needed.
#[cfg(target_os = "linux")]
async fn notification_service() -> zbus::Result<bool> {
    let bus = zbus::Connection::session().await?;
    let bus = zbus::fdo::DBusProxy::new(&bus).await?;
    let known = [bus.list_names().await?, bus.list_activatable_names().await?];
    Ok(known
        .iter()
        .flatten()
        .any(|name| name.as_str() == "org.freedesktop.Notifications"))
}

#[cfg(not(target_os = "linux"))]
async fn notifications(session: &Session) -> Check {
    let text = session.say.get("cli-doctor-notifications-unchecked");
    Check::new("notifications", true, text)
}

/// A clock that was set back shows in what was written before.
async fn clock(session: &Session, app: &Arc<App>, written: UtcMillis) -> Result<Check, Failure> {
    let now = app.context.now();
    let newest = app.history(None, 1).await?.first().map_or(0, |row| row.at);
    let (ok, text) = if now < LONG_AGO || now < newest {
        (false, "cli-doctor-clock-wrong")
    } else if written > now.saturating_add(TOLERANCE) {
        (false, "cli-doctor-clock-files")
    } else {
        (true, "cli-doctor-clock")
    };
    let detail = session
        .say
        .format(text, &[("time", session.say.date_time(now).into())]);
    Ok(Check::new("clock", ok, detail))
}

async fn queue(session: &Session, app: &Arc<App>) -> Result<Check, Failure> {
    let say = &session.say;
    let waiting = app.jobs(Some(JobState::Waiting)).await?;
    let detail = match waiting.first() {
        None => say.get("queue-empty-text"),
        Some(oldest) => {
            let summary = say.count("queue-summary", waiting.len());
            let since = ("since", say.date_time(oldest.created_at).into());
            say.format("cli-doctor-queue", &[("summary", summary.into()), since])
        }
    };
    Ok(Check::new("queue", true, detail))
}

fn text(session: &Session, checks: &[Check]) -> String {
    let say = &session.say;
    let head = [
        left(say.get("cli-column-check")),
        left(String::new()),
        left(say.get("cli-column-detail")),
    ];
    let rows = checks.iter().map(|check| {
        let mark = say.get(if check.ok {
            "cli-doctor-ok"
        } else {
            "cli-doctor-wrong"
        });
        vec![
            say.get(&format!("cli-check-{}", check.check)),
            mark,
            check.detail.clone(),
        ]
    });
    table(&head, rows.collect())
}

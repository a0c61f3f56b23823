//! `doctor`: is everything that Abgleich needs in order on this computer?

use std::sync::Arc;

use abgleich_core::app::App;
use abgleich_core::domain::account::AccountState;
use abgleich_core::domain::job::JobState;
use abgleich_core::engine::clients::patiently;
use abgleich_core::keyring_store::KeyringStore;
use abgleich_core::ports::{SecretError, SecretStore as _};
use serde::Serialize;

use super::work::worker_is_elsewhere;
use crate::exit::{Exit, Failure};
use crate::session::{KEY_VARIABLE, Session, environment_key};
use crate::table::{left, table};

/// When this program was written: a clock that shows less is wrong.
const LONG_AGO: i64 = 1_767_225_600_000;
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
    let database = app.context.dir.database().display().to_string();
    checks.push(Check::new("database", true, database));
    accounts(session, &app, checks).await?;
    let elsewhere = worker_is_elsewhere(&app.context.dir);
    let worker = if elsewhere {
        "cli-worker-elsewhere"
    } else {
        "cli-doctor-worker-free"
    };
    checks.push(Check::new("worker", true, session.say.get(worker)));
    checks.push(clock(session, &app).await?);
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
            Ok(_) => (true, say.get("settings-account-ok")),
            Err(error) => (false, say.app_error(&error)),
        };
        let about = [
            ("account", account.name.as_str().into()),
            ("text", told.into()),
        ];
        let detail = say.format("with-account", &about);
        checks.push(Check {
            account_id: Some(account.id),
            ..Check::new("account", ok, detail)
        });
    }
    Ok(())
}

/// A clock that was set back shows in what was written before.
async fn clock(session: &Session, app: &Arc<App>) -> Result<Check, Failure> {
    let now = app.context.now();
    let newest = app.history(None, 1).await?.first().map_or(0, |row| row.at);
    let ok = now >= LONG_AGO && now >= newest;
    let text = if ok {
        "cli-doctor-clock"
    } else {
        "cli-doctor-clock-wrong"
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

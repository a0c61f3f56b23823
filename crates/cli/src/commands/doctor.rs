//! `doctor`: is everything that Abgleich needs in order on this computer?

use std::sync::Arc;

use abgleich_calcom::API_VERSION;
use abgleich_core::app::AppError;
use abgleich_core::app::doctor::{self, ClockTrouble, Finding, KeyringState};
use abgleich_core::keyring_store::KeyringStore;
use abgleich_core::store::check::Soundness;
use abgleich_core::text::Arg;
use serde::Serialize;

use crate::exit::{Exit, Failure};
use crate::say::{Say, number};
use crate::session::{KEY_VARIABLE, Session, environment_key};
use crate::table::{left, table};

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
    let found = doctor::keyring(Arc::new(KeyringStore::default())).await;
    let not_needed = matches!(environment_key(), Ok(Some(_)));
    Check::new(
        found.check(),
        found.is_ok() || not_needed,
        detail(session, &found),
    )
}

/// Everything that needs the data.
async fn of_data(session: &Session, checks: &mut Vec<Check>) -> Result<(), Failure> {
    let app = match session.app().await {
        Ok(app) => app,
        Err(Failure::App(error @ AppError::Store(_))) => {
            checks.push(Check::new("database", false, session.say.app_error(&error)));
            return Ok(());
        }
        // Told by its own check already; nothing can be opened with it.
        Err(Failure::App(AppError::InvalidKey)) => return Ok(()),
        Err(error) => return Err(error),
    };
    for found in app.examine().await? {
        let account_id = match found {
            Finding::Account { account_id, .. } | Finding::KeyExpires { account_id, .. } => {
                Some(account_id)
            }
            _ => None,
        };
        checks.push(Check {
            account_id,
            ..Check::new(found.check(), found.is_ok(), detail(session, &found))
        });
    }
    Ok(())
}

fn detail(session: &Session, found: &Finding) -> String {
    let say = &session.say;
    match found {
        Finding::Keyring { state } => say.get(match state {
            KeyringState::Answers => "cli-doctor-keyring-ok",
            KeyringState::Absent => "cli-doctor-keyring-absent",
            KeyringState::Locked => "cli-doctor-keyring-locked",
        }),
        Finding::Database {
            size,
            log,
            version,
            soundness,
        } => database(session, *size, *log, *version, *soundness),
        Finding::Backup { last, problem } => match (problem, last) {
            (Some(reason), _) => say.reason(reason),
            (None, Some(at)) => {
                say.format("cli-doctor-backup", &[("time", say.date_time(*at).into())])
            }
            (None, None) => say.get("cli-backup-none"),
        },
        Finding::BackupFolder { path, is_there } if *is_there => path.clone(),
        Finding::BackupFolder { path, .. } => say.format(
            "cli-doctor-folder-missing",
            &[("path", path.as_str().into())],
        ),
        Finding::Notifications { is_there } => say.get(match is_there {
            Some(true) => "cli-doctor-notifications-ok",
            Some(false) => "cli-doctor-notifications-absent",
            None => "cli-doctor-notifications-unchecked",
        }),
        Finding::Account {
            name,
            trouble,
            clock_off,
            ..
        } => account(say, name, trouble.as_ref(), *clock_off),
        Finding::KeyExpires {
            name, day, days, ..
        } => end_of_key(say, name, day, *days),
        Finding::Worker { is_at_work } => say.get(if *is_at_work {
            "cli-worker-elsewhere"
        } else {
            "cli-doctor-worker-free"
        }),
        Finding::Clock { now, trouble } => {
            let text = match trouble {
                Some(ClockTrouble::Wrong) => "cli-doctor-clock-wrong",
                Some(ClockTrouble::SetBack) => "cli-doctor-clock-files",
                None => "cli-doctor-clock",
            };
            say.format(text, &[("time", say.date_time(*now).into())])
        }
        Finding::Queue { waiting, oldest } => match oldest {
            None => say.get("queue-empty-text"),
            Some(oldest) => {
                let summary = say.count("queue-summary", *waiting);
                let since = ("since", say.date_time(*oldest).into());
                say.format("cli-doctor-queue", &[("summary", summary.into()), since])
            }
        },
    }
}

fn database(
    session: &Session,
    size: u64,
    log: u64,
    version: usize,
    soundness: Soundness,
) -> String {
    let text = match soundness {
        Soundness::Sound => "cli-doctor-database",
        Soundness::Damaged => "cli-doctor-database-damaged",
        Soundness::Unfinished => "cli-doctor-database-unfinished",
    };
    let kilobytes = |bytes: u64| Arg::Number(i64::try_from(bytes.div_ceil(1024)).unwrap_or(0));
    let path = session.dir().map_or_else(
        |_| String::new(),
        |dir| dir.database().display().to_string(),
    );
    let about = [
        ("path", path.into()),
        ("size", kilobytes(size)),
        ("log", kilobytes(log)),
        ("version", number(version)),
    ];
    session.say.format(text, &about)
}

fn end_of_key(say: &Say, name: &str, day: &str, days: i64) -> String {
    let text = if days < 0 {
        "cli-doctor-key-expired"
    } else {
        "cli-doctor-key-expires"
    };
    let about = [("date", day.into()), ("days", Arg::Number(days))];
    let told = say.format(text, &about);
    say.format(
        "with-account",
        &[("account", name.into()), ("text", told.into())],
    )
}

fn account(say: &Say, name: &str, trouble: Option<&AppError>, clock_off: Option<i64>) -> String {
    let text = if let Some(trouble) = trouble {
        say.app_error(trouble)
    } else {
        let about = [
            ("text", say.get("settings-account-ok").into()),
            ("version", API_VERSION.into()),
        ];
        let told = say.format("cli-doctor-account-ok", &about);
        match clock_off {
            None => told,
            Some(seconds) => say.format(
                "cli-doctor-clock-server",
                &[("time", told.into()), ("seconds", Arg::Number(seconds))],
            ),
        }
    };
    say.format(
        "with-account",
        &[("account", name.into()), ("text", text.into())],
    )
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

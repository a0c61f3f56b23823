//! The one way by which the screen learns anything: first a snapshot, then what changed.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use abgleich_core::app::App;
use abgleich_core::domain::account::Account as CoreAccount;
use abgleich_core::store::activity::Activity as CoreActivity;
use abgleich_core::store::{self};

use crate::convert;
use crate::dto::{Activity, Change, Event, Reason, Service, Snapshot};
use crate::shell::Shell;

/// Rows of history that the window holds.
pub const ACTIVITIES: u32 = 200;
/// Statuses change with the time alone (a try becomes due), while something waits.
const TICK: Duration = Duration::from_secs(15);

/// Sends to the page until the program ends or another page listens. What other processes do is noticed by the worker
/// of this one, which stands by where it may not work.
pub async fn feed(
    shell: Arc<Shell>,
    app: Arc<App>,
    generation: tokio_util::sync::CancellationToken,
) {
    let mut changes = app.context.db.wake().subscribe();
    let mut own = shell.own_changes();
    let mut shown: Option<Snapshot> = None;
    loop {
        changes.mark_unchanged();
        own.mark_unchanged();
        let damaged = app.context.db.condition().is_damaged();
        let now = match picture(&shell, &app).await {
            Ok(now) => Some(now),
            Err(error) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "the screen cannot be updated"
                );
                // What is on it stays, with a word of the damage.
                shown.clone().map(|shown| Snapshot { damaged, ..shown })
            }
        };
        if let Some(now) = now {
            shell.desktop.look(&now);
            match &shown {
                None => {
                    shell.tell(Event::Snapshot {
                        snapshot: Box::new(now.clone()),
                    });
                    shell
                        .take_waiting()
                        .into_iter()
                        .for_each(|event| shell.tell(event));
                }
                Some(before) => differences(before, &now)
                    .into_iter()
                    .for_each(|event| shell.tell(event)),
            }
            shown = Some(now);
        }
        let waits = shown.as_ref().is_some_and(|shown| !shown.jobs.is_empty());
        tokio::select! {
            () = generation.cancelled() => return,
            changed = changes.changed() => if changed.is_err() { return },
            _ = own.changed() => {},
            () = tokio::time::sleep(TICK), if waits => {},
        }
    }
}

/// Everything that is on the screen.
async fn picture(shell: &Shell, app: &App) -> store::Result<Snapshot> {
    let view = app.snapshot(ACTIVITIES).await?;
    let (now, tries) = (app.context.now(), app.context.policy.tries());
    let names: HashMap<i64, &str> = view
        .services
        .iter()
        .map(|service| (service.service.id, service.service.name.as_str()))
        .collect();
    let activity = view
        .activity
        .iter()
        .map(|row| {
            let service_name = row
                .service_id
                .and_then(|id| names.get(&id))
                .map(|name| (*name).to_owned());
            activity(row, service_name, &view.accounts)
        })
        .collect();
    Ok(Snapshot {
        services: view
            .services
            .iter()
            .map(|service| convert::service(service, &view.accounts))
            .collect(),
        accounts: view
            .accounts
            .iter()
            .map(|account| {
                let undecided = view.undecided.get(&account.id).cloned().unwrap_or_default();
                // The demo's address would tell a person nothing.
                convert::accounts::account(account, undecided, |host| shell.host(host))
            })
            .collect(),
        connections: view.connections.iter().map(Into::into).collect(),
        jobs: view
            .jobs
            .iter()
            .map(|job| convert::queue::job(job, tries, now))
            .collect(),
        batches: view.batches.iter().map(convert::bulk::batch).collect(),
        activity,
        settings: shell.settings(),
        desktop: shell.desktop.dto(),
        demo: shell.demo.as_ref().map(crate::demo::Demo::dto),
        damaged: app.context.db.condition().is_damaged(),
        paused: view.paused,
        steps: app.next_steps().into(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        data_dir: app.context.dir.root().display().to_string(),
    })
}

/// One line of the history.
pub fn activity(
    row: &CoreActivity,
    service_name: Option<String>,
    accounts: &[CoreAccount],
) -> Activity {
    let account = row
        .account_id
        .and_then(|id| accounts.iter().find(|account| account.id == id));
    Activity {
        id: row.id,
        at: row.at,
        service_id: row.service_id,
        service_name,
        account_id: row.account_id,
        account_name: account.map(|account| account.name.clone()),
        kind: row.kind.id().to_owned(),
        reason: row.reason.as_ref().map(Reason::from),
        changes: convert::changes(&row.changes)
            .into_iter()
            .chain(row.moved.iter().map(Change::from))
            .collect(),
    }
}

/// The typed events that lead from one picture to the next.
fn differences(before: &Snapshot, now: &Snapshot) -> Vec<Event> {
    let mut events = Vec::new();
    if before.settings != now.settings {
        events.push(Event::Settings {
            settings: now.settings.clone(),
        });
    }
    if before.desktop != now.desktop {
        events.push(Event::Desktop {
            desktop: now.desktop,
        });
    }
    if before.accounts != now.accounts {
        events.push(Event::Accounts {
            accounts: now.accounts.clone(),
        });
    }
    if before.connections != now.connections {
        events.push(Event::Connections {
            connections: now.connections.clone(),
        });
    }
    let old: HashMap<i64, &Service> = before
        .services
        .iter()
        .map(|service| (service.id, service))
        .collect();
    let changed: Vec<Service> = now
        .services
        .iter()
        .filter(|service| old.get(&service.id) != Some(service))
        .cloned()
        .collect();
    let removed: Vec<i64> = old
        .keys()
        .filter(|id| now.services.iter().all(|service| service.id != **id))
        .copied()
        .collect();
    if !changed.is_empty() || !removed.is_empty() {
        events.push(Event::Services { changed, removed });
    }
    if before.jobs != now.jobs {
        events.push(Event::Jobs {
            jobs: now.jobs.clone(),
        });
    }
    if before.batches != now.batches {
        events.push(Event::Batches {
            batches: now.batches.clone(),
        });
    }
    if before.activity != now.activity {
        events.push(Event::Activity {
            activity: now.activity.clone(),
        });
    }
    if before.demo != now.demo {
        events.push(Event::Demo {
            demo: now.demo.clone(),
        });
    }
    if before.steps != now.steps {
        events.push(Event::Steps {
            steps: now.steps.clone(),
        });
    }
    if before.damaged != now.damaged {
        let damaged = now.damaged;
        events.push(Event::Damaged { damaged });
    }
    if before.paused != now.paused {
        events.push(Event::Paused { paused: now.paused });
    }
    events
}

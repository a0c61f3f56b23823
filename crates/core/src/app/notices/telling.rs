//! A notification for each outcome, or one for several: which service, which account, which problem.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::{KEY_PAUSE, LAST_CHANGES, LAST_SUMMARY, Notice};
use crate::domain::UtcMillis;
use crate::domain::account::AccountState;
use crate::domain::reason::Reason;
use crate::domain::service::Service;
use crate::store::activity::{self, Activity, Kind, Notice as Wanted};
use crate::store::{self, jobs, mirror, services, settings};

/// A failure that somebody dealt with, or a change that somebody decided about, before anybody was told.
pub(super) fn is_over(db: &Connection, row: &Activity) -> store::Result<bool> {
    match row.kind {
        Kind::Failed => {
            let job = row.job_id.as_ref().map(|id| jobs::by_id(db, id));
            let job = job.transpose()?.flatten();
            Ok(job.is_some_and(|job| job.handled_at.is_some()))
        }
        Kind::ChangedInCalcom => {
            let agreed = row.link_id.map(|id| mirror::agreed(db, id));
            let agreed = agreed.transpose()?.flatten();
            Ok(agreed.is_some_and(|agreed| agreed.read_at > row.at))
        }
        _ => Ok(false),
    }
}

pub(super) fn single(db: &Connection, row: &Activity) -> store::Result<Option<Notice>> {
    let Some(service_id) = row.service_id else {
        return Ok(None);
    };
    let Some(service) = services::by_id(db, service_id)? else {
        return Ok(None);
    };
    let (name, account) = (
        service.name.clone(),
        account_among_several(db, row.account_id)?,
    );
    Ok(match row.kind {
        Kind::Queued | Kind::Updated => Some(Notice::Queued {
            service_id,
            link_id: row.link_id,
            service: name,
            waits_for: row.reason.clone(),
            account,
        }),
        Kind::Succeeded => {
            let price_differs = price_differs(db, row, &service)?;
            Some(Notice::Succeeded {
                service_id,
                link_id: row.link_id,
                service: name,
                price_differs,
                account,
            })
        }
        Kind::Failed => {
            let reason = row.reason.clone().unwrap_or(Reason::UnexpectedAnswer);
            Some(Notice::Failed {
                service_id,
                link_id: row.link_id,
                job_id: row.job_id.clone(),
                service: name,
                reason,
                account,
            })
        }
        _ => None,
    })
}

pub(super) fn key_needed(
    db: &Connection,
    row: &Activity,
    now: UtcMillis,
) -> store::Result<Option<Notice>> {
    let Some(account_id) = row.account_id else {
        return Ok(None);
    };
    let hold = store::accounts::by_id(db, account_id)?.and_then(|account| account.hold);
    // Cured since then: nobody has to do anything.
    let Some(reason) = hold.filter(Reason::blocks_account) else {
        return Ok(None);
    };
    let told = activity::last_key_notice_at(db, account_id, &reason)?
        .is_some_and(|at| (0..KEY_PAUSE).contains(&(now - at)));
    let account = account_among_several(db, row.account_id)?;
    let waiting = jobs::open(db)?
        .iter()
        .filter(|job| job.account_id == account_id)
        .count();
    Ok((!told).then_some(Notice::KeyNeeded {
        account_id,
        reason,
        waiting,
        account,
    }))
}

/// None if the person has another key by now, or nobody knows when that one ends.
pub(super) fn key_expires(db: &Connection, row: &Activity) -> store::Result<Option<Notice>> {
    let Some(account_id) = row.account_id else {
        return Ok(None);
    };
    let day = store::accounts::by_id(db, account_id)?.and_then(|account| account.key_expires);
    let account = account_among_several(db, row.account_id)?;
    Ok(day.map(|day| Notice::KeyExpires {
        account_id,
        day,
        account,
    }))
}

/// What somebody changed in Cal.com: one service by its name, several by their number.
pub(super) fn changed_in_calcom(
    db: &Connection,
    rows: &[Activity],
    now: UtcMillis,
) -> store::Result<Option<Notice>> {
    // Of several changes of one service the newest row tells what is there now.
    let newest: BTreeMap<i64, &Activity> = rows
        .iter()
        .filter_map(|row| Some((row.service_id?, row)))
        .collect();
    settings::set(db, LAST_CHANGES, &now)?;
    let (Some((service_id, row)), 1) = (newest.first_key_value(), newest.len()) else {
        let rows: Vec<&Activity> = newest.values().copied().collect();
        let (count, account) = (rows.len(), the_one_account(db, &rows)?);
        return Ok((count > 0).then_some(Notice::ChangedMany { count, account }));
    };
    let Some(service) = services::by_id(db, *service_id)? else {
        return Ok(None);
    };
    Ok(Some(Notice::Changed {
        service_id: service.id,
        link_id: row.link_id,
        service: service.name,
        changes: row.changes.clone(),
        account: account_among_several(db, row.account_id)?,
    }))
}

/// Exactly one outcome has its own text; two or more have one summary.
pub(super) fn summed_up(
    db: &Connection,
    collected: &[Activity],
    now: UtcMillis,
) -> store::Result<Option<Notice>> {
    let outcomes: Vec<&Activity> = collected
        .iter()
        .filter(|row| matches!(row.kind, Kind::Succeeded | Kind::Failed))
        .collect();
    if let [only] = outcomes.as_slice() {
        return single(db, only);
    }
    let problem_ids: BTreeSet<i64> = outcomes
        .iter()
        .filter(|row| row.kind == Kind::Failed)
        .filter_map(|row| row.service_id)
        .collect();
    let services: BTreeSet<i64> = outcomes.iter().filter_map(|row| row.service_id).collect();
    if services.is_empty() {
        return Ok(None);
    }
    let mut problems = Vec::new();
    for id in &problem_ids {
        if let Some(service) = services::by_id(db, *id)? {
            problems.push((*id, service.name));
        }
    }
    if collected.iter().any(|row| row.notice == Wanted::Unasked) {
        settings::set(db, LAST_SUMMARY, &now)?;
    }
    let synced: Vec<i64> = services.difference(&problem_ids).copied().collect();
    let mut all_agree = true;
    for id in &synced {
        all_agree = all_agree && agrees(db, *id)?;
    }
    Ok(Some(Notice::Summary {
        synced: synced.len(),
        problems,
        all_agree,
        account: the_one_account(db, &outcomes)?,
    }))
}

/// Each event type of a service holds what is wanted here, as far as is known, and nothing is on its way.
fn agrees(db: &Connection, service_id: i64) -> store::Result<bool> {
    let Some(service) = services::by_id(db, service_id)? else {
        return Ok(false);
    };
    for link in services::links_of(db, service_id)? {
        let Some(agreed) = mirror::agreed(db, link.id)? else {
            return Ok(false);
        };
        let desired = service.desired(&link, Some(&agreed.values));
        if !desired.all_held_by(&agreed.values) || jobs::last_open_of(db, link.id)?.is_some() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The name, if all of these rows are about the same account.
fn the_one_account(db: &Connection, rows: &[&Activity]) -> store::Result<Option<String>> {
    let ids: BTreeSet<Option<i64>> = rows.iter().map(|row| row.account_id).collect();
    match (ids.first(), ids.len()) {
        (Some(id), 1) => account_among_several(db, *id),
        _ => Ok(None),
    }
}

/// The account's name, where there is more than one to tell apart.
pub(super) fn account_among_several(
    db: &Connection,
    id: Option<i64>,
) -> store::Result<Option<String>> {
    let mut connected = store::accounts::all(db)?;
    connected.retain(|account| account.state != AccountState::Disconnected);
    if connected.len() < 2 {
        return Ok(None);
    }
    Ok(connected
        .into_iter()
        .find(|account| Some(account.id) == id)
        .map(|account| account.name))
}

fn price_differs(db: &Connection, row: &Activity, service: &Service) -> store::Result<bool> {
    let Some(link) = row
        .link_id
        .map(|id| services::link_by_id(db, id))
        .transpose()?
        .flatten()
    else {
        return Ok(false);
    };
    let mirror = mirror::get(db, link.account_id, link.event_type_id)?;
    let there = mirror
        .and_then(|mirror| mirror.known)
        .and_then(|known| known.reading.price);
    Ok(matches!((service.price(), there), (Some(here), Some(there)) if here != there))
}

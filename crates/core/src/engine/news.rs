//! What a listing shows that somebody changed in Cal.com: told once per change.

use std::collections::HashMap;

use rusqlite::Transaction;

use crate::domain::UtcMillis;
use crate::domain::fields::{Change, changes};
use crate::domain::plan::{Known, Past};
use crate::domain::reading::Reading;
use crate::domain::reason::Reason;
use crate::domain::service::{Link, Service};
use crate::engine::context::millis;
use crate::engine::policy::Policy;
use crate::store::activity::{self, Kind, NewActivity, Notice};
use crate::store::listings::ReadListing;
use crate::store::{self, attempts, jobs, mirror, services};

/// Notes what changed since the last reading of each linked event type; called before the listing is stored.
/// The order in which changes are told is that of the services.
pub fn note(
    db: &Transaction,
    account_id: i64,
    listing: &ReadListing,
    policy: &Policy,
    now: UtcMillis,
) -> store::Result<()> {
    let readings: HashMap<i64, &Reading> = listing
        .readings
        .iter()
        .map(|reading| (reading.event_type_id, reading))
        .collect();
    for link in services::links(db)? {
        let (true, Some(reading)) = (
            link.account_id == account_id,
            readings.get(&link.event_type_id),
        ) else {
            continue;
        };
        let Some(service) = services::by_id(db, link.service_id)? else {
            continue;
        };
        let news = news(db, &service, &link, reading, listing.read_at, policy, now)?;
        if !news.is_empty() {
            let row = NewActivity {
                service_id: Some(service.id),
                link_id: Some(link.id),
                account_id: Some(account_id),
                changes: &news,
                notice: Notice::Unasked,
                ..NewActivity::default()
            };
            activity::add(db, Kind::ChangedInCalcom, &row, now)?;
        }
    }
    Ok(())
}

/// The fields that somebody changed, unless that was seen before, or is told otherwise.
fn news(
    db: &Transaction,
    service: &Service,
    link: &Link,
    reading: &Reading,
    read_at: UtcMillis,
    policy: &Policy,
    now: UtcMillis,
) -> store::Result<Vec<Change>> {
    // An open job meets the change by itself, and tells how that ended.
    if jobs::last_open_of(db, link.id)?.is_some() {
        return Ok(Vec::new());
    }
    // Answers may come from a copy that does not have our own last write yet.
    let echo = millis(policy.own_write_echo);
    if attempts::last_write_at(db, link.id)?.is_some_and(|at| (0..echo).contains(&(now - at))) {
        return Ok(Vec::new());
    }
    let stored =
        mirror::get(db, link.account_id, link.event_type_id)?.and_then(|mirror| mirror.known);
    if stored
        .as_ref()
        .is_some_and(|known| is_newer(known, read_at, now))
    {
        return Ok(Vec::new());
    }
    let past = mirror::past(db, link.id)?;
    let now_seen = seen(service, link, &past, reading);
    let before = stored.map(|known| seen(service, link, &past, &known.reading));
    let told = told(db, link, &past, before.as_deref(), &now_seen)?;
    Ok(if told { Vec::new() } else { now_seen })
}

/// Whether this very change was told since both sides last agreed: by an earlier listing, or by a job that
/// stopped because of it. `before`: what the last reading showed.
fn told(
    db: &Transaction,
    link: &Link,
    past: &Past,
    before: Option<&[Change]>,
    now_seen: &[Change],
) -> store::Result<bool> {
    let since = past.agreed_at.unwrap_or(UtcMillis::MIN);
    let last = |kind| activity::last_of_link(db, kind, link.id, since);
    if last(Kind::ChangedInCalcom)?.is_some_and(|row| row.changes == now_seen) {
        return Ok(true);
    }
    let stopped = last(Kind::Failed)?
        .is_some_and(|row| matches!(row.reason, Some(Reason::ChangedInCalcom { .. })));
    Ok(stopped && before == Some(now_seen))
}

/// As [`mirror::store_reading`] decides: an older reading tells nothing.
fn is_newer(known: &Known, read_at: UtcMillis, now: UtcMillis) -> bool {
    known.read_at > read_at && known.read_at <= now
}

/// What this reading shows as changed by somebody: from the agreed value to the one there.
fn seen(service: &Service, link: &Link, past: &Past, reading: &Reading) -> Vec<Change> {
    let desired = service.desired(link, Some(&reading.values));
    let fields = past.changed_elsewhere(&desired, &reading.values);
    let agreed = past.agreed.clone().unwrap_or_default();
    changes(&agreed.only(&fields), &reading.values.only(&fields))
}

//! The JSON of the command line: stable names, `null` instead of missing, times as UTC milliseconds.

use std::collections::HashMap;

use abgleich_core::app::event_types::Listed;
use abgleich_core::app::view::{LinkView, ServiceView};
use abgleich_core::domain::UtcMillis;
use abgleich_core::domain::account::Account;
use abgleich_core::domain::fields::{Change, Field, Values};
use abgleich_core::domain::job::Job;
use abgleich_core::domain::moved::Moved;
use abgleich_core::domain::reading::Owner;
use abgleich_core::domain::reason::Reason;
use abgleich_core::store::activity::Activity;
use abgleich_core::store::snapshots::Snapshot;
use serde::Serialize;
use serde_json::Value;

/// `null` or `{code, params}`.
pub(crate) fn reason(reason: Option<&Reason>) -> Option<Value> {
    reason.map(Reason::to_json)
}

#[derive(Debug, Serialize)]
pub(crate) struct AccountJson {
    id: i64,
    name: String,
    color: &'static str,
    url: String,
    web_url: Option<String>,
    user_id: i64,
    user_name: Option<String>,
    email: Option<String>,
    state: &'static str,
    /// Why nothing is sent with it at the moment.
    hold: Option<Value>,
    requests_per_minute: u32,
    key_expires: Option<String>,
    checked_at: Option<UtcMillis>,
}

impl From<&Account> for AccountJson {
    fn from(account: &Account) -> Self {
        Self {
            id: account.id,
            name: account.name.clone(),
            color: account.color.id(),
            url: account.url.as_str().to_owned(),
            web_url: account.web_url.clone(),
            user_id: account.user_id,
            user_name: account.user_name.clone(),
            email: account.email.clone(),
            state: account.state.id(),
            hold: reason(account.hold.as_ref()),
            requests_per_minute: account.requests_per_minute,
            key_expires: account.key_expires.clone(),
            checked_at: account.checked_at,
        }
    }
}

#[derive(Debug, Serialize)]
pub(crate) struct ServiceJson {
    id: i64,
    name: String,
    description: Option<String>,
    duration_minutes: i64,
    buffer_before_minutes: Option<i64>,
    buffer_after_minutes: Option<i64>,
    price_minor: Option<i64>,
    currency: String,
    category: Option<String>,
    listed: Option<bool>,
    archived: bool,
    /// Of the first link, as `account_id`.
    event_type_id: Option<i64>,
    account_id: Option<i64>,
    links: Vec<LinkJson>,
    /// The most severe of all links.
    status: &'static str,
    reason: Option<Value>,
    last_attempt_at: Option<UtcMillis>,
    last_success_at: Option<UtcMillis>,
}

impl From<&ServiceView> for ServiceJson {
    fn from(view: &ServiceView) -> Self {
        let service = &view.service;
        let first = view.links.first().map(|link| &link.link);
        Self {
            id: service.id,
            name: service.name.clone(),
            description: service.description.clone(),
            duration_minutes: service.duration,
            buffer_before_minutes: service.buffer_before,
            buffer_after_minutes: service.buffer_after,
            price_minor: service.price_minor,
            currency: service.currency.clone(),
            category: service.category.clone(),
            listed: service.listed,
            archived: service.archived_at.is_some(),
            event_type_id: first.map(|link| link.event_type_id),
            account_id: first.map(|link| link.account_id),
            links: view.links.iter().map(LinkJson::from).collect(),
            status: view.status.id.id(),
            reason: reason(view.status.reason.as_ref()),
            last_attempt_at: view
                .links
                .iter()
                .filter_map(|link| link.last_attempt_at)
                .max(),
            last_success_at: view
                .links
                .iter()
                .filter_map(|link| link.last_success_at)
                .max(),
        }
    }
}

#[derive(Debug, Serialize)]
struct LinkJson {
    id: i64,
    event_type_id: i64,
    account_id: i64,
    title: Option<String>,
    status: &'static str,
    reason: Option<Value>,
    /// What differs, or what somebody changed.
    fields: Vec<Field>,
    price_differs: bool,
    read_at: Option<UtcMillis>,
    last_attempt_at: Option<UtcMillis>,
    last_success_at: Option<UtcMillis>,
}

impl From<&LinkView> for LinkJson {
    fn from(view: &LinkView) -> Self {
        let (link, status) = (&view.link, &view.status);
        Self {
            id: link.id,
            event_type_id: link.event_type_id,
            account_id: link.account_id,
            title: link.title.clone(),
            status: status.id.id(),
            reason: reason(status.reason.as_ref()),
            fields: status.fields.clone(),
            price_differs: status.price_differs,
            read_at: status.read_at,
            last_attempt_at: view.last_attempt_at,
            last_success_at: view.last_success_at,
        }
    }
}

#[derive(Debug, Serialize)]
pub(crate) struct JobJson {
    id: String,
    service_id: i64,
    service_name: String,
    event_type_id: i64,
    account_id: i64,
    state: &'static str,
    /// How many of the tries are used up.
    attempts: u32,
    tries: u32,
    not_before: UtcMillis,
    reason: Option<Value>,
    changes: Vec<Change>,
    requested_by: &'static str,
    created_at: UtcMillis,
    started_at: Option<UtcMillis>,
    finished_at: Option<UtcMillis>,
    handled_at: Option<UtcMillis>,
}

impl JobJson {
    pub(crate) fn new(job: &Job, names: &HashMap<i64, String>, tries: u32) -> Self {
        Self {
            id: job.id.clone(),
            service_id: job.service_id,
            service_name: names.get(&job.service_id).cloned().unwrap_or_default(),
            event_type_id: job.plan.event_type_id,
            account_id: job.account_id,
            state: job.state.id(),
            attempts: job.attempts,
            tries,
            not_before: job.not_before,
            reason: reason(job.reason.as_ref()),
            changes: job.plan.changes(),
            requested_by: job.requested_by.id(),
            created_at: job.created_at,
            started_at: job.started_at,
            finished_at: job.finished_at,
            handled_at: job.handled_at,
        }
    }
}

#[derive(Debug, Serialize)]
pub(crate) struct EventTypeJson {
    event_type_id: i64,
    title: String,
    length_minutes: Option<i64>,
    buffer_before_minutes: Option<i64>,
    buffer_after_minutes: Option<i64>,
    hidden: bool,
    owner: Owner,
    price_minor: Option<i64>,
    currency: Option<String>,
    linked_service: Option<String>,
    /// Why it cannot be linked or imported.
    refusal: Option<Value>,
}

impl From<&Listed> for EventTypeJson {
    fn from(listed: &Listed) -> Self {
        let reading = &listed.known.reading;
        let price = reading.price.as_ref();
        Self {
            event_type_id: reading.event_type_id,
            title: reading.title().to_owned(),
            length_minutes: reading.values.minutes(Field::Length),
            buffer_before_minutes: reading.values.minutes(Field::BufferBefore),
            buffer_after_minutes: reading.values.minutes(Field::BufferAfter),
            hidden: reading.is_hidden(),
            owner: reading.owner.clone(),
            price_minor: price.map(|price| price.minor),
            currency: price.map(|price| price.currency.clone()),
            linked_service: listed.linked_to.clone(),
            refusal: reason(listed.refusal.as_ref()),
        }
    }
}

/// A row of the history: what happened, or (`kind` is `snapshot`) what Cal.com held before a write.
#[derive(Debug, Serialize)]
pub(crate) struct HistoryJson {
    /// `null` for a snapshot, which has an id of its own.
    id: Option<i64>,
    at: UtcMillis,
    kind: &'static str,
    service_id: Option<i64>,
    service_name: Option<String>,
    account_id: Option<i64>,
    job_id: Option<String>,
    reason: Option<Value>,
    changes: Vec<ChangeJson>,
    /// What `restore` takes.
    snapshot_id: Option<i64>,
    event_type_id: Option<i64>,
    values: Option<Values>,
    /// Of a snapshot: whether `restore` takes it.
    restorable: Option<bool>,
}

/// `{field, from, to}`: what went to Cal.com, or what an edit moved here, which may be a price or a category, too.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum ChangeJson {
    Sent(Change),
    Here(Moved),
}

impl HistoryJson {
    pub(crate) fn of_activity(row: &Activity, names: &HashMap<i64, String>) -> Self {
        Self {
            id: Some(row.id),
            at: row.at,
            kind: row.kind.id(),
            service_id: row.service_id,
            service_name: row.service_id.and_then(|id| names.get(&id).cloned()),
            account_id: row.account_id,
            job_id: row.job_id.clone(),
            reason: reason(row.reason.as_ref()),
            changes: (row.changes.iter().cloned().map(ChangeJson::Sent))
                .chain(row.moved.iter().cloned().map(ChangeJson::Here))
                .collect(),
            snapshot_id: None,
            event_type_id: None,
            values: None,
            restorable: None,
        }
    }

    pub(crate) fn of_snapshot(
        snapshot: &Snapshot,
        service_id: i64,
        names: &HashMap<i64, String>,
    ) -> Self {
        Self {
            id: None,
            at: snapshot.taken_at,
            kind: "snapshot",
            service_id: Some(service_id),
            service_name: names.get(&service_id).cloned(),
            account_id: Some(snapshot.account_id),
            job_id: Some(snapshot.job_id.clone()),
            reason: None,
            changes: Vec::new(),
            snapshot_id: Some(snapshot.id),
            event_type_id: Some(snapshot.event_type_id),
            values: Some(snapshot.reading.values.clone()),
            restorable: Some(snapshot.in_force),
        }
    }

    pub(crate) fn at(&self) -> UtcMillis {
        self.at
    }
}

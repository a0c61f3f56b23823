//! From the core's values to the shapes of the border.

pub mod bulk;

use abgleich_core::app::accounts::Checked;
use abgleich_core::app::event_types::Listed;
use abgleich_core::app::planned::{Planned, Source as CoreSource};
use abgleich_core::app::sync::Answer as CoreAnswer;
use abgleich_core::app::view::{JobView, LinkView, ServiceView};
use abgleich_core::domain::account as core_account;
use abgleich_core::domain::account_color::AccountColor as CoreColor;
use abgleich_core::domain::fields::{Change as CoreChange, Field, FieldValue as CoreValue, Values};
use abgleich_core::domain::job as core_job;
use abgleich_core::domain::money::Money;
use abgleich_core::domain::reading::{Owner as CoreOwner, Reading};
use abgleich_core::domain::reason::Reason as CoreReason;
use abgleich_core::domain::status as core_status;
use abgleich_core::domain::template::Template as CoreTemplate;
use abgleich_core::store::connections::StoredConnection;
use abgleich_core::store::mirror::Origin;

use crate::dto::{
    Account, AccountColor, AccountState, Answer, Change, Connection, ConnectionState,
    EventTypeView, FieldId, FieldValue, Job, JobState, KeyCheck, Link, Owner, Plan, PlanRow,
    Reason, Row, SameAccount, Service, Source, Status, StatusId, Template,
};

pub mod decisions;
mod edits;

/// The order in which people read the fields.
const ORDER: [Field; 7] = [
    Field::Title,
    Field::Length,
    Field::BufferBefore,
    Field::BufferAfter,
    Field::LengthOptions,
    Field::Description,
    Field::Hidden,
];

impl From<&CoreReason> for Reason {
    fn from(reason: &CoreReason) -> Self {
        Self {
            code: reason.code(),
            params: reason.params(),
        }
    }
}

fn reason(reason: Option<&CoreReason>) -> Option<Reason> {
    reason.map(Reason::from)
}

impl From<CoreSource> for Source {
    fn from(source: CoreSource) -> Self {
        match source {
            CoreSource::Fresh => Self::Fresh,
            CoreSource::Stored => Self::Stored,
            CoreSource::Never => Self::Never,
        }
    }
}

impl From<Field> for FieldId {
    fn from(field: Field) -> Self {
        match field {
            Field::Title => Self::Title,
            Field::Length => Self::Length,
            Field::BufferBefore => Self::BufferBefore,
            Field::BufferAfter => Self::BufferAfter,
            Field::Description => Self::Description,
            Field::Hidden => Self::Hidden,
            Field::LengthOptions => Self::LengthOptions,
            Field::Seats => Self::Seats,
            Field::Layouts => Self::Layouts,
            Field::Confirmation => Self::Confirmation,
        }
    }
}

impl From<&CoreValue> for FieldValue {
    fn from(value: &CoreValue) -> Self {
        match value {
            CoreValue::Text(text) => Self::Text { text: text.clone() },
            CoreValue::Minutes(minutes) => Self::Minutes { minutes: *minutes },
            CoreValue::List(minutes) => Self::MinutesList {
                minutes: minutes.clone(),
            },
            CoreValue::Flag(flag) => Self::Flag { flag: *flag },
        }
    }
}

impl From<&Money> for FieldValue {
    fn from(money: &Money) -> Self {
        Self::Money {
            minor: money.minor,
            currency: money.currency.clone(),
        }
    }
}

impl From<core_status::StatusId> for StatusId {
    fn from(id: core_status::StatusId) -> Self {
        use core_status::StatusId as Core;
        match id {
            Core::Error => Self::Error,
            Core::Blocked => Self::Blocked,
            Core::ChangedInCalcom => Self::ChangedInCalcom,
            Core::Retry => Self::Retry,
            Core::WaitingNetwork => Self::WaitingNetwork,
            Core::Pending => Self::Pending,
            Core::Syncing => Self::Syncing,
            Core::Outdated => Self::Outdated,
            Core::Never => Self::Never,
            Core::Synced => Self::Synced,
            Core::Unlinked => Self::Unlinked,
        }
    }
}

impl From<&core_status::Status> for Status {
    fn from(status: &core_status::Status) -> Self {
        Self {
            id: status.id.into(),
            reason: reason(status.reason.as_ref()),
            fields: status.fields.iter().copied().map(FieldId::from).collect(),
            retry_at: status.retry_at,
            edited_since: status.edited_since,
            paused: status.paused,
            price_differs: status.price_differs,
            read_at: status.read_at,
        }
    }
}

impl From<core_status::ConnectionState> for ConnectionState {
    fn from(state: core_status::ConnectionState) -> Self {
        use core_status::ConnectionState as Core;
        match state {
            Core::Online => Self::Online,
            Core::Offline => Self::Offline,
            Core::Portal => Self::Portal,
            Core::TlsIntercepted => Self::TlsIntercepted,
            Core::Unreachable => Self::Unreachable,
        }
    }
}

impl From<&StoredConnection> for Connection {
    fn from(connection: &StoredConnection) -> Self {
        Self {
            url: connection.url.clone(),
            state: connection.state.into(),
            since: connection.since,
        }
    }
}

impl From<CoreColor> for AccountColor {
    fn from(color: CoreColor) -> Self {
        match color {
            CoreColor::Indigo => Self::Indigo,
            CoreColor::Berry => Self::Berry,
            CoreColor::Olive => Self::Olive,
            CoreColor::Sky => Self::Sky,
            CoreColor::Brown => Self::Brown,
            CoreColor::Slate => Self::Slate,
        }
    }
}

impl From<&CoreTemplate> for Template {
    fn from(template: &CoreTemplate) -> Self {
        Self {
            event_type_id: template.event_type_id,
            title: template.title.clone(),
        }
    }
}

impl From<&core_account::Account> for Account {
    fn from(account: &core_account::Account) -> Self {
        use core_account::AccountState as Core;
        Self {
            id: account.id,
            name: account.name.clone(),
            color: account.color.into(),
            url: account.url.as_str().to_owned(),
            host: account.host().to_owned(),
            web_url: account.sign_in_url(),
            user_name: account.user_name.clone(),
            email: account.email.clone(),
            state: match account.state {
                Core::Ok => AccountState::Ok,
                Core::NeedsKey => AccountState::NeedsKey,
                Core::Paused => AccountState::Paused,
                Core::Disconnected => AccountState::Disconnected,
            },
            hold: reason(account.hold.as_ref().filter(|hold| hold.blocks_account())),
            key_expires: account.key_expires.clone(),
            checked_at: account.checked_at,
        }
    }
}

fn owner_of(known: Option<&Reading>, account: &core_account::Account) -> Owner {
    match known.map(|reading| &reading.owner) {
        None | Some(CoreOwner::Unnamed) => Owner::Unknown,
        Some(CoreOwner::ManagedChild { .. }) => Owner::ManagedChild,
        Some(CoreOwner::Team { team_id, .. }) if !account.team_ids.contains(team_id) => {
            Owner::Other
        }
        Some(CoreOwner::Team { template: true, .. }) => Owner::ManagedTemplate,
        Some(CoreOwner::Team { .. }) => Owner::Team,
        Some(CoreOwner::User { user_id }) if *user_id == account.user_id => Owner::Mine,
        Some(CoreOwner::User { .. }) => Owner::Other,
    }
}

fn price_row(
    view: &abgleich_core::domain::service::Service,
    known: Option<&Reading>,
    differs: bool,
) -> Row {
    Row {
        field: FieldId::Price,
        calcom: known.map(|reading| {
            reading
                .price
                .as_ref()
                .map_or(FieldValue::None, FieldValue::from)
        }),
        here: view.price().as_ref().map(FieldValue::from),
        differs,
    }
}

/// One row per field; durations to choose from only where there are several.
fn rows(service: &abgleich_core::domain::service::Service, view: &LinkView) -> Vec<Row> {
    let reading = view.known.as_ref().map(|known| &known.reading);
    let remote = reading.map(|reading| &reading.values);
    let desired = service.desired(&view.link, remote);
    let mut rows: Vec<Row> = ORDER
        .into_iter()
        .filter(|field| {
            *field != Field::LengthOptions
                || remote.is_some_and(|remote| !remote.options().is_empty())
        })
        .map(|field| {
            let (calcom, here) = (
                remote.and_then(|remote| remote.get(field)),
                desired.get(field),
            );
            Row {
                field: field.into(),
                calcom: calcom.map(FieldValue::from),
                here: here.map(FieldValue::from),
                differs: here.is_some() && calcom.is_some() && here != calcom,
            }
        })
        .collect();
    rows.push(price_row(service, reading, view.status.price_differs));
    rows
}

pub fn link(
    service: &abgleich_core::domain::service::Service,
    view: &LinkView,
    account: &core_account::Account,
) -> Link {
    let reading = view.known.as_ref().map(|known| &known.reading);
    let found = view
        .agreed
        .as_ref()
        .filter(|agreed| agreed.origin == Origin::Found);
    Link {
        id: view.link.id,
        account_id: view.link.account_id,
        account_name: account.name.clone(),
        event_type_id: view.link.event_type_id,
        title: view.link.title.clone(),
        event_type_title: reading.map(|reading| reading.title().to_owned()),
        owner: owner_of(reading, account),
        template: view.template.as_ref().map(Template::from),
        status: (&view.status).into(),
        rows: rows(service, view),
        read_at: view.known.as_ref().map(|known| known.read_at),
        last_attempt_at: view.last_attempt_at,
        last_success_at: view.last_success_at,
        taken_over_at: found.map(|agreed| agreed.read_at),
        booking_url: reading.and_then(|reading| reading.booking_url.clone()),
    }
}

pub fn service(view: &ServiceView, accounts: &[core_account::Account]) -> Service {
    let service = &view.service;
    let links = view
        .links
        .iter()
        .filter_map(|of_link| {
            let account = accounts
                .iter()
                .find(|account| account.id == of_link.link.account_id)?;
            Some(link(service, of_link, account))
        })
        .collect();
    Service {
        id: service.id,
        revision: service.revision,
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
        status: (&view.status).into(),
        links,
    }
}

impl From<&CoreChange> for Change {
    fn from(change: &CoreChange) -> Self {
        Self {
            field: change.field.into(),
            from: change.from.as_ref().map(FieldValue::from),
            to: FieldValue::from(&change.to),
        }
    }
}

pub fn changes(changes: &[CoreChange]) -> Vec<Change> {
    changes.iter().map(Change::from).collect()
}

fn job_state(state: core_job::JobState) -> JobState {
    match state {
        core_job::JobState::Waiting => JobState::Waiting,
        core_job::JobState::Running => JobState::Running,
        core_job::JobState::Succeeded => JobState::Succeeded,
        core_job::JobState::Failed => JobState::Failed,
        core_job::JobState::Cancelled => JobState::Cancelled,
        core_job::JobState::Superseded => JobState::Superseded,
    }
}

pub fn job(view: &JobView, tries: u32, now: i64) -> Job {
    let job = &view.job;
    let state = job_state(job.state);
    let needs_person = job
        .reason
        .as_ref()
        .is_some_and(|reason| reason.needs_decision() || reason.has_to_be_edited());
    let waiting = state == JobState::Waiting;
    let status = view
        .status
        .as_ref()
        .map_or(StatusId::Error, |status| status.id.into());
    Job {
        id: job.id.clone(),
        service_id: job.service_id,
        service_name: view.service_name.clone(),
        account_id: job.account_id,
        account_name: view.account_name.clone(),
        event_type_id: job.plan.event_type_id,
        state,
        changes: changes(&job.plan.changes()),
        created_at: job.created_at,
        attempts: job.attempts,
        tries,
        next_at: (waiting && job.not_before > now).then_some(job.not_before),
        outcome_open: waiting
            && view
                .last_attempt
                .as_ref()
                .is_some_and(|attempt| attempt.open),
        reason: if waiting {
            reason(
                view.status
                    .as_ref()
                    .and_then(|status| status.reason.as_ref())
                    .or(job.reason.as_ref()),
            )
        } else {
            reason(job.reason.as_ref())
        },
        status: if state == JobState::Failed {
            StatusId::Error
        } else {
            status
        },
        handled: job.handled_at.is_some(),
        can_retry: waiting || (state == JobState::Failed && !needs_person),
        request_id: view
            .last_attempt
            .as_ref()
            .and_then(|attempt| attempt.request_id.clone()),
        http_status: view
            .last_attempt
            .as_ref()
            .and_then(|attempt| attempt.http_status),
        finished_at: job.finished_at,
    }
}

/// The confirmation: name, duration, buffers and price always; the others only when they change.
/// `shown`: how a host is called on the screen.
pub fn plan(planned: &Planned, shown: impl Fn(&str) -> String) -> Plan {
    let none = Values::default();
    let remote = planned.known.as_ref().map(|known| &known.reading.values);
    let desired = &planned.plan.desired;
    let always = [
        Field::Title,
        Field::Length,
        Field::BufferBefore,
        Field::BufferAfter,
    ];
    let changed: Vec<Field> = desired.differing_from(remote.unwrap_or(&none));
    let mut rows: Vec<PlanRow> = ORDER
        .into_iter()
        .filter(|field| always.contains(field))
        .chain(
            ORDER
                .into_iter()
                .filter(|field| !always.contains(field) && changed.contains(field)),
        )
        .map(|field| PlanRow {
            field: field.into(),
            calcom: remote
                .and_then(|remote| remote.get(field))
                .map(FieldValue::from),
            next: desired.get(field).map(FieldValue::from),
            changes: changed.contains(&field),
            transferred: true,
        })
        .collect();
    let reading = planned.known.as_ref().map(|known| &known.reading);
    let price = price_row(&planned.service, reading, false);
    let after_buffers = rows
        .iter()
        .take_while(|row| row.field != FieldId::BufferAfter)
        .count()
        + 1;
    rows.insert(
        after_buffers.min(rows.len()),
        PlanRow {
            field: price.field,
            calcom: price.calcom,
            next: price.here,
            changes: false,
            transferred: false,
        },
    );
    Plan {
        plan_id: planned.id.clone(),
        service_id: planned.service.id,
        service_name: planned.service.name.clone(),
        link_id: planned.link.id,
        event_type_id: planned.link.event_type_id,
        event_type_title: reading.map(|reading| reading.title().to_owned()),
        account_name: planned.account.name.clone(),
        host: shown(planned.account.host()),
        rows,
        changed_fields: changed.into_iter().map(FieldId::from).collect(),
        reading: planned.source.into(),
        read_at: planned.known.as_ref().map(|known| known.read_at),
        online: planned.connection == core_status::ConnectionState::Online,
        template: planned.applies_to_template(),
        replaces_waiting: planned.waiting.is_some(),
        up_to_date: planned.up_to_date(),
        refusal: reason(planned.refusal.as_ref()),
    }
}

pub fn answer(answer: &CoreAnswer, plan: Option<Plan>) -> Answer {
    Answer {
        answer: answer.kind.id().to_owned(),
        job_id: answer.job_id.clone(),
        reason: reason(answer.reason.as_ref()),
        plan,
    }
}

pub fn key_check(checked: &Checked) -> KeyCheck {
    KeyCheck {
        check_id: checked.id.clone(),
        user_name: checked.identity.user_name.clone(),
        email: checked.identity.email.clone(),
        url: checked.url.as_str().to_owned(),
        host: core_account::shown_host(&checked.url).to_owned(),
        same_account: checked.existing.as_ref().map(|account| SameAccount {
            id: account.id,
            name: account.name.clone(),
        }),
        other_region: None,
    }
}

pub fn event_type(listed: &Listed, account: &core_account::Account) -> EventTypeView {
    let reading = &listed.known.reading;
    let minutes = |field| reading.values.minutes(field).unwrap_or(0);
    EventTypeView {
        event_type_id: reading.event_type_id,
        account_id: listed.account_id,
        title: reading.title().to_owned(),
        length_minutes: minutes(Field::Length),
        buffer_before_minutes: minutes(Field::BufferBefore),
        buffer_after_minutes: minutes(Field::BufferAfter),
        price_minor: reading.price.as_ref().map(|price| price.minor),
        currency: reading.price.as_ref().map(|price| price.currency.clone()),
        hidden: reading.values.get(Field::Hidden) == Some(&CoreValue::Flag(true)),
        owner: owner_of(Some(reading), account),
        linked_service: listed.linked_to.clone(),
        template: listed.template.as_ref().map(Template::from),
        booking_url: reading.booking_url.clone(),
        suggested: listed.suggested,
    }
}

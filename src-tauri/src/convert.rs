//! From the core's values to the shapes of the border.

pub mod accounts;
pub mod bulk;
pub mod decisions;
mod edits;
pub mod event_types;
pub mod plan;
pub mod queue;

use abgleich_core::app::view::{LinkView, ServiceView};
use abgleich_core::domain::account as core_account;
use abgleich_core::domain::fields::{Change as CoreChange, Field, FieldValue as CoreValue};
use abgleich_core::domain::money::Money;
use abgleich_core::domain::reading::Reading;
use abgleich_core::domain::reason::Reason as CoreReason;
use abgleich_core::domain::status as core_status;
use abgleich_core::store::connections::StoredConnection;
use abgleich_core::store::mirror::Origin;

use crate::dto::{
    Change, Connection, ConnectionState, FieldId, FieldValue, Link, Reason, Row, Service, Status,
    StatusId, Template,
};
use event_types::owner_of;

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

//! Services: everything that happens here only, without Cal.com being asked to change anything.

use rusqlite::Transaction;

use super::linking::lift;
use super::{App, AppError, error::Result};
use crate::domain::UtcMillis;
use crate::domain::edit::Edit;
use crate::domain::fields::Field;
use crate::domain::input::{self, InputError};
use crate::domain::reading::Reading;
use crate::domain::service::Service;
use crate::store;
use crate::store::activity::{self, Kind, NewActivity};
use crate::store::mirror;
use crate::store::services::{self as rows, LiftedBy, NewService};

impl App {
    pub async fn create_service(&self, new: NewService) -> Result<i64> {
        let now = self.context.now();
        let id = self
            .context
            .db
            .write(move |db| create(db, &new, now))
            .await?;
        Ok(id)
    }

    /// A second service with the same values under another name, linked with nothing. Returns its id.
    pub async fn duplicate(&self, service_id: i64, name: String) -> Result<i64> {
        let original = self.service(service_id).await?;
        self.create_service(NewService::like(&original, name)).await
    }

    pub async fn service(&self, id: i64) -> Result<Service> {
        let found = self.context.db.read(move |db| rows::by_id(db, id)).await?;
        found.ok_or_else(|| AppError::NotFound {
            what: "service",
            id: id.to_string(),
        })
    }

    /// Applies checked edits, all or none. True if anything changed. Edits alone never change a job.
    pub async fn edit_service(&self, id: i64, edits: Vec<Edit>) -> Result<bool> {
        Ok(self.edit_services(vec![(id, edits)]).await? > 0)
    }

    /// Archives a service: its links are lifted, what waits is cancelled. Returns how many jobs that were.
    pub async fn archive(&self, service_id: i64) -> Result<usize> {
        self.service(service_id).await?;
        let now = self.context.now();
        let archived = self
            .context
            .db
            .write(move |db| archive(db, service_id, now));
        let cancelled = archived.await?;
        self.archived_by_step(service_id);
        Ok(cancelled)
    }

    /// Brings a service back with its links, without the jobs.
    pub async fn unarchive(&self, service_id: i64) -> Result<()> {
        self.service(service_id).await?;
        self.forget_archiving(service_id);
        let now = self.context.now();
        self.context
            .db
            .write(move |db| {
                rows::set_archived(db, service_id, None, now)?;
                rows::revive_links(db, LiftedBy::Archiving, Some(service_id), None)?;
                let row = NewActivity {
                    service_id: Some(service_id),
                    ..NewActivity::default()
                };
                activity::add(db, Kind::Unarchived, &row, now)
            })
            .await?;
        Ok(())
    }
}

/// Writes a new service, and that it was made. Returns its id.
pub(super) fn create(db: &Transaction, new: &NewService, now: UtcMillis) -> store::Result<i64> {
    let id = rows::insert(db, new, now)?;
    let row = NewActivity {
        service_id: Some(id),
        ..NewActivity::default()
    };
    activity::add(db, Kind::Created, &row, now)?;
    Ok(id)
}

/// Lifts the links of a service and archives it. Returns how many waiting jobs were cancelled for it.
pub(super) fn archive(db: &Transaction, service_id: i64, now: UtcMillis) -> store::Result<usize> {
    let mut cancelled = 0;
    for link in rows::links_of(db, service_id)? {
        mirror::leave_out(db, link.account_id, link.event_type_id, Some(now))?;
        cancelled += usize::from(lift(db, &link, LiftedBy::Archiving, now)?);
    }
    rows::set_archived(db, service_id, Some(now), now)?;
    let row = NewActivity {
        service_id: Some(service_id),
        ..NewActivity::default()
    };
    activity::add(db, Kind::Archived, &row, now)?;
    Ok(cancelled)
}

/// Reads a field as a person typed it. Names as on the command line, with `-` or `_`; an empty text unsets.
///
/// # Errors
/// [`InputError`] with what is wrong; nothing was changed.
pub fn parse_edit(
    field: &str,
    text: &str,
    currency: &str,
) -> std::result::Result<Edit, InputError> {
    let empty = text.trim().is_empty();
    let optional = |parsed: std::result::Result<i64, InputError>| {
        if empty { Ok(None) } else { parsed.map(Some) }
    };
    match field.replace('-', "_").as_str() {
        "name" => Ok(Edit::Name(input::name(text)?)),
        "description" if empty => Ok(Edit::Description(None)),
        "description" => Ok(Edit::Description(Some(input::description(text)?))),
        "duration" => Ok(Edit::Duration(input::duration(text)?)),
        "buffer_before" => Ok(Edit::BufferBefore(optional(input::buffer(text))?)),
        "buffer_after" => Ok(Edit::BufferAfter(optional(input::buffer(text))?)),
        "price" => Ok(Edit::PriceMinor(optional(input::price(text, currency))?)),
        "currency" => Ok(Edit::Currency(input::currency(text)?)),
        "category" => Ok(Edit::Category(input::category(text)?)),
        "listed" if empty => Ok(Edit::Listed(None)),
        "listed" => Ok(Edit::Listed(Some(input::flag(text)?))),
        _ => Err(InputError::UnknownField(field.to_owned())),
    }
}

/// What of an event type makes a service of the same values.
pub(super) fn service_from(reading: &Reading) -> std::result::Result<NewService, InputError> {
    let minutes = |field| reading.values.minutes(field).unwrap_or(0).to_string();
    let description = match reading.values.get(Field::Description) {
        Some(crate::domain::fields::FieldValue::Text(text)) if !text.is_empty() => {
            Some(input::description(text)?)
        }
        _ => None,
    };
    let price = reading.price.clone();
    Ok(NewService {
        name: input::name(reading.title())?,
        description,
        duration: input::duration(&minutes(Field::Length))?,
        buffer_before: Some(input::buffer(&minutes(Field::BufferBefore))?),
        buffer_after: Some(input::buffer(&minutes(Field::BufferAfter))?),
        currency: price
            .as_ref()
            .map_or_else(String::new, |price| price.currency.clone()),
        price_minor: price.map(|price| price.minor),
        category: None,
        listed: Some(!reading.is_hidden()),
    })
}

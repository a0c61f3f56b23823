//! Values of an event type, where they live here: most in the service, the title in the link.

use rusqlite::Connection;

use super::compare::stored;
use crate::domain::UtcMillis;
use crate::domain::edit::Edit;
use crate::domain::fields::{Change, Field, FieldValue, Values};
use crate::domain::input::{self, InputError};
use crate::domain::service::{Link, Service};
use crate::store;
use crate::store::services as rows;

/// The new value of a field, where it lives here.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Local {
    Service(Edit),
    /// The link's own title; `None` for the service's name.
    Title(Option<String>),
}

/// A value as a person would type it.
pub(super) fn as_typed(value: &FieldValue) -> String {
    match value {
        FieldValue::Flag(flag) => flag.to_string(),
        FieldValue::Minutes(minutes) => minutes.to_string(),
        FieldValue::Text(text) => text.clone(),
        FieldValue::List(_) => String::new(),
    }
}

/// The edit that gives a field this value. An empty description empties it, and does not leave it unset.
pub(super) fn local_edit(field: Field, text: &str, service: &Service) -> Result<Local, InputError> {
    Ok(Local::Service(match field {
        Field::Title => {
            let title = input::name(text)?;
            return Ok(Local::Title((title != service.name).then_some(title)));
        }
        Field::Length => Edit::Duration(input::duration(text)?),
        Field::BufferBefore => Edit::BufferBefore(Some(input::buffer(text)?)),
        Field::BufferAfter => Edit::BufferAfter(Some(input::buffer(text)?)),
        Field::Description => Edit::Description(Some(input::description(text)?)),
        Field::Hidden => Edit::Listed(Some(!input::flag(text)?)),
        Field::LengthOptions | Field::Seats | Field::Layouts | Field::Confirmation => {
            return Err(InputError::UnknownField(field.id().to_owned()));
        }
    }))
}

/// Edits a service and the title of one of its links, as one revision.
pub(super) fn set(
    db: &Connection,
    link: &Link,
    edits: &[Local],
    now: UtcMillis,
) -> store::Result<()> {
    let (mut of_service, mut title_changed) = (Vec::new(), false);
    for edit in edits {
        match edit {
            Local::Service(edit) => of_service.push(edit.clone()),
            Local::Title(title) => {
                title_changed |= rows::set_link_title(db, link.id, title.as_deref())?;
            }
        }
    }
    let counted = rows::edit(db, link.service_id, &of_service, now)?;
    if title_changed && !counted {
        rows::touch(db, link.service_id, now)?;
    }
    Ok(())
}

/// The values that this link's event type should hold, as things stand.
pub(super) fn local_values(
    db: &Connection,
    link_id: i64,
    remote: Option<&Values>,
) -> store::Result<Values> {
    Ok(stored(db, link_id)?
        .map(|now| now.service.desired(&now.link, remote))
        .unwrap_or_default())
}

/// The durations to choose from are no value of the service.
pub(super) fn without_options(changes: &[Change]) -> Vec<Change> {
    let of_service = |change: &&Change| change.field != Field::LengthOptions;
    changes.iter().filter(of_service).cloned().collect()
}

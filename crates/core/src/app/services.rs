//! Services and links: everything that happens here only, without Cal.com being asked to change anything.

use abgleich_calcom::ErrorKind;
use rusqlite::{Connection, Transaction};

use super::{App, AppError, error::Result};
use crate::domain::UtcMillis;
use crate::domain::account::{Account, AccountState};
use crate::domain::edit::Edit;
use crate::domain::fields::Field;
use crate::domain::input::{self, InputError};
use crate::domain::plan::Known;
use crate::domain::reading::Reading;
use crate::domain::reason::Reason;
use crate::domain::service::{Link, Service};
use crate::domain::status::ConnectionState;
use crate::store;
use crate::store::activity::{self, Kind, NewActivity, Notice};
use crate::store::jobs;
use crate::store::mirror::{self, Origin};
use crate::store::services::{self as rows, LiftedBy, NewService};

/// A reading younger than this is not repeated for a link, milliseconds.
const FRESH: i64 = 30_000;

/// Who links, which decides what a refusal of the owner check means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkedFrom {
    /// Refused at once; a different title found in Cal.com becomes the link's own.
    Window,
    /// Saved with a warning; the title is what was given.
    CommandLine,
}

/// A new link, and what stands against it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    pub link_id: i64,
    pub warning: Option<Reason>,
}

/// What a service is to be linked to.
struct Target {
    service_id: i64,
    account_id: i64,
    event_type_id: i64,
    title: Option<String>,
    /// A link that gives way to the new one.
    instead_of: Option<i64>,
}

impl App {
    pub async fn create_service(&self, new: NewService) -> Result<i64> {
        let now = self.context.now();
        let id = self
            .context
            .db
            .write(move |db| {
                let id = rows::insert(db, &new, now)?;
                let row = NewActivity {
                    service_id: Some(id),
                    ..NewActivity::default()
                };
                activity::add(db, Kind::Created, &row, now)?;
                Ok(id)
            })
            .await?;
        Ok(id)
    }

    pub async fn service(&self, id: i64) -> Result<Service> {
        let found = self.context.db.read(move |db| rows::by_id(db, id)).await?;
        found.ok_or_else(|| AppError::NotFound {
            what: "service",
            id: id.to_string(),
        })
    }

    pub async fn links_of(&self, service_id: i64) -> Result<Vec<Link>> {
        Ok(self
            .context
            .db
            .read(move |db| rows::links_of(db, service_id))
            .await?)
    }

    /// Applies checked edits, all or none. True if anything changed. Edits alone never change a job.
    pub async fn edit_service(&self, id: i64, edits: Vec<Edit>) -> Result<bool> {
        Ok(self.edit_services(vec![(id, edits)]).await? > 0)
    }

    /// Sets a link's own title in Cal.com; `None` for the service's name.
    pub async fn set_link_title(&self, link_id: i64, title: Option<String>) -> Result<bool> {
        let link = self.link(link_id).await?;
        let now = self.context.now();
        let changed = self
            .context
            .db
            .write(move |db| {
                let changed = rows::set_link_title(db, link_id, title.as_deref())?;
                if changed {
                    rows::touch(db, link.service_id, now)?;
                }
                Ok(changed)
            })
            .await?;
        Ok(changed)
    }

    pub async fn link(&self, link_id: i64) -> Result<Link> {
        let found = self
            .context
            .db
            .read(move |db| rows::link_by_id(db, link_id))
            .await?;
        found.ok_or_else(|| AppError::NotFound {
            what: "link",
            id: link_id.to_string(),
        })
    }

    /// Ties a service to an event type; Cal.com is read if it can be reached, and not changed.
    ///
    /// # Errors
    /// [`AppError::AlreadyLinked`], [`AppError::Archived`], and from the window [`AppError::Refused`].
    pub async fn link_service(
        &self,
        service_id: i64,
        account_id: i64,
        event_type_id: i64,
        title: Option<String>,
        from: LinkedFrom,
    ) -> Result<Linked> {
        let target = Target {
            service_id,
            account_id,
            event_type_id,
            title,
            instead_of: None,
        };
        self.link_to(target, from).await
    }

    /// Ties a service to another event type than this link does, which is lifted. Either both happen or nothing.
    ///
    /// # Errors
    /// As of [`App::link_service`].
    pub async fn link_instead(
        &self,
        link_id: i64,
        account_id: i64,
        event_type_id: i64,
    ) -> Result<Linked> {
        let old = self.link(link_id).await?;
        let target = Target {
            service_id: old.service_id,
            account_id,
            event_type_id,
            title: None,
            instead_of: Some(link_id),
        };
        self.link_to(target, LinkedFrom::Window).await
    }

    async fn link_to(&self, target: Target, from: LinkedFrom) -> Result<Linked> {
        let Target {
            service_id,
            account_id,
            event_type_id,
            title,
            instead_of,
        } = target;
        let service = self.service(service_id).await?;
        if service.archived_at.is_some() {
            return Err(AppError::Archived);
        }
        let account = self.account(account_id).await?;
        if account.state == AccountState::Disconnected {
            return Err(AppError::Refused(Reason::Disconnected));
        }
        self.refuse_double_link(&account, event_type_id).await?;
        let found = self.look_up(&account, event_type_id).await?;
        let refusal = match &found {
            Found::Read(known) => known.reading.refusal_for(&account),
            Found::Gone => Some(Reason::NotFound),
            Found::Unknown => None,
        };
        if let (LinkedFrom::Window, Some(reason)) = (from, &refusal) {
            return Err(AppError::Refused(reason.clone()));
        }
        let known = match found {
            Found::Read(known) => Some(known),
            Found::Gone | Found::Unknown => None,
        };
        let title = match (from, title, &known) {
            (LinkedFrom::Window, None, Some(known)) => own_title(&service, &known.reading),
            (_, title, _) => title,
        };
        let now = self.context.now();
        let linked = self
            .context
            .db
            .write_unless_refused(move |db| {
                // Another process may have linked it while Cal.com was read.
                if let Some(name) = linked_already(db, account.url.as_str(), event_type_id)? {
                    return Ok(Err(AppError::AlreadyLinked { service: name }));
                }
                // Lifted already, by whomever: then there is nothing more to do about it.
                let old = instead_of.map(|id| rows::link_by_id(db, id)).transpose()?;
                if let Some(old) = old.flatten().filter(|old| old.lifted_at.is_none()) {
                    lift(db, &old, LiftedBy::Unlinking, now)?;
                }
                let link_id = insert_link(
                    db,
                    &service,
                    account_id,
                    event_type_id,
                    title.as_deref(),
                    known.as_ref(),
                    now,
                )?;
                Ok(Ok(link_id))
            })
            .await?;
        Ok(Linked {
            link_id: linked?,
            warning: refusal,
        })
    }

    async fn refuse_double_link(&self, account: &Account, event_type_id: i64) -> Result<()> {
        let url = account.url.as_str().to_owned();
        let other = self
            .context
            .db
            .read(move |db| linked_already(db, &url, event_type_id))
            .await?;
        match other {
            Some(service) => Err(AppError::AlreadyLinked { service }),
            None => Ok(()),
        }
    }

    /// Reads one event type for a person; what cannot be read stays unknown.
    async fn look_up(&self, account: &Account, event_type_id: i64) -> Result<Found> {
        let (account_id, now) = (account.id, self.context.now());
        let mirror = self
            .context
            .db
            .read(move |db| mirror::get(db, account_id, event_type_id))
            .await?;
        let just_read = mirror
            .filter(|mirror| mirror.gone_at.is_none())
            .and_then(|mirror| mirror.known);
        if let Some(known) = just_read.filter(|known| (0..FRESH).contains(&(now - known.read_at))) {
            return Ok(Found::Read(known));
        }
        let Ok(client) = self.client(account).await else {
            return Ok(Found::Unknown);
        };
        match self.context.fetch(account, &client, event_type_id).await? {
            Ok(known) => {
                self.context
                    .observe(account.url.as_str(), ConnectionState::Online)
                    .await?;
                Ok(Found::Read(known))
            }
            Err(error) => {
                self.note_failure(account, &error).await?;
                let gone =
                    matches!(&error.kind, ErrorKind::Refused(refusal) if refusal.status == 404);
                Ok(if gone { Found::Gone } else { Found::Unknown })
            }
        }
    }

    /// Lifts a link; Cal.com stays as it is. True if a waiting job was cancelled with it.
    pub async fn unlink(&self, link_id: i64) -> Result<bool> {
        let link = self.link(link_id).await?;
        let now = self.context.now();
        Ok(self
            .context
            .db
            .write(move |db| lift(db, &link, LiftedBy::Unlinking, now))
            .await?)
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

/// Lifts the links of a service and archives it. Returns how many waiting jobs were cancelled for it.
pub(super) fn archive(db: &Transaction, service_id: i64, now: UtcMillis) -> store::Result<usize> {
    let mut cancelled = 0;
    for link in rows::links_of(db, service_id)? {
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

/// The service that is linked to this event type already.
fn linked_already(db: &Connection, url: &str, event_type_id: i64) -> store::Result<Option<String>> {
    let Some(link) = rows::link_to(db, url, event_type_id)? else {
        return Ok(None);
    };
    Ok(rows::by_id(db, link.service_id)?.map(|service| service.name))
}

enum Found {
    Read(Known),
    Gone,
    Unknown,
}

/// Another title in Cal.com becomes the link's own, so that linking never proposes a rename.
pub(super) fn own_title(service: &Service, reading: &Reading) -> Option<String> {
    let title = reading.title();
    (!title.is_empty() && title != service.name)
        .then(|| title.chars().take(input::MAX_NAME).collect())
}

/// Writes a link; values that are equal on both sides already are agreed on.
pub(super) fn insert_link(
    db: &Transaction,
    service: &Service,
    account_id: i64,
    event_type_id: i64,
    title: Option<&str>,
    known: Option<&Known>,
    now: UtcMillis,
) -> store::Result<i64> {
    let link_id = rows::insert_link(db, service.id, account_id, event_type_id, title, now)?;
    if let Some(known) = known
        && let Some(link) = rows::link_by_id(db, link_id)?
    {
        let remote = &known.reading.values;
        let desired = service.desired(&link, Some(remote));
        if desired.all_held_by(remote) {
            mirror::agree(db, link_id, &desired, known.read_at, Origin::Found)?;
        }
    }
    let row = NewActivity {
        service_id: Some(service.id),
        link_id: Some(link_id),
        account_id: Some(account_id),
        ..NewActivity::default()
    };
    activity::add(db, Kind::Linked, &row, now)?;
    Ok(link_id)
}

/// Lifts a link and cancels its waiting job in the same transaction. True if there was one.
pub(super) fn lift(
    db: &Transaction,
    link: &Link,
    by: LiftedBy,
    now: UtcMillis,
) -> store::Result<bool> {
    let about = NewActivity {
        service_id: Some(link.service_id),
        link_id: Some(link.id),
        account_id: Some(link.account_id),
        ..NewActivity::default()
    };
    let mut cancelled = false;
    if let Some(job) = jobs::waiting_of(db, link.id)? {
        cancelled = jobs::cancel(db, job.seq, Some(&Reason::Lifted), now)?;
        let row = NewActivity {
            job_id: Some(&job.id),
            reason: Some(&Reason::Lifted),
            notice: Notice::None,
            ..about.clone()
        };
        activity::add(db, Kind::Cancelled, &row, now)?;
    }
    jobs::handle_failures_of(db, link.id, now)?;
    rows::lift_link(db, link.id, by, now)?;
    if by == LiftedBy::Unlinking {
        activity::add(db, Kind::Unlinked, &about, now)?;
    }
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
    let hidden =
        reading.values.get(Field::Hidden) == Some(&crate::domain::fields::FieldValue::Flag(true));
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
        listed: Some(!hidden),
    })
}

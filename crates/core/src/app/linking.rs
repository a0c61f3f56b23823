//! Links between services and event types: made, moved and lifted here only; Cal.com is read, and not changed.

use abgleich_calcom::ErrorKind;
use rusqlite::{Connection, Transaction};

use super::services::create;
use super::{App, AppError, error::Result};
use crate::domain::UtcMillis;
use crate::domain::account::{Account, AccountState};
use crate::domain::input;
use crate::domain::plan::Known;
use crate::domain::reading::Reading;
use crate::domain::reason::Reason;
use crate::domain::service::{Link, Service};
use crate::domain::status::ConnectionState;
use crate::store;
use crate::store::activity::{self, Kind, NewActivity, Notice};
use crate::store::mirror::{self, Origin};
use crate::store::services::{self as rows, LiftedBy, NewService};
use crate::store::{accounts, jobs};

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
    pub service_id: i64,
    pub link_id: i64,
    pub warning: Option<Reason>,
}

/// What a service is to be linked to.
struct Target {
    service_id: i64,
    account_id: i64,
    event_type_id: i64,
    title: Option<String>,
    how: How,
}

/// What becomes of the service and of what it is linked with already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    /// One link more.
    Added,
    /// This link gives way to the new one.
    InsteadOf(i64),
    /// The service stays as it is: a second one with its values gets the link.
    Copied,
}

impl App {
    pub async fn links_of(&self, service_id: i64) -> Result<Vec<Link>> {
        Ok(self
            .context
            .db
            .read(move |db| rows::links_of(db, service_id))
            .await?)
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
            how: How::Added,
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
            how: How::InsteadOf(link_id),
        };
        self.link_to(target, LinkedFrom::Window).await
    }

    /// Ties a second service with the values of this one to an event type, most often of another account. Either
    /// both are made or nothing.
    ///
    /// # Errors
    /// As of [`App::link_service`].
    pub async fn copy_and_link(
        &self,
        service_id: i64,
        account_id: i64,
        event_type_id: i64,
    ) -> Result<Linked> {
        let target = Target {
            service_id,
            account_id,
            event_type_id,
            title: None,
            how: How::Copied,
        };
        self.link_to(target, LinkedFrom::Window).await
    }

    async fn link_to(&self, target: Target, from: LinkedFrom) -> Result<Linked> {
        let Target {
            service_id,
            account_id,
            event_type_id,
            title,
            how,
        } = target;
        let service = self.service(service_id).await?;
        if service.archived_at.is_some() {
            return Err(AppError::Archived);
        }
        let account = self.can_link(account_id, event_type_id).await?;
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
                if let How::InsteadOf(id) = how
                    && let Some(old) = rows::link_by_id(db, id)?.filter(|it| it.lifted_at.is_none())
                {
                    lift(db, &old, LiftedBy::Unlinking, now)?;
                }
                // Either may have gone while Cal.com was read.
                let account = accounts::by_id(db, account_id)?;
                if account.is_none_or(|it| it.state == AccountState::Disconnected) {
                    return Ok(Err(AppError::Refused(Reason::Disconnected)));
                }
                let service = if how == How::Copied {
                    copy(db, service_id, now)?
                } else {
                    rows::by_id(db, service_id)?.filter(|it| it.archived_at.is_none())
                };
                let Some(service) = service else {
                    return Ok(Err(AppError::Archived));
                };
                let link_id = insert_link(
                    db,
                    &service,
                    account_id,
                    event_type_id,
                    title.as_deref(),
                    known.as_ref(),
                    now,
                )?;
                Ok(Ok((service.id, link_id)))
            })
            .await?;
        let (service_id, link_id) = linked?;
        Ok(Linked {
            service_id,
            link_id,
            warning: refusal,
        })
    }

    /// What can be known to stand against a link before Cal.com is read; the account, if nothing does.
    ///
    /// # Errors
    /// [`AppError::AlreadyLinked`], [`AppError::Refused`] for an account that is not connected.
    pub async fn can_link(&self, account_id: i64, event_type_id: i64) -> Result<Account> {
        let account = self.account(account_id).await?;
        if account.state == AccountState::Disconnected {
            return Err(AppError::Refused(Reason::Disconnected));
        }
        let url = account.url.as_str().to_owned();
        let other = self
            .context
            .db
            .read(move |db| linked_already(db, &url, event_type_id))
            .await?;
        match other {
            Some(service) => Err(AppError::AlreadyLinked { service }),
            None => Ok(account),
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
            .write(move |db| {
                mirror::leave_out(db, link.account_id, link.event_type_id, Some(now))?;
                lift(db, &link, LiftedBy::Unlinking, now)
            })
            .await?)
    }
}

/// A second service with the values that this one has now; `None` if it was archived.
fn copy(db: &Transaction, service_id: i64, now: UtcMillis) -> store::Result<Option<Service>> {
    let Some(original) = rows::by_id(db, service_id)?.filter(|it| it.archived_at.is_none()) else {
        return Ok(None);
    };
    let id = create(db, &NewService::like(&original, original.name.clone()), now)?;
    rows::by_id(db, id)
}

/// The service that is linked to this event type already.
pub(super) fn linked_already(
    db: &Connection,
    url: &str,
    event_type_id: i64,
) -> store::Result<Option<String>> {
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
    let about = NewActivity::of(link);
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

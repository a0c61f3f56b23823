//! The title of an event type, where it is another one than the service's name.

use rusqlite::Transaction;

use super::compare::stored;
use super::local::{Local, local_values, note, set};
use super::steps::Step;
use super::{App, AppError, error::Result};
use crate::domain::UtcMillis;
use crate::domain::fields::changes;
use crate::store;
use crate::store::activity::Kind;

/// A link's own title on both sides of a step; `None`: the service's name.
#[derive(Debug, Clone)]
pub(super) struct Titled {
    pub(super) service_id: i64,
    link_id: i64,
    before: Option<String>,
    after: Option<String>,
}

impl Titled {
    pub(super) fn back(&self) -> Self {
        Self {
            before: self.after.clone(),
            after: self.before.clone(),
            ..*self
        }
    }
}

impl App {
    /// Sets a link's own title in Cal.com; `None` for the service's name. Returns whether that was a change.
    ///
    /// # Errors
    /// [`AppError::NotFound`] without such a link, or if it was lifted.
    pub async fn set_link_title(&self, link_id: i64, title: Option<String>) -> Result<bool> {
        let link = self.link(link_id).await?;
        if link.title == title {
            return Ok(false);
        }
        let titled = Titled {
            service_id: link.service_id,
            link_id,
            before: link.title,
            after: title,
        };
        self.set_title(titled.clone()).await?;
        self.remember(Step::Titled(titled));
        Ok(true)
    }

    /// From the title before to the title after, if the link still holds that before.
    pub(super) async fn set_title(&self, titled: Titled) -> Result<()> {
        let now = self.context.now();
        self.context
            .db
            .write_unless_refused(move |db| set_title(db, &titled, now))
            .await?
    }
}

/// Sets a title, with a line in the history if that changes what Cal.com should show.
fn set_title(db: &Transaction, titled: &Titled, now: UtcMillis) -> store::Result<Result<()>> {
    let Some(current) = stored(db, titled.link_id)? else {
        return Ok(Err(AppError::outdated()));
    };
    if current.link.title != titled.before {
        return Ok(Err(AppError::outdated()));
    }
    let before = current.service.desired(&current.link, None);
    set(
        db,
        &current.link,
        &[Local::Title(titled.after.clone())],
        now,
    )?;
    let after = local_values(db, current.link.id, None)?;
    let changes = changes(&before, &after);
    if !changes.is_empty() {
        note(db, Kind::Edited, &current.link, &changes, now)?;
    }
    Ok(Ok(()))
}

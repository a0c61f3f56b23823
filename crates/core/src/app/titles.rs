//! The title of an event type, where it is another one than the service's name.

use rusqlite::Transaction;

use super::compare::{Stored, stored};
use super::local::{Local, set};
use super::steps::Step;
use super::{App, AppError, error::Result};
use crate::domain::UtcMillis;
use crate::domain::moved::Moved;
use crate::domain::reason::Reason;
use crate::store;
use crate::store::activity::{self, Kind, NewActivity};

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
    /// [`AppError::NotFound`] without such a link, [`AppError::Refused`] if it was lifted, or changed this moment.
    pub async fn set_link_title(&self, link_id: i64, title: Option<String>) -> Result<bool> {
        let link = self.link(link_id).await?;
        if link.lifted_at.is_some() {
            return Err(AppError::Refused(Reason::Lifted));
        }
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

/// Sets a title, with a line in the history.
fn set_title(db: &Transaction, titled: &Titled, now: UtcMillis) -> store::Result<Result<()>> {
    let current = stored(db, titled.link_id)?.filter(|it| it.link.title == titled.before);
    let Some(Stored { link, .. }) = current else {
        return Ok(Err(AppError::outdated()));
    };
    let (before, after) = (titled.before.as_deref(), titled.after.as_deref());
    set(db, &link, &[Local::Title(titled.after.clone())], now)?;
    let row = NewActivity {
        moved: &[Moved::title(before, after)],
        ..NewActivity::of(&link)
    };
    activity::add(db, Kind::Edited, &row, now)?;
    Ok(Ok(()))
}

//! Comparing one link from three sides. What was shown is kept under a random id until it is decided about.

use std::collections::BTreeMap;
use std::time::Duration;

use abgleich_calcom::Modification;
use uuid::Uuid;

use super::planned::Source;
use super::read_now::Looked;
use super::{App, AppError, error::Result};
use crate::domain::account::Account;
use crate::domain::authorship::{Authorship, authors};
use crate::domain::comparison::{Changed, Comparison, compare};
use crate::domain::fields::Field;
use crate::domain::plan::{Known, Past};
use crate::domain::reading::Owner;
use crate::domain::reason::Reason;
use crate::domain::service::{Link, Service};
use crate::domain::status::{ConnectionState, StatusId};
use crate::engine::context::asks_for_pause;
use crate::engine::disposition::pause;
use crate::engine::listing::has_none;
use crate::engine::turns::Asker;
use crate::store::mirror::{self, Mirror};
use crate::store::{self, histories, services as rows};

/// A person waits: who and when is worth no longer than this.
const PATIENCE_FOR_HISTORY: Duration = Duration::from_secs(5);

/// A comparison as it was shown. It stays in Rust under its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    pub id: String,
    pub service: Service,
    pub link: Link,
    pub account: Account,
    pub comparison: Comparison,
    pub known: Option<Known>,
    pub source: Source,
    /// Why Cal.com was asked in vain. `None` if it was not asked, or took too long.
    pub unread: Option<Reason>,
    pub connection: ConnectionState,
    /// Why nothing can be sent there: gone, another account's, managed by a team.
    pub refusal: Option<Reason>,
    /// Who changed what in Cal.com, as far as it tells.
    pub authors: BTreeMap<Field, Authorship>,
}

impl Compared {
    /// Cal.com said that the event type does not exist, or not for this key: link again, or unlink.
    pub fn is_gone(&self) -> bool {
        self.refusal == Some(Reason::NotFound)
    }
}

/// What is stored about one link, from one look.
pub(super) struct Stored {
    pub(super) service: Service,
    pub(super) link: Link,
    pub(super) mirror: Option<Mirror>,
    pub(super) past: Past,
}

/// `None` if the link is lifted, or its service archived.
pub(super) fn stored(db: &rusqlite::Connection, link_id: i64) -> store::Result<Option<Stored>> {
    let link = rows::link_by_id(db, link_id)?.filter(|link| link.lifted_at.is_none());
    let Some(link) = link else { return Ok(None) };
    let service = rows::by_id(db, link.service_id)?.filter(|it| it.archived_at.is_none());
    let Some(service) = service else {
        return Ok(None);
    };
    Ok(Some(Stored {
        service,
        mirror: mirror::get(db, link.account_id, link.event_type_id)?,
        past: mirror::past(db, link.id)?,
        link,
    }))
}

impl App {
    /// Reads the event type if `patience` allows and compares it with what is here and what was agreed on.
    ///
    /// # Errors
    /// Of the store, [`AppError::NotFound`] for a link that is not in force, or [`AppError::Refused`] if the
    /// key from the environment is somebody else's. That Cal.com cannot be read is no error.
    pub async fn compare(&self, link_id: i64, patience: Option<Duration>) -> Result<Compared> {
        let link = self.link(link_id).await?;
        let Looked {
            account,
            fresh,
            unread,
        } = self.look_for_person(&link, patience).await?;
        let found = self
            .context
            .db
            .read(move |db| stored(db, link_id))
            .await?
            .ok_or_else(|| AppError::NotFound {
                what: "link",
                id: link_id.to_string(),
            })?;
        let mut compared = self.compared(found, account, fresh).await?;
        compared.unread = unread;
        if patience.is_some() && compared.source == Source::Fresh {
            compared.authors = self.authors_of(&compared).await?;
        }
        let mut all = self.comparisons();
        // A new comparison of a link makes the one before it worthless.
        all.retain(|_, earlier| earlier.link.id != compared.link.id);
        all.insert(compared.id.clone(), compared.clone());
        drop(all);
        Ok(compared)
    }

    /// Compares every link that was changed in Cal.com, as last read: nothing is asked.
    pub async fn compare_changed(&self) -> Result<Vec<Compared>> {
        let mut compared = Vec::new();
        for link_id in self.changed_links().await? {
            compared.push(self.compare(link_id, None).await?);
        }
        Ok(compared)
    }

    /// The links that were changed in Cal.com, as last read, and wait for a decision.
    pub async fn changed_links(&self) -> Result<Vec<i64>> {
        let views = self.snapshot(0).await?.services;
        let changed = views
            .iter()
            .filter(|view| view.service.archived_at.is_none())
            .flat_map(|view| &view.links)
            .filter(|link| link.status.id == StatusId::ChangedInCalcom);
        Ok(changed.map(|link| link.link.id).collect())
    }

    async fn compared(
        &self,
        found: Stored,
        account: Account,
        fresh: Option<Known>,
    ) -> Result<Compared> {
        let connection = self.connection_of(&account).await?;
        let gone = found
            .mirror
            .as_ref()
            .is_some_and(|mirror| mirror.gone_at.is_some());
        let is_fresh = fresh.is_some();
        let known = fresh.or_else(|| found.mirror.and_then(|mirror| mirror.known));
        let refusal = if gone && !is_fresh {
            Some(Reason::NotFound)
        } else {
            known
                .as_ref()
                .and_then(|known| known.reading.refusal_for(&account))
        };
        let source = match (&known, is_fresh) {
            (_, true) => Source::Fresh,
            (Some(_), false) => Source::Stored,
            (None, false) => Source::Never,
        };
        Ok(Compared {
            id: Uuid::new_v4().to_string(),
            comparison: compare(&found.service, &found.link, known.as_ref(), &found.past),
            service: found.service,
            link: found.link,
            account,
            known,
            source,
            unread: None,
            connection,
            refusal,
            authors: BTreeMap::new(),
        })
    }

    /// Asks who and when, if somebody changed something. Whatever goes wrong means: not known.
    async fn authors_of(&self, compared: &Compared) -> Result<BTreeMap<Field, Authorship>> {
        let changed = |row: &crate::domain::comparison::Row| {
            row.agreed.is_some() && row.changed.is_some_and(Changed::by_someone)
        };
        if !compared.comparison.rows.iter().any(changed) {
            return Ok(BTreeMap::new());
        }
        let asked = self.history_of(compared);
        let Ok(history) = tokio::time::timeout(PATIENCE_FOR_HISTORY, asked).await else {
            return Ok(BTreeMap::new());
        };
        let history = history?;
        let link_id = compared.link.id;
        let past = self
            .context
            .db
            .read(move |db| mirror::past(db, link_id))
            .await?;
        Ok(authors(&compared.comparison, past.agreed_at, &history))
    }

    async fn history_of(&self, compared: &Compared) -> Result<Vec<Modification>> {
        let team_id = match compared.known.as_ref().map(|known| &known.reading.owner) {
            Some(Owner::Team { team_id, .. }) => Some(*team_id),
            _ => None,
        };
        let account = compared.account.clone();
        let refused = self
            .context
            .db
            .read(move |db| histories::is_refused(db, &account, team_id))
            .await?;
        if refused {
            return Ok(Vec::new());
        }
        let Ok(client) = self.client(&compared.account).await else {
            return Ok(Vec::new());
        };
        let told = client.event_type_history(compared.link.event_type_id);
        let account_id = compared.account.id;
        match self.context.ask(account_id, Asker::Person, told).await? {
            Ok(answer) => Ok(answer.data),
            Err(error) => {
                tracing::debug!(%error, request_id = error.request_id(), "no history");
                self.after_failed_history(&compared.account, team_id, &error)
                    .await?;
                Ok(Vec::new())
            }
        }
    }

    /// A refusal is remembered. It says nothing about the event type, which was read a moment ago.
    async fn after_failed_history(
        &self,
        account: &Account,
        team_id: Option<i64>,
        error: &abgleich_calcom::Error,
    ) -> Result<()> {
        if asks_for_pause(error) {
            self.context
                .pause(account.id, pause(error, &self.context.policy))
                .await?;
        }
        if has_none(error) {
            let account = account.clone();
            self.context
                .db
                .write_silently(move |db| histories::refuse(db, &account, team_id))
                .await?;
        }
        Ok(())
    }
}

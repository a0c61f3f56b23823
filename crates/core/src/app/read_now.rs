//! Reading one event type while a person waits for it.

use std::time::Duration;

use super::{App, AppError, error::Result};
use crate::domain::account::Account;
use crate::domain::plan::Known;
use crate::domain::reason::Reason;
use crate::domain::service::Link;
use crate::domain::status::ConnectionState;
use crate::store;

/// What there is to show after a person's own reading.
pub(super) struct Looked {
    /// As it is afterwards: a failure may have told something about its key.
    pub(super) account: Account,
    pub(super) fresh: Option<Known>,
    /// Why it could not be read. `None` as well if nobody waited for it, or not long enough.
    pub(super) unread: Option<Reason>,
}

/// What came of a person's own reading.
enum ReadForPerson {
    Read(Known),
    /// It could not be read, for this reason.
    Not(Reason),
    /// There was no answer in time.
    Late,
}

impl ReadForPerson {
    /// What was read, or why it could not be.
    fn split(self) -> (Option<Known>, Option<Reason>) {
        match self {
            Self::Read(known) => (Some(known), None),
            Self::Not(reason) => (None, Some(reason)),
            Self::Late => (None, None),
        }
    }
}

impl App {
    /// How the account's address can be reached, by the latest news of this process and others.
    pub async fn connection_of(&self, account: &Account) -> Result<ConnectionState> {
        let stored = self.context.db.read(store::connections::all).await?;
        let known = super::view::merged(stored, &self.context.connectivity.all());
        let known = known
            .into_iter()
            .find(|known| known.url == account.url.as_str());
        Ok(known.map_or(ConnectionState::Online, |known| known.state))
    }

    /// A person's own reading, if they have patience for one.
    pub(super) async fn look_for_person(
        &self,
        link: &Link,
        patience: Option<Duration>,
    ) -> Result<Looked> {
        let mut account = self.account(link.account_id).await?;
        let (fresh, unread) = match patience {
            Some(patience) => self
                .read_for_person(&account, link, patience)
                .await?
                .split(),
            None => (None, None),
        };
        if unread.is_some() {
            account = self.account(link.account_id).await?;
        }
        Ok(Looked {
            account,
            fresh,
            unread,
        })
    }

    async fn read_for_person(
        &self,
        account: &Account,
        link: &Link,
        patience: Duration,
    ) -> Result<ReadForPerson> {
        match tokio::time::timeout(patience, self.read_now(account, link)).await {
            Ok(Err(AppError::Store(error))) => {
                // The guard will say so if the job cannot be stored either.
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "the reading could not be kept"
                );
                Ok(ReadForPerson::Late)
            }
            Ok(read) => read,
            Err(_) => Ok(ReadForPerson::Late),
        }
    }

    async fn read_now(&self, account: &Account, link: &Link) -> Result<ReadForPerson> {
        let client = match self.client(account).await {
            Ok(client) => client,
            Err(error @ AppError::Refused(_)) => return Err(error),
            Err(AppError::Failed(reason)) => {
                tracing::info!(reason = reason.code(), "cannot be read now");
                return Ok(ReadForPerson::Not(reason));
            }
            Err(error) => {
                tracing::info!(%error, "cannot be read now");
                return Ok(ReadForPerson::Late);
            }
        };
        match self
            .context
            .fetch(account, &client, link.event_type_id)
            .await?
        {
            Ok(known) => {
                self.context
                    .observe(account.url.as_str(), ConnectionState::Online)
                    .await?;
                Ok(ReadForPerson::Read(known))
            }
            Err(error) => {
                tracing::info!(%error, request_id = error.request_id(), "reading for a plan failed");
                self.note_failure(account, &error).await?;
                Ok(match self.failed(&error) {
                    AppError::Failed(reason) => ReadForPerson::Not(reason),
                    _ => ReadForPerson::Late,
                })
            }
        }
    }
}

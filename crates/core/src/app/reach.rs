//! A person's own requests: the client to make them with, and what their failure tells.

use std::sync::Arc;

use abgleich_calcom::Client;

use super::{App, AppError, error::Result};
use crate::domain::UtcMillis;
use crate::domain::account::Account;
use crate::domain::reason::Reason;

/// Nobody sits in front of a screen for longer than this until a request may leave. Milliseconds.
const LONGEST_WAIT: UtcMillis = 15_000;

impl App {
    /// The client for a person's own requests.
    ///
    /// # Errors
    /// [`AppError::Failed`] if there is no key to use, or while Cal.com asks for a longer pause.
    pub(super) async fn client(&self, account: &Account) -> Result<Arc<Client>> {
        use crate::engine::clients::ClientError;
        let now = self.context.now();
        let until = account.earliest_request(now);
        if until > now + LONGEST_WAIT {
            return Err(AppError::Failed(Reason::RateLimited { until }));
        }
        match self.context.client(account).await {
            Ok(client) => Ok(client),
            Err(ClientError::Key(Reason::KeyOfAnotherUser)) => {
                Err(AppError::Refused(Reason::KeyOfAnotherUser))
            }
            Err(ClientError::Key(reason)) => Err(AppError::Failed(reason)),
            Err(ClientError::Unchecked(error)) => {
                self.note_failure(account, &error).await?;
                Err(self.failed(&error))
            }
            Err(ClientError::Store(error)) => Err(error.into()),
            Err(ClientError::Build(error)) => Err(error.into()),
        }
    }

    /// What a failed request of a person's own reading tells about connection and key.
    pub(super) async fn note_failure(
        &self,
        account: &Account,
        error: &abgleich_calcom::Error,
    ) -> Result<()> {
        Ok(self.context.note_failure(account, error).await?)
    }

    /// What a failed request of a person's own says to that person.
    pub(super) fn failed(&self, error: &abgleich_calcom::Error) -> AppError {
        use crate::engine::disposition::{Disposition, Doing, disposition};
        let reason = match disposition(error, Doing::Reading, &self.context.policy) {
            Disposition::Unconnected(state) => state.reason().unwrap_or(Reason::Offline),
            Disposition::Suspicious => Reason::UnexpectedAnswer,
            Disposition::KeyRefused(reason) | Disposition::Fail(reason) => reason,
            Disposition::Pause(pause) => Reason::RateLimited {
                until: self
                    .context
                    .now()
                    .saturating_add(crate::engine::context::millis(pause)),
            },
            Disposition::OutcomeOpen | Disposition::Unreadable | Disposition::ServerError => {
                Reason::Unreachable
            }
        };
        AppError::Failed(reason)
    }
}

//! Keys on their way into the credential store and out of it again.

use std::sync::Arc;

use rusqlite::Transaction;
use uuid::Uuid;

use super::key_checks::Checked;
use super::{App, AppError, error::Result};
use crate::domain::account::{Account, AccountState};
use crate::engine::clients::{patiently, reason as secret_reason};
use crate::store;
use crate::store::accounts;

/// The account that a key was stored for.
pub(super) struct Taken {
    pub account_id: i64,
    /// The entry of its key before.
    pub old_uuid: Option<String>,
}

impl App {
    /// Keeps a checked key, and then what belongs to it, in one transaction. Each key has an entry of its
    /// own, named by a fresh uuid: whenever this ends, the row names a key that was checked at its address.
    /// `store` gets no uuid if keys are not kept (`ABGLEICH_API_KEY`, or until the program quits): the entry that
    /// is there stays the account's. Each check is good for one call.
    pub(super) async fn take_key(
        &self,
        checked: Checked,
        store: impl FnOnce(&Transaction, &Checked, Option<&str>) -> store::Result<Result<Taken>>
        + Send
        + 'static,
    ) -> Result<i64> {
        let unknown = || AppError::NotFound {
            what: "check",
            id: checked.id.clone(),
        };
        self.checks().remove(&checked.id).ok_or_else(unknown)?;
        let again = checked.clone();
        let outcome = self.keep_and_store(checked, store).await;
        match &outcome {
            Ok(id) => self.context.clients.accept(*id).await,
            Err(error) => {
                tracing::info!(%error, "the key was not taken");
                // The keyring may be unlocked, and the same check confirmed again.
                self.checks().insert(again.id.clone(), again);
            }
        }
        outcome
    }

    async fn keep_and_store(
        &self,
        checked: Checked,
        store: impl FnOnce(&Transaction, &Checked, Option<&str>) -> store::Result<Result<Taken>>
        + Send
        + 'static,
    ) -> Result<i64> {
        // What the credential store may hold for the account, should it come back, is still the account's.
        let account = checked.existing.as_ref().filter(|_| checked.until_quit);
        let hidden = account.map(|account| account.uuid.clone());
        let entry_stays = self.context.clients.secrets().is_override() || hidden.is_some();
        let fresh = (!entry_stays).then(|| Uuid::new_v4().to_string());
        if let Some(uuid) = fresh.as_ref().or(hidden.as_ref()) {
            self.keep_key(uuid, &checked).await?;
        }
        let uuid = fresh.clone();
        let stored = self
            .context
            .db
            .write(move |db| store(db, &checked, uuid.as_deref()))
            .await;
        let outcome = stored.map_err(AppError::from).and_then(|inner| inner);
        // A left-over entry is named by nothing.
        let left_over = match &outcome {
            Ok(taken) => taken.old_uuid.clone().filter(|_| fresh.is_some()),
            Err(_) => fresh,
        };
        if let Some(uuid) = left_over {
            self.delete_entry(uuid).await;
        }
        Ok(outcome?.account_id)
    }

    async fn keep_key(&self, uuid: &str, checked: &Checked) -> Result<()> {
        let secrets = Arc::clone(self.context.clients.secrets());
        let (uuid, key, until_quit) = (uuid.to_owned(), checked.key.clone(), checked.until_quit);
        let keep = move || {
            if until_quit {
                secrets.set_until_quit(&uuid, &key)
            } else {
                secrets.set(&uuid, &key)
            }
        };
        patiently(keep)
            .await
            .map_err(|error| AppError::Failed(secret_reason(error)))
    }

    async fn delete_entry(&self, uuid: String) {
        let secrets = Arc::clone(self.context.clients.secrets());
        if let Err(error) = patiently(move || secrets.delete(&uuid)).await {
            tracing::warn!(%error, "a key that is not used any more is still there");
        }
    }

    /// A locked keyring keeps the key for now; the next start tries again. Nothing is deleted if the account
    /// was connected again meanwhile.
    pub(super) async fn delete_key(&self, account: &Account) -> Result<()> {
        let now = self.account(account.id).await?;
        if now.state == AccountState::Disconnected && now.uuid == account.uuid {
            self.delete_entry(now.uuid).await;
        }
        Ok(())
    }

    /// Deletes what an earlier disconnection had to leave in a locked keyring.
    pub async fn delete_left_over_keys(&self) -> Result<()> {
        let all = self.context.db.read(accounts::all).await?;
        for account in all
            .iter()
            .filter(|account| account.state == AccountState::Disconnected)
        {
            self.delete_key(account).await?;
        }
        Ok(())
    }
}

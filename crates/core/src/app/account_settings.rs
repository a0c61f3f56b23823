//! Looking at accounts, and their plain fields: name, addresses, limit, pause.

use super::accounts::set_end_of_key;
use super::key_checks::sign_in_address;
use super::{App, AppError, error::Result};
use crate::domain::account::{Account, AccountState};
use crate::domain::input::{self, InputError};
use crate::store::{accounts, jobs, settings};

impl App {
    /// How many waiting changes a disconnection would discard.
    pub async fn waiting_jobs_of(&self, account_id: i64) -> Result<usize> {
        let open = self.context.db.read(jobs::open).await?;
        Ok(open
            .iter()
            .filter(|job| job.account_id == account_id)
            .count())
    }

    /// Sets what a person sets in the window, all of it or nothing: name, colour, and when the key ends.
    pub async fn edit_account(
        &self,
        account_id: i64,
        name: &str,
        color: &str,
        key_expires: Option<&str>,
    ) -> Result<()> {
        self.account(account_id).await?;
        let (name, color) = (input::name(name)?, input::account_color(color)?);
        let day = key_expires.map(input::date).transpose()?;
        let now = self.context.now();
        self.context
            .db
            .write(move |db| {
                accounts::rename(db, account_id, &name)?;
                accounts::set_color(db, account_id, color)?;
                set_end_of_key(db, account_id, day, now)
            })
            .await?;
        Ok(())
    }

    /// Sets a plain field of an account: name, color, web-url, key-expires, requests-per-minute.
    pub async fn set_account_field(&self, account_id: i64, field: &str, text: &str) -> Result<()> {
        self.account(account_id).await?;
        let bare = text.trim();
        match field {
            "name" => {
                let name = input::name(bare)?;
                self.context
                    .db
                    .write(move |db| accounts::rename(db, account_id, &name))
                    .await?;
            }
            "color" => {
                let color = input::account_color(bare)?;
                self.context
                    .db
                    .write(move |db| accounts::set_color(db, account_id, color))
                    .await?;
            }
            "web-url" => {
                let web_url = (!bare.is_empty()).then(|| sign_in_address(bare));
                let web_url = web_url.transpose()?;
                self.context
                    .db
                    .write(move |db| accounts::set_web_url(db, account_id, web_url.as_deref()))
                    .await?;
            }
            "key-expires" => {
                let day = (!bare.is_empty()).then(|| input::date(bare)).transpose()?;
                let now = self.context.now();
                self.context
                    .db
                    .write(move |db| set_end_of_key(db, account_id, day, now))
                    .await?;
            }
            "requests-per-minute" => {
                let limit = input::requests_per_minute(bare)?;
                self.context
                    .db
                    .write(move |db| accounts::set_requests_per_minute(db, account_id, limit))
                    .await?;
            }
            other => return Err(InputError::UnknownField(other.to_owned()).into()),
        }
        Ok(())
    }

    /// Stops or resumes sending, for one account or for all; survives a restart.
    ///
    /// # Errors
    /// [`AppError::Refused`] if the account to be paused sends nothing anyway, for want of a key.
    pub async fn pause(&self, account_id: Option<i64>, paused: bool) -> Result<()> {
        let Some(id) = account_id else {
            self.context
                .db
                .write(move |db| settings::set(db, settings::PAUSED, &paused))
                .await?;
            return Ok(());
        };
        self.account(id).await?;
        let blocked = self
            .context
            .db
            .write(move |db| {
                let Some(account) = accounts::by_id(db, id)? else {
                    return Ok(None);
                };
                match (paused, account.state) {
                    (true, AccountState::Ok) => {
                        accounts::set_state(db, id, AccountState::Paused)?;
                    }
                    (false, AccountState::Paused) => {
                        accounts::set_state(db, id, AccountState::Ok)?;
                    }
                    // Its cure would end the pause that was asked for.
                    (true, AccountState::NeedsKey | AccountState::Disconnected) => {
                        return Ok(account.blocked_by());
                    }
                    (true, AccountState::Paused)
                    | (
                        false,
                        AccountState::Ok | AccountState::NeedsKey | AccountState::Disconnected,
                    ) => {}
                }
                Ok(None)
            })
            .await?;
        blocked.map_or(Ok(()), |reason| Err(AppError::Refused(reason)))
    }

    /// Resumes sending for all accounts.
    pub async fn resume_everything(&self) -> Result<()> {
        self.pause(None, false).await?;
        for account in self.accounts().await? {
            self.pause(Some(account.id), false).await?;
        }
        Ok(())
    }

    pub async fn accounts(&self) -> Result<Vec<Account>> {
        Ok(self.context.db.read(accounts::all).await?)
    }

    pub async fn account(&self, id: i64) -> Result<Account> {
        let found = self
            .context
            .db
            .read(move |db| accounts::by_id(db, id))
            .await?;
        found.ok_or_else(|| AppError::NotFound {
            what: "account",
            id: id.to_string(),
        })
    }

    /// The named account, or the only connected one.
    pub async fn account_or_only(&self, id: Option<i64>) -> Result<Account> {
        if let Some(id) = id {
            return self.account(id).await;
        }
        let mut connected = self.accounts().await?;
        connected.retain(|account| account.state != AccountState::Disconnected);
        match connected.len() {
            0 => Err(AppError::NoAccount),
            1 => connected.pop().ok_or(AppError::NoAccount),
            _ => Err(AppError::WhichAccount),
        }
    }
}

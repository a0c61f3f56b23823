//! Connecting, checking, changing and disconnecting Cal.com accounts.

use std::sync::Arc;

use abgleich_calcom::{ApiAddress, Client};
use secrecy::SecretString;
use uuid::Uuid;

use super::{App, AppError, error::Result};
use crate::domain::account::{Account, AccountState};
use crate::domain::input::{self, InputError};
use crate::domain::reason::Reason;
use crate::domain::status::ConnectionState;
use crate::engine::clients::{patiently, reason as secret_reason};
use crate::store::accounts::{self, Identity, NewAccount};
use crate::store::activity::{self, Kind, NewActivity};
use crate::store::services::{self, LiftedBy};

/// A key that Cal.com accepted, before anything is stored.
#[derive(Clone)]
pub struct Checked {
    pub id: String,
    pub url: ApiAddress,
    pub web_url: Option<String>,
    pub identity: Identity,
    /// The account of this person at this address, if there is one already.
    pub existing: Option<Account>,
    key: SecretString,
}

/// The clouds that have separate accounts: a key of one is unknown to the other.
const REGIONS: [&str; 2] = ["https://api.cal.eu", "https://api.cal.com"];

impl App {
    /// Asks Cal.com whose key this is. Stores nothing; [`App::connect`] and [`App::replace_key`] do.
    ///
    /// # Errors
    /// [`AppError::InvalidKey`], [`AppError::Address`], or [`AppError::Failed`] with what Cal.com said.
    pub async fn check_key(&self, url: &str, web_url: Option<&str>, key: &str) -> Result<Checked> {
        let url = ApiAddress::parse(url)?;
        let web_url = web_url.map(str::trim).filter(|text| !text.is_empty());
        let web_url = web_url
            .map(|text| ApiAddress::parse(text).map(|_| text.to_owned()))
            .transpose()?;
        let key = SecretString::from(input::api_key(key).ok_or(AppError::InvalidKey)?);
        let identity = self.identify(&url, &key).await?;
        let (of_url, user_id) = (url.clone(), identity.user_id);
        let existing = self
            .context
            .db
            .read(move |db| accounts::by_user(db, &of_url, user_id))
            .await?;
        let checked = Checked {
            id: Uuid::new_v4().to_string(),
            url,
            web_url,
            identity,
            existing,
            key,
        };
        self.checks().insert(checked.id.clone(), checked.clone());
        Ok(checked)
    }

    /// The other region, if the key belongs there: to be offered, not taken by itself.
    pub async fn other_region(&self, url: &str, key: &str) -> Option<ApiAddress> {
        let asked = ApiAddress::parse(url).ok()?;
        let key = SecretString::from(input::api_key(key)?);
        let position = REGIONS
            .iter()
            .position(|region| *region == asked.as_str())?;
        let other = ApiAddress::parse(REGIONS.get(1 - position)?).ok()?;
        self.identify(&other, &key).await.ok().map(|_| other)
    }

    async fn identify(&self, url: &ApiAddress, key: &SecretString) -> Result<Identity> {
        let client = Client::new(url, key.clone(), &self.context.policy.timeouts())
            .map_err(|_| AppError::InvalidKey)?;
        let me = client.me().await.map_err(|error| self.failed(&error))?.data;
        Ok(Identity {
            user_id: me.id,
            user_name: me.name.or(me.username),
            email: me.email,
            time_zone: me.time_zone,
            team_ids: self.team_ids(&client).await?,
        })
    }

    /// What a check found, by its id.
    pub fn checked(&self, check_id: &str) -> Result<Checked> {
        let unknown = || AppError::NotFound {
            what: "check",
            id: check_id.to_owned(),
        };
        self.checks().get(check_id).cloned().ok_or_else(unknown)
    }

    /// Stores the key and the account. The same person at the same address is the same account:
    /// it takes the new key, and comes back with its links if it was disconnected.
    pub async fn connect(
        &self,
        checked: Checked,
        name: &str,
        key_expires: Option<&str>,
    ) -> Result<i64> {
        let name = input::name(name)?;
        let key_expires = key_expires.map(date).transpose()?;
        let uuid = match &checked.existing {
            Some(account) => account.uuid.clone(),
            None => Uuid::new_v4().to_string(),
        };
        self.keep_key(&uuid, &checked.key).await?;
        let now = self.context.now();
        let (check_id, existing) = (checked.id.clone(), checked.existing.clone());
        let id = self
            .context
            .db
            .write(move |db| {
                let id = match &existing {
                    Some(account) => {
                        accounts::rename(db, account.id, &name)?;
                        accounts::set_web_url(db, account.id, checked.web_url.as_deref())?;
                        accounts::set_key_expires(db, account.id, key_expires.as_deref())?;
                        accounts::key_checked(db, account.id, &checked.identity, true, now)?;
                        services::revive_links(
                            db,
                            LiftedBy::Disconnecting,
                            None,
                            Some(account.id),
                        )?;
                        account.id
                    }
                    None => accounts::insert(
                        db,
                        &NewAccount {
                            uuid: &uuid,
                            name: &name,
                            url: &checked.url,
                            web_url: checked.web_url.as_deref(),
                            key_expires: key_expires.as_deref(),
                            identity: &checked.identity,
                        },
                        now,
                    )?,
                };
                let row = NewActivity {
                    account_id: Some(id),
                    ..NewActivity::default()
                };
                activity::add(db, Kind::AccountConnected, &row, now)?;
                Ok(id)
            })
            .await?;
        self.checks().remove(&check_id);
        self.context.clients.accept(id).await;
        Ok(id)
    }

    /// Gives an account another key of the same person.
    ///
    /// # Errors
    /// [`AppError::OtherUser`] if the key is somebody else's: nothing was changed.
    pub async fn replace_key(&self, account_id: i64, checked: Checked) -> Result<()> {
        let account = self.account(account_id).await?;
        if checked.identity.user_id != account.user_id || checked.url != account.url {
            let known = |name: &Option<String>| name.clone().unwrap_or_default();
            return Err(AppError::OtherUser {
                user: known(&checked.identity.user_name),
                account: account.name.clone(),
                owner: known(&account.user_name),
            });
        }
        self.keep_key(&account.uuid, &checked.key).await?;
        let now = self.context.now();
        let identity = checked.identity.clone();
        self.context
            .db
            .write(move |db| {
                accounts::key_checked(db, account_id, &identity, true, now)?;
                if account.state == AccountState::Disconnected {
                    services::revive_links(db, LiftedBy::Disconnecting, None, Some(account_id))?;
                }
                let row = NewActivity {
                    account_id: Some(account_id),
                    ..NewActivity::default()
                };
                activity::add(db, Kind::KeyReplaced, &row, now)
            })
            .await?;
        self.checks().remove(&checked.id);
        self.context.clients.accept(account_id).await;
        Ok(())
    }

    /// Moves an account to another address, where the same person must be known by this key.
    pub async fn move_account(&self, account_id: i64, checked: Checked) -> Result<()> {
        let account = self.account(account_id).await?;
        if checked.identity.user_id != account.user_id {
            let known = |name: &Option<String>| name.clone().unwrap_or_default();
            return Err(AppError::OtherUser {
                user: known(&checked.identity.user_name),
                account: account.name.clone(),
                owner: known(&account.user_name),
            });
        }
        self.keep_key(&account.uuid, &checked.key).await?;
        let now = self.context.now();
        self.context
            .db
            .write(move |db| {
                accounts::set_url(db, account_id, &checked.url)?;
                accounts::key_checked(db, account_id, &checked.identity, true, now)
            })
            .await?;
        self.context.clients.accept(account_id).await;
        Ok(())
    }

    async fn keep_key(&self, uuid: &str, key: &SecretString) -> Result<()> {
        let secrets = Arc::clone(self.context.clients.secrets());
        let (uuid, key) = (uuid.to_owned(), key.clone());
        patiently(move || secrets.set(&uuid, &key))
            .await
            .map_err(|error| AppError::Failed(secret_reason(error)))
    }

    /// Asks Cal.com again whose key the account has; a success ends a hold.
    pub async fn check_account(&self, account_id: i64) -> Result<Account> {
        let account = self.account(account_id).await?;
        self.context.clients.accept(account_id).await;
        let client = self.client(&account).await?;
        self.context.take_turn(account_id).await?;
        let me = match client.me().await {
            Ok(answer) => answer.data,
            Err(error) => {
                self.note_failure(&account, &error).await?;
                return Err(self.failed(&error));
            }
        };
        self.context
            .observe(account.url.as_str(), ConnectionState::Online)
            .await?;
        if me.id != account.user_id {
            return Err(AppError::Refused(Reason::KeyOfAnotherUser));
        }
        let identity = Identity {
            user_id: me.id,
            user_name: me.name.or(me.username),
            email: me.email,
            time_zone: me.time_zone,
            team_ids: self.team_ids(&client).await?,
        };
        let now = self.context.now();
        self.context
            .db
            .write(move |db| accounts::key_checked(db, account_id, &identity, false, now))
            .await?;
        self.account(account_id).await
    }

    /// Forgets the key, lifts the links and cancels what waits; services and history stay.
    /// Returns how many waiting jobs were cancelled.
    pub async fn disconnect(&self, account_id: i64) -> Result<usize> {
        let account = self.account(account_id).await?;
        let now = self.context.now();
        let cancelled = self
            .context
            .db
            .write(move |db| {
                let mut cancelled = 0;
                for link in services::links(db)?
                    .into_iter()
                    .filter(|link| link.account_id == account_id)
                {
                    cancelled += usize::from(super::services::lift(
                        db,
                        &link,
                        LiftedBy::Disconnecting,
                        now,
                    )?);
                }
                accounts::set_state(db, account_id, AccountState::Disconnected)?;
                accounts::clear_hold(db, account_id)?;
                let row = NewActivity {
                    account_id: Some(account_id),
                    ..NewActivity::default()
                };
                activity::add(db, Kind::AccountDisconnected, &row, now)?;
                Ok(cancelled)
            })
            .await?;
        self.delete_key(&account).await?;
        self.context.clients.accept(account_id).await;
        Ok(cancelled)
    }

    /// A locked keyring keeps the key for now; the next start tries again.
    async fn delete_key(&self, account: &Account) -> Result<()> {
        let secrets = Arc::clone(self.context.clients.secrets());
        let uuid = account.uuid.clone();
        if let Err(error) = patiently(move || secrets.delete(&uuid)).await {
            tracing::warn!(%error, account_id = account.id, "the key of a disconnected account is still there");
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

/// A date as people and scripts write it: `2027-01-31`.
pub(super) fn date(text: &str) -> std::result::Result<String, InputError> {
    let parsed: jiff::civil::Date = text
        .trim()
        .parse()
        .map_err(|_| InputError::InvalidDate(text.to_owned()))?;
    Ok(parsed.to_string())
}

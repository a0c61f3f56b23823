//! Connecting, checking, changing and disconnecting Cal.com accounts.

use abgleich_calcom::ApiAddress;
use jiff::civil::Date;
use rusqlite::Transaction;
use uuid::Uuid;

use super::key_checks::Checked;
use super::key_entries::Taken;
use super::{App, AppError, error::Result};
use crate::domain::UtcMillis;
use crate::domain::account::{Account, AccountState};
use crate::domain::input;
use crate::domain::key_expiry::KeyExpiry;
use crate::domain::reason::Reason;
use crate::domain::status::ConnectionState;
use crate::engine::listing;
use crate::engine::turns::Asker;
use crate::store;
use crate::store::accounts::{self, Identity, NewAccount};
use crate::store::activity::{self, Kind, NewActivity};
use crate::store::services::{self, LiftedBy};

impl App {
    /// Stores the key and the account. The same person at the same address is the same account:
    /// it takes the new key, and comes back with its links if it was disconnected.
    pub async fn connect(
        &self,
        checked: Checked,
        name: &str,
        key_expires: Option<&str>,
    ) -> Result<i64> {
        let name = input::name(name)?;
        let key_expires = key_expires.map(input::date).transpose()?;
        let now = self.context.now();
        self.take_key(checked, move |db, checked, uuid| {
            // Another process may have connected or disconnected it since the check.
            let existing = accounts::by_user(db, &checked.url, checked.identity.user_id)?;
            let id = match &existing {
                Some(account) => {
                    accounts::rename(db, account.id, &name)?;
                    // The field may be left empty; what is known stays.
                    if checked.web_url.is_some() {
                        accounts::set_web_url(db, account.id, checked.web_url.as_deref())?;
                    }
                    give_key(db, account, &checked.identity, uuid, now)?;
                    account.id
                }
                None => accounts::insert(
                    db,
                    &NewAccount {
                        uuid: uuid.unwrap_or(&Uuid::new_v4().to_string()),
                        name: &name,
                        url: &checked.url,
                        web_url: checked.web_url.as_deref(),
                        identity: &checked.identity,
                    },
                    now,
                )?,
            };
            set_end_of_key(db, id, key_expires, now)?;
            let row = NewActivity {
                account_id: Some(id),
                ..NewActivity::default()
            };
            activity::add(db, Kind::AccountConnected, &row, now)?;
            Ok(Ok(Taken {
                account_id: id,
                old_uuid: existing.map(|account| account.uuid),
            }))
        })
        .await
    }

    /// Gives an account another key of the same person. When the old one would have ended says nothing about it.
    ///
    /// # Errors
    /// [`AppError::OtherUser`] if the key is somebody else's: nothing was changed.
    pub async fn replace_key(
        &self,
        account_id: i64,
        checked: Checked,
        key_expires: Option<&str>,
    ) -> Result<()> {
        let key_expires = key_expires.map(input::date).transpose()?;
        let account = self.account(account_id).await?;
        if checked.identity.user_id != account.user_id || checked.url != account.url {
            return Err(other_user(&checked, &account));
        }
        let now = self.context.now();
        self.take_key(checked, move |db, checked, uuid| {
            let Some(account) = accounts::by_id(db, account_id)? else {
                return Ok(Err(unknown_account(account_id)));
            };
            if checked.url != account.url {
                return Ok(Err(other_user(checked, &account)));
            }
            give_key(db, &account, &checked.identity, uuid, now)?;
            set_end_of_key(db, account_id, key_expires, now)?;
            let row = NewActivity {
                account_id: Some(account_id),
                ..NewActivity::default()
            };
            activity::add(db, Kind::KeyReplaced, &row, now)?;
            Ok(Ok(Taken {
                account_id,
                old_uuid: Some(account.uuid),
            }))
        })
        .await?;
        Ok(())
    }

    /// Moves an account to another address, where the same person must be known by this key. What was read
    /// at the old one says nothing about the new one, nor does the day on which the old key would have ended.
    ///
    /// # Errors
    /// [`AppError::OtherUser`], [`AppError::AccountExists`], [`AppError::AlreadyLinked`] and
    /// [`AppError::KeyFromEnvironment`]: nothing was changed.
    pub async fn move_account(&self, account_id: i64, checked: Checked) -> Result<()> {
        let account = self.account(account_id).await?;
        if checked.identity.user_id != account.user_id {
            return Err(other_user(&checked, &account));
        }
        // It is not kept, and the one in the keyring is for the old address.
        if self.context.clients.secrets().is_override() {
            return Err(AppError::KeyFromEnvironment);
        }
        let now = self.context.now();
        self.take_key(checked, move |db, checked, uuid| {
            let Some(account) = accounts::by_id(db, account_id)? else {
                return Ok(Err(unknown_account(account_id)));
            };
            if account.url != checked.url {
                if let Some(error) = cannot_move(db, &account, &checked.url)? {
                    return Ok(Err(error));
                }
                accounts::set_url(db, account_id, &checked.url)?;
                accounts::forget_readings(db, account_id)?;
            }
            give_key(db, &account, &checked.identity, uuid, now)?;
            set_end_of_key(db, account_id, None, now)?;
            Ok(Ok(Taken {
                account_id,
                old_uuid: Some(account.uuid),
            }))
        })
        .await?;
        Ok(())
    }

    /// Asks Cal.com again whose key the account has; a success ends a hold.
    pub async fn check_account(&self, account_id: i64) -> Result<Account> {
        let account = self.account(account_id).await?;
        self.context.clients.accept(account_id).await;
        let client = self.client(&account).await?;
        let (context, person) = (&self.context, Asker::Person);
        let me = match context.ask(account_id, person, client.me()).await? {
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
        let teams = listing::team_ids(&client);
        let identity = self.identity(me, context.ask(account_id, person, teams).await?)?;
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
                    cancelled += usize::from(super::linking::lift(
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
}

/// Makes a key the account's; one that was disconnected comes back with its links.
fn give_key(
    db: &Transaction,
    account: &Account,
    identity: &Identity,
    uuid: Option<&str>,
    now: UtcMillis,
) -> store::Result<()> {
    if let Some(uuid) = uuid {
        accounts::set_uuid(db, account.id, uuid)?;
    }
    accounts::key_checked(db, account.id, identity, true, now)?;
    if account.state == AccountState::Disconnected {
        services::revive_links(db, LiftedBy::Disconnecting, None, Some(account.id))?;
    }
    Ok(())
}

/// Who just typed the day is not reminded of what they have before their eyes.
pub(super) fn set_end_of_key(
    db: &Transaction,
    account_id: i64,
    day: Option<Date>,
    now: UtcMillis,
) -> store::Result<()> {
    let zone = accounts::by_id(db, account_id)?.and_then(|account| account.time_zone);
    let reminded = day.and_then(|day| KeyExpiry::new(day, zone.as_deref()).reached(now));
    let day = day.map(|day| day.to_string());
    accounts::set_key_expires(db, account_id, day.as_deref(), reminded)
}

/// What stands against moving an account to this address: the person's other account there, or a link of
/// somebody else's to the same event type.
fn cannot_move(
    db: &Transaction,
    account: &Account,
    url: &ApiAddress,
) -> store::Result<Option<AppError>> {
    if let Some(other) = accounts::by_user(db, url, account.user_id)? {
        return Ok(Some(AppError::AccountExists {
            account: other.name,
        }));
    }
    for link in services::links(db)? {
        if link.account_id != account.id {
            continue;
        }
        if let Some(other) = services::link_to(db, url.as_str(), link.event_type_id)? {
            let service = services::by_id(db, other.service_id)?;
            return Ok(Some(AppError::AlreadyLinked {
                service: service.map_or_else(String::new, |service| service.name),
            }));
        }
    }
    Ok(None)
}

fn other_user(checked: &Checked, account: &Account) -> AppError {
    let known = |name: &Option<String>| name.clone().unwrap_or_default();
    AppError::OtherUser {
        user: known(&checked.identity.user_name),
        account: account.name.clone(),
        owner: known(&account.user_name),
    }
}

fn unknown_account(id: i64) -> AppError {
    AppError::NotFound {
        what: "account",
        id: id.to_string(),
    }
}

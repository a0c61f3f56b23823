//! Connecting, checking, changing and disconnecting Cal.com accounts.

use std::sync::Arc;

use abgleich_calcom::{Answer, ApiAddress, Me};
use jiff::civil::Date;
use rusqlite::Transaction;
use secrecy::SecretString;
use uuid::Uuid;

use super::{App, AppError, error::Result};
use crate::domain::UtcMillis;
use crate::domain::account::{Account, AccountState, sign_in_url};
use crate::domain::input;
use crate::domain::key_expiry::KeyExpiry;
use crate::domain::reason::Reason;
use crate::domain::status::ConnectionState;
use crate::engine::clients::{patiently, reason as secret_reason};
use crate::engine::listing;
use crate::store;
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
    until_quit: bool,
}

impl Checked {
    /// To be remembered by this process only, where nothing keeps keys.
    #[must_use]
    pub fn until_quit(self, until_quit: bool) -> Self {
        Self { until_quit, ..self }
    }
}

impl App {
    /// Asks Cal.com whose key this is. Stores nothing; [`App::connect`] and [`App::replace_key`] do.
    ///
    /// # Errors
    /// [`AppError::InvalidKey`], [`AppError::Address`], or [`AppError::Failed`] with what Cal.com said.
    pub async fn check_key(&self, url: &str, web_url: Option<&str>, key: &str) -> Result<Checked> {
        let url = ApiAddress::parse(url)?;
        let web_url = web_url.filter(|text| !text.trim().is_empty());
        let web_url = web_url.map(sign_in_address).transpose()?;
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
            until_quit: false,
        };
        self.checks().insert(checked.id.clone(), checked.clone());
        Ok(checked)
    }

    /// The other region, if the key belongs there: to be offered, not taken by itself.
    pub async fn other_region(&self, url: &str, key: &str) -> Option<ApiAddress> {
        let asked = ApiAddress::parse(url).ok()?;
        let key = SecretString::from(input::api_key(key)?);
        let regions = &self.context.policy.regions;
        regions.contains(&asked).then_some(())?;
        for other in regions.iter().filter(|region| **region != asked) {
            if self.identify(other, &key).await.is_ok() {
                return Some(other.clone());
            }
        }
        None
    }

    async fn identify(&self, url: &ApiAddress, key: &SecretString) -> Result<Identity> {
        let (clients, policy) = (&self.context.clients, &self.context.policy);
        let client = clients.build(url, key.clone(), policy)?;
        let me = client.me().await.map_err(|error| self.failed(&error))?.data;
        self.identity(me, listing::team_ids(&client).await)
    }

    /// Who a key belongs to, by both answers about it. No teams, if Cal.com tells of none.
    fn identity(
        &self,
        me: Me,
        teams: std::result::Result<Answer<Option<Vec<i64>>>, abgleich_calcom::Error>,
    ) -> Result<Identity> {
        let teams = teams.map_err(|error| self.failed(&error))?;
        Ok(Identity {
            user_id: me.id,
            user_name: me.name.or(me.username),
            email: me.email,
            time_zone: me.time_zone,
            team_ids: teams.data.unwrap_or_default(),
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
        let key_expires = key_expires.map(input::date).transpose()?;
        let now = self.context.now();
        self.take_key(checked, move |db, checked, uuid| {
            // Another process may have connected or disconnected it since the check.
            let existing = accounts::by_user(db, &checked.url, checked.identity.user_id)?;
            let id = match &existing {
                Some(account) => {
                    accounts::rename(db, account.id, &name)?;
                    accounts::set_web_url(db, account.id, checked.web_url.as_deref())?;
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

    /// Keeps a checked key, and then what belongs to it, in one transaction. Each key has an entry of its
    /// own, named by a fresh uuid: whenever this ends, the row names a key that was checked at its address.
    /// `store` gets no uuid if keys are not kept (`ABGLEICH_API_KEY`, or until the program quits): the entry that
    /// is there stays the account's. Each check is good for one call.
    async fn take_key(
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

    /// Asks Cal.com again whose key the account has; a success ends a hold.
    pub async fn check_account(&self, account_id: i64) -> Result<Account> {
        let account = self.account(account_id).await?;
        self.context.clients.accept(account_id).await;
        let client = self.client(&account).await?;
        self.context.take_turn(account_id).await?;
        let answer = client.me().await;
        let me = match self.context.heed(account_id, answer).await? {
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
        self.context.take_turn(account_id).await?;
        let teams = listing::team_ids(&client).await;
        let identity = self.identity(me, self.context.heed(account_id, teams).await?)?;
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

    /// A locked keyring keeps the key for now; the next start tries again. Nothing is deleted if the account
    /// was connected again meanwhile.
    async fn delete_key(&self, account: &Account) -> Result<()> {
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

/// Where people sign in, as a browser opens it: people type it without a scheme.
fn sign_in_address(typed: &str) -> Result<String> {
    let address = ApiAddress::parse(typed)?;
    Ok(sign_in_url(&address).unwrap_or_else(|| address.as_str().to_owned()))
}

/// The account that a key was stored for.
struct Taken {
    account_id: i64,
    /// The entry of its key before.
    old_uuid: Option<String>,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_to_sign_in_at_is_one_that_a_browser_opens() {
        for (typed, opened) in [
            ("termine.praxis.de", "https://termine.praxis.de"),
            (
                " https://Termine.praxis.de/cal/ ",
                "https://termine.praxis.de/cal",
            ),
            ("cal.com", "https://app.cal.com"),
            ("app.cal.eu/event-types", "https://app.cal.eu"),
        ] {
            assert_eq!(sign_in_address(typed).unwrap(), opened, "{typed}");
        }
        assert!(sign_in_address("ftp://praxis.de").is_err());
        assert!(sign_in_address("http://praxis.de").is_err());
    }
}

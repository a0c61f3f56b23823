//! Event types as Cal.com lists them, and importing them as services. Nothing is written to Cal.com.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::linking::{insert_link, linked_already, own_title};
use super::services::service_from;
use super::{App, AppError, error::Result};
use crate::domain::UtcMillis;
use crate::domain::account::{Account, AccountState};
use crate::domain::plan::Known;
use crate::domain::reason::Reason;
use crate::domain::template::Template;
use crate::engine::listing::Which;
use crate::engine::turns::Asker;
use crate::store;
use crate::store::activity::{self, Kind, NewActivity};
use crate::store::listings::ReadTimes;
use crate::store::mirror::Mirror;
use crate::store::{mirror, services as rows};

/// An event type of an account, as last read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub account_id: i64,
    pub known: Known,
    /// The service that it is linked to.
    pub linked_to: Option<String>,
    /// Why it cannot be linked or imported.
    pub refusal: Option<Reason>,
    /// Of a managed event type: the team's template that it comes from, if that is known.
    pub template: Option<Template>,
    /// A person said that it shall not become a service here.
    pub left_out: bool,
    /// What an import of it would meet here.
    pub namesake: Option<Namesake>,
}

/// A service that is called as an event type is, but for upper and lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Namesake {
    pub service_id: i64,
    pub name: String,
    /// Nothing is linked to it: an import links it instead of making another one.
    pub free: bool,
}

/// The services by their names: of several that are called the same a free one, so that nothing is made twice.
/// Never one of the archive.
struct Namesakes(HashMap<String, Namesake>);

impl Namesakes {
    fn load(db: &rusqlite::Connection) -> store::Result<Self> {
        let linked: HashSet<i64> = rows::links(db)?.iter().map(|it| it.service_id).collect();
        let mut by_name: HashMap<String, Namesake> = HashMap::new();
        for service in rows::all(db)? {
            if service.archived_at.is_some() {
                continue;
            }
            let found = Namesake {
                service_id: service.id,
                free: !linked.contains(&service.id),
                name: service.name,
            };
            let known = by_name.entry(found.name.to_lowercase());
            let known = known.or_insert_with(|| found.clone());
            if found.free && !known.free {
                *known = found;
            }
        }
        Ok(Self(by_name))
    }

    fn of(&self, title: &str) -> Option<&Namesake> {
        self.0.get(&title.to_lowercase())
    }
}

/// The event types that a person would want as services and that nobody decided about yet, by account. One that
/// several accounts list is a question of the first of them.
pub(super) fn undecided<'a>(
    db: &rusqlite::Connection,
    mirrors: impl IntoIterator<Item = &'a Mirror>,
    accounts: &[Account],
    times: &ReadTimes,
) -> store::Result<BTreeMap<i64, Vec<i64>>> {
    let mut found: BTreeMap<(&str, i64), i64> = BTreeMap::new();
    for mirror in mirrors {
        let Some(account) = accounts.iter().find(|it| it.id == mirror.account_id) else {
            continue;
        };
        let (url, id) = (account.url.as_str(), mirror.event_type_id);
        if is_wanted(mirror, account)
            && times.hold(mirror, account)
            && rows::link_to(db, url, id)?.is_none()
        {
            let first = found.entry((url, id)).or_insert(account.id);
            *first = account.id.min(*first);
        }
    }
    let mut undecided: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for ((_, event_type_id), account_id) in found {
        undecided.entry(account_id).or_default().push(event_type_id);
    }
    Ok(undecided)
}

fn is_wanted(mirror: &Mirror, account: &Account) -> bool {
    account.state != AccountState::Disconnected
        && mirror.left_out_at.is_none()
        && mirror.known.as_ref().is_some_and(|known| {
            !known.reading.is_hidden() && known.reading.refusal_for(account).is_none()
        })
}

/// What an import did with one event type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Imported {
    /// A new service.
    Created {
        service_id: i64,
    },
    /// An existing service of the same name was linked.
    Linked {
        service_id: i64,
    },
    /// It was linked already.
    Known {
        service_id: i64,
    },
    Skipped {
        event_type_id: i64,
        reason: Reason,
    },
}

impl App {
    /// Reads the listings of an account for a person who waits for them; see [`Which::All`] for what that
    /// costs. Returns how many event types were listed.
    pub async fn refresh_event_types(&self, account_id: i64) -> Result<usize> {
        let account = self.account(account_id).await?;
        self.list(&account, Which::All, Asker::Person).await
    }

    /// Reads listings of an account; what prevents that is noted and told.
    pub(super) async fn list(
        &self,
        account: &Account,
        which: Which,
        asker: Asker,
    ) -> Result<usize> {
        let client = self.client(account).await?;
        match self.context.list(account, &client, which, asker).await? {
            Ok(count) => Ok(count),
            Err(error) => {
                self.note_failure(account, &error).await?;
                Err(self.failed(&error))
            }
        }
    }

    /// Reads the listings of all accounts that have a key.
    ///
    /// # Errors
    /// The first that one of them met; the others were read all the same.
    pub async fn refresh_all(&self) -> Result<()> {
        let mut outcome = Ok(());
        for account in self.accounts().await? {
            if account.state == AccountState::Disconnected {
                continue;
            }
            let read = self.refresh_event_types(account.id).await;
            outcome = outcome.and(read.map(drop));
        }
        outcome
    }

    /// The event types of an account as last listed, by title.
    pub async fn event_types(&self, account_id: i64) -> Result<Vec<Listed>> {
        let account = self.account(account_id).await?;
        let listed = self.context.db.read(move |db| listed(db, &account)).await?;
        Ok(listed)
    }

    /// Makes services of event types, or links existing services of the same name. `None`: all that can be.
    pub async fn import(
        &self,
        account_id: i64,
        event_type_ids: Option<Vec<i64>>,
    ) -> Result<Vec<Imported>> {
        self.import_some(account_id, event_type_ids, Vec::new())
            .await
    }

    /// As [`App::import`]; in the same step, those that a person saw and did not want are left out.
    pub async fn import_some(
        &self,
        account_id: i64,
        event_type_ids: Option<Vec<i64>>,
        left_out: Vec<i64>,
    ) -> Result<Vec<Imported>> {
        let account = self.account(account_id).await?;
        if account.state == AccountState::Disconnected {
            return Err(AppError::Refused(Reason::Disconnected));
        }
        let now = self.context.now();
        let imported = self
            .context
            .db
            .write(move |db| {
                for id in left_out {
                    mirror::leave_out(db, account_id, id, Some(now))?;
                }
                let all = listed(db, &account)?;
                let Some(wanted) = event_type_ids else {
                    return all
                        .iter()
                        .map(|listed| import_one(db, account.url.as_str(), listed, now))
                        .collect();
                };
                wanted
                    .into_iter()
                    .map(|id| {
                        match all
                            .iter()
                            .find(|listed| listed.known.reading.event_type_id == id)
                        {
                            Some(listed) => import_one(db, account.url.as_str(), listed, now),
                            None => Ok(Imported::Skipped {
                                event_type_id: id,
                                reason: Reason::NotFound,
                            }),
                        }
                    })
                    .collect()
            })
            .await?;
        Ok(imported)
    }

    /// A person does not want these as services here, or wants to be asked again after all.
    pub async fn leave_out(
        &self,
        account_id: i64,
        event_type_ids: Vec<i64>,
        left_out: bool,
    ) -> Result<()> {
        self.account(account_id).await?;
        let at = left_out.then(|| self.context.now());
        let leave_out = move |db: &rusqlite::Transaction| {
            event_type_ids
                .iter()
                .try_for_each(|id| mirror::leave_out(db, account_id, *id, at))
        };
        Ok(self.context.db.write(leave_out).await?)
    }
}

fn listed(db: &rusqlite::Connection, account: &Account) -> store::Result<Vec<Listed>> {
    let times = ReadTimes::load(db)?;
    let mut listed = Vec::new();
    let mut mirrors = mirror::all(db)?;
    mirrors.retain(|mirror| mirror.account_id == account.id);
    let namesakes = Namesakes::load(db)?;
    let templates: Vec<Template> = mirrors.iter().filter_map(Mirror::template).collect();
    for mirror in mirrors {
        let (there, left_out) = (times.hold(&mirror, account), mirror.left_out_at.is_some());
        let (Some(known), Some(_), None) = (mirror.known, mirror.listed_at, mirror.gone_at) else {
            continue;
        };
        // Also by another account: a team's event types are listed for each of its members.
        let linked_to = linked_already(db, account.url.as_str(), mirror.event_type_id)?;
        // What is linked was listed once, and stays until Cal.com says that it is gone.
        if linked_to.is_none() && !there {
            continue;
        }
        let refusal = known.reading.refusal_for(account);
        let can_be_imported = linked_to.is_none() && refusal.is_none();
        let namesake = can_be_imported
            .then(|| namesakes.of(known.reading.title()).cloned())
            .flatten();
        listed.push(Listed {
            template: Template::of(&known.reading, &templates).cloned(),
            namesake,
            account_id: account.id,
            known,
            linked_to,
            refusal,
            left_out,
        });
    }
    listed.sort_by_key(|listed| listed.known.reading.title().to_lowercase());
    Ok(listed)
}

fn import_one(
    db: &rusqlite::Transaction,
    url: &str,
    listed: &Listed,
    now: UtcMillis,
) -> store::Result<Imported> {
    let reading = &listed.known.reading;
    let event_type_id = reading.event_type_id;
    if let Some(link) = rows::link_to(db, url, event_type_id)? {
        return Ok(Imported::Known {
            service_id: link.service_id,
        });
    }
    if let Some(reason) = &listed.refusal {
        return Ok(Imported::Skipped {
            event_type_id,
            reason: reason.clone(),
        });
    }
    // Read anew: the one before it may have taken the namesake that was there when it was listed.
    let namesakes = Namesakes::load(db)?;
    if let Some(twin) = namesakes.of(reading.title()).filter(|it| it.free)
        && let Some(service) = rows::by_id(db, twin.service_id)?
    {
        let own = own_title(&service, reading);
        insert_link(
            db,
            &service,
            listed.account_id,
            event_type_id,
            own.as_deref(),
            Some(&listed.known),
            now,
        )?;
        return Ok(Imported::Linked {
            service_id: service.id,
        });
    }
    let Ok(new) = service_from(reading) else {
        return Ok(Imported::Skipped {
            event_type_id,
            reason: Reason::UnexpectedAnswer,
        });
    };
    let service_id = rows::insert(db, &new, now)?;
    if let Some(service) = rows::by_id(db, service_id)? {
        insert_link(
            db,
            &service,
            listed.account_id,
            event_type_id,
            None,
            Some(&listed.known),
            now,
        )?;
    }
    let row = NewActivity {
        service_id: Some(service_id),
        account_id: Some(listed.account_id),
        ..NewActivity::default()
    };
    activity::add(db, Kind::Imported, &row, now)?;
    Ok(Imported::Created { service_id })
}

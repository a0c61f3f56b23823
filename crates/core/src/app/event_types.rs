//! Event types as Cal.com lists them, and importing them as services. Nothing is written to Cal.com.

use std::collections::HashSet;

use super::linking::{insert_link, own_title};
use super::services::service_from;
use super::{App, AppError, error::Result};
use crate::domain::UtcMillis;
use crate::domain::account::{Account, AccountState};
use crate::domain::plan::Known;
use crate::domain::reading::Reading;
use crate::domain::reason::Reason;
use crate::domain::template::Template;
use crate::engine::listing::Which;
use crate::engine::turns::Asker;
use crate::store;
use crate::store::activity::{self, Kind, NewActivity};
use crate::store::listings::Times;
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
}

/// Whether an unlinked event type is one that a person would want as a service, and nobody decided about it yet.
pub(super) fn is_undecided(mirror: &Mirror, account: &Account, times: &Times) -> bool {
    let wanted = |reading: &Reading| !reading.is_hidden() && reading.refusal_for(account).is_none();
    account.state != AccountState::Disconnected
        && mirror.left_out_at.is_none()
        && mirror
            .known
            .as_ref()
            .is_some_and(|known| wanted(&known.reading))
        && times.hold(mirror, account)
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
        let account = self.account(account_id).await?;
        if account.state == AccountState::Disconnected {
            return Err(AppError::Refused(Reason::Disconnected));
        }
        let now = self.context.now();
        let imported = self
            .context
            .db
            .write(move |db| {
                let all = listed(db, &account)?;
                let Some(wanted) = event_type_ids else {
                    return all
                        .iter()
                        .map(|listed| import_one(db, listed, now))
                        .collect();
                };
                wanted
                    .into_iter()
                    .map(|id| {
                        match all
                            .iter()
                            .find(|listed| listed.known.reading.event_type_id == id)
                        {
                            Some(listed) => import_one(db, listed, now),
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

    /// A person does not want as services what Cal.com lists beyond those that are here. What comes to the list
    /// later is offered again.
    pub async fn leave_out(&self, account_id: i64) -> Result<()> {
        let account = self.account(account_id).await?;
        let now = self.context.now();
        let work = move |db: &rusqlite::Transaction| {
            let times = Times::load(db)?;
            let linked: HashSet<i64> = rows::links(db)?
                .iter()
                .filter(|link| link.account_id == account_id)
                .map(|link| link.event_type_id)
                .collect();
            for mirror in mirror::all(db)? {
                if mirror.account_id == account_id
                    && !linked.contains(&mirror.event_type_id)
                    && is_undecided(&mirror, &account, &times)
                {
                    mirror::leave_out(db, account_id, mirror.event_type_id, now)?;
                }
            }
            Ok(())
        };
        Ok(self.context.db.write(work).await?)
    }
}

fn listed(db: &rusqlite::Connection, account: &Account) -> store::Result<Vec<Listed>> {
    let services = rows::all(db)?;
    let links = rows::links(db)?;
    let times = Times::load(db)?;
    let mut listed = Vec::new();
    let mut mirrors = mirror::all(db)?;
    mirrors.retain(|mirror| mirror.account_id == account.id);
    let templates: Vec<Template> = mirrors.iter().filter_map(Mirror::template).collect();
    for mirror in mirrors {
        let service_of = |id: i64| services.iter().find(|service| service.id == id);
        let linked_to = links
            .iter()
            .find(|link| {
                link.account_id == account.id && link.event_type_id == mirror.event_type_id
            })
            .and_then(|link| service_of(link.service_id))
            .map(|service| service.name.clone());
        // What is linked was listed once, and stays until Cal.com says that it is gone.
        let (there, left_out) = (times.hold(&mirror, account), mirror.left_out_at.is_some());
        let (Some(known), Some(_), None) = (mirror.known, mirror.listed_at, mirror.gone_at) else {
            continue;
        };
        if linked_to.is_none() && !there {
            continue;
        }
        let refusal = known.reading.refusal_for(account);
        listed.push(Listed {
            template: Template::of(&known.reading, &templates).cloned(),
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
    listed: &Listed,
    now: UtcMillis,
) -> store::Result<Imported> {
    let reading = &listed.known.reading;
    let event_type_id = reading.event_type_id;
    let links = rows::links(db)?;
    let same = |link: &&crate::domain::service::Link| {
        link.account_id == listed.account_id && link.event_type_id == event_type_id
    };
    if let Some(link) = links.iter().find(same) {
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
    let title = reading.title().to_lowercase();
    let twin = rows::all(db)?.into_iter().find(|service| {
        service.archived_at.is_none()
            && service.name.to_lowercase() == title
            && !links.iter().any(|link| link.service_id == service.id)
    });
    if let Some(service) = twin {
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

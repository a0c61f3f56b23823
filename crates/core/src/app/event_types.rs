//! Event types as Cal.com lists them, and importing them as services. Nothing is written to Cal.com.

use abgleich_calcom::ApiAddress;

use super::services::{insert_link, own_title, service_from};
use super::{App, AppError, error::Result};
use crate::domain::UtcMillis;
use crate::domain::account::{Account, AccountState, sign_in_url};
use crate::domain::plan::Known;
use crate::domain::reason::Reason;
use crate::domain::template::Template;
use crate::engine::listing::Which;
use crate::engine::turns::Asker;
use crate::store;
use crate::store::activity::{self, Kind, NewActivity};
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
    /// Whether an unlinked service has the same name.
    pub suggested: bool,
    /// Of a managed event type: the team's template that it comes from, if that is known.
    pub template: Option<Template>,
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

/// Without encryption and made for this: a network that wants a person to sign in answers with its own page instead.
const SIGN_IN_PAGE: &str = "http://neverssl.com/";

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

    /// The page of an event type in Cal.com (`calcom`), its booking page (`booking`), both by link id, the page
    /// where keys are made (`keys`) for an API address, or one that a network's sign-in takes the place of (`sign_in`).
    pub async fn page(
        &self,
        target: &str,
        link_id: Option<i64>,
        url: Option<&str>,
    ) -> Result<String> {
        let unknown = || AppError::NotFound {
            what: "page",
            id: target.to_owned(),
        };
        if target == "sign_in" {
            return Ok(SIGN_IN_PAGE.to_owned());
        }
        if target == "keys" {
            let address = ApiAddress::parse(url.ok_or_else(unknown)?)?;
            let site = sign_in_url(&address).unwrap_or_else(|| address.as_str().to_owned());
            return Ok(format!("{site}/settings/developer/api-keys"));
        }
        let link = self.link(link_id.ok_or_else(unknown)?).await?;
        let account = self.account(link.account_id).await?;
        match target {
            "calcom" => {
                let site = account.sign_in_url().ok_or_else(unknown)?;
                Ok(format!(
                    "{}/event-types/{}",
                    site.trim_end_matches('/'),
                    link.event_type_id
                ))
            }
            "booking" => {
                let (account_id, id) = (account.id, link.event_type_id);
                let mirror = self
                    .context
                    .db
                    .read(move |db| mirror::get(db, account_id, id))
                    .await?;
                let page = mirror
                    .and_then(|mirror| mirror.known)
                    .and_then(|known| known.reading.booking_url);
                // It came from outside: only a web address is opened.
                page.filter(|page| page.starts_with("https://"))
                    .ok_or_else(unknown)
            }
            _ => Err(unknown()),
        }
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
}

fn listed(db: &rusqlite::Connection, account: &Account) -> store::Result<Vec<Listed>> {
    let services = rows::all(db)?;
    let links = rows::links(db)?;
    let mut listed = Vec::new();
    let mut mirrors = mirror::all(db)?;
    mirrors.retain(|mirror| mirror.account_id == account.id);
    let templates: Vec<Template> = mirrors
        .iter()
        .filter_map(mirror::Mirror::template)
        .collect();
    for mirror in mirrors {
        let (Some(known), Some(_), None) = (mirror.known, mirror.listed_at, mirror.gone_at) else {
            continue;
        };
        let service_of = |id: i64| services.iter().find(|service| service.id == id);
        let linked_to = links
            .iter()
            .find(|link| {
                link.account_id == account.id && link.event_type_id == mirror.event_type_id
            })
            .and_then(|link| service_of(link.service_id))
            .map(|service| service.name.clone());
        let refusal = known.reading.refusal_for(account);
        let title = known.reading.title().to_lowercase();
        let suggested = linked_to.is_none()
            && services.iter().any(|service| {
                service.archived_at.is_none()
                    && service.name.to_lowercase() == title
                    && !links.iter().any(|link| link.service_id == service.id)
            });
        listed.push(Listed {
            template: Template::of(&known.reading, &templates).cloned(),
            account_id: account.id,
            known,
            linked_to,
            refusal,
            suggested,
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

//! Reads the listings of an account: its own, and those of its teams. One request each.

use std::collections::BTreeSet;

use abgleich_calcom::{Answer, Client, Error, ErrorKind, EventType};

use crate::domain::UtcMillis;
use crate::domain::account::Account;
use crate::domain::listing::Listing;
use crate::domain::reading::Reading;
use crate::domain::status::ConnectionState;
use crate::engine::context::{Context, is_not_found, millis};
use crate::engine::news;
use crate::engine::turns::Asker;
use crate::store::listings::{self, Found, ReadListing};
use crate::store::{self, accounts, attempts};

/// Which listings to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// All there are. Asks for the teams first, and afterwards for each linked event type that was in none
    /// of them: with *t* teams and *m* such event types, 2 + *t* + *m* requests.
    All,
    /// These alone: one request each.
    Only(BTreeSet<Listing>),
}

impl Context {
    /// Reads listings of an account and keeps what they hold, all or nothing: an outage in the middle leaves
    /// everything as it was. What a listing does not hold is not gone for that; [`Which::All`] asks Cal.com
    /// about each linked event type that should have been in one. Returns how many event types were listed.
    ///
    /// Every request waits for its turn, so that this may be called at any time; a [`Asker::Queue`] lets
    /// people go first. What it costs is said at [`Which`]. [`listings::complete_at`] tells when it was last
    /// done for a whole account, by whatever process.
    ///
    /// # Errors
    /// Outside of the store, inside of Cal.com; the caller judges what that means for account and connection.
    pub async fn list(
        &self,
        account: &Account,
        client: &Client,
        which: Which,
        asker: Asker,
    ) -> store::Result<Result<usize, Error>> {
        let complete = which == Which::All;
        let (wanted, team_ids) = match which {
            Which::Only(wanted) => (wanted, None),
            Which::All => {
                match self.hear(account, asker, team_ids(client)).await? {
                    Ok(answered) => {
                        // A refusal may pass by: the teams that are known stay.
                        let ids = answered.as_ref().unwrap_or(&account.team_ids);
                        (Listing::all(ids).collect(), answered)
                    }
                    Err(error) => return Ok(Err(error)),
                }
            }
        };
        let mut read = Vec::new();
        for listing in wanted {
            let mut read_at = 0;
            let request = async {
                read_at = self.now();
                listed(client, listing).await
            };
            match self.hear(account, asker, request).await? {
                Ok(event_types) => read.push(ReadListing {
                    listing,
                    readings: event_types.iter().map(Reading::from).collect(),
                    read_at,
                }),
                Err(error) => return Ok(Err(error)),
            }
        }
        let count = read.iter().map(|read| read.readings.len()).sum();
        let missing = self.keep(account, read, team_ids, complete).await?;
        let asked = self.read_missing(account, client, missing, asker).await?;
        Ok(asked.map(|()| count))
    }

    /// What the last listing tells of an event type, if it is young enough to stand in for a reading.
    pub async fn in_listing(&self, account_id: i64, event_type_id: i64) -> store::Result<Found> {
        let now = self.now();
        let since = now.saturating_sub(millis(self.policy.listing));
        self.db
            .read(move |db| listings::find(db, account_id, event_type_id, since, now))
            .await
    }

    /// When the account was last listed completely; `None` if never.
    pub async fn listed_at(&self, account: &Account) -> store::Result<Option<UtcMillis>> {
        let (id, team_ids) = (account.id, account.team_ids.clone());
        self.db
            .read(move |db| listings::complete_at(db, id, &team_ids))
            .await
    }

    async fn hear<T>(
        &self,
        account: &Account,
        asker: Asker,
        request: impl Future<Output = Result<Answer<T>, Error>>,
    ) -> store::Result<Result<T, Error>> {
        match self.ask(account.id, asker, request).await? {
            Ok(answer) => {
                self.observe(account.url.as_str(), ConnectionState::Online)
                    .await?;
                Ok(Ok(answer.data))
            }
            Err(error) => Ok(Err(error)),
        }
    }

    /// Stores all listings in one transaction. Returns the linked event types that were missing, if these are all
    /// listings of the account.
    async fn keep(
        &self,
        account: &Account,
        read: Vec<ReadListing>,
        team_ids: Option<Vec<i64>>,
        complete: bool,
    ) -> store::Result<Vec<i64>> {
        let (account_id, url) = (account.id, account.url.clone());
        let (policy, now) = (self.policy.clone(), self.now());
        self.db
            .write_later(move |db| {
                // Moved meanwhile: this was read at the old address.
                if !accounts::is_at(db, account_id, &url)? {
                    return Ok(Vec::new());
                }
                if let Some(team_ids) = &team_ids {
                    accounts::set_team_ids(db, account_id, team_ids)?;
                }
                for read in &read {
                    news::note(db, account_id, read, &policy, now)?;
                    listings::store(db, account_id, read, now)?;
                }
                attempts::settle_by_readings(db, account_id, millis(policy.late), now)?;
                if complete {
                    listings::missing(db, account_id, &read)
                } else {
                    Ok(Vec::new())
                }
            })
            .await
    }

    /// Asks Cal.com about each: only its own word makes an event type gone.
    async fn read_missing(
        &self,
        account: &Account,
        client: &Client,
        missing: Vec<i64>,
        asker: Asker,
    ) -> store::Result<Result<(), Error>> {
        for event_type_id in missing {
            match self.fetch_as(account, client, event_type_id, asker).await? {
                Ok(_) => {}
                Err(error) if refuses_this_one(&error) => {}
                Err(error) => return Ok(Err(error)),
            }
        }
        Ok(Ok(()))
    }
}

/// The answer tells of the event type that was asked for, not of Cal.com or the key.
fn refuses_this_one(error: &Error) -> bool {
    is_not_found(error)
        || matches!(&error.kind, ErrorKind::Refused(refusal) if refusal.status == 403)
}

/// There is nothing of the kind for this key, whoever says so: a proxy before a Cal.com of one's own may close what
/// it has no use for.
pub fn has_none(error: &Error) -> bool {
    let status = match &error.kind {
        ErrorKind::Refused(refusal) => refusal.status,
        ErrorKind::NotCalcom { status, .. } => *status,
        _ => return false,
    };
    matches!(status, 403 | 404)
}

/// The teams of the key's user; `None` if it tells of none: a self-hosted Cal.com without teams answers 403 or 404.
///
/// # Errors
/// Any other failure of the request.
pub async fn team_ids(client: &Client) -> Result<Answer<Option<Vec<i64>>>, Error> {
    let ids = |teams: Vec<abgleich_calcom::Team>| teams.into_iter().map(|team| team.id).collect();
    match client.teams().await {
        Ok(Answer { data, meta }) => Ok(Answer {
            data: Some(ids(data)),
            meta,
        }),
        Err(error) if has_none(&error) || error.kind == ErrorKind::WrongVersion => {
            Ok(nothing(&error))
        }
        Err(error) => Err(error),
    }
}

/// A team that refuses, or a server that has no teams any more, has nothing for this key: whatever is linked there is
/// asked for one by one.
async fn listed(client: &Client, listing: Listing) -> Result<Answer<Vec<EventType>>, Error> {
    match listing {
        Listing::Own => client.event_types().await,
        Listing::Team(id) => match client.team_event_types(id).await {
            Err(error) if has_none(&error) || error.kind == ErrorKind::WrongVersion => {
                Ok(nothing(&error))
            }
            other => other,
        },
    }
}

fn nothing<T: Default>(refusal: &Error) -> Answer<T> {
    Answer {
        data: T::default(),
        meta: refusal.meta.clone(),
    }
}

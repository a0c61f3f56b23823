//! Many services at once: one listing per account and team, one plan, one confirmation, one batch of jobs.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::time::Duration;

use uuid::Uuid;

use super::answer::Answer;
use super::planned::{Draft, Outlook, Planned};
use super::sync::decide;
use super::{App, AppError, error::Result};
use crate::crash_point;
use crate::domain::UtcMillis;
use crate::domain::account::Account;
use crate::domain::job::Requester;
use crate::domain::listing::Listing;
use crate::domain::plan::{Known, View};
use crate::domain::reason::Reason;
use crate::domain::service::{Link, Service};
use crate::domain::status::ConnectionState;
use crate::engine::context::is_not_found;
use crate::engine::listing::Which;
use crate::engine::turns::Asker;
use crate::store::listings::Found;
use crate::store::{self, jobs, mirror, services as rows};

/// The plans of several links, made from one look at Cal.com. It stays in Rust under its id.
#[derive(Debug, Clone)]
pub struct BulkPlan {
    pub id: String,
    /// One per link, in the order that was asked for.
    pub links: Vec<Foreseen>,
}

/// One link's plan, and what would become of it.
#[derive(Debug, Clone)]
pub struct Foreseen {
    pub planned: Planned,
    pub outlook: Outlook,
    /// What holds the account at the moment; what is confirmed waits for that.
    pub held: Option<Reason>,
}

impl BulkPlan {
    /// By account, in the order of the accounts.
    pub fn by_account(&self) -> BTreeMap<i64, Vec<&Foreseen>> {
        let mut groups: BTreeMap<i64, Vec<&Foreseen>> = BTreeMap::new();
        for foreseen in &self.links {
            let account_id = foreseen.planned.account.id;
            groups.entry(account_id).or_default().push(foreseen);
        }
        groups
    }
}

/// The guard's answers to a confirmed bulk plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkAnswer {
    /// Names the jobs that came of it.
    pub batch: String,
    /// By link, in the order of the plan; those that were left out are not among them.
    pub answers: Vec<(i64, Answer)>,
}

/// What one link is planned from.
struct Target {
    link: Link,
    service: Service,
}

/// What reading the listings of an account led to.
struct Look {
    account: Account,
    connection: ConnectionState,
    /// Readings from this time on are of this very look.
    since: UtcMillis,
    held: Option<Reason>,
    /// Nothing of this account can be sent at all.
    refusal: Option<Reason>,
}

impl App {
    /// Reads the listings that these links are in, once each, and makes a plan for every link. Costs one
    /// request per account and team that is concerned, and one for each link that its listing does not hold.
    /// `patience`: so long for each account; `None`: nothing is read, the plan says what it knows.
    ///
    /// # Errors
    /// Of the store, or [`AppError::NotFound`]. That Cal.com cannot be read is no error.
    pub async fn plan_bulk(
        &self,
        link_ids: &[i64],
        view: View,
        patience: Option<Duration>,
    ) -> Result<BulkPlan> {
        let ids = link_ids.to_vec();
        let targets = self.context.db.read(move |db| targets(db, &ids)).await??;
        let looks = self.look_at_accounts(&targets, patience).await?;
        let links = self
            .context
            .db
            .read(move |db| foresee(db, targets, &looks, view))
            .await?;
        let plan = BulkPlan {
            id: Uuid::new_v4().to_string(),
            links,
        };
        *self.bulk_plan() = Some(plan.clone());
        Ok(plan)
    }

    /// The links of these services, in their order, and the services that have none. `account_id`: only those
    /// of this account.
    pub async fn links_for_bulk(
        &self,
        service_ids: &[i64],
        account_id: Option<i64>,
    ) -> Result<(Vec<i64>, Vec<i64>)> {
        let (mut links, mut unlinked) = (Vec::new(), Vec::new());
        for id in service_ids {
            self.service(*id).await?;
            let its = self.links_of(*id).await?;
            if its.is_empty() {
                unlinked.push(*id);
            }
            let meant = |link: &Link| account_id.is_none_or(|id| link.account_id == id);
            links.extend(its.into_iter().filter(meant).map(|link| link.id));
        }
        Ok((links, unlinked))
    }

    /// Lets the guard decide on the chosen links of a plan that was shown, all in one transaction: either all
    /// answers are stored or none. A refused one does not stop the others.
    ///
    /// # Errors
    /// [`AppError::NotFound`] if the plan is not the latest, or holds no such link. That the database cannot
    /// take the jobs is an answer.
    #[tracing::instrument(target = "calcom-sync", skip_all, fields(plan_id, links = chosen.len()))]
    pub async fn request_bulk(
        &self,
        plan_id: &str,
        chosen: &[i64],
        requested_by: Requester,
    ) -> Result<BulkAnswer> {
        let chosen = self.take_chosen(plan_id, chosen)?;
        Ok(self.request_all(chosen, requested_by).await)
    }

    /// As [`App::request_bulk`], of plans that were made one by one and shown together.
    pub async fn request_all(&self, plans: Vec<Planned>, requested_by: Requester) -> BulkAnswer {
        let batch = Uuid::now_v7().to_string();
        let now = self.context.now();
        let (attempts, name) = (plans.clone(), batch.clone());
        crash_point!("enqueue-before");
        let outcome = self
            .context
            .db
            .write(move |db| {
                let decide =
                    |planned: &Planned| decide(db, planned, requested_by, Some(&name), now);
                attempts
                    .iter()
                    .map(decide)
                    .collect::<store::Result<Vec<_>>>()
            })
            .await;
        crash_point!("enqueue-after");
        let answers: Vec<Answer> = match outcome {
            Ok(answers) => {
                for answer in &answers {
                    self.accepted(answer);
                }
                answers
            }
            Err(error) => plans
                .iter()
                .map(|planned| self.not_dispatched(planned, &error, now))
                .collect(),
        };
        let links = plans.iter().map(|planned| planned.link.id);
        BulkAnswer {
            batch,
            answers: links.zip(answers).collect(),
        }
    }

    fn take_chosen(&self, plan_id: &str, chosen: &[i64]) -> Result<Vec<Planned>> {
        let mut drawer = self.bulk_plan();
        let plan = drawer
            .as_ref()
            .filter(|plan| plan.id == plan_id)
            .ok_or_else(|| not_found("plan", &plan_id))?;
        let known: HashSet<i64> = plan.links.iter().map(|it| it.planned.link.id).collect();
        if let Some(stranger) = chosen.iter().find(|id| !known.contains(id)) {
            return Err(not_found("link", stranger));
        }
        let chosen: HashSet<i64> = chosen.iter().copied().collect();
        let links = drawer.take().map(|plan| plan.links).unwrap_or_default();
        let plans = links.into_iter().map(|foreseen| foreseen.planned);
        Ok(plans
            .filter(|planned| chosen.contains(&planned.link.id))
            .collect())
    }

    async fn look_at_accounts(
        &self,
        targets: &[Target],
        patience: Option<Duration>,
    ) -> Result<HashMap<i64, Look>> {
        let mut by_account: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        for target in targets {
            let ids = by_account.entry(target.link.account_id).or_default();
            ids.push(target.link.event_type_id);
        }
        let mut looks = HashMap::new();
        let mut unreachable: HashSet<String> = HashSet::new();
        for (account_id, event_type_ids) in by_account {
            let account = self.account(account_id).await?;
            // Where one account found no connection, the next would only wait for the same.
            let url = account.url.as_str().to_owned();
            let patience = patience.filter(|_| !unreachable.contains(&url));
            let look = self.look_at(account, event_type_ids, patience).await?;
            if look.connection != ConnectionState::Online {
                unreachable.insert(url);
            }
            looks.insert(account_id, look);
        }
        Ok(looks)
    }

    async fn look_at(
        &self,
        account: Account,
        event_type_ids: Vec<i64>,
        patience: Option<Duration>,
    ) -> Result<Look> {
        let (since, account_id) = (self.context.now(), account.id);
        let mut refusal = None;
        if let Some(patience) = patience {
            let reading = self.read_for_bulk(&account, event_type_ids);
            match tokio::time::timeout(patience, reading).await {
                Ok(Ok(())) => {}
                Ok(Err(AppError::Refused(reason))) => refusal = Some(reason),
                // The guard will say so if the jobs cannot be stored either.
                Ok(Err(error)) => {
                    tracing::info!(%error, account_id, "reading for a bulk plan failed");
                }
                Err(_) => tracing::info!(account_id, "reading for a bulk plan took too long"),
            }
        }
        // The reading may have found out about teams, connection and key.
        let account = self.account(account_id).await?;
        let held = match self.context.clients.refusal(&account).await {
            Some(reason) => Some(reason),
            None => account.blocked_by(),
        };
        Ok(Look {
            connection: self.connection_of(&account).await?,
            since,
            account,
            held,
            refusal,
        })
    }

    /// A person's own reading: the listings, and by itself what these do not hold.
    async fn read_for_bulk(&self, account: &Account, event_type_ids: Vec<i64>) -> Result<()> {
        let (account_id, ids) = (account.id, event_type_ids.clone());
        let listings: BTreeSet<Listing> = self
            .context
            .db
            .read(move |db| {
                let mut listings = BTreeSet::new();
                for id in ids {
                    listings.insert(mirror::listing_of(db, account_id, id)?);
                }
                Ok(listings)
            })
            .await?;
        self.list(account, Which::Only(listings), Asker::Person)
            .await?;
        let client = self.client(account).await?;
        for id in event_type_ids {
            if self.context.in_listing(account_id, id).await? != Found::Missing {
                continue;
            }
            // Not in it: what that means only Cal.com can say. It keeps its answer.
            if let Err(error) = self.context.fetch(account, &client, id).await? {
                self.note_failure(account, &error).await?;
                if !is_not_found(&error) {
                    return Err(self.failed(&error));
                }
            }
        }
        Ok(())
    }
}

fn targets(db: &rusqlite::Connection, link_ids: &[i64]) -> store::Result<Result<Vec<Target>>> {
    let mut targets = Vec::new();
    for id in link_ids {
        let link = rows::link_by_id(db, *id)?;
        let service = match &link {
            Some(link) => rows::by_id(db, link.service_id)?,
            None => None,
        };
        let (Some(link), Some(service)) = (link, service) else {
            return Ok(Err(not_found("link", id)));
        };
        targets.push(Target { link, service });
    }
    Ok(Ok(targets))
}

fn not_found(what: &'static str, id: &impl ToString) -> AppError {
    AppError::NotFound {
        what,
        id: id.to_string(),
    }
}

fn foresee(
    db: &rusqlite::Connection,
    targets: Vec<Target>,
    looks: &HashMap<i64, Look>,
    view: View,
) -> store::Result<Vec<Foreseen>> {
    let open = jobs::open(db)?;
    let mut links = Vec::new();
    for Target { link, service } in targets {
        let Some(look) = looks.get(&link.account_id) else {
            continue;
        };
        let draft = Draft {
            fresh: fresh(db, &link, look)?,
            unread: None,
            service,
            link,
            account: look.account.clone(),
            connection: look.connection,
            view,
        };
        let mut planned = draft.plan(db)?;
        if let Some(reason) = &look.refusal {
            planned.refusal = Some(reason.clone());
        }
        links.push(Foreseen {
            outlook: planned.outlook(&open),
            planned,
            held: look.held.clone(),
        });
    }
    Ok(links)
}

/// What Cal.com holds, if it was read in this look.
fn fresh(db: &rusqlite::Connection, link: &Link, look: &Look) -> store::Result<Option<Known>> {
    let mirror = mirror::get(db, link.account_id, link.event_type_id)?;
    let known = mirror
        .filter(|mirror| mirror.gone_at.is_none())
        .and_then(|mirror| mirror.known);
    Ok(known.filter(|known| known.read_at >= look.since))
}

//! What every part of the engine and every use case shares, and the one way to make a request.

use std::sync::Arc;
use std::time::Duration;

use abgleich_calcom::{Client, ErrorKind, Meta, Target};

use crate::domain::UtcMillis;
use crate::domain::account::Account;
use crate::domain::plan::Known;
use crate::domain::reading::{Owner, Reading};
use crate::domain::status::ConnectionState;
use crate::engine::clients::{ClientError, Clients};
use crate::engine::connectivity::{Connectivity, state_after};
use crate::engine::disposition::pause;
use crate::engine::policy::Policy;
use crate::paths::DataDir;
use crate::ports::{Clock, Jitter, SecretStore};
use crate::store::{self, Db, accounts, connections, jobs, mirror, pace};

pub struct Context {
    pub dir: DataDir,
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub jitter: Arc<dyn Jitter>,
    pub policy: Policy,
    pub clients: Clients,
    pub connectivity: Connectivity,
}

impl Context {
    pub fn new(
        dir: DataDir,
        db: Db,
        clock: Arc<dyn Clock>,
        jitter: Arc<dyn Jitter>,
        secrets: Arc<dyn SecretStore>,
        policy: Policy,
    ) -> Self {
        let clients = Clients::new(secrets);
        Self {
            dir,
            db,
            clock,
            jitter,
            policy,
            clients,
            connectivity: Connectivity::default(),
        }
    }

    pub fn now(&self) -> UtcMillis {
        self.clock.now()
    }

    /// The client of an account; see [`Clients::get`].
    pub async fn client(&self, account: &Account) -> Result<Arc<Client>, ClientError> {
        let turn = self.take_turn(account.id);
        self.clients
            .get(account, &self.policy, self.now(), turn)
            .await
    }

    /// Waits until the account may send one more request: our own limit, and the pauses that Cal.com asked for.
    pub async fn take_turn(&self, account_id: i64) -> store::Result<()> {
        loop {
            let now = self.now();
            let turn = self
                .db
                .write_silently(move |db| pace::reserve(db, account_id, now))
                .await?;
            match turn {
                None => return Ok(()),
                Some(at) => {
                    self.clock
                        .sleep(until(at, self.now()).min(self.policy.tick))
                        .await;
                }
            }
        }
    }

    /// Notes what an answer says about the requests that are left.
    pub async fn heed_limits(&self, account_id: i64, meta: &Meta) -> store::Result<()> {
        let Some(rate) = &meta.rate else {
            return Ok(());
        };
        if rate.remaining != Some(0) {
            return Ok(());
        }
        let pause = rate
            .reset_after
            .unwrap_or(self.policy.pause)
            .min(self.policy.longest_pause);
        let at = self.now().saturating_add(millis(pause));
        self.db
            .write_silently(move |db| accounts::hold_until(db, account_id, at, false))
            .await
    }

    /// Holds an account because Cal.com asked for a pause (429). Returns until when.
    pub async fn pause(&self, account_id: i64, pause: Duration) -> store::Result<UtcMillis> {
        let until = self
            .now()
            .saturating_add(millis(self.jitter.stretch(pause)));
        self.db
            .write_silently(move |db| accounts::hold_until(db, account_id, until, true))
            .await?;
        Ok(until)
    }

    /// Notes how an address can be reached; told to others when it changes, or when another process found
    /// something else before.
    pub async fn observe(&self, url: &str, state: ConnectionState) -> store::Result<()> {
        let now = self.now();
        let address = url.to_owned();
        let (waits, stored) = self
            .db
            .read(move |db| {
                let waits = !jobs::open(db)?.is_empty();
                Ok((waits, connections::state_of(db, &address)?))
            })
            .await?;
        let changed = self
            .connectivity
            .observe(url, state, waits, &self.policy, now);
        if changed || stored != state {
            tracing::info!(url, state = state.id(), "connection changed");
            let url = url.to_owned();
            self.db
                .write_later(move |db| connections::set(db, &url, state, now))
                .await?;
        }
        Ok(())
    }

    /// Reads one event type and keeps the answer: what it holds, or that it does not exist.
    ///
    /// # Errors
    /// Outside of the store, inside of Cal.com.
    pub async fn fetch(
        &self,
        account: &Account,
        client: &Client,
        event_type_id: i64,
    ) -> store::Result<Result<Known, abgleich_calcom::Error>> {
        let account_id = account.id;
        self.take_turn(account_id).await?;
        // The answer may be as old as its request: a write of ours that was sent meanwhile is newer.
        let mut asked_at = self.now();
        let mut answer = client.event_type(Target::Personal(event_type_id)).await;
        if let Err(error) = &answer
            && is_not_found(error)
            && let Some(team_id) = self.team_of(account_id, event_type_id).await?
        {
            self.take_turn(account_id).await?;
            asked_at = self.now();
            answer = client
                .event_type(Target::Team {
                    team_id,
                    id: event_type_id,
                })
                .await;
        }
        match answer {
            Ok(answer) => {
                self.heed_limits(account_id, &answer.meta).await?;
                self.observe(account.url.as_str(), ConnectionState::Online)
                    .await?;
                let reading = Reading::from(&answer.data);
                let (stored, url) = (reading.clone(), account.url.clone());
                let now = self.now();
                self.db
                    .write_later(move |db| {
                        // Moved meanwhile: this was read at the old address.
                        if !accounts::is_at(db, account_id, &url)? {
                            return Ok(());
                        }
                        mirror::store_reading(db, account_id, &stored, asked_at, false, now)
                    })
                    .await?;
                Ok(Ok(Known {
                    reading,
                    read_at: asked_at,
                }))
            }
            Err(error) => {
                if is_not_found(&error) {
                    let url = account.url.clone();
                    self.db
                        .write_later(move |db| {
                            if !accounts::is_at(db, account_id, &url)? {
                                return Ok(());
                            }
                            mirror::mark_gone(db, account_id, event_type_id, asked_at)
                        })
                        .await?;
                }
                Ok(Err(error))
            }
        }
    }

    /// The team of an event type, as last read.
    async fn team_of(&self, account_id: i64, event_type_id: i64) -> store::Result<Option<i64>> {
        let mirror = self
            .db
            .read(move |db| mirror::get(db, account_id, event_type_id))
            .await?;
        Ok(
            match mirror
                .and_then(|mirror| mirror.known)
                .map(|known| known.reading.owner)
            {
                Some(Owner::Team { team_id, .. }) => Some(team_id),
                _ => None,
            },
        )
    }

    /// Asks Cal.com who we are: the cheapest proof that it can be reached.
    ///
    /// # Errors
    /// If there is no key to ask with, or the store fails; an unreachable Cal.com is an answer.
    pub async fn probe(&self, account: &Account) -> Result<ConnectionState, ProbeError> {
        let client = self.client(account).await;
        let outcome = match client {
            Ok(client) => {
                self.take_turn(account.id).await?;
                client.me().await.map(|answer| answer.meta)
            }
            Err(ClientError::Unchecked(error)) => Err(error),
            Err(ClientError::Store(error)) => return Err(ProbeError::Store(error)),
            Err(error) => return Err(ProbeError::Client(error)),
        };
        let state = state_after(outcome.as_ref().err());
        match &outcome {
            Ok(meta) => self.heed_limits(account.id, meta).await?,
            Err(error) if asks_for_pause(error) => {
                self.pause(account.id, pause(error, &self.policy)).await?;
            }
            Err(_) => {}
        }
        self.observe(account.url.as_str(), state).await?;
        Ok(state)
    }
}

fn is_not_found(error: &abgleich_calcom::Error) -> bool {
    matches!(&error.kind, ErrorKind::Refused(refusal) if refusal.status == 404)
}

/// 429: Cal.com is there, and wants to be left alone for a while.
pub fn asks_for_pause(error: &abgleich_calcom::Error) -> bool {
    matches!(&error.kind, ErrorKind::Refused(refusal) if refusal.status == 429)
}

#[derive(Debug, thiserror::Error)]
pub enum ProbeError {
    #[error(transparent)]
    Client(#[from] ClientError),
    #[error(transparent)]
    Store(#[from] store::StoreError),
}

/// The time from `now` until `at`; nothing if that is past.
pub fn until(at: UtcMillis, now: UtcMillis) -> Duration {
    Duration::from_millis(u64::try_from(at.saturating_sub(now)).unwrap_or(0))
}

pub fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

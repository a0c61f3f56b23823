//! What every part of the engine and every use case shares, and the one way to make a request.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use abgleich_calcom::{Answer, Client, ErrorKind, Meta, Target};

use crate::domain::UtcMillis;
use crate::domain::account::Account;
use crate::domain::plan::Known;
use crate::domain::reading::{Owner, Reading};
use crate::domain::status::ConnectionState;
use crate::engine::clients::{ClientError, Clients};
use crate::engine::comeback::Comebacks;
use crate::engine::connectivity::{Connectivity, state_after};
use crate::engine::disposition::{key_reason, pause};
use crate::engine::policy::Policy;
use crate::engine::schedule::Schedule;
use crate::engine::settle;
use crate::engine::turns::{Asker, InFlight, People, Turn};
use crate::paths::DataDir;
use crate::ports::{Clock, Jitter, SecretStore};
use crate::store::{self, Db, accounts, attempts, connections, jobs, mirror, pace};

pub struct Context {
    pub dir: DataDir,
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub jitter: Arc<dyn Jitter>,
    pub policy: Policy,
    pub clients: Clients,
    pub connectivity: Connectivity,
    pub comebacks: Comebacks,
    pub schedule: Schedule,
    /// Whether somebody can see the window.
    pub visible: watch::Sender<bool>,
    pub people: People,
    in_flight: InFlight,
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
            comebacks: Comebacks::default(),
            schedule: Schedule::default(),
            visible: watch::Sender::new(false),
            people: People::default(),
            in_flight: InFlight::default(),
        }
    }

    pub fn now(&self) -> UtcMillis {
        self.clock.now()
    }

    /// The client of an account; see [`Clients::get`].
    pub async fn client(&self, account: &Account) -> Result<Arc<Client>, ClientError> {
        let turn = self.take_turn(account.id, Asker::Person);
        self.clients
            .get(account, &self.policy, self.now(), turn)
            .await
    }

    /// Makes a request in its turn, and notes what its answer says about those that are left.
    ///
    /// # Errors
    /// Outside of the store, inside of Cal.com.
    pub async fn ask<T>(
        &self,
        account_id: i64,
        asker: Asker,
        request: impl Future<Output = Result<Answer<T>, abgleich_calcom::Error>>,
    ) -> store::Result<Result<Answer<T>, abgleich_calcom::Error>> {
        let _turn = self.take_turn(account_id, asker).await?;
        self.heed(account_id, request.await).await
    }

    /// Waits until the account may send one more request: nothing of it is on its way, and our own limit and the
    /// pauses that Cal.com asked for allow it. The queue takes no turn while a person of this process waits for one.
    pub async fn take_turn(&self, account_id: i64, asker: Asker) -> store::Result<Turn> {
        let _waiting = (asker == Asker::Person).then(|| self.people.wait(account_id));
        loop {
            if asker == Asker::Queue {
                self.people.let_first(account_id).await;
            }
            let turn = self.in_flight.alone(account_id).await;
            // Somebody may have come while the request before was on its way.
            if asker == Asker::Queue && self.people.someone_waits(account_id) {
                continue;
            }
            match self.reserve_turn(account_id).await? {
                None => return Ok(turn),
                Some(at) => {
                    drop(turn);
                    self.sleep_until(at).await;
                }
            }
        }
    }

    /// Takes a turn if it is there now; else tells when to ask again.
    async fn reserve_turn(&self, account_id: i64) -> store::Result<Option<UtcMillis>> {
        let now = self.now();
        self.db
            .write_silently(move |db| pace::reserve(db, account_id, now))
            .await
    }

    /// In steps: the wall clock may be set meanwhile.
    async fn sleep_until(&self, at: UtcMillis) {
        let rest = until(at, self.now()).min(self.policy.tick);
        self.clock.sleep(rest).await;
    }

    /// When an account may go after its address can be reached again.
    pub fn place_after_return(&self, account: &Account) -> UtcMillis {
        let gap = self.jitter.stretch(self.policy.return_gap);
        let (url, now) = (account.url.as_str(), self.now());
        self.comebacks.place(url, account.id, gap, now)
    }

    /// Notes what an answer says about the requests that are left, whichever way it came out.
    pub async fn heed<T>(
        &self,
        account_id: i64,
        answer: Result<Answer<T>, abgleich_calcom::Error>,
    ) -> store::Result<Result<Answer<T>, abgleich_calcom::Error>> {
        let meta = match &answer {
            Ok(answer) => &answer.meta,
            Err(error) => &error.meta,
        };
        self.heed_limits(account_id, meta).await?;
        Ok(answer)
    }

    async fn heed_limits(&self, account_id: i64, meta: &Meta) -> store::Result<()> {
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
                let waits = jobs::any_open(db)?;
                Ok((waits, connections::state_of(db, &address)?))
            })
            .await?;
        let changed = self
            .connectivity
            .observe(url, state, waits, &self.policy, now);
        if changed && state == ConnectionState::Online {
            self.comebacks.begin(url, now);
        }
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
        self.fetch_as(account, client, event_type_id, Asker::Person)
            .await
    }

    /// As [`Context::fetch`], on somebody's behalf.
    ///
    /// # Errors
    /// Outside of the store, inside of Cal.com.
    pub async fn fetch_as(
        &self,
        account: &Account,
        client: &Client,
        event_type_id: i64,
        asker: Asker,
    ) -> store::Result<Result<Known, abgleich_calcom::Error>> {
        let account_id = account.id;
        // The answer may be as old as its request: a write of ours that was sent meanwhile is newer.
        let mut asked_at = 0;
        let mut answer = self
            .ask(account_id, asker, async {
                asked_at = self.now();
                client.event_type(Target::Personal(event_type_id)).await
            })
            .await?;
        if let Err(error) = &answer
            && is_not_found(error)
            && let Some(team_id) = self.team_of(account_id, event_type_id).await?
        {
            let target = Target::Team {
                team_id,
                id: event_type_id,
            };
            answer = self
                .ask(account_id, asker, async {
                    asked_at = self.now();
                    client.event_type(target).await
                })
                .await?;
        }
        match answer {
            Ok(answer) => {
                self.observe(account.url.as_str(), ConnectionState::Online)
                    .await?;
                let reading = Reading::from(&answer.data);
                let (stored, url) = (reading.clone(), account.url.clone());
                let (now, late) = (self.now(), millis(self.policy.late));
                self.db
                    .write_later(move |db| {
                        // Moved meanwhile: this was read at the old address.
                        if !accounts::is_at(db, account_id, &url)? {
                            return Ok(());
                        }
                        mirror::store_reading(db, account_id, &stored, asked_at, false, now)?;
                        attempts::settle_by_readings(db, account_id, late, now)
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

    /// Asks Cal.com who we are: the cheapest proof that it can be reached. One account asks for all of its
    /// address; whoever comes meanwhile gets the same answer.
    ///
    /// # Errors
    /// If there is no key to ask with, or the store fails; an unreachable Cal.com is an answer.
    pub async fn probe(&self, account: &Account) -> Result<ConnectionState, ProbeError> {
        let url = account.url.as_str();
        let known = self.connectivity.observations(url);
        let client = match self.client(account).await {
            Ok(client) => Ok(client),
            Err(ClientError::Unchecked(error)) => Err(error),
            Err(ClientError::Store(error)) => return Err(ProbeError::Store(error)),
            Err(error) => return Err(ProbeError::Client(error)),
        };
        let lock = self.connectivity.probe_lock(url);
        let _probing = loop {
            let probing = lock.lock().await;
            if let Some(state) = self.connectivity.news_since(url, known) {
                return Ok(state);
            }
            // Who has to wait for its turn keeps no other account from asking.
            match self.reserve_turn(account.id).await? {
                None => break probing,
                Some(at) => {
                    drop(probing);
                    self.sleep_until(at).await;
                }
            }
        };
        let outcome = match client {
            Ok(client) => self.heed(account.id, client.me().await).await?.map(drop),
            Err(error) => Err(error),
        };
        let state = state_after(outcome.as_ref().err());
        if let Err(error) = &outcome
            && asks_for_pause(error)
        {
            self.pause(account.id, pause(error, &self.policy)).await?;
        }
        self.observe(url, state).await?;
        Ok(state)
    }

    /// What a failed request tells about connection, pause and key, whoever made it.
    ///
    /// # Errors
    /// Of the store.
    pub async fn note_failure(
        &self,
        account: &Account,
        error: &abgleich_calcom::Error,
    ) -> store::Result<()> {
        match state_after(Some(error)) {
            // An answer that is none of Cal.com's may be about this one request: a probe tells.
            ConnectionState::Portal => match self.probe(account).await {
                Ok(_) | Err(ProbeError::Client(_)) => {}
                Err(ProbeError::Store(error)) => return Err(error),
            },
            state => self.observe(account.url.as_str(), state).await?,
        }
        if asks_for_pause(error) {
            self.pause(account.id, pause(error, &self.policy)).await?;
        }
        let ErrorKind::Refused(refusal) = &error.kind else {
            return Ok(());
        };
        if !matches!(refusal.status, 401 | 498) {
            return Ok(());
        }
        let reason = key_reason(refusal);
        self.clients.refuse(account, &reason).await;
        if self.clients.secrets().is_override() {
            return Ok(());
        }
        let (id, revision, now) = (account.id, account.key_revision, self.now());
        self.db
            .write(move |db| settle::hold_for_key(db, id, revision, &reason, now))
            .await
    }
}

pub fn is_not_found(error: &abgleich_calcom::Error) -> bool {
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

//! Brings one event type into agreement with one job's plan.
//!
//! Safe to run again after any interruption: it always begins with a reading, and what a lost answer or a
//! crash left open is settled by what that reading shows. There is no separate recovery path.
//!
//! 0. claim · 1. read · 2. owner · 3. equal already → done · 4. changed by someone → stop ·
//! 5. record, then send only what differs · 6. verify by reading · 7. record the outcome.

mod from_listing;
mod open_attempts;
mod out_of_time;
mod send;

use std::sync::Arc;
use std::time::{Duration, Instant};

use abgleich_calcom::{Client, Error};

use crate::crash_point;
use crate::domain::UtcMillis;
use crate::domain::account::Account;
use crate::domain::fields::{Field, FieldValue};
use crate::domain::job::Job;
use crate::domain::plan::{Known, base, not_ours};
use crate::domain::reading::{Owner, Reading};
use crate::domain::reason::Reason;
use crate::domain::service::replace_default;
use crate::domain::status::ConnectionState;
use crate::engine::context::{Context, millis};
use crate::engine::disposition::{Disposition, Doing, disposition};
use crate::engine::objection::Objection;
use crate::engine::pulse::slept;
use crate::engine::turns::{Asker, Turn};
use crate::store::attempts::{self};
use crate::store::listings::Found;
use crate::store::{self, accounts, jobs, mirror, pace};

/// How a run of a job ended; [`crate::engine::settle`] records it.
#[derive(Debug)]
pub enum End {
    /// Read after the last write, if there was one, and equal to the plan.
    Succeeded {
        known: Known,
        wrote: bool,
    },
    Failed {
        reason: Reason,
        counted: bool,
    },
    /// Back to the queue for its own next try.
    Again {
        reason: Reason,
        counted: bool,
    },
    /// Back to the queue until the network, the key or a pause is over. Uses no attempt.
    Held {
        reason: Reason,
    },
    /// Nothing was sent, because something speaks against it by now.
    Withheld(Objection),
}

impl End {
    /// The same way back to the queue, without using an attempt.
    fn uncounted(self) -> Self {
        match self {
            Self::Again { reason, .. } => Self::Again {
                reason,
                counted: false,
            },
            other => other,
        }
    }
}

/// What interrupts the straight way.
enum Stop {
    End(Box<End>),
    Store(store::StoreError),
}

impl From<store::StoreError> for Stop {
    fn from(error: store::StoreError) -> Self {
        Self::Store(error)
    }
}

type Step<T> = Result<T, Stop>;

fn stop<T>(end: End) -> Step<T> {
    Err(Stop::End(Box::new(end)))
}

fn fail<T>(reason: Reason) -> Step<T> {
    stop(End::Failed {
        reason,
        counted: true,
    })
}

/// Final before anything was sent: nothing of the tries was used up.
fn refuse<T>(reason: Reason) -> Step<T> {
    stop(End::Failed {
        reason,
        counted: false,
    })
}

struct Run<'a> {
    context: &'a Context,
    account: &'a Account,
    client: &'a Client,
    job: Job,
    /// When this run began, by both clocks.
    began_at: UtcMillis,
    began: Instant,
    /// No run lasts longer.
    limit: Duration,
    /// The try of this run, once there is one: all of it may still arrive.
    attempt: Option<i64>,
}

/// Runs a claimed job to its end, within the time that the policy allows.
///
/// # Errors
/// Only of the store: then nothing is known to be recorded, and the job stays `running` until the caller
/// tries to record an end, or until the next worker finds it.
pub async fn converge(
    context: &Context,
    account: &Account,
    client: &Arc<Client>,
    job: Job,
) -> store::Result<End> {
    let limit = out_of_time::time_for_run(&context.policy, account.requests_per_minute);
    let mut run = Run {
        context,
        account,
        client,
        job,
        began_at: context.now(),
        began: Instant::now(),
        limit,
        attempt: None,
    };
    let end = match tokio::time::timeout(limit, run.follow_through()).await {
        Ok(Ok(end)) => end,
        Ok(Err(Stop::End(end))) => *end,
        Ok(Err(Stop::Store(error))) => return Err(error),
        Err(_) => run.out_of_time().await?,
    };
    Ok(match end {
        // The sleep cut its connection; that it went wrong tells nothing of Cal.com.
        End::Again { .. } if run.slept() => End::Held {
            reason: Reason::OutcomeOpen,
        },
        end => end,
    })
}

impl Run<'_> {
    async fn follow_through(&mut self) -> Step<End> {
        crash_point!("read-before");
        let known = self.first_reading().await?;
        // From here on it gets older: a night may pass before the write.
        let mut seen_at = self.context.now();
        crash_point!("read-after");
        self.check_owner(&known.reading).await?;
        let known = self.settle_open_attempts(known).await?;
        self.take_first_reading_as_base(&known).await?;
        if self.holds_plan(&known.reading) {
            return Ok(End::Succeeded {
                known,
                wrote: false,
            });
        }
        let mut known = known;
        let turn = loop {
            known = self.stop_if_changed_by_someone(known).await?;
            if self.holds_plan(&known.reading) {
                return Ok(End::Succeeded {
                    known,
                    wrote: false,
                });
            }
            let turn = self.take_turn().await?;
            if self.is_soon_enough(seen_at) || self.listing_is_fresh(&known) {
                break turn;
            }
            drop(turn);
            // What was checked may have changed while we waited.
            known = self.first_reading().await?;
            seen_at = self.context.now();
            self.check_owner(&known.reading).await?;
        };
        // It may have been read again since its owner was looked up.
        if let Some(reason) = known.reading.refusal_for(self.account) {
            return refuse(reason);
        }
        let answer = self.send(&known, turn).await?;
        self.verify(answer).await
    }

    /// False if the turn for the write took so long that the check before it is out of date.
    fn is_soon_enough(&self, seen_at: UtcMillis) -> bool {
        // Under a slow limit of our own a reading cannot be closer to its write than the next turn.
        let pace = pace::longest_wait(self.account.requests_per_minute);
        let limit = pace.saturating_add(millis(self.context.policy.fresh));
        // Where the clock was set back meanwhile, nobody can tell how old it is.
        (0..=limit).contains(&(self.context.now() - seen_at))
    }

    async fn take_turn(&self) -> store::Result<Turn> {
        self.context.take_turn(self.account.id, Asker::Queue).await
    }

    /// Whether the computer slept during this run. Where the steady clock goes on meanwhile, as on Windows, it
    /// tells of more time than a run has.
    fn slept(&self) -> bool {
        let awake = self.began.elapsed().min(self.limit);
        slept(self.began_at, self.context.now(), awake)
    }

    fn holds_plan(&self, reading: &Reading) -> bool {
        self.job.plan.desired.all_held_by(&reading.values)
    }

    // Step 1.
    async fn read(&self) -> Step<Known> {
        let id = self.job.plan.event_type_id;
        match self
            .context
            .fetch_as(self.account, self.client, id, Asker::Queue)
            .await?
        {
            Ok(known) => Ok(known),
            Err(error) => self.after_failed_reading(&error).await,
        }
    }

    async fn note_reading(&self, reading: Reading) -> Step<Known> {
        let (account_id, read_at) = (self.account.id, self.context.now());
        let (stored, url) = (reading.clone(), self.account.url.clone());
        self.context
            .db
            .write_silently(move |db| {
                // Moved meanwhile: this was read at the old address.
                if !accounts::is_at(db, account_id, &url)? {
                    return Ok(());
                }
                mirror::store_reading(db, account_id, &stored, read_at, false, read_at)
            })
            .await?;
        Ok(Known { reading, read_at })
    }

    async fn after_failed_reading<T>(&self, error: &Error) -> Step<T> {
        tracing::info!(%error, request_id = error.request_id(), "reading failed");
        match disposition(error, Doing::Reading, &self.context.policy) {
            Disposition::Unreadable | Disposition::OutcomeOpen | Disposition::ServerError => {
                match self.probe().await? {
                    ConnectionState::Online => stop(End::Again {
                        reason: Reason::Unreachable,
                        counted: true,
                    }),
                    state => stop(held(state)),
                }
            }
            other => self.after_error(other).await,
        }
    }

    /// What readings and writes have in common.
    async fn after_error<T>(&self, disposition: Disposition) -> Step<T> {
        match disposition {
            Disposition::Unconnected(state) => {
                self.context
                    .observe(self.account.url.as_str(), state)
                    .await?;
                stop(held(state))
            }
            Disposition::Suspicious => match self.probe().await? {
                ConnectionState::Online => fail(Reason::UnexpectedAnswer),
                state => stop(held(state)),
            },
            Disposition::KeyRefused(reason) => stop(End::Held { reason }),
            Disposition::Pause(pause) => {
                let until = self.context.pause(self.account.id, pause).await?;
                stop(End::Held {
                    reason: Reason::RateLimited { until },
                })
            }
            Disposition::Fail(reason) => fail(reason),
            Disposition::OutcomeOpen | Disposition::Unreadable | Disposition::ServerError => {
                stop(End::Again {
                    reason: Reason::Unreachable,
                    counted: false,
                })
            }
        }
    }

    /// Asks whether Cal.com answers at all. Without a usable key that cannot be told: the run ends there.
    async fn probe(&self) -> Step<ConnectionState> {
        use crate::engine::context::ProbeError;
        match self.context.probe(self.account).await {
            Ok(state) => Ok(state),
            Err(ProbeError::Store(error)) => Err(error.into()),
            Err(ProbeError::Client(_)) => stop(End::Again {
                reason: Reason::Unreachable,
                counted: false,
            }),
        }
    }

    // Step 2.
    async fn check_owner(&self, reading: &Reading) -> Step<()> {
        if let Some(reason) = reading.refusal_for(self.account) {
            return refuse(reason);
        }
        if reading.owner != Owner::Unnamed {
            return Ok(());
        }
        if self.job.batch.is_some() && matches!(self.in_listing().await?, Found::Listed(_)) {
            return Ok(());
        }
        let listed = self.client.event_types();
        match self
            .context
            .ask(self.account.id, Asker::Queue, listed)
            .await?
        {
            Ok(own)
                if own
                    .data
                    .iter()
                    .any(|listed| listed.id == reading.event_type_id) =>
            {
                Ok(())
            }
            Ok(_) => refuse(Reason::NotOwned),
            Err(error) => self.after_failed_reading(&error).await,
        }
    }

    fn used_up(&self) -> Reason {
        Reason::RetriesUsedUp {
            tries: self.context.policy.tries(),
        }
    }

    /// A plan that was confirmed without knowing Cal.com's values takes this reading as its base, but for what is
    /// known to be somebody's change; and adds the durations to choose from that only now are known.
    async fn take_first_reading_as_base(&mut self, known: &Known) -> Step<()> {
        if self.job.plan.base.is_some() {
            return Ok(());
        }
        let remote = &known.reading.values;
        let wanted = self.job.plan.desired.minutes(Field::Length);
        let (held, offered) = (remote.minutes(Field::Length), remote.options());
        if let (Some(wanted), Some(held)) = (wanted, held)
            && wanted != held
            && !offered.is_empty()
        {
            let options = replace_default(offered, held, wanted);
            self.job
                .plan
                .desired
                .set(Field::LengthOptions, FieldValue::List(options));
        }
        let link_id = self.job.link_id;
        let past = self
            .context
            .db
            .read(move |db| mirror::past(db, link_id))
            .await?;
        self.job.plan.base = Some(base(&self.job.plan.desired, remote, &past));
        self.job.plan.base_read_at = Some(known.read_at);
        let (seq, plan) = (self.job.seq, self.job.plan.clone());
        self.context
            .db
            .write_silently(move |db| jobs::set_plan(db, seq, &plan))
            .await?;
        Ok(())
    }

    // Step 4.
    async fn stop_if_changed_by_someone(&self, known: Known) -> Step<Known> {
        let (link_id, base_read_at) = (self.job.link_id, self.job.plan.base_read_at);
        let (past, last_write) = self
            .context
            .db
            .read(move |db| {
                Ok((
                    mirror::past_since(db, link_id, base_read_at)?,
                    attempts::last_write_at(db, link_id)?,
                ))
            })
            .await?;
        let echo = millis(self.context.policy.own_write_echo);
        let maybe_stale = last_write.is_some_and(|at| self.context.now() - at < echo);
        let mut pauses: Vec<Duration> = if maybe_stale {
            self.context.policy.reread_foreign.clone()
        } else {
            Vec::new()
        };
        let mut known = known;
        loop {
            let fields = not_ours(&self.job.plan, &known.reading.values, &past);
            if fields.is_empty() {
                return Ok(known);
            }
            if pauses.is_empty() {
                return refuse(Reason::ChangedInCalcom { fields });
            }
            self.context.clock.sleep(pauses.remove(0)).await;
            known = self.read().await?;
        }
    }
}

fn held(state: ConnectionState) -> End {
    End::Held {
        reason: state.reason().unwrap_or(Reason::Unreachable),
    }
}

//! Everything that changes, behind one lock.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use tokio::sync::watch;

use crate::{
    audit::Audit,
    limit::{Limiter, RateLimit},
    record::Recorder,
    rule::FaultPlan,
    server::Arrival,
    world::{EventType, World},
};

/// Not `Debug`: it holds keys.
pub(crate) struct State {
    pub(crate) world: World,
    pub(crate) audit: Audit,
    pub(crate) copies: LaggingCopies,
    pub(crate) limiter: Limiter,
    pub(crate) faults: FaultPlan,
    pub(crate) recorder: Recorder,
    /// Writes that are carried out later, in the order of their arrival.
    pub(crate) late: Vec<Arrival>,
}

impl State {
    /// Returns the numbers of those that changed something.
    pub(crate) fn carry_out_late(&mut self) -> Vec<u64> {
        let late = std::mem::take(&mut self.late);
        late.iter()
            .filter_map(|arrival| arrival.carry_out_unanswered(self))
            .collect()
    }
}

pub(crate) struct Shared {
    state: Mutex<State>,
    /// How many hold back what arrives.
    holds: watch::Sender<usize>,
}

impl Shared {
    pub(crate) fn new(world: World, rate_limit: Option<RateLimit>) -> Shared {
        let state = Mutex::new(State {
            world,
            audit: Audit::default(),
            copies: LaggingCopies::default(),
            limiter: Limiter::new(rate_limit),
            faults: FaultPlan::default(),
            recorder: Recorder::default(),
            late: Vec::new(),
        });
        let holds = watch::Sender::new(0);
        Shared { state, holds }
    }

    /// Never held across an `.await`. A panic of a closure that a test passed in does not make the rest unusable.
    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn hold(&self) {
        self.holds.send_modify(|holds| *holds += 1);
    }

    pub(crate) fn release(&self) {
        self.holds.send_modify(|holds| *holds -= 1);
    }

    /// Returns once nobody holds anything back.
    pub(crate) async fn released(&self) {
        let mut holds = self.holds.subscribe();
        // It could fail only without its sender, which is here.
        let _ = holds.wait_for(|holds| *holds == 0).await;
    }
}

/// Event types whose copy for reading lags behind: by id, the old values and the reads that still see them.
#[derive(Debug, Default)]
pub(crate) struct LaggingCopies(HashMap<i64, (EventType, u32)>);

impl LaggingCopies {
    pub(crate) fn lag(&mut self, old: EventType, reads: u32) {
        self.0.insert(old.id, (old, reads));
    }

    pub(crate) fn catch_up(&mut self, id: i64) {
        self.0.remove(&id);
    }

    /// What a reading sees, and one reading less to come.
    pub(crate) fn read(&mut self, current: &EventType) -> EventType {
        match self.0.get_mut(&current.id) {
            Some((old, left)) if *left > 0 => {
                *left -= 1;
                old.clone()
            }
            _ => current.clone(),
        }
    }
}

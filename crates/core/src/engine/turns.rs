//! One request of an account at a time, and who goes first when several wait to send one: people before the queue.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, OwnedMutexGuard};

/// On whose behalf a request is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asker {
    /// Somebody looks at the screen and waits: a dialog, "compare now".
    Person,
    /// Queued jobs, and what happens by the clock.
    Queue,
}

/// The people of this process who wait for a turn, by account.
#[derive(Debug, Default)]
pub struct People {
    waiting: Mutex<HashMap<i64, usize>>,
    /// Told whenever one of them stops waiting.
    gone: Notify,
}

/// Somebody waits for as long as this lives: also who gives up waiting drops it.
#[derive(Debug)]
pub struct Waiting<'a> {
    people: &'a People,
    account_id: i64,
}

impl People {
    pub fn wait(&self, account_id: i64) -> Waiting<'_> {
        *self.counts().entry(account_id).or_default() += 1;
        Waiting {
            people: self,
            account_id,
        }
    }

    /// Ends when nobody waits for a turn of this account.
    pub async fn let_first(&self, account_id: i64) {
        loop {
            let gone = self.gone.notified();
            tokio::pin!(gone);
            // Before looking: who goes after the look ends the wait.
            gone.as_mut().enable();
            if !self.someone_waits(account_id) {
                return;
            }
            gone.await;
        }
    }

    pub fn someone_waits(&self, account_id: i64) -> bool {
        self.counts().contains_key(&account_id)
    }

    fn counts(&self) -> MutexGuard<'_, HashMap<i64, usize>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut counts = self.people.counts();
        if let Some(count) = counts.get_mut(&self.account_id) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.account_id);
            }
        }
        drop(counts);
        self.people.gone.notify_waiters();
    }
}

/// The requests of this process that are on their way, by account.
#[derive(Debug, Default)]
pub struct InFlight(Mutex<HashMap<i64, Arc<tokio::sync::Mutex<()>>>>);

/// The right to make one request. While it lives, this process makes no other of the account.
#[derive(Debug)]
#[must_use = "another request may be made as soon as it is dropped"]
pub struct Turn(#[expect(dead_code, reason = "held, and given back")] OwnedMutexGuard<()>);

impl InFlight {
    /// Waits until no other request of the account is on its way; who came first goes first.
    pub async fn alone(&self, account_id: i64) -> Turn {
        let lane = Arc::clone(
            self.0
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .entry(account_id)
                .or_default(),
        );
        Turn(lane.lock_owned().await)
    }
}

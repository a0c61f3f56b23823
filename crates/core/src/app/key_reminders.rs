//! Reminders that a key ends soon: written into the outbox when their time has come, each once.

use super::App;
use crate::domain::UtcMillis;
use crate::domain::account::{Account, AccountState};
use crate::domain::earlier;
use crate::domain::key_expiry::KeyExpiry;
use crate::store::activity::{self, Kind, NewActivity, Notice as Wanted};
use crate::store::{self, accounts};

impl App {
    /// Puts what is due into the outbox, and sees to it that somebody looks again in time.
    pub(super) async fn remind_of_keys(&self) -> store::Result<()> {
        let now = self.context.now();
        let all = self.context.db.read(accounts::all).await?;
        let mut next = None;
        let mut is_due = false;
        for (account, expiry) in with_end(&all) {
            is_due |= expiry.due(account.key_reminded, now).is_some();
            next = earlier(next, expiry.next_after(now));
        }
        self.context.schedule.remind_at(next);
        if is_due {
            self.context.db.write(move |db| remind(db, now)).await?;
        }
        Ok(())
    }
}

/// The accounts whose key ends on a day that somebody told.
fn with_end(all: &[Account]) -> impl Iterator<Item = (&Account, KeyExpiry)> {
    all.iter()
        .filter(|account| account.state != AccountState::Disconnected)
        .filter_map(|account| Some((account, KeyExpiry::of(account)?)))
}

/// The mark and the row go together: whatever breaks off, nobody is reminded twice.
fn remind(db: &rusqlite::Transaction, now: UtcMillis) -> store::Result<()> {
    // Another process may have been quicker.
    for (account, expiry) in with_end(&accounts::all(db)?) {
        let Some(days) = expiry.due(account.key_reminded, now) else {
            continue;
        };
        accounts::set_key_reminded(db, account.id, days)?;
        let row = NewActivity {
            account_id: Some(account.id),
            notice: Wanted::Unasked,
            ..NewActivity::default()
        };
        activity::add(db, Kind::KeyExpires, &row, now)?;
    }
    Ok(())
}

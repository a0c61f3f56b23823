//! Step 1 of a job that was confirmed together with others: one listing is the reading of them all.

use std::collections::BTreeSet;

use super::{Run, Step, held, stop};
use crate::domain::listing::Listing;
use crate::domain::plan::Known;
use crate::domain::status::ConnectionState;
use crate::engine::context::millis;
use crate::engine::disposition::{Disposition, Doing, disposition};
use crate::engine::listing::Which;
use crate::engine::turns::Asker;
use crate::store::listings::Found;
use crate::store::{self, mirror};

impl Run<'_> {
    /// What Cal.com holds, as this run first sees it: in a batch from a listing younger than the policy says,
    /// whoever read it; else from a reading of its own. So is whatever an open try is judged by.
    pub(super) async fn first_reading(&self) -> Step<Known> {
        if self.job.batch.is_none() || !self.open_attempts().await?.is_empty() {
            return self.read().await;
        }
        let mut found = self.in_listing().await?;
        if found == Found::TooOld {
            let which = Which::Only(BTreeSet::from([self.own_listing().await?]));
            let listed = self
                .context
                .list(self.account, self.client, which, Asker::Queue);
            if let Err(error) = listed.await? {
                // A refusal tells of the listing, not of this event type; so does what cannot be understood of it.
                return match disposition(&error, Doing::Reading, &self.context.policy) {
                    Disposition::Fail(_) => self.read().await,
                    Disposition::Suspicious => match self.probe().await? {
                        ConnectionState::Online => self.read().await,
                        state => stop(held(state)),
                    },
                    _ => self.after_failed_reading(&error).await,
                };
            }
            found = self.in_listing().await?;
        }
        match found {
            Found::Listed(known) => Ok(known),
            // Not in it, or too slow an answer: that proves nothing about this event type.
            Found::Missing | Found::TooOld => self.read().await,
        }
    }

    /// True if what this run knows comes from a listing that still stands in for a reading.
    pub(super) fn listing_is_fresh(&self, known: &Known) -> bool {
        let age = self.context.now().saturating_sub(known.read_at);
        self.job.batch.is_some() && (0..=millis(self.context.policy.listing)).contains(&age)
    }

    pub(super) async fn in_listing(&self) -> store::Result<Found> {
        self.context
            .in_listing(self.account.id, self.job.plan.event_type_id)
            .await
    }

    /// The one that should hold this event type.
    async fn own_listing(&self) -> store::Result<Listing> {
        let (account_id, id) = (self.account.id, self.job.plan.event_type_id);
        self.context
            .db
            .read(move |db| mirror::listing_of(db, account_id, id))
            .await
    }
}

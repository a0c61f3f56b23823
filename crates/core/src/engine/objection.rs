//! What speaks against sending a job's plan, whatever held when the job was found due.
//!
//! Asked twice, each time in the very transaction that decides: with the claim, and with the record of a try right
//! before it leaves. In between lies the network, and meanwhile a person may pause, unlink, or move the account.

use abgleich_calcom::ApiAddress;
use rusqlite::Connection;

use crate::domain::account::AccountState;
use crate::domain::job::Job;
use crate::store::{self, accounts, services, settings};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Objection {
    /// Nothing may be sent through the link any more.
    Lifted,
    /// The account is at another address: what was read is not about it.
    Moved,
    /// Sending is paused, for all or for this account, or the account waits for a key.
    AtRest,
}

/// `None`: go ahead. `url`: the address that the client of this run talks to.
pub fn objection(db: &Connection, job: &Job, url: &ApiAddress) -> store::Result<Option<Objection>> {
    let link = services::link_by_id(db, job.link_id)?;
    if link.is_none_or(|link| link.lifted_at.is_some()) {
        return Ok(Some(Objection::Lifted));
    }
    let account = accounts::by_id(db, job.account_id)?;
    let Some(account) = account.filter(|account| account.url == *url) else {
        return Ok(Some(Objection::Moved));
    };
    let at_rest = account.state != AccountState::Ok || settings::paused(db)?;
    Ok(at_rest.then_some(Objection::AtRest))
}

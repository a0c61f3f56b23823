//! What was promised, what may be sent, and what Cal.com was seen to hold: fed with the program's answers on one
//! side and with the simulator's own record on the other. It says where the two do not go together.

use std::collections::BTreeSet;

use abgleich_core::domain::job::Job;
use abgleich_simulator::Request;

use super::entry::{Entry, path_of};
use super::script::{LINKS, Wish};

#[derive(Debug, Clone)]
pub struct Ledger {
    pub entries: [Entry; LINKS.len()],
    /// Who owns each event type now.
    owners: [i64; LINKS.len()],
    /// Requests up to here were judged when they had arrived.
    arrived: u64,
    /// Requests whose end is taken into account.
    ended: BTreeSet<u64>,
    pub requests: u64,
    now: i64,
}

impl Ledger {
    pub fn new(wishes: &[Wish; LINKS.len()]) -> Self {
        let mut wishes = wishes.iter();
        let entries = LINKS.map(|(event_type, _)| {
            let there = wishes.next().cloned().expect("one for each link");
            Entry::new(event_type, there)
        });
        Self {
            entries,
            owners: LINKS.map(|(_, owner)| owner),
            arrived: 0,
            ended: BTreeSet::new(),
            requests: 0,
            now: 0,
        }
    }

    /// The clock of the day, which jumps both ways.
    pub fn it_is(&mut self, now: i64) {
        self.now = now;
        for entry in &mut self.entries {
            entry.it_is(now);
        }
    }

    pub fn carried_out_late(&mut self, seq: u64) {
        for entry in &mut self.entries {
            entry.carried_out_late(seq);
        }
    }

    /// Nothing of what somebody else did is left if both sides hold the same.
    pub fn agree(&mut self, link: usize, job: &Job) {
        let is_own = self.owners[link] == LINKS[link].1;
        self.entries[link].agree(job, is_own);
    }

    pub fn give_away(&mut self, link: usize, to: i64) {
        self.owners[link] = to;
        self.entries[link].touched = true;
    }

    /// Connections were cut: any request may have ended without an answer.
    pub fn cut(&mut self) {
        for entry in &mut self.entries {
            entry.chargeable += 1;
        }
    }

    /// No run is on its way: only what waits may still leave.
    pub fn at_rest(&mut self) {
        for entry in &mut self.entries {
            entry.at_rest();
        }
    }

    /// Reads on in the simulator's record: each request is judged once, when it has arrived, and what it brought
    /// about is taken into account once it has ended.
    pub fn read_on(&mut self, requests: &[Request], look: Look) {
        for request in requests {
            if request.seq > self.arrived {
                self.arrived = request.seq;
                self.requests += 1;
                self.judge(request);
            }
            let open = request.status.is_none() && !request.applied;
            if (open && !look.is_over) || !self.ended.insert(request.seq) {
                continue;
            }
            for entry in &mut self.entries {
                entry.take_end(request, look);
            }
        }
    }

    fn judge(&mut self, request: &Request) {
        if request.method != "PATCH" {
            return;
        }
        let is_meant = |(event_type, _): &(i64, i64)| request.path == path_of(*event_type);
        let Some(link) = LINKS.iter().position(is_meant) else {
            panic!("written where nothing is linked: {request:?}");
        };
        if let Some(owner) = request.key_owner {
            let is_own = owner == self.owners[link];
            assert!(
                is_own,
                "a key reached what is not its account's: {request:?}"
            );
        }
        let now = self.now;
        self.entries[link].judge(request, now);
    }
}

/// What went on while requests were made.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Several were on their way at the same time.
    pub overlap: bool,
    /// None is any more.
    pub is_over: bool,
    /// Something stood between the practice and Cal.com, for all of them.
    pub outage: bool,
}

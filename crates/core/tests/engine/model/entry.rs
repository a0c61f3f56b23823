//! One link's side of the ledger.

use std::collections::BTreeSet;

use abgleich_core::domain::job::{Job, JobState};
use abgleich_core::domain::reason::Reason;
use abgleich_simulator::{Fault, Request};
use serde_json::Value;

use super::ledger::Look;
use super::script::{Part, Wish};
use crate::harness::MINUTE;

#[derive(Debug, Clone)]
pub struct Entry {
    event_type: i64,
    /// Every plan that was accepted, in order.
    plans: Vec<Wish>,
    /// The one that waits, as far as anybody told; it may have ended meanwhile.
    waiting: Option<usize>,
    /// The plans of which a request may still leave.
    may_leave: BTreeSet<usize>,
    /// The newest plan of which a request has left.
    last_left: usize,
    /// The job of the newest accepted request, and every one before it.
    pub job: Option<String>,
    pub jobs: Vec<String>,
    /// Jobs that a person stopped.
    pub stopped: BTreeSet<String>,
    /// What Cal.com holds.
    pub there: Wish,
    /// Which fields hold a value that somebody else chose and that no dialog has shown for overwriting: length, title.
    unseen: [bool; 2],
    /// Cal.com itself showed an old value in its place: a lagging copy. Nobody could see it then.
    hidden: bool,
    /// Somebody else changed something, at any time.
    pub touched: bool,
    /// What the last answer showed that is not older than the last write that was carried out. More than one if
    /// a reading and a write overlapped; none if the write's answer got lost.
    seen: Vec<Wish>,
    /// How many requests since the last acceptance may use up a try.
    pub chargeable: u32,
    /// A write with a plan of the newest job was carried out since the last acceptance.
    pub wrote: bool,
    /// The first plan of the newest job, and the writes that left with it or a later one. A run that was on its way
    /// with an earlier job may still write after the acceptance: nothing of the newest one.
    first: usize,
    of_newest: BTreeSet<u64>,
    /// What was ever ours: agreed on, sent, or shown to a person who overwrote it.
    ours: (BTreeSet<i64>, BTreeSet<String>),
    /// Writes that the server has yet to carry out.
    late: Vec<Late>,
    /// One was carried out since the last acceptance: Cal.com may hold an older plan.
    overtaken: bool,
}

/// A write that hangs at the server.
#[derive(Debug, Clone)]
struct Late {
    request: Request,
    sent_at: i64,
    /// How long ago it was sent at most, in milliseconds.
    age: i64,
}

/// After so long, in milliseconds, a reading may say that a write never arrived.
const LATE: i64 = 5 * MINUTE;

pub fn path_of(event_type: i64) -> String {
    format!("/v2/event-types/{event_type}")
}

/// The two fields of an event type as Cal.com answered them.
fn wish_of(event_type: &Value) -> Option<Wish> {
    Some(Wish {
        minutes: event_type["lengthInMinutes"].as_i64()?,
        title: event_type["title"].as_str()?.to_owned(),
    })
}

/// What an answer shows of this event type: alone, or in a listing.
fn shown(request: &Request, event_type: i64) -> Option<Wish> {
    let data = &request.answer.as_ref()?["data"];
    let is_meant = |value: &&Value| value["id"].as_i64() == Some(event_type);
    let found = match data {
        Value::Array(all) => all.iter().find(is_meant),
        one => Some(one).filter(is_meant),
    };
    wish_of(found?)
}

impl Entry {
    pub fn new(event_type: i64, there: Wish) -> Self {
        Self {
            event_type,
            plans: Vec::new(),
            waiting: None,
            may_leave: BTreeSet::new(),
            last_left: 0,
            job: None,
            jobs: Vec::new(),
            stopped: BTreeSet::new(),
            unseen: [false; 2],
            hidden: false,
            touched: false,
            seen: vec![there.clone()],
            ours: (
                BTreeSet::from([there.minutes]),
                BTreeSet::from([there.title.clone()]),
            ),
            late: Vec::new(),
            overtaken: false,
            there,
            chargeable: 0,
            wrote: false,
            first: 0,
            of_newest: BTreeSet::new(),
        }
    }

    pub fn it_is(&mut self, now: i64) {
        for late in &mut self.late {
            late.age = late.age.max(now - late.sent_at);
        }
    }

    /// No run is on its way: only what waits may still leave.
    pub fn at_rest(&mut self) {
        self.may_leave = self.waiting.into_iter().collect();
    }

    /// Nothing of what somebody else did is left if both sides hold the same.
    pub fn agree(&mut self, job: &Job, is_own: bool) {
        if job.state == JobState::Succeeded
            && is_own
            && self.unseen == [false; 2]
            && self.plans.last() == Some(&self.there)
        {
            self.touched = false;
        }
    }

    /// A request was accepted: `id` waits with this plan. `overlap`: a run may be on its way with an earlier one.
    pub fn accept(&mut self, id: &str, plan: Wish, overlap: bool) {
        let index = self.plans.len();
        self.is_ours(&plan);
        // What is wanted there anyway is not overwritten.
        self.knows(&plan);
        self.overtaken = false;
        self.plans.push(plan);
        if !overlap {
            self.may_leave.clear();
        }
        self.may_leave.insert(index);
        self.waiting = Some(index);
        if self.job.as_deref() != Some(id) {
            self.first = index;
            self.of_newest.clear();
            self.jobs.push(id.to_owned());
            self.job = Some(id.to_owned());
        }
        (self.chargeable, self.wrote) = (0, false);
    }

    /// A person stopped what waits.
    pub fn stop(&mut self, id: &str) {
        self.stopped.insert(id.to_owned());
        if let Some(index) = self.waiting.take() {
            self.may_leave.remove(&index);
        }
    }

    /// A dialog showed this, and its plan, made to overwrite exactly that, was accepted. What Cal.com holds beside it
    /// may be newer: of each field the person has seen what was shown of it.
    pub fn overwrite_seen(&mut self, shown: &Wish) {
        self.knows(shown);
        self.is_ours(shown);
    }

    /// Where Cal.com holds just this, nothing unseen is left.
    fn knows(&mut self, wish: &Wish) {
        self.unseen[0] &= wish.minutes != self.there.minutes;
        self.unseen[1] &= wish.title != self.there.title;
    }

    pub fn is_ours(&mut self, wish: &Wish) {
        self.ours.0.insert(wish.minutes);
        self.ours.1.insert(wish.title.clone());
    }

    pub fn someone_edits(&mut self, part: Part, there: Wish, of_their_own: bool) {
        // A value that was ours once may be taken for ours.
        let was_ours = if part.is_length() {
            self.ours.0.contains(&there.minutes)
        } else {
            self.ours.1.contains(&there.title)
        };
        self.there = there;
        self.unseen[usize::from(!part.is_length())] = of_their_own || !was_ours;
        self.hidden = false;
        self.touched = true;
    }

    /// Whether an answer showed these values, after the last write that was carried out.
    pub fn was_seen(&self, wish: &Wish) -> bool {
        self.seen.contains(wish)
    }

    /// Whether a plan like this may still leave.
    pub fn is_pending(&self, wish: &Wish) -> bool {
        self.may_leave
            .iter()
            .any(|index| self.plans[*index] == *wish)
    }

    /// The guard sees a change of somebody else only where there was one.
    pub fn may_be_refused(&self, reason: Option<&Reason>) {
        let is_alarm = matches!(
            reason,
            Some(Reason::ChangedInCalcom { .. } | Reason::NotOwned)
        );
        assert!(self.touched || !is_alarm, "a false alarm: {reason:?}");
    }

    /// The job of the newest accepted request, at any time.
    ///
    /// `in_flight`: what its run meets is not known yet.
    pub fn check_newest(&self, job: &Job, tries: u32, in_flight: bool) {
        let limit = if in_flight {
            tries
        } else {
            self.chargeable.min(tries)
        };
        assert!(
            job.attempts <= limit,
            "{} tries used up, at most {} were: {job:?}",
            job.attempts,
            self.chargeable
        );
        match job.state {
            JobState::Waiting | JobState::Running | JobState::Succeeded => {}
            JobState::Failed => {
                assert!(job.reason.is_some(), "failed without a word: {job:?}");
                self.may_be_refused(job.reason.as_ref());
            }
            JobState::Cancelled => {
                assert!(self.stopped.contains(&job.id), "nobody stopped {job:?}");
            }
            JobState::Superseded => panic!("superseded by nothing: {job:?}"),
        }
    }

    /// Any accepted job once all is calm.
    pub fn check_end(&self, job: &Job) {
        let is_newest = self.job.as_ref() == Some(&job.id);
        match job.state {
            JobState::Waiting | JobState::Running => panic!("not at its end: {job:?}"),
            JobState::Succeeded if is_newest && !self.touched && !self.overtaken => {
                assert_eq!(Some(&self.there), self.plans.last(), "said to have arrived");
            }
            JobState::Succeeded => {}
            JobState::Failed => assert!(job.reason.is_some(), "failed without a word: {job:?}"),
            JobState::Cancelled => {
                assert!(self.stopped.contains(&job.id), "nobody stopped {job:?}");
            }
            JobState::Superseded => assert!(!is_newest, "superseded by nothing: {job:?}"),
        }
    }

    /// A write has arrived.
    pub fn judge(&mut self, request: &Request, now: i64) {
        assert!(
            self.unseen == [false; 2] || self.hidden,
            "overwritten unseen, there was {:?}: {request:?}",
            self.there
        );
        let body = request.body.as_ref().expect("a write has a body");
        let (minutes, title) = (body.get("lengthInMinutes"), body.get("title"));
        let changes = |seen: &Wish| {
            minutes.is_none_or(|it| it.as_i64() != Some(seen.minutes))
                && title.is_none_or(|it| it.as_str() != Some(&seen.title))
        };
        assert!(
            self.seen.iter().any(changes),
            "sent what was read there, or without a reading: {body}, {:?}",
            self.seen
        );
        let says = |plan: &Wish| {
            minutes.is_none_or(|it| it.as_i64() == Some(plan.minutes))
                && title.is_none_or(|it| it.as_str() == Some(&plan.title))
        };
        let from = self.last_left;
        let plan = self
            .may_leave
            .iter()
            .copied()
            .find(|index| *index >= from && says(&self.plans[*index]));
        self.last_left = plan.unwrap_or_else(|| {
            panic!(
                "nobody wants {body} any more; may leave: {:?}, last: {from}, of {:?}",
                self.may_leave, self.plans
            )
        });
        if self.last_left >= self.first {
            self.of_newest.insert(request.seq);
        }
        if request.fault == Some(Fault::ApplyLate) {
            self.late.push(Late {
                request: request.clone(),
                sent_at: now,
                age: 0,
            });
        }
    }

    /// A request has ended.
    pub fn take_end(&mut self, request: &Request, look: Look) {
        let is_own = request.path == path_of(self.event_type);
        if is_own && Self::may_use_a_try(request, look.outage) {
            self.chargeable += 1;
        }
        let shown = shown(request, self.event_type);
        if is_own && request.applied && request.method == "PATCH" {
            self.apply(request);
            self.seen.clear();
            self.seen.extend(shown);
        } else if let Some(shown) = shown {
            let hides = shown != self.there;
            if look.overlap {
                self.hidden |= hides;
            } else {
                self.hidden = hides;
                self.seen.clear();
            }
            self.seen.push(shown);
        }
    }

    fn apply(&mut self, request: &Request) {
        self.wrote |= self.of_newest.contains(&request.seq);
        let body = request.body.as_ref().expect("a write has a body");
        if let Some(minutes) = body["lengthInMinutes"].as_i64() {
            self.there.minutes = minutes;
        }
        if let Some(title) = body["title"].as_str() {
            title.clone_into(&mut self.there.title);
        }
        match request.fault {
            // Five minutes more, right after the answer.
            Some(Fault::ForeignEdit) => {
                self.there.minutes += 5;
                (self.unseen[0], self.hidden) = (true, false);
                self.touched = true;
            }
            Some(Fault::SideEffect) => self.touched = true,
            _ => {}
        }
    }

    /// Nobody can tell a client that gave up: not before the next reading.
    pub fn carried_out_late(&mut self, seq: u64) {
        let Some(index) = self.late.iter().position(|late| late.request.seq == seq) else {
            return;
        };
        let Late { request, age, .. } = self.late.remove(index);
        let before = self.there.clone();
        let wrote = self.wrote;
        self.apply(&request);
        if age >= LATE {
            // It was said that it never arrived: nothing tells it from somebody's change.
            self.touched = true;
            self.wrote = wrote;
        }
        self.overtaken |= self.there != before;
        // It overwrote whatever was there; nothing could stop it.
        self.unseen[0] &= self.there.minutes == before.minutes;
        self.unseen[1] &= self.there.title == before.title;
    }

    /// An attempt is used up by an answer with 5xx or a final refusal, by an answer that makes no sense, and by a
    /// write that got lost; never by a key, a pause, or an outage that the probe sees, too.
    fn may_use_a_try(request: &Request, outage: bool) -> bool {
        let is_write = request.method == "PATCH";
        let senseless = matches!(
            request.fault,
            Some(
                Fault::PortalPage
                    | Fault::PortalRedirect
                    | Fault::BrokenJson
                    | Fault::CutBody
                    | Fault::CutBodyAfterApply
                    | Fault::AcceptButIgnore
                    | Fault::StaleRead { .. }
                    | Fault::SideEffect
                    | Fault::ForeignEdit
            )
        );
        match request.status {
            Some(500..) => is_write || !outage,
            Some(401 | 429 | 498) => false,
            Some(400..) | None => true,
            Some(_) => senseless && !outage,
        }
    }
}

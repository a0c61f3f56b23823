//! What holds after every step, and how a day ends: all is calm again, and everything has come to an end.

use abgleich_core::app::answer::AnswerKind;
use abgleich_core::domain::job::Requester;
use abgleich_core::domain::plan::View;
use abgleich_core::domain::reason::Reason;
use abgleich_core::domain::status::StatusId;
use abgleich_core::store::jobs;

use super::day::Day;
use super::ledger::{Ledger, Look};
use super::script::{LINKS, PEOPLE, Script};
use crate::harness::*;

/// The most that any fault shows old values.
const STALE_READS: u32 = 6;

impl Day {
    /// What holds after every step.
    pub async fn check(&self, script: &Script) {
        let ids: Vec<Option<String>> = self
            .ledger
            .entries
            .iter()
            .map(|entry| entry.job.clone())
            .collect();
        let (newest, open) = self.apps[0]
            .context
            .db
            .read(move |db| {
                let newest: Result<Vec<_>, _> = ids
                    .iter()
                    .map(|id| id.as_ref().map_or(Ok(None), |id| jobs::by_id(db, id)))
                    .collect();
                Ok((newest?, jobs::open(db)?))
            })
            .await
            .unwrap();
        for (index, job) in open.iter().enumerate() {
            let twin = open[..index]
                .iter()
                .find(|other| other.link_id == job.link_id && other.state == job.state);
            assert!(twin.is_none(), "two of a kind: {twin:?} and {job:?}");
        }
        let mut statuses = Vec::new();
        for pair in &self.pairs {
            let view = self.apps[0].service_view(pair.service).await.unwrap();
            statuses.push(view.status);
        }
        let tries = self.bench.policy.tries();
        let ledger = self.ledger_by_now();
        let told = newest.into_iter().zip(statuses).zip(&script.wishes);
        for (entry, ((job, status), wish)) in ledger.entries.iter().zip(told) {
            assert_eq!(
                entry.job.is_some(),
                job.is_some(),
                "an accepted request is gone: {entry:?}"
            );
            if let Some(job) = job {
                entry.check_newest(&job, tries, self.begun.is_some());
            }
            if status.id == StatusId::Synced {
                assert!(
                    entry.was_seen(wish),
                    "claimed to hold {wish:?}, but {entry:?}"
                );
            }
            if let Some(Reason::ChangedInCalcom { .. }) = &status.reason {
                assert!(entry.touched, "a false alarm: {status:?}");
            }
        }
    }

    /// A run on its way goes on while the database is asked what it tells. Read afterwards, the record knows at least
    /// as much as that.
    fn ledger_by_now(&self) -> Ledger {
        let mut ledger = self.ledger.clone();
        if self.begun.is_some() {
            let look = Look {
                overlap: true,
                is_over: false,
                outage: false,
            };
            ledger.read_on(&self.bench.calcom.requests(), look);
        }
        ledger
    }

    /// Everything that stood in the way is gone, and time goes by: everything comes to an end that a person can read,
    /// and whatever it is, the person can go on from there.
    pub async fn end(&mut self, script: &mut Script) {
        self.finish().await;
        self.bench.calcom.clear_faults();
        self.bench.calcom.go_online().await.unwrap();
        self.bench.keys.lock(false);
        self.apps[0].resume_everything().await.unwrap();
        for person in 0..PEOPLE.len() {
            self.cure_key(person).await;
        }
        (script.is_offline, script.outage) = (false, None);
        self.read_on(true, false);
        self.wait_for_the_end(script).await;
        self.check_ends().await;
        self.put_right(script).await;
        self.check_files();
        self.tally.requests = self.ledger.requests;
        self.tally.keep();
    }

    async fn wait_for_the_end(&mut self, script: &Script) {
        for _ in 0..12 {
            self.bench.clock.advance(20 * MINUTE);
            self.apps[0].probe_soon();
            while self.apps[0].work_once().await.unwrap().is_some() {
                self.read_on(false, false);
            }
            self.read_on(false, false);
            self.check(script).await;
            if self.apps[0].jobs(None).await.unwrap().is_empty() {
                return;
            }
        }
        panic!(
            "something sticks: {:?}",
            self.apps[0].jobs(None).await.unwrap()
        );
    }

    async fn check_ends(&self) {
        for entry in &self.ledger.entries {
            for id in &entry.jobs {
                let job = self.apps[0].job(id).await.unwrap();
                entry.check_end(&job);
            }
        }
    }

    async fn put_right(&mut self, script: &Script) {
        // After a clock that was set back, a pause that Cal.com asked for may last for the longest that there is.
        self.bench.clock.advance(70 * MINUTE);
        for (link, (event_type, _)) in LINKS.into_iter().enumerate() {
            if script.given_away[link] {
                self.give(link, false);
            }
            if self.stale {
                // Until nothing of an old copy is left.
                for _ in 0..STALE_READS {
                    self.plan(0, link, View::Respect, true).await;
                }
            }
            let planned = self.plan(0, link, View::Overwrite, true).await;
            let answer = self
                .confirm(0, link, planned, View::Overwrite, Requester::Window)
                .await;
            assert!(
                matches!(answer.kind, AnswerKind::Queued | AnswerKind::UpToDate),
                "{answer:?}"
            );
            while self.apps[0].work_once().await.unwrap().is_some() {}
            self.read_on(false, false);
            let status = self.apps[0]
                .service_view(self.pairs[link].service)
                .await
                .unwrap()
                .status;
            assert_eq!(status.id, StatusId::Synced, "{status:?}");
            let there = self.bench.there(event_type);
            assert_eq!(
                (there.length_in_minutes, &there.title),
                (script.wishes[link].minutes, &script.wishes[link].title)
            );
        }
    }

    /// The key is nowhere in the data folder.
    fn check_files(&self) {
        for file in std::fs::read_dir(self.bench.data_dir().root()).unwrap() {
            let path = file.unwrap().path();
            if !path.is_file() {
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            for key in [KEY, MAXS_KEY] {
                let found = bytes
                    .windows(key.len())
                    .any(|window| window == key.as_bytes());
                assert!(!found, "{} holds a key", path.display());
            }
        }
    }
}

//! Random days: edits, clicks, faults, outages, crashes, jumps of the clock, other people's changes. Whatever
//! happens, nothing is overwritten unseen, nothing is claimed that is not so, and nothing sticks.

use abgleich_core::app::sync::AnswerKind;
use abgleich_core::domain::job::{JobState, Requester};
use abgleich_core::domain::plan::View;
use abgleich_core::domain::status::StatusId;
use abgleich_simulator::Fault;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::harness::*;

#[derive(Debug, Clone)]
enum Step {
    /// To so many minutes, below [`FOREIGN`].
    Edit(usize, i64),
    Confirm(usize, View),
    /// From what is stored, as without a connection.
    ConfirmBlindly(usize),
    Cancel(usize),
    Work,
    Break(&'static str, Fault),
    /// Someone else changes the length, to a value that nobody else ever uses.
    ForeignEdit(usize),
    Advance(i64),
    Crash,
    Restart,
    Offline,
    Online,
}

/// Lengths from here on are somebody else's.
const FOREIGN: i64 = 300;

fn fault() -> impl Strategy<Value = Fault> {
    prop::sample::select(vec![
        Fault::Reset,
        Fault::ResetAfterApply,
        Fault::CutBodyAfterApply,
        Fault::Status { status: 400 },
        Fault::Status { status: 500 },
        Fault::Status { status: 503 },
        Fault::BadGatewayHtml,
        Fault::PortalPage,
        Fault::BrokenJson,
        Fault::AcceptButIgnore,
        Fault::StaleRead { reads: 1 },
        Fault::RateLimited {
            retry_after: Some(20),
            reset: None,
        },
    ])
}

fn step() -> impl Strategy<Value = Step> {
    let which = 0..2_usize;
    prop_oneof![
        4 => (which.clone(), 10..90_i64).prop_map(|(index, minutes)| Step::Edit(index, minutes)),
        5 => which.clone().prop_map(|index| Step::Confirm(index, View::Respect)),
        1 => which.clone().prop_map(|index| Step::Confirm(index, View::Overwrite)),
        1 => which.clone().prop_map(Step::ConfirmBlindly),
        1 => which.clone().prop_map(Step::Cancel),
        6 => Just(Step::Work),
        3 => (prop::sample::select(vec!["GET", "PATCH"]), fault()).prop_map(|(method, fault)| Step::Break(method, fault)),
        2 => which.prop_map(Step::ForeignEdit),
        2 => prop::sample::select(vec![MINUTE, 6 * MINUTE, 16 * MINUTE, -30 * MINUTE]).prop_map(Step::Advance),
        1 => Just(Step::Crash),
        1 => Just(Step::Restart),
        1 => Just(Step::Offline),
        2 => Just(Step::Online),
    ]
}

/// What the person at the window knows.
#[derive(Debug, Clone, Copy, Default)]
struct Memory {
    minutes: i64,
    /// What was last accepted for sending.
    confirmed: Option<i64>,
    /// Somebody else's value that no dialog has shown for overwriting.
    unseen: bool,
}

struct Day {
    bench: Bench,
    pairs: [Pair; 2],
    memories: [Memory; 2],
    foreign_edits: i64,
}

impl Day {
    async fn begin() -> Self {
        let bench = Bench::new().await;
        let pairs = [bench.link(MASSAGE).await, bench.link(ROW.start).await];
        let memories = pairs.map(|pair| Memory {
            minutes: bench.there(pair.event_type).length_in_minutes,
            ..Memory::default()
        });
        Self {
            bench,
            pairs,
            memories,
            foreign_edits: 0,
        }
    }

    async fn take(&mut self, step: &Step) {
        self.bench.calcom.clear_requests();
        let bench = &self.bench;
        match step {
            Step::Edit(index, minutes) => {
                if self.memories[*index].minutes != *minutes {
                    bench.set_minutes(self.pairs[*index], *minutes).await;
                    self.memories[*index].minutes = *minutes;
                }
            }
            Step::Confirm(index, view) => self.confirm(*index, *view, true).await,
            Step::ConfirmBlindly(index) => self.confirm(*index, View::Respect, false).await,
            Step::Cancel(index) => {
                let open = bench.app.jobs(Some(JobState::Waiting)).await.unwrap();
                if let Some(job) = open
                    .iter()
                    .find(|job| job.link_id == self.pairs[*index].link)
                {
                    bench.app.cancel(&job.id).await.unwrap();
                    self.memories[*index].confirmed = None;
                }
            }
            Step::Work => drop(bench.work_once().await),
            Step::Break(method, fault) => bench.break_next(method, fault.clone()),
            Step::ForeignEdit(index) => {
                self.foreign_edits += 1;
                bench.change_there(self.pairs[*index].event_type, FOREIGN + self.foreign_edits);
                self.memories[*index].unseen = true;
            }
            Step::Advance(by) => bench.clock.advance(*by),
            Step::Crash => {
                let first = "UPDATE job SET state = 'running' WHERE NOT EXISTS (SELECT 1 FROM job WHERE state = 'running') AND crashes = 0 AND seq =
                             (SELECT min(seq) FROM job WHERE state = 'waiting')";
                bench.sql().execute(first, []).unwrap();
            }
            Step::Restart => self.bench.open_again().await,
            Step::Offline => bench.calcom.go_offline().await,
            Step::Online => bench.calcom.go_online().await.unwrap(),
        }
        self.check().await;
    }

    async fn confirm(&mut self, index: usize, view: View, reads: bool) {
        let (pair, memory) = (self.pairs[index], &mut self.memories[index]);
        let planned = self
            .bench
            .app
            .plan(pair.link, view, reads.then_some(PATIENCE))
            .await
            .unwrap();
        let shown = planned.known.as_ref().and_then(|known| {
            known
                .reading
                .values
                .minutes(abgleich_core::domain::fields::Field::Length)
        });
        let answer = self
            .bench
            .app
            .request_sync(planned, Requester::Window)
            .await;
        if matches!(
            answer.kind,
            AnswerKind::Queued | AnswerKind::Updated | AnswerKind::UpToDate
        ) {
            memory.confirmed = Some(memory.minutes);
            let there = self.bench.there(pair.event_type).length_in_minutes;
            memory.unseen &= !(view == View::Overwrite && shown == Some(there));
        }
        assert_ne!(answer.kind, AnswerKind::DispatchFailed);
    }

    /// After every step.
    async fn check(&self) {
        for patch in self
            .bench
            .calcom
            .patches()
            .iter()
            .filter(|patch| patch.applied)
        {
            let of = |pair: &Pair| patch.path.ends_with(&pair.event_type.to_string());
            let index = self.pairs.iter().position(of).unwrap();
            assert!(
                !self.memories[index].unseen,
                "overwritten unseen: {patch:?}"
            );
        }
        for (pair, memory) in self.pairs.iter().zip(&self.memories) {
            let there = self.bench.there(pair.event_type).length_in_minutes;
            let status = self.bench.status(*pair).await;
            // What somebody changed after the last reading is not known yet.
            if status.id == StatusId::Synced && there < FOREIGN {
                assert_eq!(there, memory.minutes, "claimed, but not so");
            }
        }
    }

    /// The connection is back and time goes by: everything comes to an end that a person can read.
    async fn end(mut self) {
        self.bench.calcom.clear_faults();
        self.bench.calcom.go_online().await.unwrap();
        for _ in 0..8 {
            self.bench.clock.advance(20 * MINUTE);
            self.take(&Step::Work).await;
            self.take(&Step::Work).await;
        }
        assert_eq!(
            self.bench.app.jobs(None).await.unwrap(),
            [],
            "something sticks"
        );
        let finished = self
            .bench
            .app
            .context
            .db
            .read(abgleich_core::store::jobs::last_finished)
            .await
            .unwrap();
        for (pair, memory) in self.pairs.iter().zip(&self.memories) {
            let (Some(confirmed), Some(job)) = (
                memory.confirmed,
                finished.iter().find(|job| job.link_id == pair.link),
            ) else {
                continue;
            };
            let there = self.bench.there(pair.event_type).length_in_minutes;
            match job.state {
                JobState::Succeeded => assert!(
                    there == confirmed || there >= FOREIGN,
                    "{there}, not {confirmed}"
                ),
                _ => assert!(job.reason.is_some(), "{job:?}"),
            }
        }
    }
}

#[test]
fn whatever_happens_the_invariants_hold() {
    // More of them for a longer search: PROPTEST_CASES=1000.
    let cases = std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok());
    let config = Config {
        cases: cases.unwrap_or(30),
        failure_persistence: None,
        ..Config::default()
    };
    let days = prop::collection::vec(step(), 5..30);
    let outcome = TestRunner::new(config).run(&days, |steps| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let mut day = Day::begin().await;
            for step in &steps {
                day.take(step).await;
            }
            day.end().await;
        });
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}

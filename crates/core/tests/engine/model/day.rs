//! Carries the steps of a day out on the real parts: two processes on one folder, two accounts, the simulator.

use std::sync::Arc;
use std::time::Duration;

use abgleich_core::app::answer::{Answer, AnswerKind};
use abgleich_core::app::planned::Planned;
use abgleich_core::app::queue::{Cancelled, Retried};
use abgleich_core::app::{App, AppError};
use abgleich_core::domain::edit::Edit;
use abgleich_core::domain::fields::{Field, FieldValue, Values};
use abgleich_core::domain::job::{Job, Requester};
use abgleich_core::domain::plan::View;
use abgleich_core::engine::Policy;
use abgleich_simulator::{Fault, Rule};
use tokio::task::JoinHandle;

use super::ledger::{Ledger, Look};
use super::processes::Mortal;
use super::script::{LINKS, Outage, PEOPLE, Script, Step, Wish};
use super::tally::Tally;
use crate::harness::*;

/// The real delays between tries, for the clock to jump over; where time really passes, as little as goes.
fn policy() -> Policy {
    let ms = Duration::from_millis;
    Policy {
        // Longer than anything that is answered at all takes on a busy machine.
        request: ms(700),
        connect: ms(500),
        reread_open: ms(3),
        reread_foreign: vec![ms(2), ms(4)],
        verify: vec![ms(2), ms(3), ms(4)],
        probe_hint: ms(1),
        probe_waiting: (ms(2), ms(8)),
        probe_idle: ms(8),
        tick: ms(5),
        lock_retry: ms(5),
        farewell: ms(50),
        ..crate::harness::policy()
    }
}

/// What a dialog waits for an answer before it shows what is stored.
const DIALOG: Duration = Duration::from_secs(1);

pub struct Day {
    pub(super) bench: Bench,
    pub(super) apps: [Arc<App>; 2],
    pub(super) accounts: [i64; PEOPLE.len()],
    pub(super) pairs: Vec<Pair>,
    pub(super) keys: [String; PEOPLE.len()],
    /// As the service counts them: one for each edit.
    pub(super) revisions: [i64; LINKS.len()],
    pub(super) dialogs: [Option<(Planned, View, i64)>; LINKS.len()],
    /// The process that runs a job right now, in the background.
    pub(super) begun: Option<(usize, JoinHandle<()>)>,
    pub(super) ledger: Ledger,
    pub(super) stale: bool,
    pub(super) tally: Tally,
}

fn wish_of(values: &Values) -> Wish {
    let title = match values.get(Field::Title) {
        Some(FieldValue::Text(title)) => title.clone(),
        other => panic!("no title: {other:?}"),
    };
    let minutes = values.minutes(Field::Length).expect("a length");
    Wish { minutes, title }
}

impl Day {
    pub async fn begin(script: &Script) -> Self {
        let bench = Bench::with(policy()).await;
        let max = connect(&bench.app, &bench.calcom.address(), MAXS_KEY).await;
        let accounts = [bench.account, max];
        let mut pairs = Vec::new();
        for (event_type, owner) in LINKS {
            let account = accounts[usize::from(owner == MAX)];
            pairs.push(bench.link_in(account, event_type).await);
        }
        let apps = [Arc::clone(&bench.app), bench.another_app().await];
        Self {
            bench,
            apps,
            accounts,
            pairs,
            keys: [KEY, MAXS_KEY].map(str::to_owned),
            revisions: [0; LINKS.len()],
            dialogs: [const { None }; LINKS.len()],
            begun: None,
            ledger: Ledger::new(&script.wishes),
            stale: false,
            tally: Tally::default(),
        }
    }

    /// `script` is as it is after the step.
    pub async fn take(&mut self, step: &Step, script: &Script) {
        self.tally.step(step);
        // Time goes by; what our own pace allows is full again.
        self.bench.clock.advance(SECOND);
        let overlap = self.begun.is_some() || matches!(step, Step::BothWork { .. });
        self.perform(step, script).await;
        if self
            .begun
            .as_ref()
            .is_some_and(|(_, run)| run.is_finished())
        {
            self.finish().await;
        }
        self.read_on(overlap, script.outage.is_some());
        self.ledger.it_is(self.bench.now());
        self.see_what_is_settled().await;
    }

    /// What somebody changed is forgotten once both sides agree again.
    async fn see_what_is_settled(&mut self) {
        for link in 0..LINKS.len() {
            if self.ledger.entries[link].touched
                && !self.stale
                && self.begun.is_none()
                && let Some(job) = self.newest(link).await
            {
                self.ledger.agree(link, &job);
            }
        }
    }

    pub(super) fn read_on(&mut self, overlap: bool, outage: bool) {
        let look = Look {
            overlap,
            is_over: self.begun.is_none(),
            outage: outage && !overlap,
        };
        self.ledger.read_on(&self.bench.calcom.requests(), look);
        if self.begun.is_none() {
            self.ledger.at_rest();
            self.bench.calcom.clear_requests();
        }
    }

    async fn perform(&mut self, step: &Step, script: &Script) {
        match *step {
            Step::Edit(link, part) => {
                let wish = &script.wishes[link];
                let edit = if part.is_length() {
                    Edit::Duration(wish.minutes)
                } else {
                    Edit::Name(wish.title.clone())
                };
                let service = self.pairs[link].service;
                assert!(
                    self.apps[0]
                        .edit_service(service, vec![edit])
                        .await
                        .unwrap()
                );
                self.revisions[link] += 1;
            }
            Step::Ask {
                link,
                view,
                reads,
                in_window,
            } => {
                let app = usize::from(!in_window);
                let planned = self.plan(app, link, view, reads).await;
                let by = if in_window {
                    Requester::Window
                } else {
                    Requester::CommandLine
                };
                self.confirm(app, link, planned, view, by).await;
            }
            Step::OpenDialog(link, view) => {
                let planned = self.plan(0, link, view, true).await;
                self.dialogs[link] = Some((planned, view, self.revisions[link]));
            }
            Step::ConfirmDialog(link) => {
                if let Some((planned, view, revision)) = self.dialogs[link].take() {
                    let answer = self
                        .confirm(0, link, planned, view, Requester::Window)
                        .await;
                    let is_outdated = revision != self.revisions[link];
                    assert_eq!(
                        answer.kind == AnswerKind::PlanOutdated,
                        is_outdated,
                        "{answer:?}"
                    );
                }
            }
            Step::Retry(link) => self.retry(link).await,
            Step::Cancel(link) => self.cancel(link).await,
            Step::Work(app) => {
                self.apps[app].work_once().await.unwrap();
            }
            Step::Begin(app, method, hang) => self.begin_run(app, method, hang).await,
            Step::Finish => self.finish().await,
            Step::Kill(app, polls) => {
                let run = Arc::clone(&self.apps[app]);
                let died = Mortal::new(async move { run.work_once().await.unwrap() }, polls)
                    .await
                    .is_none();
                self.tally.kills += u64::from(died);
                self.bury(app, script).await;
            }
            Step::KillBegun => {
                if let Some((app, run)) = self.begun.take() {
                    run.abort();
                    // Cancelled, or it had ended just now.
                    let _ = run.await;
                    self.tally.kills += 1;
                    self.bury(app, script).await;
                }
            }
            Step::BothWork { kill } => self.both_work(kill, script).await,
            Step::Restart(app) => {
                self.tally.restarts += 1;
                self.reopen(app).await;
            }
            Step::Break(method, ref fault) => {
                self.stale |= matches!(fault, Fault::StaleRead { .. });
                // An edit between our reading and our write is one that nobody could see.
                let writes_only = matches!(
                    fault,
                    Fault::ForeignEdit
                        | Fault::AcceptButIgnore
                        | Fault::StaleRead { .. }
                        | Fault::SideEffect
                        | Fault::ApplyLate
                        | Fault::StatusAfterApply { .. }
                );
                self.bench
                    .break_next(if writes_only { "PATCH" } else { method }, fault.clone());
            }
            Step::Offline => {
                self.bench.calcom.go_offline().await;
                self.ledger.cut();
            }
            Step::Outage(outage) => self.bench.calcom.inject(Rule::new(match outage {
                Outage::Portal => Fault::PortalPage,
                Outage::ServerErrors => Fault::Status { status: 503 },
            })),
            Step::Calm => {
                self.bench.calcom.clear_faults();
                self.bench.calcom.go_online().await.unwrap();
                self.apps[0].probe_soon();
            }
            Step::LoseKey(person) => {
                let key = self.keys[person].clone();
                self.bench.calcom.change_world(|world| {
                    if person == 0 {
                        world.expire_key(&key)
                    } else {
                        world.remove_key(&key)
                    }
                });
            }
            Step::CureKey(person) => self.cure_key(person).await,
            Step::LockKeyring(locked) => self.bench.keys.lock(locked),
            Step::Pause(paused) => self.apps[0].pause(None, paused).await.unwrap(),
            Step::SomeoneEdits(link, part, of_their_own) => {
                self.finish().await;
                self.read_on(true, false);
                let mut there = self.ledger.entries[link].there.clone();
                if of_their_own {
                    part.put_foreign(&mut there, script.foreign);
                } else {
                    part.put(&mut there);
                }
                self.change_there(link, &there);
                self.ledger.entries[link].someone_edits(part, there, of_their_own);
            }
            Step::GiveAway(link) => {
                self.finish().await;
                self.read_on(true, false);
                self.give(link, script.given_away[link]);
            }
            Step::CarryOutLate => {
                self.finish().await;
                self.read_on(true, false);
                for seq in self.bench.calcom.carry_out_late() {
                    self.ledger.carried_out_late(seq);
                }
            }
            Step::Advance(by) => self.bench.clock.advance(by),
            Step::Sleep(by) => {
                self.cut(script).await;
                self.bench.clock.advance(by);
                self.apps[0].probe_soon();
            }
        }
    }

    pub(super) async fn plan(&self, app: usize, link: usize, view: View, reads: bool) -> Planned {
        let patience = reads.then_some(DIALOG);
        self.apps[app]
            .plan(self.pairs[link].link, view, patience)
            .await
            .unwrap()
    }

    pub(super) async fn confirm(
        &mut self,
        app: usize,
        link: usize,
        planned: Planned,
        view: View,
        by: Requester,
    ) -> Answer {
        let wish = wish_of(&planned.plan.desired);
        let shown = planned
            .known
            .as_ref()
            .map(|known| wish_of(&known.reading.values));
        let answer = self.apps[app].request_sync(planned, by).await;
        self.note(link, &answer, &wish);
        if view == View::Overwrite
            && matches!(answer.kind, AnswerKind::Queued | AnswerKind::Updated)
            && let Some(shown) = shown
        {
            self.ledger.entries[link].overwrite_seen(&shown);
        }
        answer
    }

    fn note(&mut self, link: usize, answer: &Answer, wish: &Wish) {
        let overlap = self.begun.is_some();
        // What was just read belongs to what was known when the answer was given.
        let look = Look {
            overlap,
            is_over: !overlap,
            outage: false,
        };
        self.ledger.read_on(&self.bench.calcom.requests(), look);
        let entry = &mut self.ledger.entries[link];
        match answer.kind {
            AnswerKind::Queued | AnswerKind::Updated => {
                entry.accept(answer.job_id.as_ref().unwrap(), wish.clone(), overlap);
            }
            AnswerKind::UpToDate => {
                assert!(
                    entry.was_seen(wish),
                    "up to date with {wish:?}, but {entry:?}"
                );
                entry.is_ours(wish);
            }
            AnswerKind::Refused => entry.may_be_refused(answer.reason.as_ref()),
            AnswerKind::AlreadyPending => {
                assert!(entry.is_pending(wish), "{wish:?} is not pending: {entry:?}");
            }
            AnswerKind::PlanOutdated => {}
            AnswerKind::NoEventTypeId | AnswerKind::DispatchFailed => panic!("{answer:?}"),
        }
    }

    async fn newest(&self, link: usize) -> Option<Job> {
        let id = self.ledger.entries[link].job.clone()?;
        Some(self.apps[0].job(&id).await.unwrap())
    }

    async fn retry(&mut self, link: usize) {
        let Some(job) = self.newest(link).await else {
            return;
        };
        match self.apps[0].retry(&job.id, Requester::Window, DIALOG).await {
            Ok(Retried::Requested(answer)) => {
                let service = self.apps[0]
                    .service(self.pairs[link].service)
                    .await
                    .unwrap();
                let wish = Wish {
                    minutes: service.duration,
                    title: service.name,
                };
                self.note(link, &answer, &wish);
            }
            Ok(Retried::DueNow | Retried::NeedsDecision(_))
            | Err(AppError::JobRunning | AppError::JobFinished) => {}
            Err(error) => panic!("{error:?}"),
        }
    }

    async fn cancel(&mut self, link: usize) {
        let Some(job) = self.newest(link).await else {
            return;
        };
        let answer = self.apps[1].cancel(&job.id).await;
        let entry = &mut self.ledger.entries[link];
        match answer {
            Ok(Cancelled::Cancelled) => {
                assert!(!entry.wrote, "nothing of it was ever sent? {job:?}");
                entry.stop(&job.id);
            }
            Ok(Cancelled::MayHaveArrived) => entry.stop(&job.id),
            Ok(Cancelled::Handled) | Err(AppError::JobRunning | AppError::JobFinished) => {}
            Err(error) => panic!("{error:?}"),
        }
    }

    pub(super) async fn cure_key(&mut self, person: usize) {
        let key = format!(
            "{}_{}",
            if person == 0 { KEY } else { MAXS_KEY },
            self.tally.steps
        );
        let old = std::mem::replace(&mut self.keys[person], key.clone());
        self.bench.calcom.change_world(|world| {
            world.remove_key(&old);
            world.add_key(PEOPLE[person], &key)
        });
        let checked = self.apps[0]
            .check_key(&self.bench.calcom.address(), None, &key)
            .await
            .unwrap();
        self.apps[0]
            .replace_key(self.accounts[person], checked, None)
            .await
            .unwrap();
    }

    fn change_there(&self, link: usize, there: &Wish) {
        let change = |it: &mut abgleich_simulator::EventType| {
            it.length_in_minutes = there.minutes;
            it.title.clone_from(&there.title);
        };
        self.bench.calcom.edit(LINKS[link].0, change).unwrap();
    }

    /// To the other person, or back.
    pub(super) fn give(&mut self, link: usize, away: bool) {
        let (event_type, own) = LINKS[link];
        let owner = if away { ANNA + MAX - own } else { own };
        self.bench
            .calcom
            .edit(event_type, |it| it.owner_id = Some(owner))
            .unwrap();
        self.ledger.give_away(link, owner);
    }
}

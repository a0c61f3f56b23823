//! Many services at once: what it costs, what stays out, and that a batch survives what single jobs survive.

use abgleich_core::app::App;
use abgleich_core::app::answer::AnswerKind;
use abgleich_core::app::batches::{Stopped, Tally};
use abgleich_core::app::bulk::{BulkAnswer, BulkPlan};
use abgleich_core::app::notices::Notice;
use abgleich_core::app::planned::{Outlook, Source};
use abgleich_core::domain::fields::Field;
use abgleich_core::domain::job::{JobState, Requester};
use abgleich_core::domain::plan::View;
use abgleich_core::domain::reason::Reason;
use abgleich_core::domain::status::StatusId;
use abgleich_core::store::attempts::Outcome;
use abgleich_simulator::{Fault, RateLimit, Rule};

use crate::harness::*;
use crate::proxy::Proxy;

const LISTING: &str = "GET /v2/event-types";

/// Method and path of each request, in the order of arrival.
fn asked(bench: &Bench) -> Vec<String> {
    let requests = bench.calcom.requests();
    let names = requests
        .iter()
        .map(|request| format!("{} {}", request.method, request.path));
    names.collect()
}

fn patch(pair: Pair) -> String {
    format!("PATCH /v2/event-types/{}", pair.event_type)
}

/// One listing, then a write for each.
fn listing_and_writes(pairs: &[Pair]) -> Vec<String> {
    let writes = pairs.iter().map(|pair| patch(*pair));
    std::iter::once(LISTING.to_owned()).chain(writes).collect()
}

/// So many services with 30 minutes in Cal.com and 40 here.
async fn changed(bench: &Bench, count: usize) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for event_type in ROW.take(count) {
        let pair = bench.link(event_type).await;
        bench.set_minutes(pair, 40).await;
        pairs.push(pair);
    }
    bench.calcom.clear_requests();
    pairs
}

fn links(pairs: &[Pair]) -> Vec<i64> {
    pairs.iter().map(|pair| pair.link).collect()
}

async fn plan(app: &App, pairs: &[Pair]) -> BulkPlan {
    app.plan_bulk(&links(pairs), View::Respect, Some(PATIENCE))
        .await
        .unwrap()
}

/// Plans and confirms all of it.
async fn confirm_as(bench: &Bench, pairs: &[Pair], requested_by: Requester) -> BulkAnswer {
    let plan = plan(&bench.app, pairs).await;
    bench
        .app
        .request_bulk(&plan.id, &links(pairs), requested_by)
        .await
        .unwrap()
}

async fn confirm(bench: &Bench, pairs: &[Pair]) -> BulkAnswer {
    confirm_as(bench, pairs, Requester::Window).await
}

fn kinds(answer: &BulkAnswer) -> Vec<AnswerKind> {
    answer
        .answers
        .iter()
        .map(|(_, answer)| answer.kind)
        .collect()
}

async fn tally(bench: &Bench, batch: &str) -> Tally {
    bench.app.batch(batch).await.unwrap().tally()
}

async fn all_synced(bench: &Bench, pairs: &[Pair]) {
    for pair in pairs {
        assert_eq!(bench.status(*pair).await.id, StatusId::Synced);
        assert_eq!(bench.there(pair.event_type).length_in_minutes, 40);
    }
    bench.check().await;
}

#[tokio::test]
async fn n_changed_services_cost_one_listing_and_n_writes() {
    let bench = Bench::new().await;
    let pairs = changed(&bench, 6).await;
    let answer = confirm(&bench, &pairs).await;
    assert_eq!(kinds(&answer), [AnswerKind::Queued; 6]);
    bench.work().await;
    assert_eq!(asked(&bench), listing_and_writes(&pairs));
    let tally = tally(&bench, &answer.batch).await;
    assert!(tally.all_succeeded() && tally.total == 6);
    all_synced(&bench, &pairs).await;
}

#[tokio::test]
async fn an_unnamed_owner_that_is_not_in_the_listing_is_refused_in_bulk_too() {
    let bench = Bench::new().await;
    let pairs = changed(&bench, 1).await;
    let proxy = Proxy::start(&bench.calcom.address(), "\"ownerId\":", "\"ownerIx\":").await;
    let answer = confirm(&bench, &pairs).await;
    let id = answer.answers[0].1.job_id.clone().unwrap();
    // What the plan read is too old by then, and the next listing has it no more.
    bench.clock.advance(MINUTE);
    proxy.answer("/v2/event-types", r#"{"status": "success", "data": []}"#);
    bench
        .sql()
        .execute("UPDATE account SET url = ?1", [proxy.address()])
        .unwrap();
    bench.work().await;
    let job = bench.job(&id).await;
    assert_eq!(
        (job.state, job.reason),
        (JobState::Failed, Some(Reason::NotOwned))
    );
    assert_eq!(bench.calcom.patches(), []);
}

#[tokio::test]
async fn each_team_that_is_concerned_costs_one_listing_more() {
    let bench = Bench::new().await;
    let mut pairs = changed(&bench, 2).await;
    let group = bench.link(GROUP).await;
    bench.set_minutes(group, 40).await;
    pairs.push(group);
    bench.calcom.clear_requests();
    confirm(&bench, &pairs).await;
    bench.work().await;
    let expected = [
        LISTING.to_owned(),
        format!("GET /v2/teams/{TEAM}/event-types"),
        patch(pairs[0]),
        patch(pairs[1]),
        format!("PATCH /v2/teams/{TEAM}/event-types/{GROUP}"),
    ];
    assert_eq!(asked(&bench), expected);
    all_synced(&bench, &pairs).await;
}

#[tokio::test]
async fn another_process_works_from_the_listing_of_the_plan() {
    let bench = Bench::new().await;
    let pairs = changed(&bench, 3).await;
    confirm(&bench, &pairs).await;
    let other = bench.another_app().await;
    while other.work_once().await.unwrap().is_some() {}
    assert_eq!(asked(&bench), listing_and_writes(&pairs));
    all_synced(&bench, &pairs).await;
}

#[tokio::test]
async fn every_further_half_minute_costs_one_listing_more() {
    let bench = Bench::new().await;
    let pairs = changed(&bench, 4).await;
    confirm(&bench, &pairs).await;
    bench.clock.advance(31 * SECOND);
    bench.work_once().await;
    bench.work_once().await;
    bench.clock.advance(31 * SECOND);
    bench.work().await;
    let listing = LISTING.to_owned();
    let expected = [
        listing.clone(),
        listing.clone(),
        patch(pairs[0]),
        patch(pairs[1]),
        listing,
        patch(pairs[2]),
        patch(pairs[3]),
    ];
    assert_eq!(asked(&bench), expected);
    all_synced(&bench, &pairs).await;
}

#[tokio::test]
async fn a_wait_within_the_half_minute_costs_no_second_turn() {
    let bench = Bench::new().await;
    let pairs = changed(&bench, 2).await;
    confirm(&bench, &pairs).await;
    bench
        .sql()
        .execute("UPDATE account SET recent_requests = '[]'", [])
        .unwrap();
    let person = bench.app.context.people.wait(bench.account);
    let worker = bench.start_worker();
    until("a job waits behind a person", async || {
        bench.count("SELECT count(*) FROM job WHERE state = 'running'") == 1
    })
    .await;
    // Step by step: the run gets as far as its wait meanwhile.
    let started = bench.now();
    until("twenty seconds pass", async || {
        bench.clock.advance(SECOND);
        bench.now() - started >= 20 * SECOND
    })
    .await;
    drop(person);
    until("both are sent", async || {
        bench.count("SELECT count(*) FROM job WHERE state = 'succeeded'") == 2
    })
    .await;
    worker.stop().await;
    assert_eq!(asked(&bench), listing_and_writes(&pairs));
    let turns = bench.count("SELECT json_array_length(recent_requests) FROM account");
    assert_eq!(turns, 2, "as many turns as writes");
    all_synced(&bench, &pairs).await;
}

#[tokio::test]
async fn what_is_equal_already_costs_nothing_and_is_no_job() {
    let bench = Bench::new().await;
    let mut pairs = changed(&bench, 2).await;
    bench.change_there(pairs[1].event_type, 40);
    let equal = bench.link(MASSAGE).await;
    pairs.push(equal);
    let plan = plan(&bench.app, &pairs).await;
    let outlooks: Vec<&Outlook> = plan.links.iter().map(|it| &it.outlook).collect();
    let expected = [&Outlook::Sends, &Outlook::UpToDate, &Outlook::UpToDate];
    assert_eq!(outlooks, expected);
    let all = links(&pairs);
    let answer = bench
        .app
        .request_bulk(&plan.id, &all, Requester::Window)
        .await
        .unwrap();
    let expected = [
        AnswerKind::Queued,
        AnswerKind::UpToDate,
        AnswerKind::UpToDate,
    ];
    assert_eq!(kinds(&answer), expected);
    bench.work().await;
    assert_eq!(asked(&bench), listing_and_writes(&pairs[..1]));
    all_synced(&bench, &pairs[..2]).await;
}

#[tokio::test]
async fn what_was_left_out_is_not_sent() {
    let bench = Bench::new().await;
    let pairs = changed(&bench, 3).await;
    let plan = plan(&bench.app, &pairs).await;
    let chosen = [pairs[0].link, pairs[2].link];
    let app = &bench.app;
    let stranger = app.request_bulk(&plan.id, &[999], Requester::Window).await;
    assert_eq!(stranger.unwrap_err().code(), "not_found");
    let answer = app
        .request_bulk(&plan.id, &chosen, Requester::Window)
        .await
        .unwrap();
    let answered: Vec<i64> = answer.answers.iter().map(|(link, _)| *link).collect();
    assert_eq!(answered, chosen);
    let twice = app.request_bulk(&plan.id, &chosen, Requester::Window).await;
    assert_eq!(
        twice.unwrap_err().code(),
        "not_found",
        "a plan is confirmed once"
    );
    bench.work().await;
    assert_eq!(bench.calcom.patches().len(), 2);
    assert_eq!(bench.status(pairs[1]).await.id, StatusId::Outdated);
    bench.check().await;
}

#[tokio::test]
async fn what_cannot_be_sent_stays_out_with_its_reason_and_stops_nobody() {
    let bench = Bench::new().await;
    let pairs = changed(&bench, 4).await;
    bench.change_there(pairs[0].event_type, 55);
    bench
        .calcom
        .change_world(|world| world.remove_event_type(pairs[1].event_type));
    bench.calcom.edit(pairs[2].event_type, |it| {
        (it.parent_id, it.managed_config) = (Some(TEMPLATE), true);
    });
    let plan = plan(&bench.app, &pairs).await;
    let fields = vec![Field::Length];
    let reasons = [Reason::ChangedInCalcom { fields }, Reason::NotFound];
    for (foreseen, reason) in plan.links.iter().zip(&reasons) {
        assert_eq!(foreseen.outlook, Outlook::Blocked(reason.clone()));
    }
    let answer = bench
        .app
        .request_bulk(&plan.id, &links(&pairs), Requester::Window)
        .await
        .unwrap();
    let expected = [
        AnswerKind::Refused,
        AnswerKind::Refused,
        AnswerKind::Refused,
        AnswerKind::Queued,
    ];
    assert_eq!(kinds(&answer), expected);
    assert_eq!(answer.answers[1].1.reason, Some(Reason::NotFound));
    bench.work().await;
    assert_eq!(bench.calcom.patches().len(), 1);
    assert_eq!(bench.there(pairs[0].event_type).length_in_minutes, 55);
    all_synced(&bench, &pairs[3..]).await;
}

#[tokio::test]
async fn a_change_made_elsewhere_before_the_next_listing_stops_only_that_one() {
    let bench = Bench::new().await;
    let pairs = changed(&bench, 3).await;
    let answer = confirm(&bench, &pairs).await;
    bench.change_there(pairs[1].event_type, 55);
    bench.clock.advance(31 * SECOND);
    bench.work().await;
    let tally = tally(&bench, &answer.batch).await;
    assert_eq!((tally.succeeded, tally.failed), (2, 1));
    assert!(tally.is_over() && !tally.all_succeeded());
    let stopped = bench.status(pairs[1]).await;
    assert_eq!(stopped.id, StatusId::ChangedInCalcom);
    assert_eq!(bench.there(pairs[1].event_type).length_in_minutes, 55);
    assert_eq!(bench.calcom.patches().len(), 2);
    bench.check().await;
}

#[tokio::test]
async fn a_batch_goes_on_after_a_crash_in_the_middle() {
    let mut bench = Bench::new().await;
    let pairs = changed(&bench, 5).await;
    let answer = confirm(&bench, &pairs).await;
    bench.calcom.inject(
        Rule::new(Fault::TimeoutAfterApply)
            .on("PATCH")
            .after(2)
            .times(1),
    );
    let worker = bench.start_worker();
    until("the third was carried out", async || {
        bench.there(pairs[2].event_type).length_in_minutes == 40
    })
    .await;
    worker.kill().await;
    assert_eq!(tally(&bench, &answer.batch).await.succeeded, 2);
    bench.open_again().await;
    bench.work().await;
    assert!(tally(&bench, &answer.batch).await.all_succeeded());
    let mut expected = listing_and_writes(&pairs[..3]);
    // What is open is judged by a reading of its own; nothing is sent twice.
    expected.push(format!("GET /v2/event-types/{}", pairs[2].event_type));
    expected.extend(pairs[3..].iter().map(|pair| patch(*pair)));
    assert_eq!(asked(&bench), expected);
    all_synced(&bench, &pairs).await;
}

#[tokio::test]
async fn a_full_disk_takes_none_of_the_jobs() {
    let bench = Bench::new().await;
    let pairs = changed(&bench, 3).await;
    let disk_full = format!(
        "CREATE TRIGGER disk_full BEFORE INSERT ON job WHEN new.link_id = {}
         BEGIN SELECT RAISE(ABORT, 'disk full'); END",
        pairs[2].link
    );
    bench.sql().execute_batch(&disk_full).unwrap();
    let answer = confirm(&bench, &pairs).await;
    assert_eq!(kinds(&answer), [AnswerKind::DispatchFailed; 3]);
    assert_eq!(bench.count("SELECT count(*) FROM job"), 0);
    for pair in &pairs {
        assert_eq!(bench.status(*pair).await.id, StatusId::Error);
    }
    bench.sql().execute_batch("DROP TRIGGER disk_full").unwrap();
    assert_eq!(
        kinds(&confirm(&bench, &pairs).await),
        [AnswerKind::Queued; 3]
    );
    bench.work().await;
    all_synced(&bench, &pairs).await;
}

#[tokio::test]
async fn a_pause_in_the_middle_is_kept_and_uses_no_attempt() {
    let bench = Bench::new().await;
    let pairs = changed(&bench, 4).await;
    let answer = confirm(&bench, &pairs).await;
    let limited = Fault::RateLimited {
        retry_after: Some(60),
        reset: None,
    };
    bench
        .calcom
        .inject(Rule::new(limited).on("PATCH").after(2).times(1));
    bench.work().await;
    let before = asked(&bench).len();
    assert_eq!(before, 4, "the listing, two writes and the refused one");
    assert_eq!(bench.app.take_notices().await.unwrap().notices, []);
    bench.clock.advance(59 * SECOND);
    bench.work().await;
    assert_eq!(
        asked(&bench).len(),
        before,
        "not a single one during the pause"
    );
    assert_eq!(bench.app.take_notices().await.unwrap().notices, []);
    bench.clock.advance(2 * SECOND);
    bench.work().await;
    let batch = bench.app.batch(&answer.batch).await.unwrap();
    assert!(batch.tally().all_succeeded());
    assert!(batch.jobs.iter().all(|one| one.job.attempts == 0));
    let mut after = asked(&bench).split_off(before);
    assert_eq!(after.remove(0), LISTING, "the first one is too old");
    assert_eq!(after, [patch(pairs[2]), patch(pairs[3])]);
    let notices = bench.app.take_notices().await.unwrap().notices;
    assert!(matches!(
        notices.as_slice(),
        [Notice::Summary { synced: 4, .. }]
    ));
    all_synced(&bench, &pairs).await;
}

#[tokio::test]
async fn calcoms_own_limit_is_never_exceeded() {
    let limit = RateLimit {
        limit: 4,
        window: std::time::Duration::from_secs(1),
        block: std::time::Duration::from_mins(1),
    };
    let bench = Bench::limited(policy(), Some(limit)).await;
    let pairs = changed(&bench, 7).await;
    let answer = confirm(&bench, &pairs).await;
    let worker = bench.start_worker();
    until("the batch is over", async || {
        tally(&bench, &answer.batch).await.is_over()
    })
    .await;
    worker.stop().await;
    let refused = bench.calcom.requests();
    assert!(refused.iter().all(|request| request.status == Some(200)));
    all_synced(&bench, &pairs).await;
}

/// Three at once, then none for half a minute.
async fn six_a_minute(bench: &Bench) {
    bench
        .app
        .set_account_field(bench.account, "requests-per-minute", "6")
        .await
        .unwrap();
    bench.clock.advance(MINUTE);
}

#[tokio::test]
async fn our_own_limit_holds_in_bulk_across_processes_and_restarts() {
    let mut bench = Bench::new().await;
    let pairs = changed(&bench, 8).await;
    six_a_minute(&bench).await;
    let answer = confirm(&bench, &pairs).await;
    let mut sent = 3;
    let mut worker = bench.start_worker();
    loop {
        let is_over = async || tally(&bench, &answer.batch).await.is_over();
        until("the burst is used up", async || {
            asked(&bench).len() == sent || is_over().await
        })
        .await;
        if is_over().await {
            break;
        }
        // A crash, another process that takes over, and one that reads beside it.
        worker.kill().await;
        bench.open_again().await;
        let beside = bench.another_app().await;
        let patience = Some(std::time::Duration::from_millis(50));
        let link = pairs[0].link;
        let planned = beside.plan(link, View::Respect, patience).await.unwrap();
        assert_eq!(planned.source, Source::Stored, "no turn for anybody");
        worker = bench.start_worker();
        assert!(asked(&bench).len() <= sent, "{:?}", asked(&bench));
        bench.clock.advance(30 * SECOND);
        sent += 3;
    }
    worker.stop().await;
    assert!(tally(&bench, &answer.batch).await.all_succeeded());
    all_synced(&bench, &pairs).await;
}

#[tokio::test]
async fn a_person_who_reads_goes_before_the_jobs_of_a_running_batch() {
    let bench = Bench::new().await;
    let pairs = changed(&bench, 6).await;
    let massage = bench.link(MASSAGE).await;
    six_a_minute(&bench).await;
    bench.calcom.clear_requests();
    let answer = confirm(&bench, &pairs).await;
    let worker = bench.start_worker();
    until("the burst is used up", async || asked(&bench).len() == 3).await;
    let dialog = bench.app.plan(massage.link, View::Respect, Some(PATIENCE));
    let (planned, ()) = tokio::join!(dialog, async {
        until("the person waits", async || {
            bench.app.context.people.someone_waits(bench.account)
        })
        .await;
        bench.clock.advance(30 * SECOND);
    });
    assert_eq!(planned.unwrap().source, Source::Fresh);
    until("the batch goes on", async || asked(&bench).len() >= 5).await;
    assert_eq!(asked(&bench)[3], format!("GET /v2/event-types/{MASSAGE}"));
    bench.clock.advance(MINUTE);
    until("the batch is over", async || {
        bench.clock.advance(SECOND);
        tally(&bench, &answer.batch).await.is_over()
    })
    .await;
    worker.stop().await;
    all_synced(&bench, &pairs).await;
}

#[tokio::test]
async fn a_batch_is_announced_once_when_it_is_over() {
    for requested_by in [Requester::Window, Requester::CommandLine] {
        let bench = Bench::new().await;
        let pairs = changed(&bench, 7).await;
        confirm_as(&bench, &pairs, requested_by).await;
        let refused = Fault::Status { status: 400 };
        bench
            .calcom
            .inject(Rule::new(refused).on("PATCH").after(1).times(3));
        for _ in 0..6 {
            bench.work_once().await;
            let notices = bench.app.take_notices().await.unwrap().notices;
            assert_eq!(notices, [], "{requested_by:?}");
            bench.clock.advance(4 * SECOND);
        }
        bench.work().await;
        let notices = bench.app.take_notices().await.unwrap().notices;
        let [
            Notice::Summary {
                synced: 4,
                problems,
                ..
            },
        ] = notices.as_slice()
        else {
            panic!("{notices:?}");
        };
        assert_eq!(problems.len(), 3);
        assert_eq!(problems[0].1, "Leistung 902");
        assert_eq!(bench.app.take_notices().await.unwrap().notices, []);
        bench.check().await;
    }
}

#[tokio::test]
async fn a_batch_of_one_has_the_text_of_one() {
    let bench = Bench::new().await;
    let pairs = changed(&bench, 1).await;
    confirm(&bench, &pairs).await;
    bench.work().await;
    let notices = bench.app.take_notices().await.unwrap().notices;
    assert!(matches!(notices.as_slice(), [Notice::Succeeded { .. }]));
}

#[tokio::test]
async fn what_waits_for_a_connection_keeps_nobody_from_hearing_what_was_done() {
    let bench = Bench::new().await;
    let pairs = changed(&bench, 3).await;
    confirm(&bench, &pairs).await;
    bench.work_once().await;
    bench.calcom.go_offline().await;
    bench.work().await;
    bench.clock.advance(31 * SECOND);
    let notices = bench.app.take_notices().await.unwrap().notices;
    assert!(matches!(notices.as_slice(), [Notice::Succeeded { .. }]));
    bench.calcom.go_online().await.unwrap();
    bench.app.probe_soon();
    until("all were sent", async || {
        bench.work_once().await;
        bench.calcom.patches().len() == 3
    })
    .await;
    let held = bench.app.take_notices().await.unwrap().notices;
    assert!(
        matches!(held.as_slice(), [Notice::Summary { synced: 2, .. }]),
        "{held:?}"
    );
    all_synced(&bench, &pairs).await;
}

#[tokio::test]
async fn stopping_leaves_the_current_one_to_its_end_and_sends_no_other() {
    let bench = Bench::new().await;
    let pairs = changed(&bench, 5).await;
    let answer = confirm(&bench, &pairs).await;
    let slow = Rule::new(Fault::Slow { ms: 300 }).on("PATCH").after(1);
    bench.calcom.inject(slow.times(1));
    let worker = bench.start_worker();
    until("the second is on its way", async || {
        bench.calcom.patches().len() == 2
    })
    .await;
    let stopped = bench.app.stop_batch(&answer.batch).await.unwrap();
    let expected = Stopped {
        cancelled: 3,
        may_have_arrived: 0,
    };
    assert_eq!(stopped, expected);
    until("the second ended", async || {
        tally(&bench, &answer.batch).await.is_over()
    })
    .await;
    worker.stop().await;
    let tally = tally(&bench, &answer.batch).await;
    assert_eq!((tally.succeeded, tally.left_out), (2, 3));
    assert!(!tally.all_succeeded());
    assert_eq!(bench.calcom.patches().len(), 2);
    assert_eq!(bench.status(pairs[4]).await.id, StatusId::Outdated);
    let unknown = bench.app.stop_batch("no such batch").await.unwrap_err();
    assert_eq!(unknown.code(), "not_found");
    bench.check().await;
}

#[tokio::test]
async fn of_what_was_stopped_it_is_said_whether_it_may_have_arrived() {
    let bench = Bench::new().await;
    let pairs = changed(&bench, 2).await;
    let answer = confirm(&bench, &pairs).await;
    bench.break_next("PATCH", Fault::ResetAfterApply);
    bench
        .calcom
        .inject(Rule::new(Fault::Reset).path("/v2/me").times(1));
    assert_eq!(bench.work_once().await, Some(JobState::Waiting));
    let stopped = bench.app.stop_batch(&answer.batch).await.unwrap();
    assert_eq!((stopped.cancelled, stopped.may_have_arrived), (2, 1));
    let sent = async || -> Vec<Option<Outcome>> {
        let batch = bench.app.batch(&answer.batch).await.unwrap();
        batch.jobs.iter().map(|one| one.sent).collect()
    };
    assert_eq!(sent().await, [Some(Outcome::Open), None]);
    bench.clock.advance(MINUTE);
    bench.app.refresh_event_types(bench.account).await.unwrap();
    assert_eq!(sent().await, [Some(Outcome::Arrived), None]);
    assert_eq!(bench.status(pairs[0]).await.id, StatusId::Synced);
    assert_eq!(bench.status(pairs[1]).await.id, StatusId::Outdated);
    bench.check().await;
}

#[tokio::test]
async fn a_later_confirmation_takes_a_job_into_its_own_batch() {
    let bench = Bench::new().await;
    let pairs = changed(&bench, 2).await;
    let first = confirm(&bench, &pairs).await;
    for pair in &pairs {
        bench.set_minutes(*pair, 45).await;
    }
    assert_eq!(bench.sync(pairs[0]).await.kind, AnswerKind::Updated);
    assert_eq!(tally(&bench, &first.batch).await.total, 1);
    let second = confirm(&bench, &pairs[1..]).await;
    assert_eq!(kinds(&second), [AnswerKind::Updated]);
    assert_eq!(tally(&bench, &second.batch).await.total, 1);
    assert!(bench.app.batch(&first.batch).await.is_err());
    bench.work().await;
    let states: Vec<JobState> = bench.app.snapshot(0).await.unwrap().batches[0]
        .jobs
        .iter()
        .map(|one| one.job.state)
        .collect();
    assert_eq!(states, [JobState::Succeeded]);
    bench.check().await;
}

#[tokio::test]
async fn without_a_connection_a_bulk_is_planned_from_what_is_known_and_waits() {
    let bench = Bench::new().await;
    let pairs = changed(&bench, 3).await;
    bench.calcom.go_offline().await;
    let plan = plan(&bench.app, &pairs).await;
    let stored = |it: &abgleich_core::app::bulk::Foreseen| it.planned.source == Source::Stored;
    assert!(plan.links.iter().all(stored));
    let answer = bench
        .app
        .request_bulk(&plan.id, &links(&pairs), Requester::Window)
        .await
        .unwrap();
    assert_eq!(kinds(&answer), [AnswerKind::Queued; 3]);
    assert_eq!(bench.status(pairs[0]).await.id, StatusId::WaitingNetwork);
    bench.calcom.go_online().await.unwrap();
    bench.app.probe_soon();
    bench.calcom.clear_requests();
    until("the batch is over", async || {
        bench.work_once().await;
        tally(&bench, &answer.batch).await.is_over()
    })
    .await;
    let after_probes: Vec<String> = asked(&bench)
        .into_iter()
        .filter(|request| request != "GET /v2/me")
        .collect();
    assert_eq!(after_probes, listing_and_writes(&pairs));
    all_synced(&bench, &pairs).await;
}

#[tokio::test]
async fn a_listing_that_is_refused_fails_nobody() {
    let bench = Bench::new().await;
    let pairs = changed(&bench, 2).await;
    let answer = confirm(&bench, &pairs).await;
    bench.clock.advance(31 * SECOND);
    for status in [403, 404] {
        let refused = Rule::new(Fault::Status { status }).path("/v2/event-types");
        bench.calcom.inject(refused.times(1));
        assert_eq!(bench.work_once().await, Some(JobState::Succeeded));
    }
    assert!(tally(&bench, &answer.batch).await.all_succeeded());
    all_synced(&bench, &pairs).await;
}

#[tokio::test]
async fn a_listing_that_nobody_understands_fails_nobody() {
    let bench = Bench::new().await;
    let pairs = changed(&bench, 3).await;
    let answer = confirm(&bench, &pairs).await;
    bench.clock.advance(31 * SECOND);
    for fault in [
        Fault::BrokenJson,
        Fault::HugeBody { megabytes: 9 },
        Fault::ForeignStatus { status: 403 },
    ] {
        bench
            .calcom
            .inject(Rule::new(fault).path("/v2/event-types").times(1));
        assert_eq!(bench.work_once().await, Some(JobState::Succeeded));
    }
    assert!(tally(&bench, &answer.batch).await.all_succeeded());
    all_synced(&bench, &pairs).await;
}

#[tokio::test]
async fn where_all_answers_are_strange_a_probe_is_the_last_request() {
    let bench = Bench::new().await;
    let pairs = changed(&bench, 2).await;
    let answer = confirm(&bench, &pairs).await;
    bench.clock.advance(31 * SECOND);
    bench.calcom.clear_requests();
    bench.calcom.inject(Rule::new(Fault::PortalPage));
    assert_eq!(bench.work_once().await, Some(JobState::Waiting));
    assert_eq!(asked(&bench), [LISTING, "GET /v2/me"]);
    assert_eq!(bench.status(pairs[0]).await.reason, Some(Reason::Portal));
    bench.calcom.clear_faults();
    bench.app.probe_soon();
    until("the batch is over", async || {
        bench.work_once().await;
        tally(&bench, &answer.batch).await.is_over()
    })
    .await;
    all_synced(&bench, &pairs).await;
}

#[tokio::test]
async fn a_listing_that_cannot_be_read_is_tried_again_as_a_reading_would_be() {
    let bench = Bench::new().await;
    let pairs = changed(&bench, 2).await;
    let answer = confirm(&bench, &pairs).await;
    bench.clock.advance(31 * SECOND);
    let down = Rule::new(Fault::Status { status: 500 }).path("/v2/event-types");
    bench.calcom.inject(down.times(1));
    bench.work().await;
    let halfway = tally(&bench, &answer.batch).await;
    assert_eq!((halfway.succeeded, halfway.waiting), (1, 1));
    bench.clock.advance(MINUTE);
    bench.work().await;
    assert!(tally(&bench, &answer.batch).await.all_succeeded());
    all_synced(&bench, &pairs).await;
}

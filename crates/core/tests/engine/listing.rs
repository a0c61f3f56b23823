//! Listings: what they cost, what an outage in the middle leaves, and what absence does not prove.

use std::collections::BTreeSet;

use abgleich_core::domain::fields::{Field, FieldValue};
use abgleich_core::domain::job::JobState;
use abgleich_core::domain::listing::Listing;
use abgleich_core::domain::reason::Reason;
use abgleich_core::domain::status::StatusId;
use abgleich_core::engine::listing::Which;
use abgleich_core::engine::turns::Asker;
use abgleich_core::store::listings::Found;
use abgleich_core::store::mirror;
use abgleich_simulator::{Fault, Rule};

use crate::harness::*;

/// Method and path of each request, in the order of arrival.
fn asked(bench: &Bench) -> Vec<String> {
    let requests = bench.calcom.requests();
    let names = requests
        .iter()
        .map(|request| format!("{} {}", request.method, request.path));
    let names = names.collect();
    bench.calcom.clear_requests();
    names
}

async fn list(bench: &Bench, wanted: impl IntoIterator<Item = Listing>) {
    let account = bench.app.account(bench.account).await.unwrap();
    let context = &bench.app.context;
    let client = context.client(&account).await.unwrap();
    let which = Which::Only(wanted.into_iter().collect::<BTreeSet<_>>());
    let listed = context.list(&account, &client, which, Asker::Queue).await;
    listed.unwrap().unwrap();
}

#[tokio::test]
async fn a_whole_account_costs_one_request_for_its_teams_and_one_per_listing() {
    let bench = Bench::new().await;
    let account = bench.app.account(bench.account).await.unwrap();
    assert_eq!(bench.app.context.listed_at(&account).await.unwrap(), None);
    let before = bench.now();
    bench.app.refresh_event_types(bench.account).await.unwrap();
    let expected = [
        "GET /v2/teams",
        "GET /v2/event-types",
        "GET /v2/teams/7/event-types",
        "GET /v2/teams/8/event-types",
    ];
    assert_eq!(asked(&bench), expected);
    let listed_at = bench.app.context.listed_at(&account).await.unwrap();
    assert!(listed_at.is_some_and(|at| (before..=bench.now()).contains(&at)));
    bench.check().await;
}

#[tokio::test]
async fn some_listings_cost_one_request_each() {
    let bench = Bench::new().await;
    list(&bench, [Listing::Own]).await;
    assert_eq!(asked(&bench), ["GET /v2/event-types"]);
    let account = bench.app.account(bench.account).await.unwrap();
    let complete = bench.app.context.listed_at(&account).await.unwrap();
    assert_eq!(complete, None, "the teams were not listed");
    list(&bench, [Listing::Own, Listing::Team(TEAM)]).await;
    let expected = ["GET /v2/event-types", "GET /v2/teams/7/event-types"];
    assert_eq!(asked(&bench), expected);
}

#[tokio::test]
async fn a_listing_stands_in_for_a_reading_for_half_a_minute() {
    let bench = Bench::new().await;
    let context = &bench.app.context;
    let found = async |id| context.in_listing(bench.account, id).await.unwrap();
    assert_eq!(found(MASSAGE).await, Found::TooOld);
    list(&bench, [Listing::Own]).await;
    assert!(matches!(found(MASSAGE).await, Found::Listed(_)));
    assert_eq!(found(MAXS).await, Found::Missing);
    bench.clock.advance(31 * SECOND);
    assert_eq!(found(MASSAGE).await, Found::TooOld);
    bench.clock.advance(-MINUTE);
    assert_eq!(found(MASSAGE).await, Found::TooOld, "read in the future");
}

#[tokio::test]
async fn an_outage_in_the_middle_leaves_everything_as_it_was() {
    let (bench, massage) = Bench::with_massage().await;
    bench.change_there(MASSAGE, 55);
    let outages = [
        Fault::Status { status: 500 },
        Fault::Reset,
        Fault::PortalPage,
        Fault::CutBody,
    ];
    for outage in outages {
        bench
            .calcom
            .inject(Rule::new(outage.clone()).path("/v2/teams/8/").times(1));
        let refreshed = bench.app.refresh_event_types(bench.account).await;
        assert!(refreshed.is_err(), "{outage:?}");
        assert_eq!(bench.status(massage).await.id, StatusId::Synced);
        assert_eq!(bench.count("SELECT count(*) FROM listing"), 0);
    }
    bench.app.refresh_event_types(bench.account).await.unwrap();
    let status = bench.status(massage).await.id;
    assert_eq!(status, StatusId::ChangedInCalcom);
}

#[tokio::test]
async fn only_calcoms_own_word_makes_an_event_type_gone() {
    let (bench, massage) = Bench::with_massage().await;
    bench
        .calcom
        .change_world(|world| world.remove_event_type(MASSAGE));
    // Missing from the listing, and the question about it is not answered.
    let question = Rule::new(Fault::Status { status: 500 }).path("/v2/event-types/501");
    bench.calcom.inject(question.times(1));
    assert!(bench.app.refresh_event_types(bench.account).await.is_err());
    assert_eq!(bench.status(massage).await.id, StatusId::Synced);

    bench.calcom.clear_requests();
    bench.app.refresh_event_types(bench.account).await.unwrap();
    let gone = bench.status(massage).await;
    assert_eq!(
        (gone.id, gone.reason),
        (StatusId::Blocked, Some(Reason::NotFound))
    );
    assert!(asked(&bench).contains(&"GET /v2/event-types/501".to_owned()));
    bench.app.refresh_event_types(bench.account).await.unwrap();
    assert_eq!(
        asked(&bench).len(),
        4,
        "what is gone is not asked for again"
    );
}

#[tokio::test]
async fn a_team_that_refuses_its_listing_makes_nothing_gone() {
    let bench = Bench::new().await;
    let group = bench.link(GROUP).await;
    let refusal = Rule::new(Fault::Status { status: 403 }).path("/v2/teams/7/event-types");
    bench.calcom.inject(refusal.times(1));
    bench.app.refresh_event_types(bench.account).await.unwrap();
    let requests = asked(&bench);
    assert_eq!(requests.last().unwrap(), "GET /v2/event-types/601");
    assert_eq!(bench.status(group).await.id, StatusId::Synced);
    bench.check().await;
}

#[tokio::test]
async fn teams_that_are_refused_in_passing_stay_known() {
    for status in [403, 404] {
        let bench = Bench::new().await;
        let group = bench.link(GROUP).await;
        let known = bench.app.account(bench.account).await.unwrap().team_ids;
        assert!(!known.is_empty());
        let refusal = Rule::new(Fault::Status { status }).path("/v2/teams");
        bench.calcom.inject(refusal.times(1));
        bench.calcom.clear_requests();
        bench.app.refresh_event_types(bench.account).await.unwrap();
        let account = bench.app.account(bench.account).await.unwrap();
        assert_eq!(account.team_ids, known);
        let refusal = Rule::new(Fault::Status { status }).path("/v2/teams");
        bench.calcom.inject(refusal.times(1));
        let account = bench.app.check_account(bench.account).await.unwrap();
        assert_eq!(account.team_ids, known, "nor are they forgotten by a check");
        let listing = "GET /v2/teams/7/event-types".to_owned();
        assert!(asked(&bench).contains(&listing), "{:?}", asked(&bench));
        assert_eq!(bench.status(group).await.id, StatusId::Synced);
        bench.check().await;
    }
}

#[tokio::test]
async fn an_older_listing_revives_nothing_that_cal_com_called_gone_since() {
    let (bench, _) = Bench::with_massage().await;
    let account = bench.account;
    bench.clock.advance(MINUTE);
    let now = bench.now();
    let gone_after = async |gone_at, read_at| {
        let db = &bench.app.context.db;
        db.write(move |db| {
            let known = mirror::get(db, account, MASSAGE)?.and_then(|mirror| mirror.known);
            mirror::mark_gone(db, account, MASSAGE, gone_at)?;
            mirror::store_reading(db, account, &known.unwrap().reading, read_at, true, now)?;
            Ok(mirror::get(db, account, MASSAGE)?.unwrap().gone_at)
        })
        .await
        .unwrap()
    };
    assert_eq!(gone_after(now - 5, now - 10).await, Some(now - 5));
    assert_eq!(gone_after(now - 5, now - 4).await, None);
    // Called gone while the clock was ahead: nobody knows when.
    assert_eq!(gone_after(now + MINUTE, now).await, None);
}

#[tokio::test]
async fn a_newer_reading_is_kept_and_still_counts_as_listed() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    let slow = Rule::new(Fault::Slow { ms: 300 }).path("/v2/event-types");
    bench.calcom.inject(slow.times(1));
    tokio::join!(list(&bench, [Listing::Own]), async {
        bench.until_asked().await;
        bench.work_until_done(&id).await;
    });
    assert_eq!(bench.status(massage).await.id, StatusId::Synced);
    let found = bench.app.context.in_listing(bench.account, MASSAGE).await;
    assert!(matches!(found.unwrap(), Found::Listed(_)));
    bench.check().await;
}

#[tokio::test]
async fn a_person_goes_before_the_queue() {
    let bench = Bench::new().await;
    let context = &bench.app.context;
    bench
        .app
        .set_account_field(bench.account, "requests-per-minute", "60")
        .await
        .unwrap();
    // The burst is used up: from here on, one turn a second.
    for _ in 0..5 {
        let _ = context
            .take_turn(bench.account, Asker::Person)
            .await
            .unwrap();
    }
    let order = std::sync::Mutex::new(Vec::new());
    let queue = async {
        for _ in 0..2 {
            let _turn = context
                .take_turn(bench.account, Asker::Queue)
                .await
                .unwrap();
            order.lock().unwrap().push("queue");
        }
    };
    let person = async {
        tokio::task::yield_now().await;
        let _turn = context
            .take_turn(bench.account, Asker::Person)
            .await
            .unwrap();
        order.lock().unwrap().push("person");
    };
    bench.clock.advance(4 * SECOND);
    tokio::join!(queue, person);
    assert_eq!(
        order.lock().unwrap().as_slice(),
        ["person", "queue", "queue"]
    );
}

#[tokio::test]
async fn one_request_of_an_account_is_on_its_way_at_a_time() {
    let (bench, massage) = Bench::with_massage().await;
    let max = connect(&bench.app, &bench.calcom.address(), MAXS_KEY).await;
    let id = bench.queue(massage, 60).await;
    bench.break_next("PATCH", Fault::Slow { ms: 300 });
    let worker = bench.start_worker();
    until("the write is on its way", async || {
        !bench.calcom.patches().is_empty()
    })
    .await;
    // Another account need not wait for it, a reading of this one does.
    bench.app.check_account(max).await.unwrap();
    assert_eq!(bench.job(&id).await.state, JobState::Running);
    let account = bench.app.account(bench.account).await.unwrap();
    let context = &bench.app.context;
    let client = context.client(&account).await.unwrap();
    let read = context.fetch(&account, &client, MASSAGE).await.unwrap();
    let values = read.unwrap().reading.values;
    assert_eq!(values.get(Field::Length), Some(&FieldValue::Minutes(60)));
    worker.stop().await;
    bench.check().await;
}

//! Without a connection: nothing is lost, no attempt is used, nobody is bothered.

use std::sync::Arc;

use abgleich_core::app::answer::AnswerKind;
use abgleich_core::app::notices::Notice;
use abgleich_core::app::planned::Source;
use abgleich_core::domain::job::{JobState, Requester};
use abgleich_core::domain::plan::View;
use abgleich_core::domain::reason::Reason;
use abgleich_core::domain::status::StatusId;
use abgleich_core::store::attempts::Outcome;
use abgleich_simulator::{Fault, Rule};

use crate::harness::*;

#[tokio::test]
async fn twenty_changes_wait_through_a_restart_and_all_arrive() {
    let mut bench = Bench::new().await;
    let mut pairs = Vec::new();
    for event_type in ROW {
        pairs.push(bench.link(event_type).await);
    }
    bench.calcom.go_offline().await;
    for pair in &pairs {
        bench.set_minutes(*pair, 40).await;
        let planned = bench
            .app
            .plan(pair.link, View::Respect, Some(PATIENCE))
            .await
            .unwrap();
        assert_eq!(planned.source, Source::Stored);
        assert_eq!(
            bench
                .app
                .request_sync(planned, Requester::Window)
                .await
                .kind,
            AnswerKind::Queued
        );
    }
    let told = bench.app.take_notices().await.unwrap().notices;
    assert_eq!(told.len(), 20);
    assert!(told.iter().all(|notice| matches!(
        notice,
        Notice::Queued {
            waits_for: Some(_),
            ..
        }
    )));

    let worker = bench.start_worker();
    until("the worker found that there is no connection", async || {
        bench
            .app
            .snapshot(0)
            .await
            .unwrap()
            .connections
            .first()
            .is_some_and(|known| known.state.reason().is_some())
    })
    .await;
    worker.stop().await;
    for pair in &pairs {
        let status = bench.status(*pair).await;
        assert_eq!(
            (status.id, status.reason),
            (StatusId::WaitingNetwork, Some(Reason::Offline))
        );
    }
    assert_eq!(
        bench.app.take_notices().await.unwrap().notices,
        [],
        "none for going offline"
    );

    bench.open_again().await;
    let worker = bench.start_worker();
    bench.clock.advance(72 * 60 * MINUTE);
    bench.calcom.go_online().await.unwrap();
    until("all have arrived", async || {
        bench
            .app
            .jobs(Some(JobState::Succeeded))
            .await
            .unwrap()
            .len()
            == pairs.len()
    })
    .await;
    worker.stop().await;

    let patched: Vec<i64> = bench
        .calcom
        .patches()
        .iter()
        .map(|patch| patch.path.rsplit('/').next().unwrap().parse().unwrap())
        .collect();
    assert_eq!(
        patched,
        ROW.collect::<Vec<i64>>(),
        "in their order, each once"
    );
    for job in bench.app.jobs(Some(JobState::Succeeded)).await.unwrap() {
        assert_eq!((job.attempts, job.crashes), (0, 0));
    }
    for pair in &pairs {
        assert_eq!(bench.there(pair.event_type).length_in_minutes, 40);
        assert_eq!(bench.status(*pair).await.id, StatusId::Synced);
    }
    let summary = bench.app.take_notices().await.unwrap().notices;
    assert_eq!(
        summary,
        [Notice::Summary {
            synced: 20,
            problems: vec![],
            all_agree: true,
            account: None,
        }]
    );
    assert_eq!(bench.app.take_notices().await.unwrap().notices, []);
    bench.check().await;
}

#[tokio::test]
async fn one_change_that_waited_alone_is_announced_by_its_name() {
    let (bench, massage) = Bench::with_massage().await;
    bench.calcom.go_offline().await;
    bench.queue(massage, 60).await;
    bench.app.take_notices().await.unwrap();
    assert_eq!(bench.work_once().await, None);
    bench.calcom.go_online().await.unwrap();
    until("it is sent", async || {
        bench.work_once().await == Some(JobState::Succeeded)
    })
    .await;
    let notices = bench.app.take_notices().await.unwrap().notices;
    let [
        Notice::Succeeded {
            service,
            price_differs: true,
            ..
        },
    ] = notices.as_slice()
    else {
        panic!("{notices:?}")
    };
    assert_eq!(service, "Massage");
    bench.check().await;
}

#[tokio::test]
async fn a_connection_that_ends_while_sending_uses_no_attempt() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    bench.break_next("PATCH", Fault::Slow { ms: 60_000 });
    let worker = bench.start_worker();
    until("the write is on its way", async || {
        !bench.calcom.patches().is_empty()
    })
    .await;
    bench.calcom.go_offline().await;
    until("the job waits again", async || {
        bench.job(&id).await.state == JobState::Waiting
    })
    .await;
    assert_reason(
        &bench.job(&id).await,
        JobState::Waiting,
        0,
        Some(&Reason::Offline),
    );
    assert_eq!(
        bench.count("SELECT count(*) FROM attempt WHERE applied IS NULL AND probe_answered = 0"),
        1
    );

    bench.calcom.go_online().await.unwrap();
    until("it arrives", async || {
        bench.job(&id).await.state == JobState::Succeeded
    })
    .await;
    worker.stop().await;
    assert_eq!(bench.job(&id).await.attempts, 0);
    assert_eq!(
        bench.calcom.patches().len(),
        2,
        "the first was never carried out"
    );
    bench.check().await;
}

#[tokio::test]
async fn a_connection_that_is_refused_before_the_write_closes_the_attempt() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    // The answer to the reading closes its connection, so that the write needs a new one, which is refused.
    let proxy = crate::proxy::Proxy::start(&bench.calcom.address(), "", "").await;
    bench
        .sql()
        .execute("UPDATE account SET url = ?1", [proxy.address()])
        .unwrap();
    proxy.close_after(1);
    assert_eq!(bench.work_once().await, Some(JobState::Waiting));
    assert_reason(
        &bench.job(&id).await,
        JobState::Waiting,
        0,
        Some(&Reason::Offline),
    );
    let course = bench.app.course(&id).await.unwrap();
    let outcomes: Vec<Outcome> = course.attempts.iter().map(|it| it.outcome).collect();
    assert_eq!(outcomes, [Outcome::NotSent]);
    assert_eq!(course.attempts[0].reason, Some(Reason::Offline));
    assert_eq!(bench.calcom.patches(), []);

    bench
        .sql()
        .execute("UPDATE account SET url = ?1", [bench.calcom.address()])
        .unwrap();
    until("it is sent", async || {
        bench.work_once().await == Some(JobState::Succeeded)
    })
    .await;
    assert_eq!(bench.job(&id).await.attempts, 0);
    bench.check().await;
}

#[tokio::test]
async fn other_processes_see_what_the_worker_found() {
    let (bench, massage) = Bench::with_massage().await;
    bench.queue(massage, 60).await;
    bench.calcom.go_offline().await;
    bench.work_once().await;
    let window: Arc<_> = bench.another_app().await;
    let status = window.service_view(massage.service).await.unwrap().status;
    assert_eq!(
        (status.id, status.reason),
        (StatusId::WaitingNetwork, Some(Reason::Offline))
    );
    bench.check().await;
}

#[tokio::test]
async fn a_click_probes_at_once() {
    let mut policy = policy();
    policy.probe_waiting = (
        std::time::Duration::from_mins(10),
        std::time::Duration::from_mins(10),
    );
    let bench = Bench::with(policy).await;
    let massage = bench.link(MASSAGE).await;
    let id = bench.queue(massage, 60).await;
    bench.calcom.inject(Rule::new(Fault::PortalPage).times(2));
    let worker = bench.start_worker();
    until("the portal is noticed", async || {
        bench.status(massage).await.id == StatusId::WaitingNetwork
    })
    .await;
    until("a click helps", async || {
        bench.app.probe_soon();
        bench.job(&id).await.state == JobState::Succeeded
    })
    .await;
    worker.stop().await;
    bench.check().await;
}

//! Every way in which Cal.com and the network can break, and the row of the outcome table that it belongs to.

use abgleich_core::domain::account::AccountState;
use abgleich_core::domain::fields::{Field, FieldValue};
use abgleich_core::domain::job::JobState;
use abgleich_core::domain::reason::Reason;
use abgleich_core::domain::status::{ConnectionState, StatusId};
use abgleich_core::store::activity::Kind;
use abgleich_simulator::{Fault, Rule};
use serde_json::json;

use crate::harness::*;

/// What becomes of a job whose one request broke.
#[derive(Debug, Clone, PartialEq)]
enum Row {
    /// Equal values were read; no attempt was used.
    Succeeds,
    /// An attempt was used; the next one is a minute away.
    TriesAgain,
    /// Held, without an attempt, for the account's key.
    NeedsKey(Reason),
    /// Held, without an attempt, until then.
    Pauses(i64),
    Fails(Reason),
}

fn rejected(message: &str) -> Row {
    Row::Fails(Reason::Rejected {
        field: None,
        message: Some(message.into()),
    })
}

async fn check(method: &str, fault: Fault, expected: &Row) {
    let waits_for_ever = matches!(fault, Fault::TimeoutBeforeApply | Fault::TimeoutAfterApply);
    let bench = Bench::with(if waits_for_ever {
        impatient()
    } else {
        policy()
    })
    .await;
    let massage = bench.link(MASSAGE).await;
    let id = bench.queue(massage, 60).await;
    bench.break_next(method, fault.clone());
    let started = bench.now();
    let state = bench.work_once().await;
    let (job, status) = (bench.job(&id).await, bench.status(massage).await);
    let account = bench.app.account(bench.account).await.unwrap();
    assert_eq!(bench.calcom.faults(), [], "{fault:?} did not strike");
    let ended = bench.now();
    let within = |at: i64, pause: i64| (started + pause..=ended + pause).contains(&at);
    let what = format!("{method} {fault:?}: {job:?}");
    assert_eq!(state, Some(job.state), "{what}");
    let (state, attempts, id) = match expected {
        Row::Succeeds => {
            assert_eq!(bench.calcom.patches().len(), 1, "{what}");
            (JobState::Succeeded, 0, StatusId::Synced)
        }
        Row::TriesAgain => {
            assert!(within(job.not_before, MINUTE), "{what}");
            assert_eq!(
                job.reason,
                Some(Reason::ServerError {
                    until: job.not_before
                }),
                "{what}"
            );
            (JobState::Waiting, 1, StatusId::Retry)
        }
        Row::NeedsKey(reason) => {
            assert_eq!(
                (account.state, account.hold.as_ref()),
                (AccountState::NeedsKey, Some(reason)),
                "{what}"
            );
            (JobState::Waiting, 0, StatusId::Blocked)
        }
        Row::Pauses(pause) => {
            assert!(within(account.next_request_at, *pause), "{what}");
            assert_eq!(
                job.reason,
                Some(Reason::RateLimited {
                    until: account.next_request_at
                }),
                "{what}"
            );
            (JobState::Waiting, 0, StatusId::Pending)
        }
        Row::Fails(reason) => {
            assert_eq!(job.reason.as_ref(), Some(reason), "{what}");
            let id = if *reason == Reason::Forbidden {
                StatusId::Blocked
            } else {
                StatusId::Error
            };
            (JobState::Failed, 1, id)
        }
    };
    assert_eq!(
        (job.state, job.attempts, status.id),
        (state, attempts, id),
        "{what}"
    );
    bench.check().await;

    if !matches!(expected, Row::Succeeds | Row::Fails(_)) {
        let patches = bench.calcom.patches().len();
        assert_eq!(
            bench.work_once().await,
            None,
            "{what}: nothing is due before its time"
        );
        assert_eq!(bench.calcom.patches().len(), patches);
    }
}

fn status(status: u16) -> Fault {
    Fault::Status { status }
}

/// What a reading and a write have in common.
fn common() -> Vec<(Fault, Row)> {
    let unexpected = Row::Fails(Reason::UnexpectedAnswer);
    let limited = |retry_after, reset| Fault::RateLimited { retry_after, reset };
    vec![
        (Fault::Slow { ms: 30 }, Row::Succeeds),
        (status(400), Row::Fails(Reason::RejectedWithoutReason)),
        (status(403), Row::Fails(Reason::Forbidden)),
        (status(404), Row::Fails(Reason::NotFound)),
        (
            status(409),
            rejected("Invalid Input: Trying to create a record that already exists."),
        ),
        (status(413), rejected("request entity too large")),
        (status(422), rejected("UNPROCESSABLE_CONTENT")),
        (status(401), Row::NeedsKey(Reason::KeyRejected)),
        (status(498), Row::NeedsKey(Reason::KeyExpired)),
        (Fault::KeyUnknown, Row::NeedsKey(Reason::KeyRejected)),
        (Fault::KeyExpired, Row::NeedsKey(Reason::KeyExpired)),
        (limited(Some(7), Some(20)), Row::Pauses(7 * SECOND)),
        (limited(None, Some(20)), Row::Pauses(20 * SECOND)),
        (limited(None, None), Row::Pauses(MINUTE)),
        (limited(Some(90_000), None), Row::Pauses(60 * MINUTE)),
        (status(500), Row::TriesAgain),
        (status(503), Row::TriesAgain),
        (status(502), Row::TriesAgain),
        (status(504), Row::TriesAgain),
        (Fault::BadGatewayHtml, Row::TriesAgain),
        (Fault::Reset, Row::TriesAgain),
        (Fault::TimeoutBeforeApply, Row::TriesAgain),
        (Fault::CutBody, Row::TriesAgain),
        (Fault::PortalPage, unexpected.clone()),
        (Fault::PortalRedirect, unexpected.clone()),
        (Fault::BrokenJson, unexpected.clone()),
        (Fault::HugeBody { megabytes: 9 }, unexpected.clone()),
        (Fault::DeepJson { depth: 10_000 }, unexpected),
        (Fault::WrongShape, Row::Fails(Reason::WrongVersion)),
    ]
}

#[tokio::test]
async fn every_fault_of_a_reading_has_its_row() {
    for (fault, row) in common() {
        check("GET", fault, &row).await;
    }
    check("GET", Fault::ForeignEdit, &Row::Succeeds).await;
}

#[tokio::test]
async fn every_fault_of_a_write_has_its_row() {
    for (fault, row) in common() {
        check("PATCH", fault, &row).await;
    }
    let field = Some(Field::Length);
    let message = "lengthInMinutes must not be odd".to_owned();
    let refusal = Fault::Rejected {
        property: "lengthInMinutes".into(),
        message: message.clone(),
    };
    check(
        "PATCH",
        refusal,
        &Row::Fails(Reason::Rejected {
            field,
            message: Some(message),
        }),
    )
    .await;
    let not_confirmed = Row::Fails(Reason::NotConfirmed {
        field: Field::Length,
        value: Some(FieldValue::Minutes(50)),
    });
    check("PATCH", Fault::AcceptButIgnore, &not_confirmed).await;
    check("PATCH", Fault::StaleRead { reads: 4 }, &not_confirmed).await;
}

#[tokio::test]
async fn what_arrived_although_the_answer_did_not_is_a_success_without_a_second_write() {
    for fault in [
        Fault::ResetAfterApply,
        Fault::TimeoutAfterApply,
        Fault::CutBodyAfterApply,
        Fault::StaleRead { reads: 2 },
    ] {
        check("PATCH", fault, &Row::Succeeds).await;
    }
}

#[tokio::test]
async fn what_was_carried_out_before_an_error_is_found_by_the_next_try() {
    for status in [500, 502, 503, 504] {
        let (bench, massage) = Bench::with_massage().await;
        let id = bench.queue(massage, 60).await;
        bench.break_next("PATCH", Fault::StatusAfterApply { status });
        bench.work_once().await;
        bench.clock.advance(2 * MINUTE);
        let job = bench.work_until_done(&id).await;
        assert_eq!(job.state, JobState::Succeeded, "{status}: {job:?}");
        assert_eq!(bench.calcom.patches().len(), 1, "{status}: not sent again");
        assert_eq!(bench.status(massage).await.id, StatusId::Synced);
        bench.check().await;
    }
}

#[tokio::test]
async fn a_side_effect_is_told() {
    let (bench, massage) = Bench::with_massage().await;
    let open = vec![abgleich_core::domain::edit::Edit::BufferAfter(None)];
    bench.app.edit_service(massage.service, open).await.unwrap();
    bench.queue(massage, 60).await;
    bench.break_next("PATCH", Fault::SideEffect);
    bench.work().await;
    assert_eq!(bench.there(MASSAGE).after_event_buffer, 0);
    assert_eq!(bench.status(massage).await.id, StatusId::Synced);
    let history = bench.history().await;
    let effect = history
        .iter()
        .find(|row| row.kind == Kind::SideEffect)
        .unwrap();
    assert_eq!(effect.changes.len(), 1);
    assert_eq!(effect.changes[0].field, Field::BufferAfter);
    assert_eq!(effect.changes[0].from, Some(FieldValue::Minutes(10)));
    assert_eq!(effect.changes[0].to, FieldValue::Minutes(0));
    bench.check().await;
}

#[tokio::test]
async fn what_older_servers_reset_with_any_write_is_told() {
    let (bench, massage) = Bench::with_massage().await;
    let open = vec![abgleich_core::domain::edit::Edit::BufferAfter(None)];
    bench.app.edit_service(massage.service, open).await.unwrap();
    bench
        .calcom
        .edit(MASSAGE, |it| {
            let seats = json!({"seatsPerTimeSlot": 8, "showAttendeeInfo": false, "showAvailabilityCount": true});
            let layouts = json!({"defaultLayout": "week", "enabledLayouts": ["month", "week"]});
            let policy = json!({"type": "always", "blockUnconfirmedBookingsInBooker": false});
            it.extras.insert("seats".into(), seats);
            it.extras.insert("bookerLayouts".into(), layouts);
            it.extras.insert("confirmationPolicy".into(), policy);
        })
        .unwrap();
    bench.queue(massage, 60).await;
    bench.break_next("PATCH", Fault::SideEffect);
    bench.work().await;
    assert_eq!(bench.status(massage).await.id, StatusId::Synced);
    let history = bench.history().await;
    let effect = history.iter().find(|row| row.kind == Kind::SideEffect);
    let text = |text: &str| FieldValue::Text(text.into());
    let watched: Vec<_> = effect.unwrap().changes[1..]
        .iter()
        .map(|change| {
            (
                change.field,
                change.from.clone().unwrap(),
                change.to.clone(),
            )
        })
        .collect();
    assert_eq!(
        watched,
        [
            (Field::Seats, text("8"), text("")),
            (Field::Layouts, text("week, month"), text("")),
            (Field::Confirmation, text("always"), text("")),
        ]
    );
    // The next write finds nothing more to tell.
    bench.queue(massage, 70).await;
    bench.work().await;
    let history = bench.history().await;
    let effects = history.iter().filter(|row| row.kind == Kind::SideEffect);
    assert_eq!(effects.count(), 1);
    bench.check().await;
}

#[tokio::test]
async fn a_side_effect_on_a_managed_field_is_not_confirmed() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    bench.break_next("PATCH", Fault::SideEffect);
    bench.work().await;
    let reason = Reason::NotConfirmed {
        field: Field::BufferAfter,
        value: Some(FieldValue::Minutes(0)),
    };
    assert_reason(&bench.job(&id).await, JobState::Failed, 1, Some(&reason));
    bench.check().await;
}

#[tokio::test]
async fn what_someone_changes_right_after_the_write_shows_at_the_next_reading() {
    let (bench, massage) = Bench::with_massage().await;
    bench.queue(massage, 60).await;
    bench.break_next("PATCH", Fault::ForeignEdit);
    bench.work().await;
    assert_eq!(
        bench.status(massage).await.id,
        StatusId::Synced,
        "as last read"
    );
    assert_eq!(bench.there(MASSAGE).length_in_minutes, 65);
    bench.app.refresh_event_types(bench.account).await.unwrap();
    let changed = bench.status(massage).await;
    assert_eq!(
        (changed.id, changed.fields),
        (StatusId::ChangedInCalcom, vec![Field::Length])
    );
    bench.check().await;
}

/// Everything breaks, the probe, too: the account is held, whatever it was that broke.
#[tokio::test]
async fn while_the_probe_fails_too_the_account_is_held_without_an_attempt() {
    let cases = [
        (Fault::PortalPage, ConnectionState::Portal, Reason::Portal),
        (
            Fault::PortalRedirect,
            ConnectionState::Portal,
            Reason::Portal,
        ),
        (Fault::BrokenJson, ConnectionState::Portal, Reason::Portal),
        (status(511), ConnectionState::Portal, Reason::Portal),
        (
            status(500),
            ConnectionState::Unreachable,
            Reason::Unreachable,
        ),
        (
            status(503),
            ConnectionState::Unreachable,
            Reason::Unreachable,
        ),
        (
            Fault::BadGatewayHtml,
            ConnectionState::Unreachable,
            Reason::Unreachable,
        ),
        (
            Fault::Reset,
            ConnectionState::Unreachable,
            Reason::Unreachable,
        ),
        (
            Fault::TimeoutBeforeApply,
            ConnectionState::Unreachable,
            Reason::Unreachable,
        ),
        (
            Fault::CutBody,
            ConnectionState::Unreachable,
            Reason::Unreachable,
        ),
    ];
    for (fault, connection, reason) in cases {
        let waits_for_ever = fault == Fault::TimeoutBeforeApply;
        let bench = Bench::with(if waits_for_ever {
            impatient()
        } else {
            policy()
        })
        .await;
        let massage = bench.link(MASSAGE).await;
        let id = bench.queue(massage, 60).await;
        bench.calcom.inject(Rule::new(fault.clone()));
        assert_eq!(
            bench.work_once().await,
            Some(JobState::Waiting),
            "{fault:?}"
        );
        assert_reason(&bench.job(&id).await, JobState::Waiting, 0, Some(&reason));
        let status = bench.status(massage).await;
        assert_eq!(
            (status.id, status.reason),
            (StatusId::WaitingNetwork, Some(reason)),
            "{fault:?}"
        );
        assert_eq!(
            bench.app.snapshot(0).await.unwrap().connections[0].state,
            connection
        );
        assert_eq!(bench.calcom.patches(), []);

        bench.calcom.clear_faults();
        until("the probe is due and the job is sent", async || {
            bench.work_once().await;
            bench.job(&id).await.state == JobState::Succeeded
        })
        .await;
        assert_eq!(bench.job(&id).await.attempts, 0, "{fault:?}");
        bench.check().await;
    }
}

#[tokio::test]
async fn a_write_answered_with_503_uses_an_attempt_and_holds_the_others_while_the_probe_fails() {
    let bench = Bench::new().await;
    let (first, second) = (bench.link(MASSAGE).await, bench.link(LYMPH).await);
    let (first_job, second_job) = (bench.queue(first, 60).await, bench.queue(second, 50).await);
    bench.break_next("PATCH", status(503));
    bench.calcom.inject(Rule::new(status(503)).path("/v2/me"));
    assert_eq!(bench.work_once().await, Some(JobState::Waiting));
    assert_eq!(bench.job(&first_job).await.attempts, 1);
    assert_eq!(
        bench.work_once().await,
        None,
        "no other job of the account starts"
    );
    assert_eq!(bench.status(second).await.id, StatusId::WaitingNetwork);
    assert_eq!(bench.calcom.patches().len(), 1);

    bench.calcom.clear_faults();
    until("the second is sent", async || {
        bench.work_once().await;
        bench.job(&second_job).await.state == JobState::Succeeded
    })
    .await;
    assert_eq!(bench.status(first).await.id, StatusId::Retry);
    bench.clock.advance(MINUTE);
    bench.work().await;
    assert_reason(&bench.job(&first_job).await, JobState::Succeeded, 1, None);
    bench.check().await;
}

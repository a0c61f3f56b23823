//! Every row of the guard's table, in its order, and the rule of *ours*.

use super::*;
use crate::domain::job::Requester;
use crate::domain::reading::Owner;
use crate::domain::service::tests::massage;

fn remote(length: i64) -> Values {
    [
        (Field::Title, FieldValue::text("Massage")),
        (Field::Length, FieldValue::Minutes(length)),
        (Field::BufferBefore, FieldValue::Minutes(0)),
        (Field::BufferAfter, FieldValue::Minutes(10)),
        (Field::LengthOptions, FieldValue::List(vec![])),
    ]
    .into_iter()
    .collect()
}

fn known(length: i64) -> Known {
    let reading = Reading {
        event_type_id: 123,
        owner: Owner::User { user_id: 7 },
        values: remote(length),
        watched: Values::default(),
        slug: "massage".into(),
        price: None,
        booking_url: None,
    };
    Known {
        reading,
        read_at: 1_000,
    }
}

fn length(minutes: i64) -> Values {
    [(Field::Length, FieldValue::Minutes(minutes))]
        .into_iter()
        .collect()
}

fn planned(known_length: i64, past: &Past, view: View) -> Plan {
    let (service, link) = massage();
    plan(&service, &link, Some(&known(known_length)), past, view)
}

fn job(state: JobState, plan: &Plan) -> Job {
    Job {
        seq: 1,
        id: "j".into(),
        link_id: 1,
        service_id: 1,
        account_id: 1,
        batch: None,
        state,
        plan: plan.clone(),
        plan_revision: 1,
        attempts: 0,
        crashes: 0,
        not_before: 0,
        delay_ms: 0,
        held_at: None,
        reason: None,
        handled_at: None,
        requested_by: Requester::Window,
        created_at: 0,
        started_at: None,
        finished_at: None,
    }
}

struct Case<'a> {
    plan: &'a Plan,
    revision: i64,
    job: Option<&'a Job>,
    refusal: Option<&'a Reason>,
    remote: Option<i64>,
    just_read: bool,
    past: &'a Past,
}

#[track_caller]
fn check(case: &Case, expected: &Verdict) {
    let remote = case.remote.map(remote);
    let verdict = guard(&Situation {
        plan: case.plan,
        service_revision: case.revision,
        last_job: case.job,
        refusal: case.refusal,
        remote: remote.as_ref(),
        just_read: case.just_read,
        past: case.past,
    });
    assert_eq!(verdict, *expected);
}

#[test]
fn the_rows_of_the_guard_in_their_order() {
    let past = Past::default();
    let wanted = planned(50, &past, View::Respect);
    let mut other = wanted.clone();
    other.desired.set(Field::Length, FieldValue::Minutes(45));
    let same_waits = job(JobState::Waiting, &wanted);
    let same_runs = job(JobState::Running, &wanted);
    let other_waits = job(JobState::Waiting, &other);
    let other_runs = job(JobState::Running, &other);
    let changed = Verdict::Refused(Reason::ChangedInCalcom {
        fields: vec![Field::Length],
    });
    let base = Case {
        plan: &wanted,
        revision: 1,
        job: None,
        refusal: None,
        remote: Some(50),
        just_read: true,
        past: &past,
    };

    check(
        &Case {
            revision: 2,
            job: Some(&same_waits),
            ..base
        },
        &Verdict::PlanOutdated,
    );
    check(
        &Case {
            job: Some(&same_waits),
            refusal: Some(&Reason::NotOwned),
            ..base
        },
        &Verdict::AlreadyPending,
    );
    check(
        &Case {
            job: Some(&same_runs),
            ..base
        },
        &Verdict::AlreadyPending,
    );
    check(
        &Case {
            refusal: Some(&Reason::NotOwned),
            remote: Some(55),
            ..base
        },
        &Verdict::Refused(Reason::NotOwned),
    );
    check(
        &Case {
            remote: Some(55),
            job: Some(&other_waits),
            ..base
        },
        &changed,
    );
    check(
        &Case {
            remote: Some(55),
            just_read: false,
            ..base
        },
        &changed,
    );
    check(
        &Case {
            job: Some(&other_waits),
            ..base
        },
        &Verdict::Update,
    );
    check(
        &Case {
            job: Some(&other_waits),
            remote: Some(60),
            ..base
        },
        &Verdict::Update,
    );
    check(
        &Case {
            job: Some(&other_runs),
            remote: Some(60),
            ..base
        },
        &Verdict::Queue,
    );
    check(
        &Case {
            remote: Some(60),
            ..base
        },
        &Verdict::UpToDate,
    );
    check(
        &Case {
            remote: Some(60),
            just_read: false,
            ..base
        },
        &Verdict::Queue,
    );
    check(
        &Case {
            remote: None,
            just_read: false,
            ..base
        },
        &Verdict::Queue,
    );
    check(&base, &Verdict::Queue);
}

#[test]
fn a_change_made_elsewhere_stops_the_plan_unless_it_was_shown() {
    let past = Past {
        agreed: Some(remote(50)),
        agreed_at: Some(500),
        sent: vec![],
    };
    let respectful = planned(55, &past, View::Respect);
    assert_eq!(
        respectful
            .base
            .as_ref()
            .and_then(|base| base.minutes(Field::Length)),
        Some(50)
    );
    assert_eq!(not_ours(&respectful, &remote(55), &past), [Field::Length]);

    let seen = planned(55, &past, View::Overwrite);
    assert_eq!(not_ours(&seen, &remote(55), &past), []);
    assert_eq!(
        not_ours(&seen, &remote(57), &past),
        [Field::Length],
        "a second change stops it again"
    );
}

#[test]
fn what_we_sent_ourselves_is_ours() {
    let settled = |settled_at| Past {
        agreed: Some(remote(50)),
        agreed_at: Some(500),
        sent: vec![Sent {
            values: length(70),
            started_at: 400,
            settled_at,
        }],
    };
    let sent = |at| settled(Some(at));
    let made = planned(50, &sent(1_500), View::Respect);
    assert_eq!(not_ours(&made, &remote(70), &sent(1_500)), []);
    assert_eq!(
        not_ours(&made, &remote(70), &sent(900)),
        [Field::Length],
        "settled before the base was read"
    );
    assert_eq!(
        not_ours(&made, &remote(70), &settled(None)),
        [],
        "still open: it may arrive at any time"
    );
    assert_eq!(
        sent(1_500).changed_elsewhere(&made.desired, &remote(70)),
        []
    );
    assert_eq!(
        sent(400).changed_elsewhere(&made.desired, &remote(70)),
        [Field::Length]
    );
}

#[test]
fn a_plan_without_a_base_has_nothing_to_compare_with() {
    let (service, link) = massage();
    let blind = plan(&service, &link, None, &Past::default(), View::Respect);
    assert_eq!(blind.base, None);
    assert_eq!(not_ours(&blind, &remote(55), &Past::default()), []);
}

#[test]
fn durations_to_choose_from_that_appeared_meanwhile_stop_the_plan() {
    let past = Past::default();
    let made = planned(50, &past, View::Respect);
    let mut offered = remote(50);
    offered.set(Field::LengthOptions, FieldValue::List(vec![30, 50]));
    assert_eq!(not_ours(&made, &offered, &past), [Field::LengthOptions]);
}

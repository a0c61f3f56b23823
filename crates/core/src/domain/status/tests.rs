//! Every row of the status table, in its order, and what stands beside a status.

use abgleich_calcom::ApiAddress;

use super::*;
use crate::domain::account_color::AccountColor;
use crate::domain::fields::FieldValue;
use crate::domain::job::Requester;
use crate::domain::money::Money;
use crate::domain::plan::{Plan, Sent};
use crate::domain::reading::{Owner, Reading};
use crate::domain::service::tests::massage;

const NOW: UtcMillis = 1_000_000;
const READ_AT: UtcMillis = 500_000;
const USER: i64 = 7;

/// Everything that a status depends on, with a linked and synchronised service to begin with.
struct Scene {
    service: Service,
    link: Link,
    account: Account,
    connection: ConnectionState,
    known: Option<Known>,
    gone: bool,
    past: Past,
    running: Option<Job>,
    waiting: Option<Job>,
    finished: Option<Job>,
    paused: bool,
    dispatch_failed: bool,
}

fn held(length: i64) -> Values {
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
        owner: Owner::User { user_id: USER },
        values: held(length),
        watched: Values::default(),
        slug: "massage".into(),
        price: None,
        booking_url: None,
    };
    Known {
        reading,
        read_at: READ_AT,
    }
}

impl Scene {
    fn synced() -> Self {
        let (service, link) = massage();
        let agreed = service.desired(&link, None);
        Self {
            account: Account {
                id: 1,
                uuid: "u".into(),
                name: "Praxis".into(),
                color: AccountColor::Indigo,
                url: ApiAddress::parse("https://api.cal.eu").unwrap(),
                web_url: None,
                user_id: USER,
                user_name: None,
                email: None,
                time_zone: None,
                team_ids: vec![],
                key_expires: None,
                key_reminded: None,
                requests_per_minute: 60,
                state: AccountState::Ok,
                hold: None,
                key_revision: 1,
                next_request_at: 0,
                checked_at: None,
            },
            connection: ConnectionState::Online,
            known: Some(known(service.duration)),
            gone: false,
            past: Past {
                agreed: Some(agreed),
                agreed_at: Some(READ_AT),
                sent: vec![],
            },
            running: None,
            waiting: None,
            finished: None,
            paused: false,
            dispatch_failed: false,
            service,
            link,
        }
    }

    /// A job with the values of the service as it is now.
    fn job(&self, state: JobState) -> Job {
        let plan = Plan {
            service_id: self.service.id,
            service_revision: self.service.revision,
            link_id: self.link.id,
            event_type_id: self.link.event_type_id,
            base: Some(held(50)),
            base_read_at: Some(READ_AT),
            desired: self.service.desired(&self.link, None),
        };
        Job {
            seq: 1,
            id: "j".into(),
            link_id: self.link.id,
            service_id: self.service.id,
            account_id: self.account.id,
            batch: None,
            state,
            plan,
            plan_revision: 1,
            attempts: 0,
            crashes: 0,
            not_before: NOW,
            delay_ms: 0,
            held_at: None,
            reason: None,
            handled_at: None,
            requested_by: Requester::Window,
            created_at: READ_AT,
            started_at: None,
            finished_at: None,
        }
    }

    fn failed(&self, reason: Reason) -> Job {
        Job {
            reason: Some(reason),
            finished_at: Some(READ_AT + 1),
            ..self.job(JobState::Failed)
        }
    }

    fn waits(mut self) -> Self {
        self.waiting = Some(self.job(JobState::Waiting));
        self
    }

    fn runs(mut self) -> Self {
        self.running = Some(self.job(JobState::Running));
        self
    }

    fn fails(mut self, reason: Reason) -> Self {
        self.finished = Some(self.failed(reason));
        self
    }

    fn edited(mut self) -> Self {
        self.service.duration += 15;
        self.service.revision += 1;
        self
    }

    /// Someone changed the length in Cal.com, and it was read.
    fn changed_there(mut self) -> Self {
        self.known = Some(known(55));
        self
    }

    fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    fn owned_by(self, owner: Owner) -> Self {
        let mut known = known(60);
        known.reading.owner = owner;
        self.with(|scene| scene.known = Some(known))
    }

    fn status(&self) -> Status {
        status(&Facts {
            service: &self.service,
            link: &self.link,
            account: &self.account,
            connection: self.connection,
            known: self.known.as_ref(),
            gone: self.gone,
            past: &self.past,
            running: self.running.as_ref(),
            waiting: self.waiting.as_ref(),
            last_finished: self.finished.as_ref(),
            paused: self.paused,
            dispatch_failed: self.dispatch_failed,
            now: NOW,
        })
    }
}

#[track_caller]
fn check(scene: &Scene, id: StatusId, reason: Option<Reason>) -> Status {
    let status = scene.status();
    assert_eq!((status.id, status.reason.clone()), (id, reason));
    status
}

fn synced() -> Scene {
    Scene::synced()
}

fn changed_length() -> Reason {
    Reason::ChangedInCalcom {
        fields: vec![Field::Length],
    }
}

#[test]
fn without_a_job_the_reading_decides() {
    let fresh = check(&synced(), StatusId::Synced, None);
    assert_eq!(fresh.read_at, Some(READ_AT));

    check(
        &synced().with(|scene| scene.known = None),
        StatusId::Never,
        None,
    );

    let outdated = check(&synced().edited(), StatusId::Outdated, None);
    assert_eq!(outdated.fields, [Field::Length], "what the label counts");

    let changed = check(
        &synced().changed_there(),
        StatusId::ChangedInCalcom,
        Some(changed_length()),
    );
    assert_eq!(changed.fields, [Field::Length]);
    assert!(!changed.edited_since, "only there");
    let both = check(
        &synced().edited().changed_there(),
        StatusId::ChangedInCalcom,
        Some(changed_length()),
    );
    assert!(both.edited_since, "here as well");
}

#[test]
fn a_difference_from_before_the_first_agreement_is_nobodys_change() {
    let never_agreed = synced()
        .changed_there()
        .with(|scene| scene.past = Past::default());
    check(&never_agreed, StatusId::Outdated, None);
}

#[test]
fn a_value_that_we_sent_ourselves_is_not_somebodys_change() {
    let sent_at = |at| {
        let settled_at = Some(at);
        let values = [(Field::Length, FieldValue::Minutes(55))]
            .into_iter()
            .collect();
        synced().changed_there().with(|scene| {
            let started_at = READ_AT - 2;
            scene.past.sent = vec![Sent {
                values,
                started_at,
                settled_at,
            }];
        })
    };
    check(&sent_at(READ_AT + 1), StatusId::Outdated, None);
    check(
        &sent_at(READ_AT - 1),
        StatusId::ChangedInCalcom,
        Some(changed_length()),
    );
}

#[test]
fn nothing_is_synced_that_was_not_read_after_our_own_last_try() {
    let sent = |minutes, started_at, settled_at| {
        let values = [(Field::Length, FieldValue::Minutes(minutes))]
            .into_iter()
            .collect();
        synced().with(|scene| {
            scene.past.sent = vec![Sent {
                values,
                started_at,
                settled_at,
            }];
        })
    };
    let unread = check(&sent(55, READ_AT + 1, None), StatusId::Outdated, None);
    assert_eq!(unread.fields, [Field::Length]);
    for (minutes, started_at, settled_at) in [
        (55, READ_AT, None),
        (55, NOW + 1, None),
        (55, READ_AT + 1, Some(READ_AT + 2)),
        (60, READ_AT + 1, None),
    ] {
        check(
            &sent(minutes, started_at, settled_at),
            StatusId::Synced,
            None,
        );
    }
}

#[test]
fn an_event_type_that_may_not_be_changed_blocks() {
    let somebody_elses = Owner::User { user_id: USER + 1 };
    let team = Owner::Team {
        team_id: 3,
        template: true,
    };
    let child = Owner::ManagedChild { template: Some(9) };
    let managed = Reason::ManagedByTeam { template: Some(9) };
    check(
        &synced().owned_by(somebody_elses),
        StatusId::Blocked,
        Some(Reason::NotOwned),
    );
    check(
        &synced().owned_by(team.clone()),
        StatusId::Blocked,
        Some(Reason::NotOwned),
    );
    check(&synced().owned_by(child), StatusId::Blocked, Some(managed));
    check(&synced().owned_by(Owner::Unnamed), StatusId::Synced, None);
    check(
        &synced().with(|scene| scene.gone = true),
        StatusId::Blocked,
        Some(Reason::NotFound),
    );
    let member = synced()
        .owned_by(team)
        .with(|scene| scene.account.team_ids = vec![3]);
    check(&member, StatusId::Synced, None);
}

#[test]
fn a_running_job_comes_before_everything_else() {
    let all_at_once = synced()
        .waits()
        .runs()
        .fails(Reason::NotFound)
        .changed_there()
        .with(|scene| {
            scene.account.state = AccountState::NeedsKey;
            scene.connection = ConnectionState::Offline;
            scene.dispatch_failed = true;
            scene.gone = true;
        });
    check(&all_at_once, StatusId::Syncing, None);
}

#[test]
fn a_waiting_job_says_what_it_waits_for() {
    check(&synced().waits(), StatusId::Pending, None);

    let unreachable = [
        (ConnectionState::Offline, Reason::Offline),
        (ConnectionState::Portal, Reason::Portal),
        (ConnectionState::TlsIntercepted, Reason::TlsIntercepted),
        (ConnectionState::Unreachable, Reason::Unreachable),
    ];
    for (connection, reason) in unreachable {
        let waiting = synced().waits().with(|scene| scene.connection = connection);
        check(&waiting, StatusId::WaitingNetwork, Some(reason));
    }

    let cause = Reason::ServerError { until: NOW + 9 };
    let job = Job {
        not_before: NOW + 9,
        reason: Some(cause.clone()),
        ..synced().job(JobState::Waiting)
    };
    let retry = check(
        &synced().with(|scene| scene.waiting = Some(job)),
        StatusId::Retry,
        Some(cause),
    );
    assert_eq!(retry.retry_at, Some(NOW + 9));
}

#[test]
fn a_pause_is_named_as_long_as_it_lasts() {
    let calcom_asked_until = |until| {
        synced().waits().with(|scene| {
            scene.account.hold = Some(Reason::RateLimited { until });
            scene.account.next_request_at = until;
        })
    };
    check(
        &calcom_asked_until(NOW + 5),
        StatusId::Pending,
        Some(Reason::RateLimited { until: NOW + 5 }),
    );
    check(&calcom_asked_until(NOW), StatusId::Pending, None);

    for everywhere in [true, false] {
        let paused = synced().waits().with(|scene| {
            scene.paused = everywhere;
            scene.account.state = if everywhere {
                AccountState::Ok
            } else {
                AccountState::Paused
            };
        });
        assert!(check(&paused, StatusId::Pending, Some(Reason::Paused)).paused);
    }
}

#[test]
fn what_a_person_must_cure_comes_before_the_network() {
    let cures = [
        (
            AccountState::NeedsKey,
            Some(Reason::KeyExpired),
            Reason::KeyExpired,
        ),
        (AccountState::NeedsKey, None, Reason::KeyRejected),
        (
            AccountState::Ok,
            Some(Reason::KeyringLocked),
            Reason::KeyringLocked,
        ),
        (
            AccountState::Ok,
            Some(Reason::KeyringAbsent),
            Reason::KeyringAbsent,
        ),
        (
            AccountState::Paused,
            Some(Reason::KeyRejected),
            Reason::KeyRejected,
        ),
        (AccountState::Disconnected, None, Reason::Disconnected),
    ];
    for (state, hold, reason) in cures {
        let held = synced().waits().with(|scene| {
            scene.account.state = state;
            scene.account.hold = hold;
            scene.connection = ConnectionState::Offline;
        });
        check(&held, StatusId::Blocked, Some(reason));
    }
}

#[test]
fn a_held_account_says_nothing_about_services_that_do_not_wait() {
    let needs_key = |scene: &mut Scene| {
        scene.account.state = AccountState::NeedsKey;
        scene.connection = ConnectionState::Offline;
    };
    check(&synced().with(needs_key), StatusId::Synced, None);
    check(&synced().edited().with(needs_key), StatusId::Outdated, None);
}

#[test]
fn a_waiting_job_hides_an_older_failure() {
    check(
        &synced().fails(Reason::NotFound).waits(),
        StatusId::Pending,
        None,
    );
    check(
        &synced().waits().with(|scene| scene.dispatch_failed = true),
        StatusId::Pending,
        None,
    );
}

#[test]
fn a_request_that_could_not_be_stored_is_an_error() {
    let undispatched = |scene: Scene| scene.with(|scene| scene.dispatch_failed = true);
    check(
        &undispatched(synced()),
        StatusId::Error,
        Some(Reason::DispatchFailed),
    );
    let failed_before = undispatched(synced().fails(Reason::NotOwned));
    check(
        &failed_before,
        StatusId::Error,
        Some(Reason::DispatchFailed),
    );
}

#[test]
fn every_failure_has_its_status() {
    let kinds = [
        (Reason::NotOwned, StatusId::Blocked),
        (Reason::ManagedByTeam { template: None }, StatusId::Blocked),
        (Reason::Forbidden, StatusId::Blocked),
        (Reason::NotFound, StatusId::Error),
        (Reason::RetriesUsedUp { tries: 4 }, StatusId::Error),
        (
            Reason::NotConfirmed {
                field: Field::Length,
                value: None,
            },
            StatusId::Error,
        ),
        (Reason::CrashLoop, StatusId::Error),
        (Reason::UnexpectedAnswer, StatusId::Error),
        (
            Reason::ChangedInCalcom {
                fields: vec![Field::Length],
            },
            StatusId::ChangedInCalcom,
        ),
    ];
    for (reason, id) in kinds {
        let shown = check(&synced().fails(reason.clone()), id, Some(reason));
        assert_eq!(shown.fields.is_empty(), id != StatusId::ChangedInCalcom);
    }
}

#[test]
fn a_job_that_met_a_change_says_whether_something_changed_here_as_well() {
    let met = || synced().fails(changed_length());
    assert!(!met().status().edited_since, "only there");
    assert!(met().edited().status().edited_since, "here as well");
    // It is said of nothing else: other failures are not decided field by field.
    assert!(
        !synced()
            .fails(Reason::NotFound)
            .edited()
            .status()
            .edited_since
    );
}

#[test]
fn a_failure_stays_until_it_was_handled_or_equal_values_were_read() {
    let reason = Reason::RetriesUsedUp { tries: 4 };
    let failed = || synced().fails(reason.clone());

    let handled = failed().with(|scene| {
        scene.finished = scene.finished.take().map(|job| Job {
            handled_at: Some(NOW),
            ..job
        });
    });
    check(&handled, StatusId::Synced, None);
    let succeeded = synced().with(|scene| scene.finished = Some(scene.job(JobState::Succeeded)));
    check(&succeeded, StatusId::Synced, None);

    let read_later = |length| {
        failed().with(|scene| {
            scene.known = Some(Known {
                read_at: READ_AT + 2,
                ..known(length)
            });
        })
    };
    check(&read_later(60), StatusId::Synced, None);
    check(&read_later(50), StatusId::Error, Some(reason.clone()));
    check(&failed(), StatusId::Error, Some(reason.clone()));
}

#[test]
fn only_an_edit_that_changes_the_plan_is_one_since() {
    for start in [Scene::waits, Scene::runs] {
        assert!(!start(synced()).status().edited_since);
        assert!(start(synced()).edited().status().edited_since);
        let price_only = start(synced()).with(|scene| {
            scene.service.price_minor = Some(1);
            scene.service.revision += 1;
        });
        assert!(!price_only.status().edited_since, "a price is never sent");
        let there_and_back = start(synced()).with(|scene| scene.service.revision += 2);
        assert!(!there_and_back.status().edited_since);
    }
}

#[test]
fn a_price_differs_only_if_both_sides_name_one() {
    let euro = |minor| Money {
        minor,
        currency: "EUR".into(),
    };
    let cases = [
        (Some(7500), Some(euro(7000)), true),
        (Some(7500), Some(euro(7500)), false),
        (
            Some(7500),
            Some(Money {
                minor: 7500,
                currency: "CHF".into(),
            }),
            true,
        ),
        (Some(7500), None, false),
        (None, Some(euro(7500)), false),
    ];
    for (here, there, expected) in cases {
        let mut known = known(60);
        known.reading.price = there;
        let scene = synced().with(|scene| {
            scene.service.price_minor = here;
            scene.known = Some(known);
        });
        let status = scene.status();
        assert_eq!(
            (status.price_differs, status.id),
            (expected, StatusId::Synced),
            "{here:?}"
        );
    }
}

#[test]
fn several_links_show_the_most_severe() {
    use StatusId::{
        Blocked, ChangedInCalcom, Error, Never, Outdated, Pending, Retry, Synced, Syncing,
        Unlinked, WaitingNetwork,
    };
    let by_severity = [
        Error,
        Blocked,
        ChangedInCalcom,
        Retry,
        WaitingNetwork,
        Pending,
        Syncing,
        Outdated,
        Never,
        Synced,
        Unlinked,
    ];
    for (index, severe) in by_severity.iter().enumerate() {
        for milder in by_severity.iter().skip(index) {
            for pair in [[*severe, *milder], [*milder, *severe]] {
                let shown = Status::most_severe(pair.map(Status::plain));
                assert_eq!(shown.id, *severe, "{pair:?}");
            }
        }
    }
    assert_eq!(Status::most_severe([]).id, Unlinked, "no link at all");
}

#[test]
fn several_links_hide_nothing_of_each_other() {
    let price = Status {
        price_differs: true,
        ..Status::plain(StatusId::Synced)
    };
    let edited = Status {
        edited_since: true,
        ..Status::plain(StatusId::Pending)
    };
    let read = |at| Status {
        read_at: Some(at),
        ..Status::plain(StatusId::Synced)
    };
    let both = |one: &Status, other: &Status| {
        let there = Status::most_severe([one.clone(), other.clone()]);
        let back = Status::most_severe([other.clone(), one.clone()]);
        assert_eq!(there, back);
        there
    };
    let pending = Status::plain(StatusId::Pending);
    let shown = both(&pending, &price);
    assert_eq!((shown.id, shown.price_differs), (StatusId::Pending, true));
    assert!(both(&pending, &edited).edited_since);
    // Of another kind of status it would be another word.
    let error = Status::plain(StatusId::Error);
    assert!(!both(&error, &edited).edited_since);
    assert_eq!(both(&read(20), &read(10)).read_at, Some(10));
    let never_read = Status::plain(StatusId::Synced);
    assert_eq!(both(&read(20), &never_read).read_at, None);
    let outdated = Status {
        read_at: Some(30),
        ..Status::plain(StatusId::Outdated)
    };
    assert_eq!(both(&read(20), &outdated).read_at, Some(30));
}

/// It is the link that the window explains, too.
#[test]
fn of_links_that_are_equally_severe_the_first_one_tells() {
    let of = |field| Status {
        fields: vec![field],
        ..Status::plain(StatusId::Outdated)
    };
    let shown = Status::most_severe([of(Field::Length), of(Field::Title)]);
    assert_eq!(shown.fields, [Field::Length]);
}

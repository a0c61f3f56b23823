//! A whole day of a practice, with everything that can go wrong in it, as the simulator recorded it.

use std::collections::{BTreeSet, HashSet};
use std::time::Duration;

use abgleich_core::app::answer::AnswerKind;
use abgleich_core::app::resolve::Side;
use abgleich_core::domain::edit::Edit;
use abgleich_core::domain::job::JobState;
use abgleich_core::domain::plan::View;
use abgleich_core::domain::service::Link;
use abgleich_simulator::{
    DEMO_KEY, DEMO_SECOND_KEY, DEMO_TEAM_ID, DEMO_USER_ID, EventTypeSeed, Fault, RateLimit,
    Request, Rule, World,
};
use serde_json::Value;

use crate::endpoint::Endpoint;
use crate::practice::Practice;

const MASSAGE: i64 = 123_456;
const LYMPH: i64 = 123_404;
const HIDDEN: i64 = 123_418;
const GROUP: i64 = 123_411;
const TEMPLATE: i64 = 123_413;
/// Of the second therapist.
const MAXS_MASSAGE: i64 = 123_422;
/// Of the team, linked by someone who is no admin in it.
const ADVANCED_GROUP: i64 = 200_001;
/// Event types for the faults, one each.
const FAULTY: i64 = 300_000;

/// Every way to fail, with short waits and small sizes. `status=` with each status that Cal.com is known to send.
const FAULTS: [&str; 36] = [
    "reset",
    "reset-after-apply",
    "timeout-before-apply",
    "timeout-after-apply",
    "slow=20",
    "status=400",
    "status=401",
    "status=403",
    "status=404",
    "status=409",
    "status=413",
    "status=422",
    "status=429",
    "status=498",
    "status=500",
    "status=502",
    "status=503",
    "status=504",
    "key-expired",
    "key-unknown",
    "rate-limited=1",
    "retry-after=1",
    "bad-gateway-html",
    "foreign-status=403",
    "portal-redirect",
    "portal-page",
    "stale-read=2",
    "foreign-edit",
    "side-effect",
    "broken-json",
    "huge-body=9",
    "deep-json=200",
    "cut-body",
    "cut-body-after-apply",
    "wrong-shape",
    "without-buffers",
];
/// About a write alone.
const FAULTS_OF_WRITING: [&str; 4] = [
    "accept-but-ignore",
    "rejected=lengthInMinutes:lengthInMinutes is too long",
    "apply-late",
    "status-after-apply=504",
];

fn world() -> World {
    let mut world = World::demo();
    world.add_event_type(
        EventTypeSeed::team(DEMO_TEAM_ID, "Rückenschule für Geübte", 90).id(ADVANCED_GROUP),
    );
    let of_reading_and_writing = FAULTS.len() + FAULTS.len() + FAULTS_OF_WRITING.len();
    for (index, id) in (FAULTY..).take(of_reading_and_writing).enumerate() {
        let seed = EventTypeSeed::personal(DEMO_USER_ID, &format!("Leistung {index}"), 30);
        world.add_event_type(seed.id(id).buffers(5, 5));
    }
    world
}

/// Connecting with a wrong key, then with the right one, and one sync.
pub async fn one_sync() -> Vec<Request> {
    let practice = Practice::open(World::demo(), None).await;
    refused_key(&practice, "cal_somebody_else").await;
    let account = practice.connect(DEMO_KEY).await;
    practice.app.import(account, None).await.unwrap();
    let massage = practice.link_to(MASSAGE).await;
    assert_eq!(
        practice.sync(&massage, vec![Edit::Duration(60)]).await,
        JobState::Succeeded
    );
    practice.calcom.requests()
}

/// Everything that was sent and received from the morning to the evening.
pub async fn whole_day() -> Vec<Request> {
    let practice = Practice::open(world(), None).await;
    refused_key(&practice, "cal_somebody_else").await;
    refused_key(&practice, "another_prefix").await;
    let anna = practice.connect(DEMO_KEY).await;
    practice.app.import(anna, None).await.unwrap();
    usual_changes(&practice).await;
    teams(&practice, anna).await;
    not_ours(&practice, anna).await;
    faults(&practice).await;
    offline(&practice).await;
    new_key(&practice, anna).await;
    let mut requests = practice.calcom.requests();
    requests.extend(busy_minute().await);
    requests
}

async fn refused_key(practice: &Practice, key: &str) {
    let checked = practice
        .app
        .check_key(&practice.calcom.address(), None, key)
        .await;
    assert!(checked.is_err(), "nobody knows {key}");
}

/// Every field that is ever sent.
async fn usual_changes(practice: &Practice) {
    let massage = practice.link_to(MASSAGE).await;
    let edits = vec![
        Edit::Name("Massage, klassisch".into()),
        Edit::Description(Some("Rücken, Nacken\noder Ganzkörper.".into())),
        Edit::Duration(1440),
        Edit::BufferBefore(Some(15)),
        Edit::BufferAfter(Some(1440)),
        Edit::PriceMinor(Some(7500)),
    ];
    assert_eq!(practice.sync(&massage, edits).await, JobState::Succeeded);
    let edits = vec![
        Edit::Name("ä".repeat(255)),
        Edit::BufferBefore(Some(0)),
        Edit::Description(Some("ü".repeat(5_000))),
        Edit::Duration(1),
    ];
    assert_eq!(practice.sync(&massage, edits).await, JobState::Succeeded);
    assert_eq!(
        practice
            .sync(&massage, vec![Edit::Description(Some(String::new()))])
            .await,
        JobState::Succeeded
    );
    // Several lengths to choose from: the old default is replaced.
    let lymph = practice.link_to(LYMPH).await;
    assert_eq!(
        practice.sync(&lymph, vec![Edit::Duration(50)]).await,
        JobState::Succeeded
    );
    assert_eq!(
        practice
            .calcom
            .event_type(LYMPH)
            .unwrap()
            .length_in_minutes_options,
        Some(vec![30, 50, 60])
    );
    changed_there(practice, &lymph).await;
    let hidden = practice.link_to(HIDDEN).await;
    assert_eq!(
        practice.sync(&hidden, vec![Edit::Listed(Some(true))]).await,
        JobState::Succeeded
    );
    assert_eq!(
        practice.request(&hidden, View::Respect).await.kind,
        AnswerKind::UpToDate
    );
}

/// Somebody changes an event type in Cal.com; the practice sees who, and takes the value over.
async fn changed_there(practice: &Practice, link: &Link) {
    practice
        .calcom
        .edit_as(link.event_type_id, "M. Klein", |it| {
            it.length_in_minutes = 60;
        })
        .unwrap();
    let patience = Some(Duration::from_secs(5));
    let shown = practice.app.compare(link.id, patience).await.unwrap();
    assert_eq!(shown.authors.len(), 1);
    let taken = practice
        .app
        .resolve(shown.decided(Side::Calcom))
        .await
        .unwrap();
    assert_eq!(taken.changes.len(), 1);
}

/// Event types of a team go by the team's own path; a template answers with its children.
async fn teams(practice: &Practice, anna: i64) {
    let group = practice.link_to(GROUP).await;
    assert_eq!(
        practice.sync(&group, vec![Edit::Duration(75)]).await,
        JobState::Succeeded
    );
    let template = practice.link_to(TEMPLATE).await;
    assert_eq!(
        practice.sync(&template, vec![Edit::Duration(35)]).await,
        JobState::Succeeded
    );
    // What is not found by the personal path is asked for by the team's.
    practice.edit(&group, vec![Edit::Duration(80)]).await;
    assert_eq!(
        practice.request(&group, View::Respect).await.kind,
        AnswerKind::Queued
    );
    let personal = format!("/v2/event-types/{GROUP}");
    practice.calcom.inject(
        Rule::new(Fault::Status { status: 404 })
            .on("GET")
            .path(&personal)
            .times(1),
    );
    practice.work().await;
    assert_eq!(
        practice.calcom.event_type(GROUP).unwrap().length_in_minutes,
        80
    );
    practice.app.refresh_event_types(anna).await.unwrap();
}

/// Somebody else's event type, and one of a team in which the person is no admin.
async fn not_ours(practice: &Practice, anna: i64) {
    let foreign = practice
        .add_linked(anna, "Massage bei Max", 30, MAXS_MASSAGE)
        .await;
    assert_eq!(
        practice.request(&foreign, View::Respect).await.kind,
        AnswerKind::Refused
    );
    let max = practice.connect(DEMO_SECOND_KEY).await;
    let advanced = practice.link_to(ADVANCED_GROUP).await;
    practice.app.unlink(advanced.id).await.unwrap();
    let advanced = practice
        .add_linked(max, "Rückenschule am Abend", 60, ADVANCED_GROUP)
        .await;
    assert_eq!(
        practice.request(&advanced, View::Respect).await.kind,
        AnswerKind::Queued
    );
    practice.work().await;
    assert_eq!(
        practice
            .calcom
            .event_type(ADVANCED_GROUP)
            .unwrap()
            .length_in_minutes,
        90,
        "403"
    );
}

/// Each fault strikes a write and, where it can, a reading; then all comes into agreement.
async fn faults(practice: &Practice) {
    let mut next = FAULTY;
    for (method, faults) in [
        ("GET", &FAULTS[..]),
        ("PATCH", &FAULTS[..]),
        ("PATCH", &FAULTS_OF_WRITING[..]),
    ] {
        for fault in faults {
            let link = practice.link_to(next).await;
            next += 1;
            strike(practice, &link, method, fault.parse().unwrap()).await;
        }
    }
}

async fn strike(practice: &Practice, link: &Link, method: &str, fault: Fault) {
    practice.edit(link, vec![Edit::Duration(40)]).await;
    assert_eq!(
        practice.request(link, View::Respect).await.kind,
        AnswerKind::Queued
    );
    let path = format!("/event-types/{}", link.event_type_id);
    practice
        .calcom
        .inject(Rule::new(fault.clone()).on(method).path(&path).times(1));
    practice.work().await;
    assert_eq!(
        practice.calcom.faults(),
        [],
        "{fault:?} never struck a {method}"
    );
    practice.calcom.carry_out_late();
    practice.bring_into_agreement(link).await;
    assert_eq!(
        practice
            .calcom
            .event_type(link.event_type_id)
            .unwrap()
            .length_in_minutes,
        40
    );
}

async fn offline(practice: &Practice) {
    practice.calcom.go_offline().await;
    let massage = practice.link_to(MASSAGE).await;
    practice.edit(&massage, vec![Edit::Duration(55)]).await;
    assert_eq!(
        practice.request(&massage, View::Respect).await.kind,
        AnswerKind::Queued
    );
    practice.app.work_once().await.unwrap();
    practice.calcom.go_online().await.unwrap();
    practice.work().await;
    assert_eq!(
        practice
            .calcom
            .event_type(MASSAGE)
            .unwrap()
            .length_in_minutes,
        55
    );
}

/// The key expires with a job waiting; a new one is entered.
async fn new_key(practice: &Practice, anna: i64) {
    let massage = practice.link_to(MASSAGE).await;
    practice.edit(&massage, vec![Edit::Duration(45)]).await;
    practice.request(&massage, View::Respect).await;
    practice.calcom.change_world(|world| {
        world.expire_key(DEMO_KEY);
        world.add_key(DEMO_USER_ID, "cal_the_next_one");
    });
    practice.work().await;
    assert_ne!(
        practice
            .calcom
            .event_type(MASSAGE)
            .unwrap()
            .length_in_minutes,
        45
    );
    let checked = practice
        .app
        .check_key(&practice.calcom.address(), None, "cal_the_next_one")
        .await
        .unwrap();
    practice.app.replace_key(anna, checked, None).await.unwrap();
    practice.work().await;
    assert_eq!(
        practice
            .calcom
            .event_type(MASSAGE)
            .unwrap()
            .length_in_minutes,
        45
    );
}

/// A server that allows little: its own rate limit refuses, and all arrives later.
async fn busy_minute() -> Vec<Request> {
    let limit = RateLimit {
        limit: 6,
        window: Duration::from_millis(700),
        block: Duration::from_millis(100),
    };
    let practice = Practice::open(World::demo(), Some(limit)).await;
    let account = practice.connect(DEMO_KEY).await;
    practice.app.import(account, None).await.unwrap();
    for (event_type, minutes) in [(MASSAGE, 60), (LYMPH, 40), (GROUP, 75)] {
        let link = practice.link_to(event_type).await;
        practice.edit(&link, vec![Edit::Duration(minutes)]).await;
        practice.request(&link, View::Respect).await;
    }
    practice.work().await;
    assert_eq!(
        practice.calcom.event_type(GROUP).unwrap().length_in_minutes,
        75
    );
    practice.calcom.requests()
}

/// A check that saw little would prove little.
pub fn assert_covered(requests: &[Request]) {
    let faults: Vec<&Fault> = requests
        .iter()
        .filter_map(|request| request.fault.as_ref())
        .collect();
    for (usage, _) in Fault::names() {
        let name = usage.split(['=', '[']).next().unwrap();
        let listed = FAULTS
            .iter()
            .chain(&FAULTS_OF_WRITING)
            .find(|fault| fault.split('=').next() == Some(name));
        let fault: Fault = listed
            .unwrap_or_else(|| panic!("{name} is missing in the day"))
            .parse()
            .unwrap();
        assert!(faults.contains(&&fault), "{name} never struck");
    }

    let answered = |status: u16| {
        requests
            .iter()
            .any(|it| it.status == Some(status) && it.answer.is_some())
    };
    for status in [
        200, 400, 401, 403, 404, 409, 413, 422, 429, 498, 500, 502, 503, 504,
    ] {
        assert!(answered(status), "nothing was answered with {status}");
    }

    let shape = |request: &Request| {
        let endpoint = Endpoint::of(request)?;
        Some((request.method.clone(), std::mem::discriminant(&endpoint)))
    };
    let shapes: HashSet<_> = requests.iter().filter_map(shape).collect();
    assert_eq!(shapes.len(), 9, "every endpoint is read, two are written");

    let sent: BTreeSet<&str> = requests
        .iter()
        .filter_map(|request| request.body.as_ref().and_then(Value::as_object))
        .flat_map(|body| body.keys().map(String::as_str))
        .collect();
    let managed = [
        "afterEventBuffer",
        "beforeEventBuffer",
        "description",
        "hidden",
        "lengthInMinutes",
        "lengthInMinutesOptions",
        "title",
    ];
    assert_eq!(sent.into_iter().collect::<Vec<_>>(), managed);
}

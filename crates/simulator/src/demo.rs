//! A practice to try everything out on: "Praxis am Markt", in Cal.com and as the practice keeps its own list.

use crate::{seed::EventTypeSeed, world::World};

/// The API key of Dr. Anna Weber in [`World::demo`].
pub const DEMO_KEY: &str = "cal_demo_praxis_am_markt";
/// The API key of Max Klein, the second therapist.
pub const DEMO_SECOND_KEY: &str = "cal_demo_max_klein";
/// Dr. Anna Weber.
pub const DEMO_USER_ID: i64 = 4101;
/// "Praxis-Team".
pub const DEMO_TEAM_ID: i64 = 310;
/// ISO 4217, for every price of [`demo_services`].
pub const DEMO_CURRENCY: &str = "EUR";

const MAX_ID: i64 = 4102;
const GROUP_CLASS: i64 = 123_411;
const BREATHING_TEMPLATE: i64 = 123_413;
const BREATHING_CHILD: i64 = 123_414;

/// One line of the practice's own price list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoService {
    pub name: &'static str,
    /// `None`: the text in Cal.com is left alone.
    pub description: Option<&'static str>,
    /// Whole minutes.
    pub duration: i64,
    pub buffer_before: Option<i64>,
    pub buffer_after: Option<i64>,
    /// Cents.
    pub price_minor: Option<i64>,
    pub category: &'static str,
    /// On the booking page; `None` leaves it alone.
    pub listed: Option<bool>,
    pub event_type_id: Option<i64>,
}

impl World {
    /// A physiotherapy practice with two therapists and a team.
    pub fn demo() -> World {
        let mut world = World::empty();
        let anna = world.add_user(DEMO_USER_ID, "Dr. Anna Weber", "anna-weber", DEMO_KEY);
        "anna.weber@praxis.example".clone_into(&mut anna.email);
        let max = world.add_user(MAX_ID, "Max Klein", "max-klein", DEMO_SECOND_KEY);
        "max.klein@praxis.example".clone_into(&mut max.email);
        let members = [(DEMO_USER_ID, true), (MAX_ID, false)];
        world.add_team(DEMO_TEAM_ID, "Praxis-Team", "praxis-team", &members);
        for seed in anna_event_types() {
            world.add_event_type(seed);
        }
        for seed in team_event_types() {
            world.add_event_type(seed);
        }
        for seed in max_event_types() {
            world.add_event_type(seed);
        }
        world
    }
}

fn anna(id: i64, title: &str, minutes: i64, buffers: (i64, i64), cents: i64) -> EventTypeSeed {
    EventTypeSeed::personal(DEMO_USER_ID, title, minutes)
        .id(id)
        .buffers(buffers.0, buffers.1)
        .price(cents, "eur")
}

fn anna_event_types() -> Vec<EventTypeSeed> {
    vec![
        anna(123_401, "Befund und Erstgespräch", 45, (0, 5), 6000)
            .description("Wir besprechen Ihre Beschwerden und planen die Behandlung."),
        anna(123_402, "Krankengymnastik", 20, (0, 5), 2850)
            .description("Einzelbehandlung, bitte Handtuch mitbringen."),
        anna(123_456, "Klassische Massage", 50, (0, 5), 7000)
            .description("Rücken, Nacken oder Ganzkörper."),
        anna(123_404, "Lymphdrainage", 45, (5, 5), 5200).options(&[30, 45, 60]),
        anna(123_405, "Lymphdrainage groß", 60, (5, 5), 6800),
        anna(123_406, "Manuelle Therapie", 30, (0, 5), 4120)
            .description("Behandlung von Gelenken und Wirbelsäule."),
        anna(123_407, "Kiefergelenk (CMD)", 30, (0, 10), 4400)
            .description("Bei Schmerzen und Verspannungen im Kiefer."),
        anna(123_408, "Kinesio-Taping", 15, (0, 0), 1500),
        anna(123_409, "Fango", 20, (0, 10), 1900),
        anna(123_410, "Heißluft", 15, (0, 5), 900),
        anna(123_412, "Krankengymnastik am Gerät", 60, (0, 0), 5400),
        anna(123_415, "Hausbesuch", 40, (20, 20), 5200)
            .description("Nur innerhalb von Musterstadt."),
        anna(123_416, "Beckenbodentraining", 45, (0, 5), 4800),
        anna(123_417, "Sportphysiotherapie", 40, (0, 5), 5600),
        anna(123_418, "Telefonische Rückfrage", 10, (0, 0), 0).hidden(),
        anna(123_419, "Schlingentisch", 20, (5, 5), 2200),
    ]
}

fn team_event_types() -> [EventTypeSeed; 3] {
    [
        EventTypeSeed::team(DEMO_TEAM_ID, "Rückenschule, Gruppe", 90)
            .id(GROUP_CLASS)
            .buffers(15, 15)
            .price(1800, "eur")
            .description("Acht Plätze, montags und donnerstags."),
        EventTypeSeed::managed_template(DEMO_TEAM_ID, "Atemtherapie", 30)
            .id(BREATHING_TEMPLATE)
            .buffers(0, 5)
            .price(3900, "eur"),
        EventTypeSeed::managed_child(DEMO_USER_ID, BREATHING_TEMPLATE).id(BREATHING_CHILD),
    ]
}

fn max_event_types() -> [EventTypeSeed; 4] {
    [
        EventTypeSeed::personal(MAX_ID, "Krankengymnastik", 20)
            .id(123_421)
            .buffers(0, 5)
            .price(2850, "eur"),
        EventTypeSeed::personal(MAX_ID, "Klassische Massage", 30)
            .id(123_422)
            .buffers(0, 5)
            .price(4200, "eur"),
        EventTypeSeed::personal(MAX_ID, "Manuelle Therapie", 30)
            .id(123_423)
            .buffers(0, 5)
            .price(4120, "eur"),
        EventTypeSeed::managed_child(MAX_ID, BREATHING_TEMPLATE).id(123_424),
    ]
}

/// The practice's own list. Linked services agree with [`World::demo`] in everything that can be sent, except for:
///
/// - "Klassische Massage": 60 instead of 50 minutes, 10 instead of 5 minutes after it, and another price;
/// - "Lymphdrainage groß": 10 instead of 5 minutes after it;
/// - "Kiefergelenk (CMD)": another description.
///
/// Three are not linked; "Rückenschule, Gruppe" is linked to the team's event type, "Atemtherapie" to a child that the team manages.
pub fn demo_services() -> Vec<DemoService> {
    let treatment = "Behandlung";
    let massage = "Massage";
    let warmth = "Wärme";
    let course = "Kurse und Training";
    let advice = "Gespräch";
    let mut services = vec![
        service("Befund und Erstgespräch", 45, (0, 5), 6000, advice, 123_401),
        service("Krankengymnastik", 20, (0, 5), 2850, treatment, 123_402),
        service("Klassische Massage", 60, (0, 10), 7500, massage, 123_456),
        service("Lymphdrainage", 45, (5, 5), 5200, massage, 123_404),
        service("Lymphdrainage groß", 60, (5, 10), 6800, massage, 123_405),
        service("Manuelle Therapie", 30, (0, 5), 4120, treatment, 123_406),
        DemoService {
            description: Some("Behandlung des Kiefergelenks, auch nach zahnärztlicher Verordnung."),
            ..service("Kiefergelenk (CMD)", 30, (0, 10), 4400, treatment, 123_407)
        },
        service("Kinesio-Taping", 15, (0, 0), 1500, treatment, 123_408),
        service("Fango", 20, (0, 10), 1900, warmth, 123_409),
        service("Heißluft", 15, (0, 5), 900, warmth, 123_410),
        service(
            "Rückenschule, Gruppe",
            90,
            (15, 15),
            1800,
            course,
            GROUP_CLASS,
        ),
        service(
            "Krankengymnastik am Gerät",
            60,
            (0, 0),
            5400,
            course,
            123_412,
        ),
        service("Atemtherapie", 30, (0, 5), 3900, treatment, BREATHING_CHILD),
        service("Beckenbodentraining", 45, (0, 5), 4800, course, 123_416),
        service("Sportphysiotherapie", 40, (0, 5), 5600, treatment, 123_417),
        DemoService {
            listed: Some(false),
            price_minor: None,
            ..service("Telefonische Rückfrage", 10, (0, 0), 0, advice, 123_418)
        },
        service("Schlingentisch", 20, (5, 5), 2200, treatment, 123_419),
    ];
    services.extend([
        not_linked("Hausbesuch", 40, 5200, treatment),
        not_linked("Fußreflexzonenmassage", 30, 3600, massage),
        not_linked("Ergonomieberatung am Arbeitsplatz", 120, 18_000, advice),
    ]);
    services
}

fn service(
    name: &'static str,
    duration: i64,
    buffers: (i64, i64),
    cents: i64,
    category: &'static str,
    event_type_id: i64,
) -> DemoService {
    DemoService {
        name,
        description: None,
        duration,
        buffer_before: Some(buffers.0),
        buffer_after: Some(buffers.1),
        price_minor: Some(cents),
        category,
        listed: Some(true),
        event_type_id: Some(event_type_id),
    }
}

fn not_linked(
    name: &'static str,
    duration: i64,
    cents: i64,
    category: &'static str,
) -> DemoService {
    DemoService {
        buffer_before: None,
        buffer_after: None,
        event_type_id: None,
        ..service(name, duration, (0, 0), cents, category, 0)
    }
}

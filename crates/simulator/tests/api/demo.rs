//! The demo practice: believable, consistent, and different exactly where it says so.

use std::collections::HashSet;

use abgleich_simulator::{
    DEMO_KEY, DEMO_SECOND_KEY, DEMO_USER_ID, DemoService, EventType, Options, Simulator, World,
    demo_services,
};
use reqwest::Method;

use crate::support::*;

fn agrees(service: &DemoService, event_type: &EventType) -> bool {
    let description = service
        .description
        .is_none_or(|text| event_type.description.as_deref() == Some(text));
    service.name == event_type.title
        && description
        && service.duration == event_type.length_in_minutes
        && service.buffer_before == Some(event_type.before_event_buffer)
        && service.buffer_after == Some(event_type.after_event_buffer)
        && service.listed == Some(!event_type.hidden)
}

#[test]
fn services_differ_where_the_demo_wants_something_to_do() {
    let world = World::demo();
    let services = demo_services();
    assert_eq!(services.len(), 20);
    let differing: Vec<&str> = services
        .iter()
        .filter_map(|service| Some((service, world.event_type(service.event_type_id?).unwrap())))
        .filter(|(service, event_type)| !agrees(service, event_type))
        .map(|(service, _)| service.name)
        .collect();
    assert_eq!(
        differing,
        [
            "Klassische Massage",
            "Lymphdrainage groß",
            "Kiefergelenk (CMD)"
        ]
    );
    let free: Vec<&str> = services
        .iter()
        .filter(|service| service.event_type_id.is_none())
        .map(|service| service.name)
        .collect();
    assert_eq!(free.len(), 3);
    let links: HashSet<i64> = services
        .iter()
        .filter_map(|service| service.event_type_id)
        .collect();
    assert_eq!(links.len(), 17, "no event type twice");
}

#[test]
fn the_world_is_consistent() {
    let world = World::demo();
    let ids: HashSet<i64> = world
        .event_types
        .iter()
        .map(|event_type| event_type.id)
        .collect();
    assert_eq!(ids.len(), world.event_types.len());
    for event_type in &world.event_types {
        assert!(
            event_type.owner_id.is_some() != event_type.team_id.is_some(),
            "{event_type:?}"
        );
        assert!(
            !event_type.title.is_empty() && !event_type.slug.is_empty(),
            "{event_type:?}"
        );
        assert!(
            event_type
                .parent_id
                .is_none_or(|id| world.event_type(id).unwrap().is_template())
        );
    }
    let with = |test: fn(&EventType) -> bool| world.event_types.iter().any(test);
    assert!(with(|event_type| event_type.hidden));
    assert!(with(|event_type| event_type.price == 0));
    assert!(with(|event_type| event_type
        .length_in_minutes_options
        .is_some()));
}

#[tokio::test]
async fn both_therapists_have_their_own_key_and_list() {
    let calcom = Simulator::start(Options::new(World::demo())).await.unwrap();
    let list = async |key: &str| {
        let request = bare(&calcom, Method::GET, "/v2/event-types").bearer_auth(key);
        let answer = ask(request.header("cal-api-version", "2024-06-14")).await;
        ids(answer.data()).len()
    };
    assert_eq!(list(DEMO_KEY).await, 17);
    assert_eq!(list(DEMO_SECOND_KEY).await, 4);
    let me = ask(bare(&calcom, Method::GET, "/v2/me").bearer_auth(DEMO_KEY)).await;
    assert_eq!(me.data()["id"], DEMO_USER_ID);
    assert_eq!(me.data()["email"], "anna.weber@praxis.example");
}

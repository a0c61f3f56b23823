//! Teams: lists, roles, templates and their children.

use reqwest::Method;
use serde_json::json;

use crate::support::*;

#[tokio::test]
async fn teams_are_those_of_the_member() {
    let calcom = start().await;
    calcom.change_world(|world| world.add_team(8, "Andere", "andere", &[(MAX, true)]));
    let teams = get(&calcom, "/v2/teams").await;
    assert_eq!(ids(teams.data()), [TEAM]);
    assert_eq!(teams.data()[0]["name"], "Praxis-Team");
}

#[tokio::test]
async fn a_team_lists_its_own_event_types_to_everybody() {
    let calcom = start().await;
    let path = format!("/v2/teams/{TEAM}/event-types");
    let list = ask(bare(&calcom, Method::GET, &path)).await;
    assert_eq!(ids(list.data()), [GROUP, TEMPLATE]);
    assert_eq!(list.data()[0]["schedulingType"], "collective");
    assert_eq!(list.data()[0]["team"]["slug"], "praxis-team");
    assert!(list.data()[0]["ownerId"].is_null());
    assert_eq!(list.data()[1]["schedulingType"], "managed");
}

#[tokio::test]
async fn only_an_admin_of_the_team_reads_one_and_writes() {
    let calcom = start().await;
    let path = format!("/v2/teams/{TEAM}/event-types/{GROUP}");
    let body = json!({"title": "Rückenschule neu"});
    for method in [Method::GET, Method::PATCH] {
        let request = bare(&calcom, method, &path)
            .bearer_auth(OTHER_KEY)
            .json(&body);
        let answer = ask(request).await;
        assert_eq!((answer.status, answer.code()), (403, "ForbiddenException"));
        assert_eq!(
            answer.message(),
            "RolesGuard - user with id=2 does not have the minimum required role=TEAM_ADMIN within team with id=7."
        );
    }
    let answer = patch(&calcom, &path, &body).await;
    assert_eq!(
        answer.data()["title"],
        "Rückenschule neu",
        "not a template: an object"
    );
    assert_eq!(answer.data()["teamId"], TEAM);

    calcom.change_world(|world| world.add_team(8, "Andere", "andere", &[(MAX, true)]));
    let foreign = patch(&calcom, &format!("/v2/teams/8/event-types/{GROUP}"), &body).await;
    assert_eq!(
        (foreign.status, foreign.message()),
        (
            403,
            "RolesGuard - User is not a member of the team with id=8."
        )
    );
    let personal = patch(
        &calcom,
        &format!("/v2/teams/{TEAM}/event-types/{MASSAGE}"),
        &body,
    )
    .await;
    assert_eq!(
        (personal.status, personal.message()),
        (404, "Event type with id 101 not found")
    );
}

#[tokio::test]
async fn saving_a_template_overwrites_its_children() {
    let calcom = start().await;
    calcom.edit(CHILD, |child| {
        child.length_in_minutes = 25;
        child.hidden = true;
    });
    let path = format!("/v2/teams/{TEAM}/event-types/{TEMPLATE}");
    let answer = patch(
        &calcom,
        &path,
        &json!({"afterEventBuffer": 5, "hidden": true}),
    )
    .await;
    let shown = answer.data();
    assert_eq!(
        ids(shown),
        [TEMPLATE, CHILD, MAXS_CHILD],
        "an array: the template and its children"
    );
    assert_eq!(shown[1]["parentEventTypeId"], TEMPLATE);
    assert!(shown[0]["parentEventTypeId"].is_null());
    for id in [CHILD, MAXS_CHILD] {
        let child = calcom.event_type(id).unwrap();
        assert_eq!((child.length_in_minutes, child.after_event_buffer), (30, 5));
        assert!(!child.hidden, "hidden is not handed down but reset");
    }
    assert!(calcom.event_type(TEMPLATE).unwrap().hidden);
}

//! Personal event types: who sees and changes what.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::*;

#[tokio::test]
async fn the_listing_holds_own_event_types_and_managed_children_only() {
    let calcom = start().await;
    let list = get(&calcom, "/v2/event-types").await;
    assert_eq!(ids(list.data()), [MASSAGE, TAPING, CHILD]);
    let newest_first = get(&calcom, "/v2/event-types?sortCreatedAt=desc").await;
    assert_eq!(ids(newest_first.data()), [CHILD, TAPING, MASSAGE]);
    let by_slug = get(
        &calcom,
        "/v2/event-types?username=anna-weber&eventSlug=taping",
    )
    .await;
    assert_eq!(
        ids(by_slug.data()),
        [TAPING],
        "hidden ones show to their owner"
    );
}

#[tokio::test]
async fn strangers_see_a_public_profile_and_nothing_else() {
    let calcom = start().await;
    let list = async |path| {
        let request = bare(&calcom, Method::GET, path).header("cal-api-version", "2024-06-14");
        ids(ask(request).await.data())
    };
    assert_eq!(list("/v2/event-types").await, Vec::<i64>::new());
    assert_eq!(
        list("/v2/event-types?username=anna-weber").await,
        [MASSAGE, CHILD]
    );
}

#[tokio::test]
async fn members_read_what_their_team_has_and_nobody_reads_what_others_have() {
    let calcom = start().await;
    let group = get(&calcom, &format!("/v2/event-types/{GROUP}")).await;
    assert_eq!(group.data()["teamId"], TEAM);
    let other = get(&calcom, &format!("/v2/event-types/{MAXS}")).await;
    assert_eq!(
        (other.status, other.message()),
        (404, "Event type with id 201 not found")
    );
}

#[tokio::test]
async fn only_the_owner_writes_by_the_personal_path() {
    let calcom = start().await;
    let before = calcom.world();
    for id in [MAXS, GROUP, TEMPLATE, MAXS_CHILD] {
        let answer = patch(
            &calcom,
            &format!("/v2/event-types/{id}"),
            &json!({"title": "x"}),
        )
        .await;
        assert_eq!(answer.status, 404, "{id}");
        assert_eq!(
            answer.message(),
            format!("Event type with id {id} not found")
        );
    }
    assert_eq!(calcom.world(), before);
}

#[tokio::test]
async fn fields_that_are_not_sent_stay() {
    let calcom = start().await;
    let answer = patch_massage(&calcom, &json!({"lengthInMinutes": 60})).await;
    let data = answer.data();
    assert_eq!(data["lengthInMinutes"], 60);
    assert_eq!(data["title"], "Massage");
    assert_eq!(data["description"], "Rücken");
    assert_eq!(
        (&data["beforeEventBuffer"], &data["afterEventBuffer"]),
        (&json!(5), &json!(10))
    );
    assert_eq!(
        (&data["price"], &data["currency"]),
        (&json!(7000), &json!("eur"))
    );
    assert_eq!(data["ownerId"], ANNA);
    assert_eq!(data["bookingUrl"], "https://cal.example/anna-weber/massage");
    assert!(data.get("updatedAt").is_none() && data.get("teamId").is_none());
}

#[tokio::test]
async fn an_owner_may_write_a_managed_child_although_it_will_not_last() {
    let calcom = start().await;
    let child = patch(
        &calcom,
        &format!("/v2/event-types/{CHILD}"),
        &json!({"lengthInMinutes": 25}),
    )
    .await;
    assert_eq!(child.data()["lengthInMinutes"], 25);
    assert_eq!(child.data()["metadata"]["managedEventConfig"], json!({}));
    assert!(child.data().get("parentEventTypeId").is_none());
}

#[tokio::test]
async fn someone_changes_and_deletes_in_calcom() {
    let calcom = start().await;
    let path = format!("/v2/event-types/{MASSAGE}");
    calcom
        .edit(MASSAGE, |event_type| event_type.length_in_minutes = 42)
        .unwrap();
    assert_eq!(get(&calcom, &path).await.data()["lengthInMinutes"], 42);
    calcom.change_world(|world| assert!(world.remove_event_type(MASSAGE)));
    assert_eq!(get(&calcom, &path).await.status, 404);
    assert_eq!(calcom.edit(MASSAGE, |_| ()), None);
}

#[tokio::test]
async fn deleting_is_for_the_owner() {
    let calcom = start().await;
    let delete = async |id: i64| {
        let path = format!("/v2/event-types/{id}");
        ask(request(&calcom, Method::DELETE, &path)).await
    };
    assert_eq!(delete(MAXS).await.status, 404);
    let gone = delete(MASSAGE).await;
    assert_eq!(
        gone.data(),
        &json!({"id": MASSAGE, "lengthInMinutes": 50, "slug": "massage", "title": "Massage"})
    );
    assert_eq!(calcom.event_type(MASSAGE), None);
    assert!(calcom.requests()[1].applied);
}

#[tokio::test]
async fn accepted_fields_without_a_meaning_here_are_shown_again() {
    let calcom = start().await;
    let color = json!({"lightThemeHex": "#111111", "darkThemeHex": "#eeeeee"});
    patch_massage(&calcom, &json!({"color": color})).await;
    let read = get(&calcom, &format!("/v2/event-types/{MASSAGE}")).await;
    assert_eq!(read.data()["color"], color);
    assert_eq!(read.data().get("customName"), None::<&Value>);
}

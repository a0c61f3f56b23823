//! No connection: refused, cut, and back again.

use abgleich_simulator::{Fault, Options, Rule, Simulator};
use reqwest::Method;
use serde_json::json;

use crate::support::*;

#[tokio::test]
async fn offline_means_refused_and_the_address_stays() {
    let calcom = start().await;
    let address = calcom.address();
    get(&calcom, "/v2/me").await;
    calcom.go_offline().await;
    assert!(calcom.is_offline());
    let error = request(&calcom, Method::GET, "/v2/me")
        .send()
        .await
        .unwrap_err();
    assert!(error.is_connect(), "{error:?}");
    calcom.go_offline().await;

    calcom.go_online().await.unwrap();
    assert!(!calcom.is_offline());
    assert_eq!(calcom.address(), address);
    assert_eq!(get(&calcom, "/v2/me").await.status, 200);
    calcom.go_online().await.unwrap();
    assert_eq!(
        calcom.requests().len(),
        2,
        "what did not arrive is not recorded"
    );
}

#[tokio::test]
async fn open_connections_are_cut() {
    let calcom = start_with(Fault::TimeoutBeforeApply).await;
    let waiting = tokio::spawn(request(&calcom, Method::GET, "/v2/me").send());
    until("the request arrived", || calcom.requests().len() == 1).await;
    calcom.go_offline().await;
    let error = waiting.await.unwrap().unwrap_err();
    assert!(!error.is_connect() && !error.is_timeout(), "{error:?}");
    assert_eq!(calcom.requests()[0].status, None);
}

#[tokio::test]
async fn a_kept_connection_does_not_survive() {
    let calcom = start().await;
    let client = client();
    let url = format!("{}/v2/me", calcom.address());
    let ask = async || client.get(&url).bearer_auth(KEY).send().await;
    ask().await.unwrap().bytes().await.unwrap();
    calcom.go_offline().await;
    assert!(ask().await.is_err());
    calcom.go_online().await.unwrap();
    assert_eq!(ask().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_slow_write_that_is_cut_off_is_never_carried_out() {
    let calcom = start().await;
    calcom.inject(Rule::new(Fault::Slow { ms: 600_000 }).on("PATCH"));
    let path = format!("/v2/event-types/{MASSAGE}");
    let write = request(&calcom, Method::PATCH, &path).json(&json!({"title": "Neu"}));
    let waiting = tokio::spawn(write.send());
    until("the request arrived", || calcom.patches().len() == 1).await;
    calcom.go_offline().await;
    waiting.await.unwrap().unwrap_err();
    assert!(!calcom.patches()[0].applied);
    assert_eq!(calcom.event_type(MASSAGE).unwrap().title, "Massage");
}

#[tokio::test]
async fn what_is_held_is_carried_out_once_nobody_holds_it() {
    let calcom = start().await;
    let (one, other) = (calcom.hold(), calcom.hold());
    let path = format!("/v2/event-types/{MASSAGE}");
    let write = request(&calcom, Method::PATCH, &path).json(&json!({"title": "Neu"}));
    let given_up = tokio::spawn(write.try_clone().unwrap().send());
    until("the request arrived", || calcom.patches().len() == 1).await;
    given_up.abort();
    given_up.await.unwrap_err();
    let waiting = tokio::spawn(write.send());
    until("it was sent again", || calcom.patches().len() == 2).await;
    drop(one);
    assert_eq!(calcom.patches()[1].status, None);
    drop(other);
    assert_eq!(waiting.await.unwrap().unwrap().status(), 200);
    assert_eq!(calcom.event_type(MASSAGE).unwrap().title, "Neu");
}

#[tokio::test]
async fn state_survives_an_outage() {
    let calcom = start().await;
    patch_massage(&calcom, &json!({"title": "Neu"})).await;
    calcom.go_offline().await;
    calcom
        .edit(MASSAGE, |event_type| event_type.length_in_minutes = 42)
        .unwrap();
    calcom.go_online().await.unwrap();
    let read = get(&calcom, &format!("/v2/event-types/{MASSAGE}")).await;
    assert_eq!(
        (&read.data()["title"], &read.data()["lengthInMinutes"]),
        (&json!("Neu"), &json!(42))
    );
}

#[tokio::test]
async fn stopping_frees_the_port_and_ends_what_hangs() {
    let calcom = start_with(Fault::TimeoutAfterApply).await;
    let port: u16 = calcom
        .address()
        .rsplit(':')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let waiting = tokio::spawn(request(&calcom, Method::GET, "/v2/me").send());
    until("the request arrived", || calcom.requests().len() == 1).await;
    calcom.stop().await;
    waiting.await.unwrap().unwrap_err();
    let again = Simulator::start(Options::new(world()).port(port))
        .await
        .unwrap();
    assert_eq!(get(&again, "/v2/me").await.status, 200);
}

#[tokio::test]
async fn a_taken_port_is_an_error() {
    let calcom = start().await;
    let port: u16 = calcom
        .address()
        .rsplit(':')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    assert!(
        Simulator::start(Options::new(world()).port(port))
            .await
            .is_err()
    );
}

#[tokio::test]
async fn dropping_stops() {
    let calcom = start_with(Fault::TimeoutBeforeApply).await;
    let waiting = tokio::spawn(request(&calcom, Method::GET, "/v2/me").send());
    until("the request arrived", || calcom.requests().len() == 1).await;
    drop(calcom);
    waiting.await.unwrap().unwrap_err();
}

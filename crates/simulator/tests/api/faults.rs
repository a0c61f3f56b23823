//! Every fault does what it says, and writes exactly when it says so.

use std::time::{Duration, Instant};

use abgleich_simulator::{Fault, Rule, Simulator};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::*;

const NEW: &str = "Neu";

fn path() -> String {
    format!("/v2/event-types/{MASSAGE}")
}

fn write(calcom: &Simulator) -> reqwest::RequestBuilder {
    request(calcom, Method::PATCH, &path()).json(&json!({"title": NEW}))
}

/// The record says what the world says.
#[track_caller]
fn check_applied(calcom: &Simulator, applied: bool) {
    let written = calcom.event_type(MASSAGE).unwrap().title == NEW;
    assert_eq!(written, applied);
    assert_eq!(calcom.patches()[0].applied, applied);
}

#[tokio::test]
async fn resets_come_without_an_answer() {
    for (fault, applied) in [(Fault::Reset, false), (Fault::ResetAfterApply, true)] {
        let calcom = start_with(fault.clone()).await;
        let error = write(&calcom).send().await.unwrap_err();
        assert!(
            !error.is_connect() && !error.is_timeout() && !error.is_decode(),
            "{error:?}"
        );
        check_applied(&calcom, applied);
        let request = &calcom.patches()[0];
        assert_eq!((request.status, &request.answer), (None, &None));
        assert_eq!(request.fault.as_ref(), Some(&fault));
    }
}

#[tokio::test]
async fn timeouts_last_until_the_client_gives_up() {
    for (fault, applied) in [
        (Fault::TimeoutBeforeApply, false),
        (Fault::TimeoutAfterApply, true),
    ] {
        let calcom = start_with(fault).await;
        let error = write(&calcom)
            .timeout(Duration::from_millis(100))
            .send()
            .await
            .unwrap_err();
        assert!(error.is_timeout(), "{error:?}");
        check_applied(&calcom, applied);
        assert_eq!(calcom.patches()[0].status, None);
    }
}

#[tokio::test]
async fn a_late_write_is_carried_out_long_after_its_client_has_gone() {
    let calcom = start_with(Fault::ApplyLate).await;
    let write = tokio::spawn(write(&calcom).send());
    until("the request arrived", || calcom.patches().len() == 1).await;
    calcom.go_offline().await;
    write.await.unwrap().unwrap_err();
    check_applied(&calcom, false);
    calcom.go_online().await.unwrap();
    assert_eq!(calcom.carry_out_late(), [1]);
    check_applied(&calcom, true);
    assert_eq!(calcom.patches()[0].status, None);
    assert!(calcom.carry_out_late().is_empty(), "once");
}

#[tokio::test]
async fn an_error_may_come_after_the_write() {
    let calcom = start_with(Fault::StatusAfterApply { status: 504 }).await;
    let answer = ask(write(&calcom)).await;
    assert_eq!(answer.status, 504);
    check_applied(&calcom, true);
    assert_eq!(calcom.patches()[0].answer, Some(answer.json));
}

#[tokio::test]
async fn slow_is_late_and_right() {
    let calcom = start_with(Fault::Slow { ms: 50 }).await;
    let started = Instant::now();
    assert_eq!(ask(write(&calcom)).await.status, 200);
    assert!(started.elapsed() >= Duration::from_millis(50));
    check_applied(&calcom, true);
}

#[tokio::test]
async fn statuses_come_in_calcoms_envelope() {
    let rows = [
        (400, "TRPCError", "BAD_REQUEST"),
        (
            401,
            "UnauthorizedException",
            "ApiAuthStrategy - api key - Your api key is not valid",
        ),
        (
            403,
            "ForbiddenException",
            "User with ID=1 does not own event type with ID=101",
        ),
        (404, "NotFoundException", "Event type with id 101 not found"),
        (
            409,
            "CONFLICT",
            "Invalid Input: Trying to create a record that already exists.",
        ),
        (413, "PayloadTooLargeException", "request entity too large"),
        (422, "TRPCError", "UNPROCESSABLE_CONTENT"),
        (498, "HttpException", "ACCESS_TOKEN_IS_EXPIRED"),
        (500, "INTERNAL_SERVER_ERROR", "Internal server error."),
        (502, "BadGatewayException", "Bad Gateway"),
        (503, "ServiceUnavailableException", "Service Unavailable"),
        (504, "GatewayTimeoutException", "Gateway Timeout"),
    ];
    for (status, code, message) in rows {
        let calcom = start_with(Fault::Status { status }).await;
        let answer = ask(write(&calcom)).await;
        assert_eq!(
            (answer.status, answer.code(), answer.message()),
            (status, code, message)
        );
        assert_eq!(answer.json["status"], "error");
        assert!(answer.header("x-request-id").is_some());
        check_applied(&calcom, false);
        assert_eq!(calcom.patches()[0].status, Some(status));
        assert_eq!(calcom.patches()[0].answer.as_ref(), Some(&answer.json));
    }
}

#[tokio::test]
async fn the_outage_with_400_has_no_details() {
    let calcom = start_with(Fault::Status { status: 400 }).await;
    let error = ask(write(&calcom)).await.json["error"].clone();
    assert_eq!(
        error,
        json!({"code": "TRPCError", "message": "BAD_REQUEST"})
    );
}

#[tokio::test]
async fn keys_can_fail_whatever_they_are() {
    for (fault, end) in [
        (Fault::KeyExpired, "is expired"),
        (Fault::KeyUnknown, "is not valid"),
    ] {
        let calcom = start_with(fault).await;
        let answer = get(&calcom, "/v2/me").await;
        assert_eq!(answer.status, 401);
        assert!(answer.message().ends_with(end));
        assert_eq!(calcom.requests()[0].key_owner, Some(ANNA));
    }
}

#[tokio::test]
async fn a_pause_can_be_asked_for_in_both_ways_or_none() {
    for (retry_after, reset) in [
        (Some(7), None),
        (None, Some(20)),
        (Some(7), Some(20)),
        (None, None),
    ] {
        let calcom = start_with(Fault::RateLimited { retry_after, reset }).await;
        let answer = ask(write(&calcom)).await;
        assert_eq!((answer.status, answer.code()), (429, "ThrottlerException"));
        let seconds = |name| answer.header(name).map(|text| text.parse::<u64>().unwrap());
        assert_eq!(seconds("retry-after"), retry_after);
        assert_eq!(seconds("x-ratelimit-reset-default"), reset);
        check_applied(&calcom, false);
    }
}

#[tokio::test]
async fn answers_that_are_not_calcoms() {
    for (fault, status) in [
        (Fault::BadGatewayHtml, 502),
        (Fault::PortalPage, 200),
        (Fault::PortalRedirect, 302),
    ] {
        let calcom = start_with(fault).await;
        let answer = ask(write(&calcom)).await;
        assert_eq!(answer.status, status);
        assert!(
            answer
                .header("content-type")
                .unwrap()
                .starts_with("text/html")
        );
        assert_eq!(answer.header("location").is_some(), status == 302);
        assert_eq!(answer.header("x-request-id"), None, "Cal.com never saw it");
        check_applied(&calcom, false);
        assert_eq!(calcom.patches()[0].status, Some(status));
        assert_eq!(calcom.patches()[0].answer, None);
    }
}

#[tokio::test]
async fn a_lagging_copy_shows_the_old_values_for_a_while() {
    let calcom = start().await;
    calcom.inject(Rule::new(Fault::StaleRead { reads: 2 }).times(1));
    assert_eq!(ask(write(&calcom)).await.data()["title"], "Massage");
    check_applied(&calcom, true);
    assert_eq!(get(&calcom, &path()).await.data()["title"], "Massage");
    let listed = get(&calcom, "/v2/event-types").await;
    assert_eq!(
        listed.data()[0]["title"],
        "Massage",
        "a listing is a read, too"
    );
    assert_eq!(get(&calcom, &path()).await.data()["title"], NEW);
}

#[tokio::test]
async fn a_later_write_catches_up() {
    let calcom = start().await;
    calcom.inject(Rule::new(Fault::StaleRead { reads: 9 }).times(1));
    ask(write(&calcom)).await;
    let next = patch_massage(&calcom, &json!({"lengthInMinutes": 60})).await;
    assert_eq!(
        (&next.data()["title"], &next.data()["lengthInMinutes"]),
        (&json!(NEW), &json!(60))
    );
    assert_eq!(get(&calcom, &path()).await.data()["title"], NEW);
}

#[tokio::test]
async fn accepted_and_ignored() {
    let calcom = start_with(Fault::AcceptButIgnore).await;
    let before = calcom.world();
    let answer = ask(write(&calcom)).await;
    assert_eq!(
        (answer.status, &answer.data()["title"]),
        (200, &json!("Massage"))
    );
    check_applied(&calcom, false);
    assert_eq!(calcom.world(), before);
    let wrong = patch_massage(&calcom, &json!({"title": 5})).await;
    assert_eq!(wrong.status, 400, "the checks are still made");
}

#[tokio::test]
async fn somebody_edits_right_after_the_answer() {
    let calcom = start().await;
    calcom.inject(
        Rule::new(Fault::ForeignEdit)
            .on("GET")
            .path(&path())
            .times(1),
    );
    assert_eq!(get(&calcom, &path()).await.data()["lengthInMinutes"], 50);
    assert_eq!(get(&calcom, &path()).await.data()["lengthInMinutes"], 55);

    calcom.inject(Rule::new(Fault::ForeignEdit).on("PATCH").times(1));
    let answer = patch_massage(&calcom, &json!({"lengthInMinutes": 60})).await;
    assert_eq!(answer.data()["lengthInMinutes"], 60);
    assert_eq!(calcom.event_type(MASSAGE).unwrap().length_in_minutes, 65);

    calcom.inject(Rule::new(Fault::ForeignEdit).times(1));
    get(&calcom, "/v2/event-types").await;
    assert_eq!(calcom.event_type(MASSAGE).unwrap().length_in_minutes, 70);
    assert_eq!(calcom.event_type(TAPING).unwrap().length_in_minutes, 20);
    assert_eq!(
        calcom.event_type(MAXS).unwrap().length_in_minutes,
        30,
        "not in this listing"
    );
}

#[tokio::test]
async fn a_side_effect_strikes_what_was_not_sent() {
    let calcom = start_with(Fault::SideEffect).await;
    let sent = patch_massage(&calcom, &json!({"afterEventBuffer": 15})).await;
    assert_eq!(sent.data()["afterEventBuffer"], 15);
    assert_eq!(ask(write(&calcom)).await.data()["afterEventBuffer"], 0);
    assert_eq!(calcom.event_type(MASSAGE).unwrap().after_event_buffer, 0);
}

#[tokio::test]
async fn json_that_nobody_can_use() {
    let calcom = start_with(Fault::BrokenJson).await;
    let broken = ask(write(&calcom)).await;
    assert_eq!((broken.status, &broken.json), (200, &Value::Null));
    check_applied(&calcom, false);

    let calcom = start_with(Fault::DeepJson { depth: 10_000 }).await;
    let deep = ask(write(&calcom)).await;
    assert_eq!(deep.text.matches('[').count(), 10_000);
    assert_eq!(deep.text.matches(']').count(), 10_000);
    check_applied(&calcom, false);

    let calcom = start_with(Fault::HugeBody { megabytes: 3 }).await;
    let huge = ask(write(&calcom)).await;
    assert_eq!(
        huge.json["data"]["title"].as_str().unwrap().len(),
        3 * 1024 * 1024
    );
    check_applied(&calcom, false);
}

#[tokio::test]
async fn half_an_answer_is_cut_off() {
    for (fault, applied) in [(Fault::CutBody, false), (Fault::CutBodyAfterApply, true)] {
        let calcom = start_with(fault).await;
        let response = write(&calcom).send().await.unwrap();
        assert_eq!(response.status(), 200);
        let promised = response.content_length().unwrap();
        assert!(promised > 100);
        let error = response.bytes().await.unwrap_err();
        assert!(error.is_decode() || error.is_body(), "{error:?}");
        check_applied(&calcom, applied);
        assert_eq!(
            (calcom.patches()[0].status, &calcom.patches()[0].answer),
            (Some(200), &None)
        );
    }
}

#[tokio::test]
async fn a_value_is_refused_with_these_words() {
    let calcom = start_with("rejected=title:title is too short".parse().unwrap()).await;
    assert_eq!(
        get(&calcom, "/v2/me").await.status,
        200,
        "reading is left alone"
    );
    let answer = ask(write(&calcom)).await;
    assert_eq!((answer.status, answer.code()), (400, "BadRequestException"));
    assert_eq!(answer.constraints("title")[0].1, "title is too short");
    assert_eq!(answer.json["error"]["details"]["errors"][0]["value"], NEW);
    check_applied(&calcom, false);
}

#[tokio::test]
async fn a_lost_version_header_leads_to_the_legacy_endpoint() {
    let calcom = start_with(Fault::WrongShape).await;
    let answer = patch_massage(&calcom, &json!({"title": NEW, "lengthInMinutes": 99})).await;
    assert_eq!(answer.data()["length"], 50);
    assert!(answer.data().get("lengthInMinutes").is_none());
    check_applied(&calcom, true);
}

#[tokio::test]
async fn cleared_faults_are_gone() {
    let calcom = start_with(Fault::Reset).await;
    calcom.inject(Rule::new(Fault::KeyExpired).on("get"));
    assert_eq!(calcom.faults().len(), 2);
    calcom.clear_faults();
    assert_eq!(calcom.faults(), []);
    assert_eq!(ask(write(&calcom)).await.status, 200);
}

#[tokio::test]
async fn buffers_can_be_left_out_of_single_answers_and_of_lists() {
    let calcom = start_with(Fault::WithoutBuffers).await;
    for path in [path(), "/v2/event-types".to_owned()] {
        let answer = request(&calcom, Method::GET, &path).send().await.unwrap();
        let answer: Value = answer.json().await.unwrap();
        let one = answer["data"].get(0).unwrap_or(&answer["data"]);
        assert!(one["lengthInMinutes"].is_i64(), "{answer}");
        for name in ["beforeEventBuffer", "afterEventBuffer"] {
            assert!(one.get(name).is_none(), "{answer}");
        }
    }
}

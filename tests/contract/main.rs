//! The contract with Cal.com: every request that we send and every answer of the simulator, after a whole day's
//! work, against our own schemas and, where `CALCOM_OPENAPI` names Cal.com's published document, against that too.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod day;
mod endpoint;
mod own;
mod practice;
mod published;
mod wrong;

use std::io::Write as _;

use abgleich_simulator::{Fault, Request};
use serde_json::Value;

use crate::own::Own;
use crate::published::Published;

/// Tells what ran, also where the test runner hides what tests print.
fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "contract: {text}");
}

#[tokio::test]
async fn a_whole_day_keeps_to_the_contract() {
    let requests = day::whole_day().await;
    day::assert_covered(&requests);

    let own = Own::load();
    let complaints: Vec<String> = requests
        .iter()
        .flat_map(|request| [own.of_request(request), own.of_answer(request)].concat())
        .collect();
    assert!(
        complaints.is_empty(),
        "our own schemas:\n{}",
        complaints.join("\n")
    );
    say(&format!(
        "{} requests against our own schemas",
        requests.len()
    ));

    let Some(published) = Published::load() else {
        say("CALCOM_OPENAPI is not set: not checked against Cal.com's published document");
        return;
    };
    let complaints: Vec<String> = requests
        .iter()
        .flat_map(|request| [published.of_request(request), published.of_answer(request)].concat())
        .collect();
    assert!(
        complaints.is_empty(),
        "Cal.com's document:\n{}",
        complaints.join("\n")
    );
    say(&format!(
        "{} requests against Cal.com's published document, too",
        requests.len()
    ));
}

/// The negative control: the same check refuses what is wrong.
#[tokio::test]
async fn our_schemas_refuse_what_is_wrong() {
    let requests = day::one_sync().await;
    let own = Own::load();
    for request in &requests {
        assert_eq!(
            [own.of_request(request), own.of_answer(request)].concat(),
            [""; 0]
        );
    }
    for (wrong, why) in wrong::requests(&requests) {
        assert_ne!(
            own.of_request(&wrong),
            [""; 0],
            "accepted although {why}: {wrong:?}"
        );
    }
    for (wrong, why) in wrong::answers(&requests) {
        assert_ne!(
            own.of_answer(&wrong),
            [""; 0],
            "accepted although {why}: {wrong:?}"
        );
    }
}

/// The same for Cal.com's document, which is laxer: it knows types, not ranges.
#[tokio::test]
async fn the_published_document_refuses_what_is_wrong() {
    let Some(published) = Published::load() else {
        say("CALCOM_OPENAPI is not set: no negative control of Cal.com's published document");
        return;
    };
    let requests = day::one_sync().await;
    for request in &requests {
        assert_eq!(
            [published.of_request(request), published.of_answer(request)].concat(),
            [""; 0]
        );
    }
    for (body, why) in wrong::TYPES {
        let body: Value = serde_json::from_str(body).unwrap();
        let wrong = wrong::with_body(&requests, body);
        assert_ne!(
            published.of_request(&wrong),
            [""; 0],
            "accepted although {why}"
        );
    }
    for (wrong, why) in wrong::types_of_answers(&requests) {
        assert_ne!(
            published.of_answer(&wrong),
            [""; 0],
            "accepted although {why}: {wrong:?}"
        );
    }
}

/// The endpoint of another version answered on purpose; that its answers fit nothing is the point of that fault.
fn is_meant_to_be_wrong(request: &Request) -> bool {
    request.fault == Some(Fault::WrongShape)
}

//! Connections that do not come about, break or stay silent: what was sent decides what may be believed.

use std::error::Error as _;
use std::time::Duration;

use abgleich_calcom::{ApiAddress, Error, ErrorKind, NotSent, Patch, Target, Timeouts};
use tokio::net::TcpListener;

use crate::support::{KEY, PATIENT, Then, address_of, client, client_with, raw};

/// Sends a write, the request for which the difference matters most.
async fn write(address: &ApiAddress, timeouts: &Timeouts) -> Error {
    let patch = Patch {
        title: Some("T".to_owned()),
        ..Patch::default()
    };
    let error = client_with(address, timeouts)
        .update_event_type(Target::Personal(1), &patch)
        .await
        .unwrap_err();
    assert_eq!(
        (error.method, error.path.as_str()),
        ("PATCH", "/v2/event-types/1")
    );
    assert!(error.source().is_some(), "the cause chain is kept");
    let mut chain = format!("{error} {error:?}");
    let mut cause = error.source();
    while let Some(error) = cause {
        chain = format!("{chain} {error}");
        cause = error.source();
    }
    assert!(!chain.contains(KEY), "{chain}");
    error
}

#[track_caller]
fn check_not_sent(error: &Error, reason: NotSent) {
    assert_eq!(error.kind, ErrorKind::NotSent(reason), "{error:?}");
    assert_eq!(error.meta.status, None);
}

/// Sent, and no answer: only a reading can tell whether it arrived.
#[track_caller]
fn check_open(error: &Error, kind: &ErrorKind) {
    assert_eq!(&error.kind, kind, "{error:?}");
}

#[tokio::test]
async fn a_closed_port_means_not_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = address_of("http", &listener);
    drop(listener);
    check_not_sent(&write(&address, &PATIENT).await, NotSent::Refused);
}

#[tokio::test]
async fn a_failed_handshake_means_not_sent() {
    let plain = raw("https", "HTTP/1.1 400 Bad Request\r\n\r\n", Then::Hold).await;
    check_not_sent(&write(&plain, &PATIENT).await, NotSent::Tls);
    let closed = raw("https", "", Then::Close).await;
    check_not_sent(&write(&closed, &PATIENT).await, NotSent::Tls);
}

#[tokio::test]
async fn a_silent_handshake_means_not_sent() {
    let address = raw("https", "", Then::Hold).await;
    let timeouts = Timeouts {
        connect: Duration::from_millis(200),
        ..PATIENT
    };
    check_not_sent(&write(&address, &timeouts).await, NotSent::Timeout);
}

#[tokio::test]
async fn no_answer_in_time_leaves_the_outcome_open() {
    let timeouts = Timeouts {
        request: Duration::from_millis(300),
        ..PATIENT
    };
    for start in [
        "",
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"status\":",
    ] {
        let address = raw("http", start, Then::Hold).await;
        check_open(&write(&address, &timeouts).await, &ErrorKind::TimedOut);
    }
}

#[tokio::test]
async fn a_broken_connection_leaves_the_outcome_open() {
    for start in [
        "",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "not http at all\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"status\":",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"sta",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
    ] {
        let address = raw("http", start, Then::Close).await;
        check_open(&write(&address, &PATIENT).await, &ErrorKind::Broken);
    }
}

#[tokio::test]
async fn the_status_counts_even_if_the_explanation_breaks_off() {
    let head =
        "HTTP/1.1 409 Conflict\r\nX-Request-Id: r1\r\nContent-Length: 100\r\n\r\n{\"status\":";
    let error = client(&raw("http", head, Then::Close).await)
        .me()
        .await
        .unwrap_err();
    assert!(
        matches!(&error.kind, ErrorKind::Refused(refusal) if refusal.status == 409 && !refusal.from_calcom)
    );
    assert_eq!(error.request_id(), Some("r1"));
}

#[tokio::test]
async fn a_cut_answer_still_tells_its_request_id() {
    let head = "HTTP/1.1 200 OK\r\nX-Request-Id: r2\r\nContent-Length: 100\r\n\r\n{";
    let error = write(&raw("http", head, Then::Close).await, &PATIENT).await;
    assert_eq!(
        (error.meta.status, error.request_id()),
        (Some(200), Some("r2"))
    );
}

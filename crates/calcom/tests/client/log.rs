//! What a request leaves in the log: one line of ours, and from no crate the key or a body.

use std::io;
use std::sync::{Arc, Mutex};

use abgleich_calcom::{Patch, Target};
use serde_json::json;

use crate::support::{KEY, Server, event_type};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_request_leaves_one_line_without_key_and_bodies() {
    let log = Log::default();
    let sink = log.clone();
    // For the whole process, although other tests then log here too: whether a place in the code logs at all is
    // remembered for all threads, and the first one to pass it would decide.
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || sink.clone())
        .init();
    let headers = [("x-request-id", "req-of-this-test")];
    let body = json!({"status": "success", "data": event_type()}).to_string();
    let server = Server::answering(200, &headers, body).await;
    let patch = Patch {
        title: Some("Vertraulich".to_owned()),
        ..Patch::default()
    };
    server
        .client()
        .update_event_type(Target::Personal(123), &patch)
        .await
        .unwrap();

    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let ours: Vec<_> = log
        .lines()
        .filter(|line| line.contains("req-of-this-test"))
        .collect();
    assert_eq!(ours.len(), 1, "{log}");
    for part in [
        "DEBUG",
        "calcom:",
        "PATCH",
        "/v2/event-types/123",
        "status=200",
        "milliseconds=",
    ] {
        assert!(ours[0].contains(part), "{part} is missing in {}", ours[0]);
    }
    assert!(
        log.contains("TRACE"),
        "other crates were heard at their lowest level"
    );
    for secret in [KEY, "Vertraulich", "Kennenlernen"] {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}

//! Answers that are too large, too deep or packed: refused early, without filling the memory.

use abgleich_calcom::{ANSWER_LIMIT_BYTES, ErrorKind, Target};
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::support::{Server, address_of, client, event_type_with, read_event_type, read_request};

const TOO_LARGE: ErrorKind = ErrorKind::TooLarge {
    limit_bytes: 8 * 1024 * 1024,
};

const FIFTY_MB: usize = 50 * 1024 * 1024;

/// Answers with `head` and 50 MB of blanks; says how many bytes of them the client took.
async fn flood(head: String) -> (abgleich_calcom::Error, usize) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = address_of("http", &listener);
    let (report, taken) = oneshot::channel();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        read_request(&mut stream).await;
        stream.write_all(head.as_bytes()).await.unwrap();
        let chunk = vec![b' '; 64 * 1024];
        let mut sent = 0;
        while sent < FIFTY_MB && stream.write_all(&chunk).await.is_ok() {
            sent += chunk.len();
        }
        report.send(sent).unwrap();
    });
    let error = client(&address).me().await.unwrap_err();
    (error, taken.await.unwrap())
}

#[tokio::test]
async fn fifty_megabytes_are_refused_before_they_are_read() {
    for head in [
        format!("HTTP/1.1 200 OK\r\nContent-Length: {FIFTY_MB}\r\n\r\n"),
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n".to_owned(),
    ] {
        let (error, taken) = flood(head.clone()).await;
        assert_eq!(error.kind, TOO_LARGE, "{head}");
        assert!(
            taken < FIFTY_MB / 2,
            "{taken} bytes went out, far more than the limit"
        );
    }
}

#[tokio::test]
async fn the_limit_itself_still_fits() {
    let start = r#"{"status":"success","data":{"id":1}}"#;
    let limit = usize::try_from(ANSWER_LIMIT_BYTES).unwrap();
    let fits = format!("{start}{}", " ".repeat(limit - start.len()));
    assert_eq!(
        Server::answering(200, &[], fits.clone())
            .await
            .client()
            .me()
            .await
            .unwrap()
            .data
            .id,
        1
    );
    let above = format!("{fits} ");
    assert_eq!(
        Server::answering(200, &[], above)
            .await
            .client()
            .me()
            .await
            .unwrap_err()
            .kind,
        TOO_LARGE
    );
}

#[tokio::test]
async fn a_packed_answer_counts_unpacked() {
    let packed = packed_blanks(12 * 1024 * 1024);
    assert!(packed.len() < 200 * 1024, "the bomb is small on the wire");
    let server = Server::answering(200, &[("content-encoding", "gzip")], packed).await;
    assert_eq!(server.client().me().await.unwrap_err().kind, TOO_LARGE);
}

/// The start of a gzip stream of `length` blanks, by hand: one fixed-Huffman block of a literal and longest matches.
fn packed_blanks(length: usize) -> Vec<u8> {
    let mut bits: Vec<bool> = vec![true, true, false];
    // Huffman codes go in from their highest bit: the blank as 0x30 + 0x20, then length 258 and distance 1.
    let mut code =
        |value: u32, width: u32| bits.extend((0..width).rev().map(|bit| value >> bit & 1 == 1));
    code(0x30 + 0x20, 8);
    for _ in 0..length / 258 {
        code(0b1100_0101, 8);
        code(0, 5);
    }
    code(0, 7);
    let bytes = bits.chunks(8).map(|byte| {
        byte.iter()
            .rev()
            .fold(0, |acc, bit| acc << 1 | u8::from(*bit))
    });
    [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]
        .into_iter()
        .chain(bytes)
        .collect()
}

#[tokio::test]
async fn ten_thousand_levels_are_no_answer_and_no_crash() {
    let deep = format!(
        r#"{{"status":"success","data":{}1{}}}"#,
        "[".repeat(10_000),
        "]".repeat(10_000)
    );
    let server = Server::answering(200, &[], deep).await;
    let error = server
        .client()
        .event_type(Target::Personal(1))
        .await
        .unwrap_err();
    assert_eq!(
        error.kind,
        ErrorKind::NotCalcom {
            status: 200,
            redirect: false
        }
    );
}

#[tokio::test]
async fn a_long_title_is_kept_whole() {
    let title = "ä".repeat(10_000);
    assert_eq!(
        read_event_type(event_type_with(&json!({"title": title})))
            .await
            .unwrap()
            .title,
        title
    );
}

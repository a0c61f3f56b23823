//! Answers of every kind: Cal.com's own, and those that are not.

use std::{convert::Infallible, io};

use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, Response, StatusCode, header},
};
use futures_util::stream;
use serde_json::Value;

const CHUNK: usize = 64 * 1024;

/// A page as a Wi-Fi network shows it before one has signed in.
const PORTAL: &str = "<!DOCTYPE html>\n<html><head><title>Anmeldung</title></head>\
<body><h1>Willkommen im Gäste-WLAN</h1><form action=\"/login\"><button>Verbinden</button></form></body></html>\n";

const BAD_GATEWAY: &str = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n\
<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n";

pub(crate) fn json(
    status: u16,
    headers: &[(&'static str, String)],
    value: &Value,
) -> Response<Body> {
    let mut response = with_type(status, "application/json; charset=utf-8", value.to_string());
    for (name, text) in headers {
        // All header values here are numbers and ids.
        if let Ok(text) = HeaderValue::from_str(text) {
            response.headers_mut().insert(*name, text);
        }
    }
    response
}

pub(crate) fn portal_page() -> Response<Body> {
    with_type(200, "text/html; charset=utf-8", PORTAL)
}

pub(crate) fn portal_redirect() -> Response<Body> {
    let mut response = with_type(302, "text/html; charset=utf-8", PORTAL);
    let target = HeaderValue::from_static("http://wlan.example/anmelden");
    response.headers_mut().insert(header::LOCATION, target);
    response
}

pub(crate) fn bad_gateway() -> Response<Body> {
    with_type(502, "text/html", BAD_GATEWAY)
}

/// What a proxy says by itself.
pub(crate) fn foreign(status: u16) -> Response<Body> {
    with_type(status, "text/plain", "refused on the way")
}

pub(crate) fn broken_json() -> Response<Body> {
    with_type(
        200,
        "application/json; charset=utf-8",
        "{\"status\":\"success\",\"data\":{\"id\":12",
    )
}

pub(crate) fn deep_json(depth: usize) -> Response<Body> {
    let text = format!(
        "{{\"status\":\"success\",\"data\":{}{}}}",
        "[".repeat(depth),
        "]".repeat(depth)
    );
    with_type(200, "application/json; charset=utf-8", text)
}

/// Streams without a length, so that only reading on shows how much it is. Ends early when the client goes away.
pub(crate) fn huge(megabytes: u64) -> Response<Body> {
    let filler = Bytes::from(vec![b'a'; CHUNK]);
    let chunks = megabytes.saturating_mul(16);
    let pieces = stream::unfold(0, move |piece: u64| {
        let next = match piece {
            0 => Some(Bytes::from_static(
                b"{\"status\":\"success\",\"data\":{\"title\":\"",
            )),
            _ if piece <= chunks => Some(filler.clone()),
            _ if piece == chunks + 1 => Some(Bytes::from_static(b"\"}}")),
            _ => None,
        };
        async move { next.map(|bytes| (Ok::<_, Infallible>(bytes), piece + 1)) }
    });
    with_type(
        200,
        "application/json; charset=utf-8",
        Body::from_stream(pieces),
    )
}

/// Promises the whole answer and ends the connection after half of it.
pub(crate) fn cut_in_half(status: u16, value: &Value) -> Response<Body> {
    let text = value.to_string().into_bytes();
    let whole = text.len();
    let half = Bytes::from(text).slice(..whole / 2);
    let pieces = stream::unfold(Some(half), |half| async move {
        if let Some(half) = half {
            return Some((Ok(half), None));
        }
        // Giving way once makes the server send what it has before it learns of the end.
        tokio::task::yield_now().await;
        Some((Err(io::Error::from(io::ErrorKind::ConnectionReset)), None))
    });
    let mut response = with_type(
        status,
        "application/json; charset=utf-8",
        Body::from_stream(pieces),
    );
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(whole));
    response
}

fn with_type(status: u16, content_type: &'static str, body: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let content_type = HeaderValue::from_static(content_type);
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, content_type);
    response
}

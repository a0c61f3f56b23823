//! One request and its answer: sends, reads within limits, and tells the failures apart.

use std::error::Error as StdError;
use std::io;
use std::time::SystemTime;

use reqwest::header::CONTENT_TYPE;
use reqwest::{RequestBuilder, Response};

use crate::error::{ErrorKind, NotSent};
use crate::meta::Meta;
use crate::refusal;

/// Largest answer that is read: 8 MiB, unpacked. Thousands of event types fit in.
pub const ANSWER_LIMIT_BYTES: u64 = 8 * 1024 * 1024;

/// An error answer holds a few sentences; what is longer is a page.
const REFUSAL_LIMIT_BYTES: u64 = 256 * 1024;

/// Why there is no body to read, with the error below it.
pub(crate) struct Failure {
    pub(crate) kind: ErrorKind,
    pub(crate) source: Option<reqwest::Error>,
}

impl From<ErrorKind> for Failure {
    fn from(kind: ErrorKind) -> Self {
        Self { kind, source: None }
    }
}

impl From<reqwest::Error> for Failure {
    fn from(error: reqwest::Error) -> Self {
        let kind = if error.is_connect() || error.is_builder() {
            ErrorKind::NotSent(why_not_sent(&error))
        } else if error.is_timeout() {
            ErrorKind::TimedOut
        } else {
            ErrorKind::Broken
        };
        // Method and path are in our own error already.
        Self {
            kind,
            source: Some(error.without_url()),
        }
    }
}

/// Sends `request` and returns the body of a 2xx answer. `meta` is filled as soon as headers have come.
pub(crate) async fn exchange(
    request: RequestBuilder,
    key: &str,
    meta: &mut Meta,
) -> Result<Vec<u8>, Failure> {
    let response = request.send().await?;
    let status = response.status().as_u16();
    *meta = Meta::read(status, response.headers(), now());
    match status {
        400.. => Err(refused(response, status, key).await.into()),
        200..=299 if !is_html(&response) => match body(response, ANSWER_LIMIT_BYTES).await? {
            Some(body) => Ok(body),
            None => Err(ErrorKind::TooLarge {
                limit_bytes: ANSWER_LIMIT_BYTES,
            }
            .into()),
        },
        _ => Err(ErrorKind::NotCalcom {
            status,
            redirect: (300..=399).contains(&status),
        }
        .into()),
    }
}

/// A body that cannot be had only costs the explanation. But what a proxy or a filter on the way says of keys, rights
/// and addresses is no word of Cal.com's: an answer that can be read has to be in its envelope.
async fn refused(response: Response, status: u16, key: &str) -> ErrorKind {
    let page = is_html(&response);
    let body = if page {
        None
    } else {
        body(response, REFUSAL_LIMIT_BYTES).await.ok().flatten()
    };
    let refusal = refusal::read(status, body.as_deref(), key);
    let foreign = !refusal.from_calcom && (page || body.is_some());
    if foreign && is_final(status) {
        return ErrorKind::NotCalcom {
            status,
            redirect: false,
        };
    }
    ErrorKind::Refused(refusal)
}

/// Whether a refusal with this status would be the last word: no pause, and no failure of something in between.
fn is_final(status: u16) -> bool {
    matches!(status, 400..=499) && !matches!(status, 408 | 429)
}

/// Reads chunk by chunk, so that neither a large nor a packed answer fills the memory. `None` is above the limit.
async fn body(mut response: Response, limit_bytes: u64) -> Result<Option<Vec<u8>>, reqwest::Error> {
    if response
        .content_length()
        .is_some_and(|length| length > limit_bytes)
    {
        return Ok(None);
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if (body.len() + chunk.len()) as u64 > limit_bytes {
            return Ok(None);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Some(body))
}

/// The content type is a hint only, but a page is never an answer of the API.
fn is_html(response: &Response) -> bool {
    let content_type = response
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    content_type.is_some_and(|text| text.to_ascii_lowercase().contains("html"))
}

fn why_not_sent(error: &reqwest::Error) -> NotSent {
    if error.is_dns() {
        return NotSent::Dns;
    }
    if error.is_timeout() {
        return NotSent::Timeout;
    }
    match io_kind(error) {
        Some(io::ErrorKind::ConnectionRefused) => NotSent::Refused,
        // While connecting, only the TLS handshake reads data.
        Some(io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof) => NotSent::Tls,
        _ => NotSent::Other,
    }
}

/// The first telling kind among the I/O errors below `error`.
///
/// `source()` of a wrapping I/O error skips the one it wraps, so both ways down are walked.
fn io_kind(error: &(dyn StdError + 'static)) -> Option<io::ErrorKind> {
    let mut next = Some(error);
    while let Some(error) = next {
        let mut wrapped = error.downcast_ref::<io::Error>();
        while let Some(io_error) = wrapped {
            if io_error.kind() != io::ErrorKind::Other {
                return Some(io_error.kind());
            }
            wrapped = io_error.get_ref().and_then(|inner| inner.downcast_ref());
        }
        next = error.source();
    }
    None
}

/// Only measures waiting times that a header gives as a date, and only if the answer has no `Date` of its own.
#[allow(clippy::disallowed_methods, reason = "no decision of ours hangs on it")]
fn now() -> SystemTime {
    SystemTime::now()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::sync::Arc;

    use reqwest::dns::{Name, Resolve, Resolving};

    use super::*;

    /// A name server that knows no name; a real one would need a network.
    struct KnowsNothing;

    impl Resolve for KnowsNothing {
        fn resolve(&self, _: Name) -> Resolving {
            Box::pin(async { Err("no such name".into()) })
        }
    }

    #[tokio::test]
    async fn an_unknown_name_means_not_sent() {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .no_proxy()
            .dns_resolver(Arc::new(KnowsNothing))
            .build()
            .unwrap();
        let error = http.get("https://cal.example").send().await.unwrap_err();
        assert_eq!(Failure::from(error).kind, ErrorKind::NotSent(NotSent::Dns));
    }
}

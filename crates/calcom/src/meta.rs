//! What the headers of an answer say about the request itself: status, request id and rate limits.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use reqwest::header::{DATE, HeaderMap};

/// A reset above this is a point in time (Unix seconds); below, it is the number of seconds that remain.
/// Cal.com sends the latter, though it is often described as the former.
const EPOCH_FROM: u64 = 1_000_000_000;

/// Longer waits are a mistake of the server; without an end they would overflow whoever adds them to a time.
const LONGEST_WAIT: Duration = Duration::from_hours(24);

const REQUEST_ID_CHARS: usize = 128;

/// Everything an answer says beside its body. All fields are empty if no answer came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meta {
    pub status: Option<u16>,
    /// `X-Request-Id`.
    pub request_id: Option<String>,
    /// The most restrictive of the limits that the answer named.
    pub rate: Option<RateLimit>,
    /// `Retry-After`, from seconds or from a date; a date that has passed is zero. At most a day.
    pub retry_after: Option<Duration>,
    /// `Date`: what time it is there, in whole seconds.
    pub server_time: Option<SystemTime>,
}

/// One limit: `X-RateLimit-Limit`, `-Remaining` and `-Reset`, with or without the limit's name behind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RateLimit {
    pub limit: Option<u32>,
    pub remaining: Option<u32>,
    pub reset_after: Option<Duration>,
}

impl Meta {
    /// `now` only serves answers that name a point in time without a `Date` header to measure it by.
    pub(crate) fn read(status: u16, headers: &HeaderMap, now: SystemTime) -> Self {
        // The server's own clock comes first: ours may be wrong by hours.
        let server_time = headers
            .get(DATE)
            .and_then(|value| value.to_str().ok())
            .and_then(|text| httpdate::parse_http_date(text).ok());
        let now = server_time.unwrap_or(now);
        Self {
            status: Some(status),
            request_id: request_id(headers),
            rate: rate_limit(headers, now),
            retry_after: retry_after(headers, now),
            server_time,
        }
    }
}

fn request_id(headers: &HeaderMap) -> Option<String> {
    let text = headers.get("x-request-id")?.to_str().ok()?;
    let id: String = text
        .chars()
        .filter(char::is_ascii_graphic)
        .take(REQUEST_ID_CHARS)
        .collect();
    (!id.is_empty()).then_some(id)
}

fn rate_limit(headers: &HeaderMap, now: SystemTime) -> Option<RateLimit> {
    let mut limits: BTreeMap<&str, RateLimit> = BTreeMap::new();
    for (name, value) in headers {
        let Some(rest) = name.as_str().strip_prefix("x-ratelimit-") else {
            continue;
        };
        let Some(number) = value
            .to_str()
            .ok()
            .and_then(|text| text.trim().parse::<u64>().ok())
        else {
            continue;
        };
        let (field, suffix) = rest.split_once('-').unwrap_or((rest, ""));
        let limit = limits.entry(suffix).or_default();
        match field {
            "limit" => limit.limit = Some(saturated(number)),
            "remaining" => limit.remaining = Some(saturated(number)),
            "reset" => limit.reset_after = Some(until(number, now)),
            _ => {}
        }
    }
    limits
        .into_values()
        .filter(|limit| *limit != RateLimit::default())
        .min_by_key(|limit| limit.remaining.unwrap_or(u32::MAX))
}

/// Servers with several named limits put the name behind; then the longest wait counts.
fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    headers
        .iter()
        .filter(|(name, _)| {
            name.as_str() == "retry-after" || name.as_str().starts_with("retry-after-")
        })
        .filter_map(|(_, value)| {
            let text = value.to_str().ok()?.trim();
            let seconds = text.parse().map(Duration::from_secs).ok();
            seconds.or_else(|| {
                let date = httpdate::parse_http_date(text).ok()?;
                Some(date.duration_since(now).unwrap_or_default())
            })
        })
        .max()
        .map(|wait| wait.min(LONGEST_WAIT))
}

fn until(reset: u64, now: SystemTime) -> Duration {
    let reset = Duration::from_secs(reset);
    let wait = if reset.as_secs() > EPOCH_FROM {
        reset.saturating_sub(now.duration_since(UNIX_EPOCH).unwrap_or_default())
    } else {
        reset
    };
    wait.min(LONGEST_WAIT)
}

fn saturated(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

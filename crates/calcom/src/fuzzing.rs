//! What must hold for every answer, whatever the bytes: one place for the property tests and the fuzz targets.
//!
//! Only built for tests and with the feature `fuzzing`. A function here panics where a promise is broken.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::time::{Duration, SystemTime};

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use crate::error::{Error, ErrorKind};
use crate::meta::Meta;
use crate::model::EventType;
use crate::refusal::{self, is_unknown_route};
use crate::wire::{self, Misfit};
use crate::{ApiAddress, text};

/// Whole numbers that every reader of JSON keeps.
const EXACT: std::ops::RangeInclusive<i64> = -9_007_199_254_740_991..=9_007_199_254_740_991;

/// The body of a 2xx answer, read as everything that it could be an answer to.
pub fn answer(body: &[u8]) {
    let Ok(data) = wire::envelope(body) else {
        return;
    };
    if let Ok(me) = wire::me(data.clone()) {
        id(me.id);
        [me.organization_id].into_iter().flatten().for_each(exact);
        for line in [me.username, me.email, me.name, me.time_zone] {
            one_line(line.as_deref());
        }
    }
    if let Ok(teams) = wire::teams(data.clone()) {
        for team in teams {
            id(team.id);
            one_line(Some(&team.name));
            one_line(team.slug.as_deref());
        }
    }
    if let Ok(all) = wire::event_types(data.clone()) {
        for one in &all {
            event_type(one);
            // A listing and a single answer agree.
            let found = wire::event_type_with_id(data.clone(), one.id).expect("it is in the list");
            assert_eq!(found.id, one.id);
        }
    }
    for asked in [1, 123, -1, 0] {
        match wire::event_type_with_id(data.clone(), asked) {
            Ok(found) => {
                assert_eq!(found.id, asked, "never about another event type");
                event_type(&found);
            }
            Err(Misfit::Legacy | Misfit::Shape) => {}
        }
    }
}

fn event_type(it: &EventType) {
    id(it.id);
    let numbers = [it.owner_id, it.team_id, it.parent_event_type_id];
    numbers.into_iter().flatten().for_each(exact);
    [it.length, it.buffer_before, it.buffer_after]
        .into_iter()
        .for_each(exact);
    it.length_options.iter().copied().for_each(exact);
    if let Some(price) = it.price_minor {
        exact(price);
        assert!(price >= 0);
    }
    if let Some(code) = &it.currency {
        assert!(code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase()));
    }
    for line in [&it.title, &it.slug] {
        one_line(Some(line));
    }
    one_line(it.booking_url.as_deref());
    one_line(it.scheduling_type.as_deref());
    let allowed = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t');
    assert!(it.description.chars().all(allowed));
}

#[track_caller]
fn id(id: i64) {
    exact(id);
    assert!(id > 0, "{id} names nothing");
}

#[track_caller]
fn exact(number: i64) {
    assert!(EXACT.contains(&number), "{number} cannot be told exactly");
}

#[track_caller]
fn one_line(text: Option<&str>) {
    assert!(text.is_none_or(|text| !text.contains(char::is_control)));
}

/// The body of an answer with a status from 400 on. `key` is one that Cal.com could have given out.
pub fn refused(status: u16, body: &[u8], key: &str) {
    let refusal = refusal::read(status, Some(body), key);
    let texts = [&refusal.code, &refusal.message].into_iter().flatten();
    let fields = refusal.fields.iter();
    let texts = texts.chain(fields.flat_map(|it| [&it.property, &it.constraint, &it.message]));
    for text in texts {
        assert!(!text.contains(key), "the key came through");
        assert!(text.chars().count() <= text::MESSAGE_CHARS);
        one_line(Some(text));
    }
    let _ = is_unknown_route(&refusal);
    // What is printed and logged says nothing in the server's words but the name of its error.
    let code = refusal.code.clone().unwrap_or_default();
    assert!(code.len() <= 64 && !code.contains(char::is_whitespace));
    let printed = Error::new(
        ErrorKind::Refused(refusal),
        Meta::default(),
        "GET",
        "/v2/me",
    );
    let expected = if code.is_empty() {
        format!("GET /v2/me was refused with status {status}")
    } else {
        format!("GET /v2/me was refused with status {status} ({code})")
    };
    assert_eq!(printed.to_string(), expected);
}

/// The headers of an answer; those that cannot stand in one are left out.
pub fn headers<'a>(status: u16, pairs: impl IntoIterator<Item = (&'a [u8], &'a [u8])>) {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs.into_iter().take(100) {
        let name = HeaderName::from_bytes(name);
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_bytes(value)) {
            headers.append(name, value);
        }
    }
    let now = SystemTime::UNIX_EPOCH + Duration::from_hours(500_000);
    let meta = Meta::read(status, &headers, now);
    if let Some(request_id) = &meta.request_id {
        assert!((1..=128).contains(&request_id.len()));
        assert!(request_id.bytes().all(|byte| byte.is_ascii_graphic()));
    }
    // Whoever waits by it must be able to add it to a time.
    let waits = [
        meta.retry_after,
        meta.rate.and_then(|rate| rate.reset_after),
    ];
    for wait in waits.into_iter().flatten() {
        assert!(now.checked_add(wait).is_some(), "{wait:?} has no end");
    }
}

/// What somebody typed as an address.
pub fn address(text: &str) {
    let Ok(address) = ApiAddress::parse(text) else {
        return;
    };
    let kept = address.as_str();
    let is_safe =
        kept.starts_with("https://") || (kept.starts_with("http://") && address.is_loopback());
    assert!(is_safe, "{kept:?} would carry the key in the open");
    assert!(!kept.contains(['?', '#', '\\']) && !kept.contains(char::is_whitespace));
    let behind_scheme = kept.split_once("://").map_or("", |(_, rest)| rest);
    let (authority, path) = behind_scheme.split_once('/').unwrap_or((behind_scheme, ""));
    let ends = path.is_empty() || !(path.ends_with('/') || path == "v2" || path.ends_with("/v2"));
    assert!(ends && !kept.ends_with('/'), "{kept:?}");
    assert!(!authority.contains('@'), "{kept:?} names a user");
    assert!(!address.host().is_empty() && authority.starts_with(address.host()));
    let again = ApiAddress::parse(kept);
    assert_eq!(
        again.as_ref(),
        Ok(&address),
        "the kept form is one more to type"
    );
}

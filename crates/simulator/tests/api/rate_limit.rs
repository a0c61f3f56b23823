//! The rate limit as a client sees it.

use std::time::Duration;

use abgleich_simulator::{Fault, Options, RateLimit, Rule, Simulator};
use reqwest::Method;

use crate::support::*;

async fn start_limited(limit: u32) -> Simulator {
    let mut options = Options::new(world());
    options.rate_limit = Some(RateLimit {
        limit,
        ..RateLimit::default()
    });
    Simulator::start(options).await.unwrap()
}

#[tokio::test]
async fn calcoms_own_limit_is_the_default() {
    let calcom = Simulator::start(Options::new(world())).await.unwrap();
    let answer = get(&calcom, "/v2/me").await;
    assert_eq!(answer.header("x-ratelimit-limit-default"), Some("120"));
    assert_eq!(answer.header("x-ratelimit-remaining-default"), Some("119"));
    assert_eq!(RateLimit::default().block, Duration::from_mins(1));
}

#[tokio::test]
async fn more_requests_than_allowed_are_refused_with_the_pause_in_seconds() {
    let calcom = start_limited(2).await;
    for remaining in ["1", "0"] {
        let answer = get(&calcom, "/v2/me").await;
        assert_eq!(answer.status, 200);
        assert_eq!(
            answer.header("x-ratelimit-remaining-default"),
            Some(remaining)
        );
        assert_eq!(answer.header("x-ratelimit-reset-default"), Some("60"));
    }
    let refused = patch_massage(&calcom, &serde_json::json!({"title": "x"})).await;
    assert_eq!(
        (refused.status, refused.code()),
        (429, "ThrottlerException")
    );
    let text = "CustomThrottlerGuard - Too many requests. Please try again later.";
    assert_eq!(refused.message(), text);
    assert_eq!(
        refused.json["error"]["details"], text,
        "a text, not an object"
    );
    assert_eq!(refused.header("retry-after"), None);
    let pause: u64 = refused
        .header("x-ratelimit-reset-default")
        .unwrap()
        .parse()
        .unwrap();
    assert!((59..=60).contains(&pause));
    assert_eq!(calcom.event_type(MASSAGE).unwrap().title, "Massage");
    assert!(!calcom.patches()[0].applied);

    let other = ask(bare(&calcom, Method::GET, "/v2/me").bearer_auth(OTHER_KEY)).await;
    assert_eq!(other.status, 200, "each key has its own limit");
}

#[tokio::test]
async fn without_a_limit_there_are_no_headers() {
    let calcom = start().await;
    assert_eq!(
        get(&calcom, "/v2/me")
            .await
            .header("x-ratelimit-limit-default"),
        None
    );
}

#[tokio::test]
async fn what_fails_counts_too_and_says_what_is_left() {
    for fault in [
        Fault::Status { status: 500 },
        Fault::StatusAfterApply { status: 500 },
        Fault::KeyExpired,
    ] {
        let calcom = start_limited(5).await;
        calcom.inject(Rule::new(fault).times(1));
        let failed = get(&calcom, "/v2/me").await;
        assert!(failed.status >= 400);
        assert_eq!(failed.header("x-ratelimit-remaining-default"), Some("4"));
        let next = get(&calcom, "/v2/me").await;
        assert_eq!(next.header("x-ratelimit-remaining-default"), Some("3"));
    }
}

#[tokio::test]
async fn another_limit_starts_anew() {
    let calcom = start_limited(1).await;
    get(&calcom, "/v2/me").await;
    assert_eq!(get(&calcom, "/v2/me").await.status, 429);
    calcom.set_rate_limit(Some(RateLimit::default()));
    let answer = get(&calcom, "/v2/me").await;
    assert_eq!(answer.header("x-ratelimit-remaining-default"), Some("119"));
    calcom.set_rate_limit(None);
    let answer = get(&calcom, "/v2/me").await;
    assert_eq!(answer.header("x-ratelimit-limit-default"), None);
}

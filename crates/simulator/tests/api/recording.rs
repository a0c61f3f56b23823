//! What is remembered of each request.

use abgleich_simulator::{Fault, Rule};
use serde_json::json;

use crate::support::*;

#[tokio::test]
async fn a_request_is_kept_with_its_answer() {
    let calcom = start().await;
    let body = json!({"title": "Neu", "price": 5});
    let answer = patch_massage(&calcom, &body).await;
    get(&calcom, "/v2/event-types?sortCreatedAt=asc").await;
    let requests = calcom.requests();
    let [patch, list] = requests.as_slice() else {
        panic!("{requests:?}");
    };
    assert_eq!((patch.seq, list.seq), (1, 2));
    assert_eq!(patch.method, "PATCH");
    assert_eq!(patch.path, "/v2/event-types/101");
    assert_eq!(patch.api_version.as_deref(), Some("2024-06-14"));
    assert_eq!(patch.key_owner, Some(ANNA));
    assert_eq!(
        patch.body,
        Some(body),
        "as it was sent, unknown names included"
    );
    assert_eq!(patch.status, Some(200));
    assert_eq!(patch.answer.as_ref(), Some(&answer.json));
    assert_eq!(
        answer.header("x-request-id"),
        Some(patch.request_id.as_str())
    );
    assert!(patch.applied && !list.applied);
    assert_eq!(list.query.as_deref(), Some("sortCreatedAt=asc"));
    assert!(patch.at_ms > 1_700_000_000_000 && patch.at_ms <= list.at_ms);
    assert_eq!(calcom.patches().len(), 1);
}

#[tokio::test]
async fn no_key_is_in_any_record_or_state() {
    let calcom = start().await;
    get(&calcom, "/v2/me").await;
    calcom.inject(Rule::new(Fault::KeyExpired));
    get(&calcom, "/v2/me").await;
    let texts = [
        serde_json::to_string(&calcom.requests()).unwrap(),
        serde_json::to_string(&calcom.world()).unwrap(),
        format!("{:?} {:?} {calcom:?}", calcom.requests(), calcom.world()),
    ];
    for text in texts {
        assert!(!text.contains(KEY) && !text.contains(OTHER_KEY), "{text}");
    }
}

#[tokio::test]
async fn clearing_forgets_and_counts_on() {
    let calcom = start().await;
    get(&calcom, "/v2/me").await;
    calcom.clear_requests();
    assert_eq!(calcom.requests().len(), 0);
    get(&calcom, "/v2/me").await;
    assert_eq!(calcom.requests()[0].seq, 2);
}

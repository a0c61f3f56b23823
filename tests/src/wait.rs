//! Waiting for a condition, with a deadline. The only place where a test lets time pass.

use std::time::Duration;

use tokio::time::Instant;

/// Short enough to be no part of what a test measures.
const PAUSE: Duration = Duration::from_millis(40);

/// What a window, a keyring or a server on this computer may take, also on a busy one.
pub const SOON: Duration = Duration::from_secs(20);

/// Looks again and again until there is something.
///
/// # Panics
/// If there is nothing at the deadline.
pub async fn until<T>(what: &str, limit: Duration, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + limit;
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(
            Instant::now() < deadline,
            "not within {} s: {what}",
            limit.as_secs()
        );
        tokio::time::sleep(PAUSE).await;
    }
}

/// Looks again and again for the whole time.
///
/// # Panics
/// As soon as it does not hold.
pub async fn stays(what: &str, time: Duration, mut holds: impl AsyncFnMut() -> bool) {
    let end = Instant::now() + time;
    while Instant::now() < end {
        assert!(holds().await, "did not stay so: {what}");
        tokio::time::sleep(PAUSE).await;
    }
}

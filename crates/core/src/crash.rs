//! Named points at which a test lets the process die. Without the feature `crash-points` nothing is left of them.

/// Aborts the process here if `ABGLEICH_CRASH=name:hit` names this point and this is its hit-th pass.
#[macro_export]
macro_rules! crash_point {
    ($name:literal) => {
        #[cfg(feature = "crash-points")]
        $crate::crash::pass($name);
    };
}

/// Every point there is; a point that is never hit fails the crash test.
pub const POINTS: [&str; 19] = [
    "enqueue-before",
    "enqueue-after",
    "claim-before",
    "claim-after",
    "read-before",
    "read-after",
    "send-before-commit",
    "send-after-commit",
    "answer-received",
    "finish-before",
    "finish-after",
    "fail-before",
    "fail-after",
    "back-before",
    "back-after",
    "rescue-after",
    "load-staged",
    "load-kept",
    "load-swapped",
];

#[cfg(feature = "crash-points")]
pub fn pass(name: &str) {
    use std::sync::atomic::{AtomicU32, Ordering};
    static HITS: AtomicU32 = AtomicU32::new(0);
    debug_assert!(POINTS.contains(&name), "{name} is not in the list");
    let Ok(wanted) = std::env::var("ABGLEICH_CRASH") else {
        return;
    };
    let (point, hit) = wanted.split_once(':').unwrap_or((&wanted, "1"));
    if point == name && HITS.fetch_add(1, Ordering::SeqCst) + 1 == hit.parse().unwrap_or(1) {
        std::process::abort();
    }
}

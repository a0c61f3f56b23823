//! The one comparison of the wall clock with the time that really passed: notices that the computer slept,
//! and when a listing is due.

use std::time::{Duration, Instant};

use tracing::Instrument;

use crate::domain::UtcMillis;
use crate::engine::context::{Context, millis, until};
use crate::engine::listings;
use crate::store::{self, jobs};

/// The wall clock runs ahead by this much: the computer slept. Milliseconds.
const SLEPT: i64 = 60_000;

/// True if the wall clock went further from `before` to `now` than `passed` explains.
pub fn slept(before: UtcMillis, now: UtcMillis, passed: Duration) -> bool {
    now.saturating_sub(before) >= millis(passed).saturating_add(SLEPT)
}

/// Watches the clock for as long as it is polled. While a job waits or somebody can see the window, every
/// [`Policy::tick`](crate::engine::Policy); else there is no timer but the one for the next listing.
pub async fn keep_time(context: &Context) {
    let mut changes = context.db.wake().subscribe();
    let mut visible = context.visible.subscribe();
    loop {
        changes.mark_unchanged();
        let seen = *visible.borrow_and_update();
        let pause = pause(context, seen).await;
        let (wall, steady) = (context.now(), Instant::now());
        tokio::select! {
            changed = changes.changed() => if changed.is_err() { return },
            changed = visible.changed() => if changed.is_err() { return },
            () = context.schedule.alarms_changed() => {}
            () = sleep(context, pause) => {}
        }
        // No longer than we meant to sleep: on some systems the steady clock runs on while the computer sleeps.
        let passed = pause.map_or(steady.elapsed(), |pause| steady.elapsed().min(pause));
        let now = context.now();
        if slept(wall, now, passed) {
            let span = tracing::info_span!("resume");
            if let Err(error) = resumed(context).instrument(span).await {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "after the sleep nobody could be told"
                );
            }
        } else if context.schedule.ring(now) {
            context.db.wake().bump();
        }
    }
}

async fn sleep(context: &Context, pause: Option<Duration>) {
    match pause {
        Some(pause) => context.clock.sleep(pause).await,
        None => std::future::pending().await,
    }
}

/// How long to look away; `None`: until something happens.
async fn pause(context: &Context, visible: bool) -> Option<Duration> {
    if visible || job_waits(context).await {
        return Some(context.policy.tick);
    }
    let now = context.now();
    Some(until(context.schedule.next_alarm(now)?, now))
}

async fn job_waits(context: &Context) -> bool {
    match context.db.read(jobs::any_waits).await {
        Ok(waits) => waits,
        Err(error) => {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "cannot tell whether a job waits"
            );
            true
        }
    }
}

/// After a sleep the old connections are dead, the network may be another one, and whatever is known of
/// Cal.com is old: new clients, one probe per address, then a listing.
pub async fn resumed(context: &Context) -> store::Result<()> {
    context.clients.renew(&context.policy).await;
    let now = context.now();
    context.connectivity.doubt(&context.policy, now);
    listings::want_all(context).await?;
    context.db.wake().bump();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clock_that_ran_ahead_by_a_minute_tells_of_sleep() {
        let seconds = Duration::from_secs;
        for (before, now, passed, expected) in [
            (0, 15_000, 15, false),
            (0, 74_999, 15, false),
            (0, 75_000, 15, true),
            (0, 14 * 3_600_000, 15, true),
            (0, 3_600_000, 3_600, false),
            (86_400_000, 0, 15, false),
        ] {
            assert_eq!(
                slept(before, now, seconds(passed)),
                expected,
                "{before} {now}"
            );
        }
    }
}

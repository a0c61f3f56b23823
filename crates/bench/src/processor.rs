//! How much of the processor a process has used.

use std::time::Duration;

use anyhow::{Context as _, Result};

/// The unit of `/proc/…/stat`: what is shorter does not show.
pub const TICK: Duration = Duration::from_millis(10);

/// utime + stime of a process, with its threads that have ended.
pub fn processor_time(id: u32) -> Result<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat"))?;
    // The name of the program, in brackets, may hold anything; numbers come after it.
    let (_, fields) = stat.rsplit_once(") ").context("/proc/…/stat")?;
    let mut times = fields.split(' ').skip(11).map(str::parse::<u32>);
    let (user, system) = (
        times.next().context("utime")??,
        times.next().context("stime")??,
    );
    Ok(TICK * (user + system))
}

/// What was used between two readings. Less than before cannot be: then a process of several has ended.
pub fn used(before: Duration, after: Duration) -> Result<Duration> {
    after
        .checked_sub(before)
        .context("a process ended while its processor time was measured")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::time::Instant;

    use super::*;

    #[test]
    fn what_a_thread_used_that_has_ended_counts() {
        let own = std::process::id();
        let before = processor_time(own).unwrap();
        let work = std::thread::spawn(|| {
            let start = Instant::now();
            while start.elapsed() < 10 * TICK {
                std::hint::spin_loop();
            }
        });
        work.join().unwrap();
        let used = used(before, processor_time(own).unwrap()).unwrap();
        // Others may have had the processor in between, but hardly all of the time.
        assert!(used >= TICK, "{used:?}");
    }
}

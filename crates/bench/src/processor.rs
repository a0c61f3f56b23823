//! How much of the processor a process has used.

use std::time::Duration;

use anyhow::{Context as _, Result};

/// utime + stime of a process; where the kernel counts them finer than in ticks of 10 ms, that.
pub fn processor_time(id: u32) -> Result<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat"))?;
    // The name of the program, in brackets, may hold anything; numbers come after it.
    let (_, fields) = stat.rsplit_once(") ").context("/proc/…/stat")?;
    let mut times = fields.split(' ').skip(11).map(str::parse::<u64>);
    let (user, system) = (
        times.next().context("utime")??,
        times.next().context("stime")??,
    );
    let ticks = Duration::from_millis(10 * (user + system));
    let mut precise = Duration::ZERO;
    for task in std::fs::read_dir(format!("/proc/{id}/task"))? {
        let text = std::fs::read_to_string(task?.path().join("schedstat")).unwrap_or_default();
        let nanoseconds = text.split(' ').next().and_then(|word| word.parse().ok());
        precise += Duration::from_nanos(nanoseconds.unwrap_or(0));
    }
    // A thread that ended is no longer listed there; the ticks still count it.
    Ok(if precise.is_zero() { ticks } else { precise })
}

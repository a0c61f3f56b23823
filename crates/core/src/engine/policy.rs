//! The numbers of the engine, in one value.

use std::time::Duration;

use abgleich_calcom::{ApiAddress, Timeouts};

use crate::engine::housekeeping::Rules;

#[derive(Debug, Clone)]
pub struct Policy {
    /// The pauses before the second, third and fourth try.
    pub delays: Vec<Duration>,
    /// For one run of a job, all its requests and waits together.
    pub run: Duration,
    pub connect: Duration,
    pub request: Duration,
    pub pool_idle: Duration,
    /// A reading is made again if the write that follows it had to wait longer than this for its turn.
    pub fresh: Duration,
    /// So long a listing stands in for the single readings of jobs that were confirmed together.
    pub listing: Duration,
    /// After a try with an open outcome, before it is read again.
    pub reread_open: Duration,
    /// So long a request that nobody waits for any more may still be carried out: what a later reading does not show
    /// has not arrived, only what one shows that is younger may.
    pub late: Duration,
    /// A change that nobody announced is believed only if it is still there after these,
    /// as long as our own last write is younger than `own_write_echo`.
    pub reread_foreign: Vec<Duration>,
    pub own_write_echo: Duration,
    /// After a write whose answer does not show the values.
    pub verify: Vec<Duration>,
    /// Hints make us probe at most this often.
    pub probe_hint: Duration,
    /// Probes while jobs wait: from the first to the second, doubling.
    pub probe_waiting: (Duration, Duration),
    /// Probes while nothing waits.
    pub probe_idle: Duration,
    /// After the return of an address, between the first requests of its accounts.
    pub return_gap: Duration,
    /// The listings of an account are read this often by themselves; `None`: never.
    pub list_every: Option<Duration>,
    /// After a listing that could not be read.
    pub list_again: Duration,
    /// The operating system reports one change of network in several events; they count as one.
    pub network_settles: Duration,
    /// A job that was running when the process died this often is not tried again.
    pub crashes: u32,
    /// The pause after a 429 that names none.
    pub pause: Duration,
    pub shortest_pause: Duration,
    pub longest_pause: Duration,
    /// The wall clock is compared this often while something waits.
    pub tick: Duration,
    /// How often somebody with work and without the worker's lock tries again.
    pub lock_retry: Duration,
    /// On the way out, for the request in flight.
    pub farewell: Duration,
    pub housekeeping: Rules,
    /// The clouds that have separate accounts: a key of one is unknown to the others.
    pub regions: Vec<ApiAddress>,
}

const REGIONS: [&str; 2] = ["https://api.cal.eu", "https://api.cal.com"];

impl Default for Policy {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self {
            delays: vec![seconds(60), seconds(300), seconds(900)],
            run: seconds(120),
            connect: seconds(10),
            request: seconds(30),
            pool_idle: seconds(15),
            fresh: seconds(5),
            listing: seconds(30),
            reread_open: seconds(5),
            late: seconds(300),
            reread_foreign: vec![seconds(2), seconds(5)],
            own_write_echo: seconds(60),
            verify: vec![seconds(2), seconds(5), seconds(10)],
            probe_hint: seconds(5),
            probe_waiting: (seconds(5), seconds(30)),
            probe_idle: seconds(300),
            return_gap: Duration::from_millis(100),
            list_every: Some(seconds(6 * 3_600)),
            list_again: seconds(300),
            network_settles: seconds(1),
            crashes: 3,
            pause: seconds(60),
            shortest_pause: seconds(1),
            longest_pause: seconds(3_600),
            tick: seconds(15),
            lock_retry: seconds(1),
            farewell: seconds(5),
            housekeeping: Rules::default(),
            regions: REGIONS
                .into_iter()
                .filter_map(|url| ApiAddress::parse(url).ok())
                .collect(),
        }
    }
}

impl Policy {
    /// The first send and the retries.
    pub fn tries(&self) -> u32 {
        u32::try_from(self.delays.len())
            .unwrap_or(u32::MAX)
            .saturating_add(1)
    }

    /// As many tries as asked for; further pauses are as long as the last.
    #[must_use]
    pub fn with_tries(mut self, tries: u32) -> Self {
        let last = self
            .delays
            .last()
            .copied()
            .unwrap_or(Duration::from_mins(1));
        self.delays.resize(tries.saturating_sub(1) as usize, last);
        self
    }

    /// So much time for one run of a job, and so little for each of its requests that the run sees them fail:
    /// a request that outlives its run tells nothing. Connecting stays shorter than the whole request.
    #[must_use]
    pub fn with_run(mut self, run: Duration) -> Self {
        self.run = run;
        self.request = self.request.min(run / 3);
        self.connect = self.connect.min(self.request / 2);
        self
    }

    /// For who does one thing and goes again: listings cost requests that nobody asked for.
    #[must_use]
    pub fn without_listings(mut self) -> Self {
        self.list_every = None;
        self
    }

    /// The pause after `used` tries were used up; `None` if that was the last.
    pub fn delay_after(&self, used: u32) -> Option<Duration> {
        self.delays.get(used.checked_sub(1)? as usize).copied()
    }

    /// The pause before the next run if the last one used no try: as before the next try, or the last.
    pub fn delay_without_count(&self, used: u32) -> Duration {
        self.delay_after(used.max(1))
            .or_else(|| self.delays.last().copied())
            .unwrap_or(self.pause)
    }

    /// Every pause shortened: for tests that run against a real server in real time.
    /// The shape stays, only the waiting is shorter.
    #[must_use]
    pub fn hurried(mut self, divisor: u32) -> Self {
        let shorter = |time: &mut Duration| *time /= divisor.max(1);
        self.delays.iter_mut().for_each(shorter);
        self.reread_foreign.iter_mut().for_each(shorter);
        self.verify.iter_mut().for_each(shorter);
        for time in [
            &mut self.run,
            &mut self.connect,
            &mut self.request,
            &mut self.fresh,
            &mut self.reread_open,
            &mut self.own_write_echo,
            &mut self.probe_hint,
            &mut self.probe_waiting.0,
            &mut self.probe_waiting.1,
            &mut self.probe_idle,
            &mut self.pause,
            &mut self.shortest_pause,
        ] {
            shorter(time);
        }
        self
    }

    pub fn timeouts(&self) -> Timeouts {
        Timeouts {
            connect: self.connect,
            request: self.request,
            pool_idle: self.pool_idle,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_tries_with_three_pauses() {
        let policy = Policy::default();
        let pauses: Vec<_> = (0..=4)
            .map(|used| policy.delay_after(used).map(|delay| delay.as_secs()))
            .collect();
        assert_eq!(pauses, [None, Some(60), Some(300), Some(900), None]);
        assert_eq!(policy.tries(), 4);
        assert_eq!(policy.clone().with_tries(1).delay_after(1), None);
        assert_eq!(
            policy.clone().with_tries(1).delay_without_count(0),
            Duration::from_mins(1),
            "nothing was used up yet"
        );
        assert_eq!(
            policy.with_tries(6).delay_after(5),
            Some(Duration::from_mins(15))
        );
    }

    #[test]
    fn who_does_one_thing_and_goes_reads_no_listings() {
        let policy = Policy::default().with_tries(2).without_listings();
        assert_eq!((policy.list_every, policy.tries()), (None, 2));
    }

    #[test]
    fn hurried_pauses_keep_their_shape() {
        let (usual, hurried) = (Policy::default(), Policy::default().hurried(60));
        assert_eq!(hurried.delays, [1, 5, 15].map(Duration::from_secs));
        assert_eq!(hurried.run, usual.run / 60);
        assert_eq!(hurried.probe_idle, usual.probe_idle / 60);
        assert_eq!(usual.clone().hurried(0).delays, usual.delays, "not at all");
    }

    #[test]
    fn a_short_run_has_room_for_its_requests_to_fail() {
        let seconds = Duration::from_secs;
        for (run, request, connect) in [(6, 2, 1), (30, 10, 5), (120, 30, 10), (600, 30, 10)] {
            let policy = Policy::default().with_run(seconds(run));
            assert_eq!(
                (policy.run, policy.request, policy.connect),
                (seconds(run), seconds(request), seconds(connect))
            );
        }
    }
}

//! A program with the processes of its web view: their memory and their processor time.

use std::collections::HashMap;
use std::fs;
use std::time::Duration;

use abgleich_core::domain::UtcMillis;
use abgleich_core::ports::{Clock as _, SystemClock};
use anyhow::{Context as _, Result};

use crate::processor::{TICK, processor_time};

pub struct Tree(u32);

impl Tree {
    pub fn of(id: u32) -> Self {
        Self(id)
    }

    /// The process and its descendants.
    fn ids(&self) -> Result<Vec<u32>> {
        let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
        for entry in fs::read_dir("/proc")?.flatten() {
            let Some(id) = entry
                .file_name()
                .to_str()
                .and_then(|name| name.parse().ok())
            else {
                continue;
            };
            // It may have ended meanwhile.
            if let Ok(stat) = Stat::of(id) {
                children.entry(stat.parent).or_default().push(id);
            }
        }
        let mut ids = vec![self.0];
        let mut next = 0;
        while let Some(id) = ids.get(next).copied() {
            ids.extend(children.remove(&id).unwrap_or_default());
            next += 1;
        }
        Ok(ids)
    }

    /// Bytes: each page counted by the share that a process has in it.
    #[expect(clippy::cast_precision_loss, reason = "a measurement")]
    pub fn memory(&self) -> Result<f64> {
        let mut kilobytes = 0;
        for id in self.ids()? {
            let rollup = fs::read_to_string(format!("/proc/{id}/smaps_rollup"))?;
            let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
            let words = line.and_then(|line| line.split_whitespace().next());
            let own: u64 = words.context("Pss")?.parse()?;
            kilobytes += own;
        }
        Ok(kilobytes as f64 * 1024.0)
    }

    pub fn processor_time(&self) -> Result<Duration> {
        self.ids()?.into_iter().map(processor_time).sum()
    }

    /// Milliseconds since 1970, as accurate as the system counts: 10 ms.
    pub fn started_at(&self) -> Result<f64> {
        let uptime = fs::read_to_string("/proc/uptime")?;
        let uptime: f64 = uptime.split(' ').next().context("uptime")?.parse()?;
        let since_start = (Stat::of(self.0)?.started.as_secs_f64() - uptime) * 1e3;
        Ok(milliseconds_of(SystemClock.now()) + since_start)
    }
}

#[expect(clippy::cast_precision_loss, reason = "a measurement")]
fn milliseconds_of(time: UtcMillis) -> f64 {
    time as f64
}

/// What `/proc/…/stat` says.
struct Stat {
    parent: u32,
    /// Since the system came up.
    started: Duration,
}

impl Stat {
    fn of(id: u32) -> Result<Self> {
        let stat = fs::read_to_string(format!("/proc/{id}/stat"))?;
        // The name of the program, in brackets, may hold anything; numbers come after it.
        let (_, fields) = stat.rsplit_once(") ").context("/proc/…/stat")?;
        let fields: Vec<&str> = fields.split(' ').collect();
        let field = |place: usize| fields.get(place).context("/proc/…/stat is short");
        Ok(Self {
            parent: field(1)?.parse()?,
            started: TICK * field(19)?.parse::<u32>()?,
        })
    }
}

//! A bare flush: 4 KiB appended and `fdatasync`, in the folder where everything else is measured.
//! A file that grows costs an entry in the journal of the file system, which a commit into a log that has its size
//! already is spared; still, it says how quick the disk is at the moment, so it stands beside every time.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;
use serde::Serialize;

use crate::sample::Sample;

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct FlushTimes {
    pub p50_ms: f64,
    pub p99_ms: f64,
}

/// Flushes now and then, between the rounds of a figure.
pub struct Flusher {
    file: File,
    times: Sample,
}

impl Flusher {
    pub fn new(folder: &Path) -> Result<Self> {
        let path = folder.join("bare-flush");
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        Ok(Self {
            file,
            times: Sample::default(),
        })
    }

    pub fn flush(&mut self) -> Result<Duration> {
        let start = Instant::now();
        self.file.write_all(&[0x5a; 4096])?;
        self.file.sync_data()?;
        let time = start.elapsed();
        self.times.push(time);
        Ok(time)
    }

    pub fn flush_times(&mut self, count: usize) -> Result<()> {
        (0..count).try_for_each(|_| self.flush().map(drop))
    }

    pub fn times(&self) -> FlushTimes {
        FlushTimes {
            p50_ms: self.times.median(),
            p99_ms: self.times.p99(),
        }
    }
}

//! The machine that a run happened on, so that its figures can be read elsewhere.

use std::path::Path;

use anyhow::Result;
use serde::Serialize;

#[derive(Debug, Clone, Default, Serialize)]
pub struct Machine {
    /// ISO 8601, UTC.
    pub at: String,
    pub version: &'static str,
    pub sqlite: &'static str,
    pub cores: usize,
    pub processor: String,
    pub memory_mib: u64,
    pub kernel: String,
    pub system: String,
    /// Of the folder that is measured in: kind, device, options.
    pub file_system: String,
    /// How many processes wanted to run, on average of the last minute: other work makes every figure worse.
    pub load: String,
}

pub fn look(folder: &Path) -> Result<Machine> {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let line = |text: &str, name: &str| {
        let found = text.lines().find_map(|line| line.strip_prefix(name));
        found
            .unwrap_or_default()
            .trim_start_matches([':', '\t', ' ', '='])
            .trim_matches('"')
            .trim()
            .to_owned()
    };
    let memory = line(&read("/proc/meminfo"), "MemTotal");
    let kib: u64 = memory.trim_end_matches(" kB").parse().unwrap_or(0);
    let load = read("/proc/loadavg");
    Ok(Machine {
        at: jiff_now(),
        version: env!("CARGO_PKG_VERSION"),
        sqlite: rusqlite::version(),
        cores: std::thread::available_parallelism()?.get(),
        processor: line(&read("/proc/cpuinfo"), "model name"),
        memory_mib: kib / 1024,
        kernel: read("/proc/sys/kernel/osrelease").trim().to_owned(),
        system: line(&read("/etc/os-release"), "PRETTY_NAME"),
        file_system: file_system(&read("/proc/self/mounts"), folder),
        load: load.split(' ').next().unwrap_or_default().to_owned(),
    })
}

impl Machine {
    pub fn text(&self) -> String {
        format!(
            "Abgleich {}, SQLite {}, {}\n{} cores ({}), {} MiB, {}, Linux {}, load {}\n{}\n",
            self.version,
            self.sqlite,
            self.at,
            self.cores,
            self.processor,
            self.memory_mib,
            self.system,
            self.kernel,
            self.load,
            self.file_system
        )
    }
}

fn jiff_now() -> String {
    use abgleich_core::ports::{Clock as _, SystemClock};
    jiff::Timestamp::from_millisecond(SystemClock.now())
        .map(|now| now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
        .unwrap_or_default()
}

/// The innermost mount that holds `folder`.
fn file_system(mounts: &str, folder: &Path) -> String {
    let found = mounts
        .lines()
        .filter_map(|line| {
            let words: Vec<&str> = line.split(' ').collect();
            let [device, point, kind, options, ..] = words.as_slice() else {
                return None;
            };
            folder
                .starts_with(point)
                .then_some((point.len(), format!("{kind} on {device} ({options})")))
        })
        .max();
    found.map_or_else(String::new, |(_, text)| text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_mount_is_the_file_system() {
        let mounts = "/dev/vda / ext4 rw 0 0\ntmpfs /tmp tmpfs rw,nosuid 0 0\n";
        assert_eq!(
            file_system(mounts, Path::new("/tmp/x")),
            "tmpfs on tmpfs (rw,nosuid)"
        );
        assert_eq!(
            file_system(mounts, Path::new("/home")),
            "ext4 on /dev/vda (rw)"
        );
    }
}

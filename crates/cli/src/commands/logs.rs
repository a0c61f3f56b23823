//! `logs`: what the programs of this data folder wrote down, as it is or as it comes.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::Duration;

use abgleich_core::logging;
use abgleich_core::paths::DataDir;
use abgleich_core::store::StoreError;
use clap::Args;
use serde_json::json;

use crate::exit::{Exit, Failure};
use crate::out;
use crate::session::Session;
use crate::signals::Stop;

/// How often a log that is followed is looked at.
const TICK: Duration = Duration::from_millis(200);

#[derive(Debug, Args)]
pub(crate) struct LogsArgs {
    #[arg(long)]
    follow: bool,
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    #[arg(long, conflicts_with_all = ["follow", "filter"])]
    path: bool,
}

pub(crate) async fn run(session: &Session, args: &LogsArgs) -> Result<Exit, Failure> {
    let dir = session.dir()?;
    if args.path {
        let path = logging::log_file(&dir).display().to_string();
        session
            .out
            .show(&json!({ "path": path }), || path.clone())?;
        return Ok(Exit::Done);
    }
    let filter = Filter(args.filter.as_ref().map(|text| text.to_lowercase()));
    let (lines, position) = kept(&dir, &filter)?;
    if !args.follow {
        if session.out.is_json() {
            out::json(&lines)?;
        } else if !lines.is_empty() {
            out::text(&lines.join("\n"))?;
        }
        return Ok(Exit::Done);
    }
    let mut stop = Stop::listen()?;
    for line in lines {
        show(session, &line)?;
    }
    tokio::select! {
        followed = follow(session, &dir, &filter, position) => followed.map(|()| Exit::Done),
        () = stop.asked() => Ok(Exit::Done),
    }
}

/// Followed with --json, each line is a document of its own: there is no end to wait for.
fn show(session: &Session, line: &str) -> Result<(), Failure> {
    if session.out.is_json() {
        return Ok(out::line(&json!(line).to_string())?);
    }
    Ok(out::line(line)?)
}

/// Which lines are shown, without regard to case.
struct Filter(Option<String>);

impl Filter {
    fn takes(&self, line: &str) -> bool {
        self.0
            .as_ref()
            .is_none_or(|text| line.to_lowercase().contains(text))
    }
}

/// All lines there are, oldest first, and where in the newest file the next one begins.
fn kept(dir: &DataDir, filter: &Filter) -> Result<(Vec<String>, u64), Failure> {
    let (mut lines, mut position) = (Vec::new(), 0);
    let newest = logging::log_file(dir);
    for path in logging::log_files(dir) {
        let end =
            read_from(&path, 0, |line| lines.push(line)).map_err(|source| file(&path, source))?;
        if path == newest {
            position = end;
        }
    }
    lines.retain(|line| filter.takes(line));
    Ok((lines, position))
}

async fn follow(
    session: &Session,
    dir: &DataDir,
    filter: &Filter,
    mut position: u64,
) -> Result<(), Failure> {
    let path = logging::log_file(dir);
    loop {
        tokio::time::sleep(TICK).await;
        let mut lines = Vec::new();
        // A shorter file is a new one: the old one became full and made room.
        if length(&path) < position {
            let mut files = logging::log_files(dir).into_iter().rev();
            if let Some(full) = files.find(|it| *it != path) {
                read_from(&full, position, |line| lines.push(line))
                    .map_err(|source| file(&full, source))?;
            }
            position = 0;
        }
        if length(&path) > position {
            position = read_from(&path, position, |line| lines.push(line))
                .map_err(|source| file(&path, source))?;
        }
        for line in lines.iter().filter(|line| filter.takes(line)) {
            show(session, line)?;
        }
    }
}

fn length(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |file| file.len())
}

fn file(path: &Path, source: std::io::Error) -> Failure {
    StoreError::File {
        path: PathBuf::from(path),
        source,
    }
    .into()
}

/// Reads whole lines from a position on; returns where the next reading begins.
fn read_from(path: &Path, position: u64, mut line: impl FnMut(String)) -> std::io::Result<u64> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(position))?;
    let mut reader = BufReader::new(file);
    let (mut position, mut bytes) = (position, Vec::new());
    loop {
        bytes.clear();
        let count = reader.read_until(b'\n', &mut bytes)?;
        // A line without its end is still being written.
        if count == 0 || bytes.last() != Some(&b'\n') {
            return Ok(position);
        }
        position += count as u64;
        bytes.pop();
        line(String::from_utf8_lossy(&bytes).into_owned());
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn lines_are_read_once_and_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let read = |from| {
            let mut lines = Vec::new();
            let next = read_from(&path, from, |line| lines.push(line)).unwrap();
            (lines, next)
        };
        std::fs::write(&path, "one\ntwo\nthr").unwrap();
        assert_eq!(read(0), (vec!["one".to_owned(), "two".to_owned()], 8));
        std::fs::write(&path, "one\ntwo\nthree\n").unwrap();
        assert_eq!(read(8), (vec!["three".to_owned()], 14));
    }

    #[test]
    fn the_filter_ignores_case() {
        let filter = Filter(Some("übung".to_owned()));
        assert!(filter.takes("Eine ÜBUNG"));
        assert!(!filter.takes("Massage"));
        assert!(Filter(None).takes("anything"));
    }
}

//! The diagnostics package: what somebody who helps needs to see, in a folder that a person can read before handing
//! it on. Never a key; names of services, accounts and people are replaced by their numbers.

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::{Value, json};

use super::doctor::Finding;
use super::{App, error::Result};
use crate::domain::UtcMillis;
use crate::logging;
use crate::paths::DataDir;
use crate::store::contents::Contents;
use crate::store::files::at;
use crate::store::{StoreError, blocking};

/// Shorter names are words of every text, and replacing them would make it unreadable.
const SHORTEST_NAME: usize = 3;
/// What every key of Cal.com begins with.
const KEY_PREFIX: &str = "cal_";

/// Names and the words that stand for them, the longest first.
#[derive(Debug, Clone, Default)]
struct Pseudonyms(Vec<(String, String)>);

impl Pseudonyms {
    async fn of(app: &App) -> Result<Self> {
        let mut known = Vec::new();
        let mut add = |name: &str, stands: String| {
            if name.chars().count() >= SHORTEST_NAME {
                known.push((name.to_owned(), stands));
            }
        };
        let snapshot = app.snapshot(0).await?;
        for service in &snapshot.services {
            let id = service.service.id;
            add(&service.service.name, format!("[service {id}]"));
            for link in &service.links {
                let title = link.link.title.as_deref().unwrap_or_default();
                add(title, format!("[event type {}]", link.link.event_type_id));
            }
        }
        for account in app.accounts().await? {
            let id = account.id;
            add(&account.name, format!("[account {id}]"));
            for person in [&account.user_name, &account.email].into_iter().flatten() {
                add(person, format!("[person of account {id}]"));
            }
        }
        known.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        Ok(Self(known))
    }

    /// The home folder is named after its owner.
    fn with_home(mut self) -> Self {
        if let Some(home) = directories::BaseDirs::new() {
            let home = home.home_dir().display().to_string();
            if home.len() > 1 {
                self.0.insert(0, (home, "~".to_owned()));
            }
        }
        self
    }

    fn applied(&self, line: &str) -> String {
        let line = self.0.iter().fold(line.to_owned(), |line, (name, stands)| {
            line.replace(name, stands)
        });
        without_keys(&line)
    }
}

/// No log has one; should one ever, it ends here.
fn without_keys(line: &str) -> String {
    let (mut clean, mut rest) = (String::with_capacity(line.len()), line);
    while let Some(at) = rest.find(KEY_PREFIX) {
        let (before, from) = rest.split_at(at);
        let behind = from.strip_prefix(KEY_PREFIX).unwrap_or_default();
        let length = behind
            .find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
            .unwrap_or(behind.len());
        clean.push_str(before);
        clean.push_str("[key]");
        rest = behind.get(length..).unwrap_or_default();
    }
    clean + rest
}

/// Writes the package into a new folder below `into`, and answers where. Without an application (the data cannot be
/// opened) there are the log and the facts alone.
///
/// # Errors
/// [`StoreError::File`] with the path.
pub async fn write(
    dir: &DataDir,
    app: Option<&App>,
    findings: &[Finding],
    facts: Value,
    readme: &str,
    into: &Path,
    now: UtcMillis,
) -> Result<PathBuf> {
    let (pseudonyms, counts) = match app {
        Some(app) => (
            Pseudonyms::of(app).await?,
            Some(app.context.db.read(Contents::of).await?),
        ),
        None => (Pseudonyms::default(), None),
    };
    let pseudonyms = pseudonyms.with_home();
    let findings = pseudonyms.applied(&pretty(&findings)?);
    let facts = pseudonyms.applied(&pretty(&json!({
        "program": facts,
        "counts": counts,
        "written_at": now,
    }))?);
    let (logs, readme) = (logging::log_files(dir), readme.to_owned());
    let folder = into.join(format!(
        "Abgleich-Diagnose-{}",
        crate::store::backups::stamp(now)
    ));
    let written = folder.clone();
    blocking(move || {
        at(&folder, fs::create_dir(&folder))?;
        for (name, text) in [
            ("README.txt", &readme),
            ("doctor.json", &findings),
            ("facts.json", &facts),
        ] {
            let path = folder.join(name);
            at(&path, fs::write(&path, text))?;
        }
        for log in logs {
            let to = folder.join(log.file_name().unwrap_or_default());
            at(&to, copy_log(&log, &to, &pseudonyms))?;
        }
        Ok(())
    })
    .await?;
    Ok(written)
}

fn pretty(value: &impl Serialize) -> std::result::Result<String, StoreError> {
    Ok(serde_json::to_string_pretty(value)?)
}

fn copy_log(from: &Path, to: &Path, pseudonyms: &Pseudonyms) -> io::Result<()> {
    let mut reader = BufReader::new(File::open(from)?);
    let mut writer = BufWriter::new(File::create(to)?);
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        if reader.read_until(b'\n', &mut bytes)? == 0 {
            return writer.flush();
        }
        writer.write_all(
            pseudonyms
                .applied(&String::from_utf8_lossy(&bytes))
                .as_bytes(),
        )?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: &str) {
        let names = [
            ("Klassische Massage", "[service 1]"),
            ("Massage", "[service 2]"),
            ("anna@praxis.example", "[person of account 1]"),
        ];
        let pseudonyms = names.map(|(name, stands)| (name.to_owned(), stands.to_owned()));
        assert_eq!(Pseudonyms(pseudonyms.to_vec()).applied(line), expected);
    }

    #[test]
    fn names_and_keys_are_replaced() {
        check("nothing to hide", "nothing to hide");
        check(
            "Klassische Massage and Massage of anna@praxis.example",
            "[service 1] and [service 2] of [person of account 1]",
        );
        check("Bearer cal_live_ab12, cal_x", "Bearer [key], [key]");
        check("cal_", "[key]");
        check("Überall cal_ä", "Überall [key]ä");
    }
}

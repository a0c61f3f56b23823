//! What can be typed before and after every command, and the kinds of values that clap checks for us.

use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use abgleich_core::domain::job::JobState;
use abgleich_core::text::Language;
use clap::{ArgAction, Args, Parser};

use crate::commands::Command;

#[derive(Debug, Parser)]
#[command(name = "abgleichctl", version)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Global {
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "ABGLEICH_DATA_DIR",
        hide_env = true
    )]
    pub(crate) data_dir: Option<PathBuf>,
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[arg(long, global = true, value_name = "de|en", value_parser = language)]
    pub(crate) lang: Option<Language>,
    #[arg(long, global = true, value_name = "ID", value_parser = id, allow_negative_numbers = true)]
    pub(crate) account: Option<i64>,
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,
    #[arg(long, global = true)]
    pub(crate) no_progress: bool,
}

/// Why a value was not taken: the name of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Why(pub(crate) &'static str);

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Why {}

/// An id of a service, an account or a link: a whole number from 1.
pub(crate) fn id(text: &str) -> Result<i64, Why> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let id = text
        .parse()
        .ok()
        .filter(|id| digits && (1..1 << 53).contains(id));
    id.ok_or(Why("cli-why-id"))
}

/// A job's id: the text form of a UUID.
pub(crate) fn job_id(text: &str) -> Result<String, Why> {
    let hyphens = [8, 13, 18, 23];
    let fits = |(at, byte): (usize, u8)| {
        if hyphens.contains(&at) {
            byte == b'-'
        } else {
            byte.is_ascii_hexdigit()
        }
    };
    let well_formed = text.len() == 36 && text.bytes().enumerate().all(fits);
    if well_formed {
        Ok(text.to_ascii_lowercase())
    } else {
        Err(Why("cli-why-job-id"))
    }
}

fn language(text: &str) -> Result<Language, Why> {
    Language::from_id(text).ok_or(Why("cli-why-language"))
}

pub(crate) fn job_state(text: &str) -> Result<JobState, Why> {
    JobState::from_id(text).ok_or(Why("cli-why-state"))
}

/// Whole seconds, up to a year: longer is a mistake, and clocks could not count it.
pub(crate) fn seconds(text: &str) -> Result<Duration, Why> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Why("cli-why-seconds"));
    }
    let whole = text.parse().ok().filter(|seconds| *seconds <= 31_536_000);
    let too_many = Why("cli-why-seconds-most");
    whole.map(Duration::from_secs).ok_or(too_many)
}

/// As [`seconds`], but some time there must be.
pub(crate) fn some_seconds(text: &str) -> Result<Duration, Why> {
    seconds(text).and_then(|time| {
        if time.is_zero() {
            Err(Why("cli-why-seconds-some"))
        } else {
            Ok(time)
        }
    })
}

pub(crate) fn tries(text: &str) -> Result<u32, Why> {
    text.parse()
        .ok()
        .filter(|tries| (1..=100).contains(tries))
        .ok_or(Why("cli-why-tries"))
}

pub(crate) fn port(text: &str) -> Result<u16, Why> {
    text.parse().map_err(|_| Why("cli-why-port"))
}

/// What is known of the call before it is parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Early {
    pub(crate) language: Language,
    pub(crate) json: bool,
}

/// Finds language and form in a call that may be wrong otherwise.
pub(crate) fn look_ahead(typed: &[OsString]) -> Early {
    let words: Vec<&str> = typed
        .iter()
        .skip(1)
        .filter_map(|word| word.to_str())
        .take_while(|word| *word != "--")
        .collect();
    // The last one counts, as everywhere.
    let named = words
        .iter()
        .enumerate()
        .rev()
        .find_map(|(at, word)| match *word {
            "--lang" => words.get(at + 1).copied(),
            other => other.strip_prefix("--lang="),
        });
    Early {
        language: named
            .and_then(Language::from_id)
            .unwrap_or_else(Language::of_system),
        json: words.contains(&"--json"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn ids_are_whole_numbers_from_one() {
        assert_eq!(id("7"), Ok(7));
        for wrong in [
            "",
            "0",
            "-1",
            "1.5",
            "abc",
            "+1",
            " 1",
            "1e3",
            "9007199254740992",
            "٣",
        ] {
            assert_eq!(id(wrong), Err(Why("cli-why-id")), "{wrong:?}");
        }
    }

    #[test]
    fn job_ids_have_the_form_of_a_uuid() {
        let known = "0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b";
        assert_eq!(job_id(known).unwrap(), known);
        for wrong in [
            "",
            "1",
            "0193a1b2c3d47e5f8a9b0c1d2e3f4a5b",
            "0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5g",
        ] {
            assert!(job_id(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn language_and_form_are_found_in_a_wrong_call() {
        let look =
            |line: &str| look_ahead(&line.split(' ').map(OsString::from).collect::<Vec<_>>());
        let german = Early {
            language: Language::German,
            json: true,
        };
        assert_eq!(look("abgleichctl synch --json --lang de"), german);
        assert_eq!(look("abgleichctl --lang=de --json"), german);
        assert!(!look("abgleichctl sync -- --json").json);
    }
}

//! Calls by chance: every command and option there is, in any order, with values that fit and others.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::ffi::OsString;
use std::sync::LazyLock;

use abgleich_core::text::Language;
use clap::{Command, FromArgMatches as _};
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::args::{Cli, look_ahead};
use crate::help;

static GERMAN: LazyLock<(Say, Command)> = LazyLock::new(|| with_help(Language::German));
static ENGLISH: LazyLock<(Say, Command)> = LazyLock::new(|| with_help(Language::English));

fn with_help(language: Language) -> (Say, Command) {
    let say = Say::new(language);
    let command = help::localised(&say);
    (say, command)
}

/// The ways from the program's name to every command, and the options there.
fn ways(command: &Command, before: &[String], found: &mut Vec<(Vec<String>, Vec<String>)>) {
    let options = command.get_arguments().filter_map(clap::Arg::get_long);
    let options = options.map(|name| format!("--{name}")).collect();
    found.push((before.to_vec(), options));
    for sub in command.get_subcommands() {
        let way = [before, &[sub.get_name().to_owned()]].concat();
        ways(sub, &way, found);
    }
}

fn value() -> impl Strategy<Value = OsString> {
    let known = [
        "1",
        "0",
        "-1",
        "60",
        "45,00",
        "EUR",
        "de",
        "en",
        "fr",
        "=",
        "duration=60",
        "name=",
        "--",
        "-",
        "-vvv",
        "",
        "9007199254740992",
        "waiting",
        "true",
        "http://127.0.0.1:1",
        "0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b",
    ];
    prop_oneof![
        6 => prop::sample::select(known.to_vec()).prop_map(OsString::from),
        2 => any::<String>().prop_map(OsString::from),
        1 => vec(any::<u8>(), 0..6).prop_map(of_bytes),
    ]
}

#[cfg(unix)]
fn of_bytes(bytes: Vec<u8>) -> OsString {
    std::os::unix::ffi::OsStringExt::from_vec(bytes)
}

#[cfg(not(unix))]
fn of_bytes(bytes: Vec<u8>) -> OsString {
    String::from_utf8_lossy(&bytes).into_owned().into()
}

/// A command with its own options, and a few words at any place.
fn call() -> impl Strategy<Value = Vec<OsString>> {
    let mut found = Vec::new();
    ways(&ENGLISH.1, &[], &mut found);
    let option = any::<prop::sample::Index>();
    let extra = (
        any::<prop::sample::Index>(),
        prop_oneof![2 => option.prop_map(Some), 3 => Just(None)],
        value(),
    );
    (prop::sample::select(found), vec(extra, 0..6)).prop_map(|((way, options), extras)| {
        let mut words: Vec<OsString> = way.into_iter().map(OsString::from).collect();
        for (at, option, value) in extras {
            let word = match option.filter(|_| !options.is_empty()) {
                Some(option) => option.get(&options).into(),
                None => value,
            };
            // Mostly behind the command.
            let at = words.len() - at.index(words.len().min(3) + 1);
            words.insert(at, word);
        }
        words.insert(0, "abgleichctl".into());
        words
    })
}

/// What clap would say by itself.
const FOREIGN: [&str; 6] = [
    "error:",
    "Usage:",
    "unexpected argument",
    "For more information",
    "Options:",
    "Commands:",
];

fn check(words: &[OsString], (say, command): &(Say, Command), out: Out) {
    let parsed = command.clone().try_get_matches_from(words);
    let Err(error) = parsed.and_then(|matches| Cli::from_arg_matches(&matches)) else {
        return;
    };
    let (told, is_help) = match error.kind() {
        ErrorKind::DisplayVersion => return,
        ErrorKind::DisplayHelp => (localised(&error.to_string(), say), true),
        _ => match answer(&error, say, out) {
            Err(failure) => {
                assert_eq!(failure.exit(), Exit::Usage);
                let Failure::Other { message, .. } = failure else {
                    panic!("{failure:?}")
                };
                (message, false)
            }
            Ok(exit) => panic!("{words:?} ended with {exit:?}"),
        },
    };
    assert!(!told.trim().is_empty());
    assert!(
        !told.contains("cli-usage") && !told.contains("cli-why") && !told.contains("cli-help"),
        "{told}"
    );
    if !is_help || say.is_german() {
        for foreign in FOREIGN {
            let is_typed = words
                .iter()
                .any(|word| word.to_string_lossy().contains(foreign));
            assert!(is_typed || !told.contains(foreign), "{told}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_call_is_understood_or_explained_in_the_language(words in call(), german in any::<bool>(), json in any::<bool>()) {
        look_ahead(&words);
        check(&words, if german { &GERMAN } else { &ENGLISH }, Out::new(json));
    }

    #[test]
    fn any_words_are_a_wrong_call_or_a_right_one(words in vec(value(), 0..6)) {
        let words: Vec<OsString> = [OsString::from("abgleichctl")].into_iter().chain(words).collect();
        look_ahead(&words);
        check(&words, &GERMAN, Out::new(false));
    }
}

#[test]
fn calls_by_chance_reach_every_command() {
    let mut found = Vec::new();
    ways(&ENGLISH.1, &[], &mut found);
    let has = |way: &[&str]| {
        found
            .iter()
            .any(|(words, options)| words == way && options.len() > 1)
    };
    assert!(has(&["service", "add"]) && has(&["sync"]) && has(&["queue", "work"]));
}

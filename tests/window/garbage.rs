//! Whatever the page sends: each command answers, and nothing that was not asked for changes.

use std::collections::BTreeMap;

use abgleich_core::store::services;
use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::practice::{MASSAGE, MASSAGE_ID, Practice, massage, massage_world};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Map, Value, json};

use crate::sync::{NOW, confirm};

/// The one list of commands, and the one file of the page that calls them.
const COMMANDS: &str = include_str!("../../src-tauri/build.rs");
const CALLS: &str = include_str!("../../ui/backend.js");

/// One would ask any computer that an address names, the other does what it says.
const LEFT_OUT: [&str; 2] = ["check_key", "delete_everything"];

/// How often each command is called.
const CALLS_EACH: usize = 24;

/// The commands that take something, with the names of that.
fn commands() -> BTreeMap<String, Vec<String>> {
    let mut takes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for call in CALLS.split("invoke(\"").skip(1) {
        let (command, rest) = call.split_once('"').unwrap();
        let names = rest
            .strip_prefix(", {")
            .and_then(|rest| rest.split_once('}'))
            .map_or("", |(names, _)| names);
        let names = names.split(',').map(str::trim).filter(|it| !it.is_empty());
        let names = names.map(|name| name.split(':').next().unwrap().to_owned());
        takes.entry(command.to_owned()).or_default().extend(names);
    }
    let listed = COMMANDS
        .split_once("const COMMANDS: &[&str] = &[")
        .and_then(|(_, rest)| rest.split_once("];"))
        .unwrap()
        .0;
    let listed = listed.split('"').skip(1).step_by(2);
    let mut commands: BTreeMap<_, _> = listed
        .map(|command| {
            let names = takes.get(command).unwrap_or_else(|| panic!("{command}"));
            (command.to_owned(), names.clone())
        })
        .collect();
    commands.retain(|command, names| !names.is_empty() && !LEFT_OUT.contains(&command.as_str()));
    commands
}

/// Numbers, but no id that there is; words, but none that a setting has.
fn leaf() -> impl Strategy<Value = Value> {
    let number = prop_oneof![
        Just(json!(-1)),
        Just(json!(0)),
        Just(json!(i64::MIN)),
        Just(json!(i64::MAX)),
        Just(json!(u64::MAX)),
        Just(json!(9_007_199_254_740_993_i64)),
        Just(json!(1.5)),
        Just(json!(1e300)),
        (1_000_i64..2_000).prop_map(|number| json!(number)),
    ];
    let text = prop_oneof![
        Just(json!("")),
        Just(json!("1")),
        Just(json!("00000000-0000-7000-8000-000000000000")),
        Just(json!("../../etc/passwd")),
        Just(json!("file:///etc/passwd")),
        Just(json!("';--\u{0}\u{202e}")),
        Just(json!("ä".repeat(70_000))),
        any::<String>().prop_map(|text| json!(text)),
    ];
    prop_oneof![
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(|flag| json!(flag)),
        3 => number,
        3 => text,
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let words = prop_oneof![
        "[a-z_]{1,9}",
        Just("kind".to_owned()),
        Just("field".to_owned())
    ];
    leaf().prop_recursive(3, 12, 4, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::Array),
            vec((words.clone(), inner), 0..4)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

/// Mostly what the command takes, sometimes without one of it, sometimes anything.
fn arguments(names: Vec<String>) -> impl Strategy<Value = Value> {
    let count = names.len();
    let named = vec((value(), prop::bool::weighted(0.9)), count).prop_map(move |values| {
        let given = names.iter().zip(values);
        let given =
            given.filter_map(|(name, (value, is_given))| is_given.then(|| (name.clone(), value)));
        Value::Object(given.collect::<Map<_, _>>())
    });
    prop_oneof![9 => named, 1 => value()]
}

/// Calls all of them at once; answers what happened to each. One whose command panicked never gets an answer.
const SEND: &str = "const [calls, done] = arguments;
    const late = new Promise((resolve) => setTimeout(() => resolve('never'), 20000));
    Promise.all(calls.map(([command, args]) => {
        let call;
        try {
            call = window.__TAURI_INTERNALS__.invoke(command, args);
        } catch (error) {
            return `not sent: ${error}`;
        }
        const answer = call.then(() => 'passed', (error) => `refused: ${JSON.stringify(error)}`);
        return Promise.race([answer, late]);
    })).then(done)";

#[tokio::test(flavor = "multi_thread")]
async fn every_command_answers_whatever_it_is_sent_and_nothing_breaks() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    practice.linked(massage(), MASSAGE_ID).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    practice.calcom.clear_requests();
    let before = contents(&practice).await;

    let mut runner = TestRunner::deterministic();
    let (mut passed, mut refused) = (0, 0);
    for (command, names) in commands() {
        let strategy = arguments(names);
        let calls: Vec<Value> = (0..CALLS_EACH)
            .map(|_| strategy.new_tree(&mut runner).unwrap().current())
            .collect();
        let sent: Vec<_> = calls.iter().map(|args| json!([command, args])).collect();
        let answers = page.driver.execute_async(SEND, vec![json!(sent)]).await;
        let answers = answers.unwrap().json().as_array().unwrap().clone();
        for (args, answer) in calls.iter().zip(&answers) {
            let answer = answer.as_str().unwrap();
            match answer.split(':').next().unwrap() {
                "passed" => passed += 1,
                // Ours are objects with a code; Tauri's own, about the shape of what was sent, are texts.
                "refused" => refused += 1,
                _ => panic!("{command}: {args}: {answer}"),
            }
            assert!(!answer.contains("panicked"), "{command}: {args}: {answer}");
        }
    }
    assert!(passed > 0 && refused > passed, "{passed} {refused}");

    assert!(
        practice.calcom.patches().is_empty(),
        "nobody confirmed anything"
    );
    let after = contents(&practice).await;
    for row in before {
        assert!(after.contains(&row), "{row:?} is gone: {after:?}");
    }
    // A proxy is whatever names a computer.
    let calls = json!([["set_proxy", {"text": ""}]]);
    let direct = page.driver.execute_async(SEND, vec![calls]).await;
    assert_eq!(direct.unwrap().json(), &json!(["passed"]));
    // The window still does what it is there for.
    page.choose(MASSAGE).await;
    confirm(page, NOW).await;
    page.status_becomes("synced").await;
    assert_eq!(practice.calcom.patches().len(), 1);
}

/// The services and links, with every value.
async fn contents(practice: &Practice) -> Vec<String> {
    let read = practice.app.context.db.read(|db| {
        let mut rows = Vec::new();
        for service in services::all(db)? {
            rows.extend(
                services::links_of(db, service.id)?
                    .iter()
                    .map(|link| format!("{link:?}")),
            );
            rows.push(format!("{service:?}"));
        }
        Ok(rows)
    });
    read.await.unwrap()
}

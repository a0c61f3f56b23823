//! The key stays where it belongs: after a whole day with a marked one, nothing that the program wrote, printed or
//! was started with contains it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use abgleich_simulator::{EventTypeSeed, Fault, Options, Rule, Simulator, World};
use abgleich_tests::desktop::Desktop;
use abgleich_tests::wait::{SOON, until};
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use crate::ground::{Ground, finish, told};

const KEY: &str = "cal_canary_7f3a91c2e5d84b06";
/// Without the prefix, which Cal.com strips; in every way in which it might be written.
const MARK: &str = "canary_7f3a91c2e5d84b06";

fn forms() -> Vec<Vec<u8>> {
    let wide: Vec<u8> = MARK.encode_utf16().flat_map(u16::to_le_bytes).collect();
    // The middle of the mark in base64, at each of the three positions it can have in a longer text.
    let base64 = (0..3).map(|skip| base64(&MARK.as_bytes()[skip..skip + 18]).into_bytes());
    [MARK.as_bytes().to_vec(), wide, hex(MARK).into_bytes()]
        .into_iter()
        .chain(base64)
        .collect()
}

fn hex(text: &str) -> String {
    let digits = text.bytes().flat_map(|byte| [byte >> 4, byte & 15]);
    digits
        .map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)]))
        .collect()
}

/// Without padding, of a length that needs none.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let groups = bytes.chunks_exact(3).flat_map(|group| {
        let number = group
            .iter()
            .fold(0_usize, |number, byte| number << 8 | usize::from(*byte));
        [18, 12, 6, 0].map(|shift| char::from(LETTERS[number >> shift & 63]))
    });
    groups.collect()
}

fn holds_mark(bytes: &[u8]) -> bool {
    forms()
        .iter()
        .any(|form| bytes.windows(form.len()).any(|window| window == form))
}

/// Every file below the folder whose name or content holds the mark.
fn search(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if holds_mark(path.file_name().unwrap().as_encoded_bytes()) {
            found.push(path.clone());
        }
        if path.is_dir() {
            found.extend(search(&path));
        } else if path.is_file() && holds_mark(&fs::read(&path).unwrap()) {
            found.push(path);
        }
    }
    found
}

/// Runs the program and looks at everything that others can see of it.
async fn watched(ground: &Ground, args: &[&str], input: Option<&str>) {
    let mut command = ground.ctl(args);
    command
        .args(["-v", "-v", "-v"])
        .env("RUST_BACKTRACE", "full");
    if input.is_some() {
        command.stdin(Stdio::piped());
    }
    watch(command, input).await;
}

async fn watch(mut command: Command, input: Option<&str>) {
    let mut child = command.spawn().unwrap();
    let line = fs::read(format!("/proc/{}/cmdline", child.id().unwrap())).unwrap_or_default();
    assert!(!holds_mark(&line), "in the arguments of {command:?}");
    if let Some(input) = input {
        child
            .stdin
            .take()
            .unwrap()
            .write_all(input.as_bytes())
            .await
            .unwrap();
    }
    let output = child.wait_with_output().await.unwrap();
    assert!(
        !holds_mark(&output.stdout) && !holds_mark(&output.stderr),
        "printed: {}",
        told(&output)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_holds_the_key() {
    let ground = Ground::with_key(6, KEY).await;
    let url = ground.calcom.address();
    let ids: Vec<String> = ground
        .services
        .iter()
        .map(|(service, _)| service.to_string())
        .collect();

    // The key comes in by standard input, twice; once in a way that must be refused.
    let add = [
        "account",
        "add",
        "--name",
        "Praxis am Markt",
        "--url",
        &url,
        "--key-stdin",
    ];
    watched(&ground, &add, Some(&format!("  {KEY}\r\n"))).await;
    watched(
        &ground,
        &["account", "set-key", "1", "--key-stdin"],
        Some(KEY),
    )
    .await;
    watched(
        &ground,
        &["account", "set-key", "1", "--key-stdin"],
        Some(&format!("{KEY} {KEY}")),
    )
    .await;
    watched(&ground, &["account", "check", "1"], None).await;
    watched(&ground, &["account", "list"], None).await;
    watched(&ground, &["doctor"], None).await;

    for (service, fault) in ids.iter().zip([
        None,
        Some(Fault::Status { status: 401 }),
        Some(Fault::Rejected {
            property: "lengthInMinutes".into(),
            message: format!("no: {KEY}"),
        }),
        Some(Fault::ResetAfterApply),
        Some(Fault::Status { status: 403 }),
        Some(Fault::BrokenJson),
    ]) {
        watched(&ground, &["diff", service], None).await;
        watched(&ground, &["sync", service, "--yes"], None).await;
        if let Some(fault) = fault {
            ground.calcom.inject(Rule::new(fault).on("PATCH").times(1));
        }
        watched(&ground, &["queue", "work", "--once"], None).await;
        watched(&ground, &["service", "show", service], None).await;
    }
    ground.calcom.clear_faults();
    watched(&ground, &["queue", "list"], None).await;
    watched(&ground, &["queue", "failed"], None).await;
    watched(&ground, &["queue", "retry", "--all"], None).await;
    watched(&ground, &["queue", "work", "--until-empty"], None).await;
    watched(&ground, &["history"], None).await;
    watched(&ground, &["logs"], None).await;

    // Also in death: with a request on its way, and by a disk that is full.
    watched(&ground, &["service", "set", &ids[0], "duration=70"], None).await;
    watched(&ground, &["sync", &ids[0], "--yes"], None).await;
    let mut dying = ground.ctl(&["queue", "work", "--until-empty", "-v", "-v"]);
    dying
        .env("ABGLEICH_CRASH", "answer-received:1")
        .env("RUST_BACKTRACE", "full");
    watch(dying, None).await;
    watched(&ground, &["queue", "work", "--until-empty"], None).await;

    assert_eq!(
        ground.length(ground.services[0].1),
        70,
        "it was a day with work in it"
    );
    let logs = fs::read_dir(ground.data().join("logs")).unwrap().count();
    assert!(logs > 0, "nothing was logged");
    assert_eq!(search(ground.folder()), Vec::<PathBuf>::new());
}

/// As people use it: with the key in the credential store of the desktop, which keeps it encrypted.
#[tokio::test(flavor = "multi_thread")]
async fn the_credential_store_alone_holds_the_key() {
    let options = Options::new(World::with_user(KEY)).without_rate_limit();
    let calcom = Simulator::start(options).await.unwrap();
    let event_type = EventTypeSeed::personal(1, "Massage", 50);
    let event_type = calcom
        .change_world(|world| world.add_event_type(event_type))
        .to_string();
    let desktop = Desktop::start().await;
    let ctl = |args: &[&str], input: &str| {
        let output = desktop.ctl(&[&["--json"], args].concat(), input);
        assert!(output.status.success(), "{args:?}: {}", told(&output));
        assert!(
            !holds_mark(&output.stdout) && !holds_mark(&output.stderr),
            "{}",
            told(&output)
        );
    };
    let url = calcom.address();
    ctl(
        &[
            "account",
            "add",
            "--name",
            "Praxis",
            "--url",
            &url,
            "--key-stdin",
        ],
        KEY,
    );
    ctl(
        &[
            "service",
            "add",
            "--name",
            "Massage",
            "--duration",
            "60",
            "--event-type",
            &event_type,
        ],
        "",
    );
    ctl(&["sync", "1", "--yes", "--wait", "60"], "");
    assert_eq!(calcom.patches().len(), 1, "it was sent with this key");

    let database = rusqlite::Connection::open(desktop.data_dir().database()).unwrap();
    let uuid: String = database
        .query_row("SELECT uuid FROM account", [], |row| row.get(0))
        .unwrap();
    assert_eq!(desktop.stored_key(&uuid).as_deref(), Some(KEY));
    assert_eq!(search(desktop.home()), Vec::<PathBuf>::new());
}

/// The negative control: the search finds what is there, in plain files, in the database, and in disguise.
#[tokio::test(flavor = "multi_thread")]
async fn the_search_finds_a_planted_key() {
    let ground = Ground::with_key(1, KEY).await;
    assert_eq!(search(ground.folder()), Vec::<PathBuf>::new());
    let nested = ground.data().join("logs");
    fs::create_dir_all(&nested).unwrap();
    let wide: Vec<u8> = format!("key {KEY}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let planted: [(&str, Vec<u8>); 5] = [
        (
            "plain.log",
            format!("2026-11-23 Bearer {KEY} sent").into_bytes(),
        ),
        ("wide.log", wide),
        (
            "base64.log",
            base64(format!("ab{KEY}c").as_bytes()).into_bytes(),
        ),
        ("hex.log", hex(KEY).into_bytes()),
        (&format!("{KEY}.log"), Vec::new()),
    ];
    for (name, content) in planted {
        fs::write(nested.join(name), content).unwrap();
    }
    let database = ground.database();
    database
        .execute(
            "INSERT INTO setting (key, value) VALUES ('oops', ?1)",
            [format!("\"{KEY}\"")],
        )
        .unwrap();
    let found: BTreeSet<String> = search(ground.folder())
        .iter()
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    for name in [
        "plain.log",
        "wide.log",
        "base64.log",
        "hex.log",
        &format!("{KEY}.log"),
    ] {
        assert!(found.contains(name), "{name} was overlooked: {found:?}");
    }
    assert!(
        found
            .iter()
            .any(|name| name.starts_with("abgleich.sqlite3")),
        "the database was overlooked: {found:?}"
    );
    drop(database);

    // And it sees what a child prints or is started with.
    let printed = finish({
        let mut command = Command::new("printf");
        command
            .args(["%s", KEY])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    })
    .await;
    assert!(holds_mark(&printed.stdout));
    let mut patient = Command::new("sh");
    patient
        .args(["-c", "read answer", KEY])
        .stdin(Stdio::piped())
        .kill_on_drop(true);
    let mut child = patient.spawn().unwrap();
    let started = async || {
        let line = fs::read(format!("/proc/{}/cmdline", child.id()?)).ok()?;
        line.starts_with(b"sh\0").then_some(line)
    };
    assert!(holds_mark(
        &until("the child has started", SOON, started).await
    ));
    child.kill().await.unwrap();
}

//! What somebody who helps gets to see: the checks in the window, the log, and a package without keys and names.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use abgleich_core::logging;
use abgleich_simulator::DEMO_USER_ID;
use abgleich_tests::desktop::Desktop;
use abgleich_tests::driver::Window;
use abgleich_tests::practice::{ACCOUNT, MASSAGE, MASSAGE_ID, Practice, massage, massage_world};
use abgleich_tests::wait::{SOON, until};
use serde_json::Value;

use crate::backups::settings;

const KEY: &str = "cal_canary_7d19c2f4";
const MARK: &str = "canary_7d19c2f4";
const SAVE: &str = "Diagnosepaket speichern …";

fn files_below(folder: &Path) -> Vec<(PathBuf, String)> {
    let files = fs::read_dir(folder).unwrap().flatten();
    files
        .map(|file| (file.path(), fs::read_to_string(file.path()).unwrap()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_package_holds_what_helps_and_neither_keys_nor_names() {
    let desktop = Desktop::start().await;
    let mut world = massage_world();
    world.add_key(DEMO_USER_ID, KEY);
    let practice = Practice::connect(&desktop, world).await;
    practice.linked(massage(), MASSAGE_ID).await;
    let id = practice.account_id.to_string();
    let replaced = desktop.ctl(&["account", "set-key", &id, "--key-stdin"], KEY);
    assert!(replaced.status.success());
    // The worst that a log could hold: a package that only copies it would be found out.
    let line = format!("Bearer {KEY} of {ACCOUNT}: {MASSAGE}\n");
    let log = logging::log_file(&desktop.data_dir());
    let mut log = fs::OpenOptions::new().append(true).open(log).unwrap();
    log.write_all(line.as_bytes()).unwrap();

    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    settings(page).await;
    let into = desktop.home().join("IT");
    fs::create_dir(&into).unwrap();
    desktop.chooses(&into);
    page.press("button", SAVE).await;
    page.see("Diagnosepaket gespeichert.").await;
    let folder = fs::read_dir(&into).unwrap().next().unwrap().unwrap().path();
    let files = files_below(&folder);
    for (path, text) in &files {
        for secret in [MARK, "cal_", MASSAGE, ACCOUNT, "Anna Weber", "anna.weber@"] {
            assert!(
                !text.contains(secret),
                "{secret} in {}: {text}",
                path.display()
            );
        }
    }
    let read = |name: &str| {
        &files
            .iter()
            .find(|(path, _)| path.ends_with(name))
            .unwrap()
            .1
    };
    assert!(read("abgleich.log").contains("Bearer [key] of [account 1]: [service 1]"));
    let checks: Value = serde_json::from_str(read("doctor.json")).unwrap();
    for wanted in [
        "keyring",
        "database",
        "backup",
        "notifications",
        "account",
        "worker",
        "clock",
        "queue",
    ] {
        let found = checks
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["check"] == wanted);
        assert!(found, "{wanted}: {checks}");
    }
    let facts: Value = serde_json::from_str(read("facts.json")).unwrap();
    assert_eq!(facts["counts"]["services"], 1);
    assert_eq!(facts["program"]["settings"]["language"], "system");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_checks_are_readable_in_the_window() {
    let desktop = Desktop::start().await;
    let practice = Practice::connect(&desktop, massage_world()).await;
    let window = Window::open(&desktop, &[]).await;
    let page = &window.page;
    settings(page).await;
    page.press("button", "Jetzt prüfen").await;
    page.see("Alles in Ordnung.").await;
    for part in [
        "Erreichbar, der API-Schlüssel wird angenommen",
        "Das System zeigt Mitteilungen",
        "Eingeschaltet",
        "Unbeschädigt",
    ] {
        page.see(part).await;
    }
    practice.calcom.go_offline().await;
    page.press("button", "Jetzt prüfen").await;
    page.see("1 Stelle braucht Ihre Aufmerksamkeit.").await;
    page.see("Keine Internetverbindung.").await;
    page.press("button", "Protokoll öffnen").await;
    let logs = desktop.data_dir().logs().display().to_string();
    until("the log is opened", SOON, async || {
        desktop.opened().contains(&logs).then_some(())
    })
    .await;
}

//! Deleting everything of this computer, and nothing else.

use serde_json::json;

use crate::support::{MASSAGE, Practice, finish, terminate, until};

#[test]
fn purge_deletes_what_is_ours_after_a_yes() {
    let practice = Practice::new();
    let id = practice.service("Massage", 60, Some(MASSAGE));
    let foreign = practice.data().join("Urlaub.jpg");
    std::fs::write(&foreign, "mine").unwrap();
    for folder in ["webview/cache", "tray", "backups", "demo/logs"] {
        std::fs::create_dir_all(practice.data().join(folder)).unwrap();
    }
    for name in [
        "window.json",
        "safe-graphics",
        "webview/abgleich",
        "tray/tray-icon-abgleich-7.png",
        "logs/abgleich.3.log",
        "backups/abgleich-20260101T000000-daily.sqlite3",
        "backups/abgleich-20260101T000000-daily.sqlite3.unfinished",
        "damaged-20260101T000000.sqlite3-wal",
        "demo/abgleich.sqlite3",
        "demo/logs/abgleich.log",
    ] {
        std::fs::write(practice.data().join(name), "").unwrap();
    }
    practice.run(&["purge"]).ended_with(2);
    assert_eq!(
        practice.status(&id),
        "outdated",
        "nobody was there to say yes"
    );
    let purged = practice.json(&["purge", "--yes"]);
    assert_eq!(purged["deleted"], true);
    assert_eq!(
        (&purged["keys"], &purged["keys_unanswered"]),
        (&json!(0), &json!(1)),
        "there is no keyring here, so nobody knows that the key is gone"
    );
    let left: Vec<_> = std::fs::read_dir(practice.data())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(left, [foreign]);
    assert_eq!(
        practice.json(&["service", "list"]),
        json!([]),
        "a new beginning"
    );
    assert!(practice.calcom.patches().is_empty());
}

/// Files that somebody else keeps in the folder.
fn put(practice: &Practice, foreign: &[&str]) {
    for name in foreign {
        let path = practice.data().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "mine").unwrap();
    }
}

/// Somebody's project has folders of the same names. Nothing is ours in it, and nothing may go.
#[test]
fn purge_leaves_a_folder_alone_that_was_never_a_data_folder() {
    let practice = Practice::without_account();
    let foreign = [
        "logs/my.log",
        "backups/holiday.zip",
        "webview/index.html",
        "tray/icon.png",
        "demo/slides.pdf",
        "damaged-goods.sqlite3",
        "window.json",
        "wake",
    ];
    let all_there = || {
        let there = |name: &&str| practice.data().join(name).exists();
        foreign.iter().all(there)
    };
    put(&practice, &foreign);
    let run = practice.run(&["purge", "--yes"]).ended_with(0);
    let folder = practice.data().display().to_string();
    assert_eq!(
        run.stdout,
        format!("In {folder} liegen keine Daten von Abgleich. Es wurde nichts gelöscht.\n")
    );
    assert_eq!(practice.json(&["purge", "--yes"])["deleted"], false);
    assert!(all_there());
}

#[test]
fn purge_leaves_what_others_keep_in_its_folders() {
    let practice = Practice::new();
    let foreign = [
        "logs/my.log",
        "backups/holiday.zip",
        "webview/index.html",
        "tray/icon.png",
        "demo/slides.pdf",
        "damaged-goods.sqlite3",
    ];
    put(&practice, &foreign);
    let run = practice.run(&["purge", "--yes"]).ended_with(0);
    assert!(
        run.stdout
            .contains("Falls später wieder einer läuft, kann der API-Schlüssel noch darin liegen."),
        "{run:?}"
    );
    let mut left = Vec::new();
    let mut folders = vec![practice.data()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(practice.data()).unwrap();
                left.push(name.to_str().unwrap().to_owned());
            }
        }
    }
    left.sort();
    let mut foreign = foreign.to_vec();
    foreign.sort_unstable();
    assert_eq!(left, foreign);
}

#[test]
fn purge_refuses_while_somebody_works_with_the_data() {
    let practice = Practice::new();
    let worker = practice.start(&["queue", "work"]);
    let held = || {
        let run = practice.json(&["doctor"]);
        let checks = run.as_array().unwrap().clone();
        let worker = checks
            .into_iter()
            .find(|check| check["check"] == "worker")
            .unwrap();
        worker["detail"]
            .as_str()
            .unwrap()
            .starts_with("Ein anderes Programm")
    };
    until("the worker has its lock", held);
    let run = practice.run(&["--json", "purge", "--yes"]).ended_with(3);
    assert_eq!(run.error_code(), "in_use");
    assert!(practice.data().join("abgleich.sqlite3").exists());
    terminate(&worker);
    finish(worker).ended_with(0);
    practice.run(&["purge", "--yes"]).ended_with(0);
    assert!(!practice.data().exists());
}

#[test]
fn purge_of_a_folder_that_is_not_there_leaves_none_behind() {
    let practice = Practice::without_account();
    practice.run(&["purge", "--yes"]).ended_with(0);
    assert!(!practice.data().exists());
}

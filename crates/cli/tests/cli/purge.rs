//! Deleting everything of this computer, and nothing else.

use serde_json::json;

use crate::support::{MASSAGE, Practice, finish, terminate, until};

#[test]
fn purge_deletes_what_is_ours_after_a_yes() {
    let practice = Practice::new();
    let id = practice.service("Massage", 60, Some(MASSAGE));
    let foreign = practice.data().join("Urlaub.jpg");
    std::fs::write(&foreign, "mine").unwrap();
    std::fs::create_dir_all(practice.data().join("webview/cache")).unwrap();
    std::fs::create_dir_all(practice.data().join("tray")).unwrap();
    for name in ["window.json", "safe-graphics"] {
        std::fs::write(practice.data().join(name), "").unwrap();
    }
    practice.run(&["purge"]).ended_with(2);
    assert_eq!(
        practice.status(&id),
        "outdated",
        "nobody was there to say yes"
    );
    assert_eq!(practice.json(&["purge", "--yes"])["keys"], 1);
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

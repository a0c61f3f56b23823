//! `backup`: everything in one file and back; damage, told with what to do; and rooms that cannot be lived in.

use std::fs;
use std::path::PathBuf;
#[cfg(target_os = "linux")]
use std::process::Command;

use serde_json::Value;

use crate::support::{MASSAGE, Practice};
#[cfg(target_os = "linux")]
use crate::support::{PROGRAM, finish};

fn file(practice: &Practice) -> PathBuf {
    practice.data().with_file_name("Praxis.abgleich")
}

/// The practice with a waiting change, saved to a file.
fn saved(practice: &Practice) -> String {
    let id = practice.service("Massage", 60, Some(MASSAGE));
    practice.run(&["sync", &id, "--yes"]).ended_with(0);
    let path = file(practice);
    let saved = practice.json(&["backup", "save", path.to_str().unwrap()]);
    assert_eq!(saved["size"], fs::metadata(&path).unwrap().len());
    id
}

#[test]
fn everything_comes_back_but_the_keys_and_nothing_is_sent_by_itself() {
    let practice = Practice::new();
    let id = saved(&practice);
    practice.run(&["purge", "--yes"]).ended_with(0);
    let path = file(&practice);
    let path = path.to_str().unwrap();
    let loaded = practice.json(&["backup", "load", path]);
    assert_eq!(loaded["cancelled_jobs"], 1);
    assert_eq!(loaded["accounts_without_key"][0], "Praxis am Markt");
    assert_eq!(loaded["kept"], Value::Null);
    let service = practice.json(&["service", "show", &id]);
    assert_eq!(service["duration_minutes"], 60);
    assert_ne!(service["status"], "synced");
    let job = practice.json(&["queue", "list", "--state", "cancelled"])[0].clone();
    assert_eq!(job["reason"]["code"], "from_backup");
    assert_eq!(practice.json(&["account", "list"])[0]["state"], "needs_key");
    assert!(practice.calcom.patches().is_empty());
    // The key is there again; the change is confirmed again.
    practice.run(&["account", "check", "1"]).ended_with(0);
    practice
        .run(&["sync", &id, "--yes", "--wait", "30"])
        .ended_with(0);
    assert_eq!(practice.status(&id), "synced");
    // In words, over data that are there: they are kept.
    practice.run(&["backup", "load", path]).ended_with(2);
    let run = practice
        .run(&["backup", "load", path, "--yes"])
        .ended_with(0);
    assert!(
        run.stdout.contains("-before-load.sqlite3"),
        "{}",
        run.stdout
    );
    let list = practice.json(&["backup", "list"]);
    assert_eq!(list[0]["occasion"], "before-load");
    practice.run(&["backup", "list"]).ended_with(0);
}

#[test]
fn what_is_no_whole_backup_is_refused() {
    let practice = Practice::new();
    saved(&practice);
    let path = file(&practice);
    let good = fs::read(&path).unwrap();
    let mut tampered = good.clone();
    tampered[5_000] ^= 1;
    for (bytes, code) in [
        (good[..good.len() - 7].to_vec(), "backup_damaged"),
        (tampered, "backup_damaged"),
        (b"Liebe Frau Weber".to_vec(), "backup_foreign"),
    ] {
        fs::write(&path, bytes).unwrap();
        let args = ["--json", "backup", "load", path.to_str().unwrap(), "--yes"];
        assert_eq!(practice.run(&args).ended_with(1).error_code(), code);
    }
    assert_eq!(practice.count("state = 'waiting'"), 1);
    let run = practice
        .run(&["backup", "save", path.to_str().unwrap()])
        .ended_with(1);
    assert!(run.stderr.contains("keine Sicherung"), "{}", run.stderr);
}

#[test]
fn what_is_wrong_with_a_file_is_said_of_that_file() {
    let practice = Practice::new();
    saved(&practice);
    let missing = practice.data().join("no/such.file");
    let missing = missing.to_str().unwrap();
    let run = practice
        .run(&["--json", "backup", "load", missing, "--yes"])
        .ended_with(1);
    assert_eq!(run.error_code(), "backup_missing");
    let run = practice.run(&["backup", "load", missing, "--yes"]);
    assert_eq!(run.stderr, format!("Es gibt keine Datei {missing}.\n"));
    let folder = practice.data().join("backups");
    let folder = folder.to_str().unwrap();
    fs::create_dir_all(folder).unwrap();
    let run = practice
        .run(&["--json", "backup", "load", folder, "--yes"])
        .ended_with(1);
    assert_eq!(run.error_code(), "backup_foreign");
    let run = practice.run(&["backup", "save", missing]).ended_with(1);
    assert_eq!(
        run.stderr,
        format!(
            "Keine Sicherung möglich – {missing} ist nicht da oder lässt sich nicht beschreiben.\n"
        )
    );
    assert_eq!(practice.count("state = 'waiting'"), 1);
}

/// To Linux a name is nothing but bytes: folders from older systems have some that are no text.
#[cfg(target_os = "linux")]
#[test]
fn names_that_are_no_text_are_taken() {
    use std::os::unix::ffi::OsStrExt as _;
    let practice = Practice::new();
    saved(&practice);
    let name = std::ffi::OsStr::from_bytes(b"B\xfccher-\xff");
    let copy = practice.data().join(name);
    let mut save = practice.command(&["backup", "save"]);
    finish(save.arg(&copy).spawn().unwrap()).ended_with(0);
    assert!(copy.is_file());
    // And a data folder of such a name, with the daily backup of its own.
    let folder = practice.data().join("older").join(name);
    let in_folder = |words: &[&str]| {
        let mut command = practice.command(&[]);
        command.arg("--data-dir").arg(&folder).args(words);
        command
    };
    let mut load = in_folder(&["backup", "load"]);
    finish(load.arg(&copy).arg("--yes").spawn().unwrap()).ended_with(0);
    let mut list = in_folder(&["--json", "service", "list"]);
    let services = finish(list.spawn().unwrap()).ended_with(0).json();
    assert_eq!(services[0]["name"], "Massage");
    finish(in_folder(&["queue", "work", "--once"]).spawn().unwrap()).ended_with(0);
    assert_eq!(fs::read_dir(folder.join("backups")).unwrap().count(), 1);
}

#[test]
fn nothing_is_loaded_under_somebody_elses_hands() {
    let practice = Practice::new();
    saved(&practice);
    let lock = fs::File::create(practice.data().join("app.lock")).unwrap();
    lock.lock().unwrap();
    let path = file(&practice);
    let args = ["--json", "backup", "load", path.to_str().unwrap(), "--yes"];
    assert_eq!(practice.run(&args).ended_with(3).error_code(), "in_use");
    assert_eq!(practice.count("state = 'waiting'"), 1);
}

#[test]
fn damage_is_told_with_the_way_back() {
    let practice = Practice::new();
    let id = saved(&practice);
    // The daily one, made on the way out of work.
    practice.run(&["queue", "work", "--once"]).ended_with(0);
    let database = practice.data().join("abgleich.sqlite3");
    fs::write(&database, vec![0xA5; 8_192]).unwrap();
    let run = practice.run(&["service", "list"]).ended_with(1);
    for part in [
        "zur Seite gelegt",
        "damaged-",
        "Letzte Sicherung",
        "abgleichctl backup load",
    ] {
        assert!(run.stderr.contains(part), "{part:?}: {}", run.stderr);
    }
    // Not emptied silently: the second call says the same.
    let again = practice.run(&["--json", "service", "list"]).ended_with(1);
    assert_eq!(again.error_code(), "database_damaged");
    let doctor = practice.run(&["--json", "doctor"]).ended_with(1).json();
    let check = doctor
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["check"] == "database");
    assert_eq!(check.unwrap()["ok"], false);
    let backup = practice.json(&["backup", "list"])[0]["path"].clone();
    practice.json(&["backup", "load", backup.as_str().unwrap()]);
    assert_eq!(
        practice.json(&["service", "show", &id])["duration_minutes"],
        60
    );
    // Or without one.
    fs::write(&database, vec![0xA5; 8_192]).unwrap();
    practice.run(&["service", "list"]).ended_with(1);
    practice.run(&["backup", "begin-empty"]).ended_with(2);
    practice
        .run(&["backup", "begin-empty", "--yes"])
        .ended_with(0);
    assert_eq!(
        practice.json(&["service", "list"]),
        Value::Array(Vec::new())
    );
}

#[test]
fn doctor_looks_at_the_file_its_backups_and_the_services_around() {
    let practice = Practice::new();
    practice.run(&["queue", "work", "--once"]).ended_with(0);
    let checks = practice.json(&["doctor"]);
    let detail = |name: &str| {
        let found = checks
            .as_array()
            .unwrap()
            .iter()
            .find(|it| it["check"] == name);
        found.unwrap_or_else(|| panic!("{name}: {checks}"))["detail"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    for part in ["abgleich.sqlite3", "kB", "Version"] {
        assert!(detail("database").contains(part), "{}", detail("database"));
    }
    assert!(detail("backup").starts_with("Letzte Sicherung: "));
    assert_eq!(detail("notifications"), "Wird hier nicht geprüft.");
    assert!(detail("account").contains("2024-06-14"));
    // A folder that was chosen for copies, and is gone.
    let sql = "INSERT INTO setting (key, value) VALUES ('backup_folder', '\"/nonexistent/Stick\"')";
    practice.database().execute(sql, []).unwrap();
    let run = practice.run(&["doctor"]).ended_with(1);
    assert!(
        run.stdout.contains("/nonexistent/Stick ist nicht da"),
        "{}",
        run.stdout
    );
    let path = practice.data().join("abgleich.sqlite3");
    let database = fs::File::options().write(true).open(path).unwrap();
    let now = database.metadata().unwrap().modified().unwrap();
    let ahead = now + std::time::Duration::from_hours(2);
    database.set_modified(ahead).unwrap();
    let run = practice.run(&["doctor"]).ended_with(1);
    assert!(run.stdout.contains("zurückgestellt"), "{}", run.stdout);
}

#[test]
fn data_of_a_newer_version_are_refused_in_words() {
    let practice = Practice::new();
    practice
        .database()
        .pragma_update(None, "user_version", 99)
        .unwrap();
    let run = practice.run(&["service", "list"]).ended_with(1);
    assert!(run.stderr.contains("neueren Version"), "{}", run.stderr);
    let run = practice.run(&["--json", "service", "list"]).ended_with(1);
    assert_eq!(run.error_code(), "database_newer");
}

/// As somebody who has no rights to the folder, also where the tests run as root.
#[cfg(target_os = "linux")]
#[test]
fn a_folder_without_rights_is_told_in_words() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    let practice = Practice::new();
    let is_root = fs::metadata("/proc/self").unwrap().uid() == 0;
    let read_only = fs::Permissions::from_mode(0o555);
    fs::set_permissions(practice.data(), read_only).unwrap();
    let parent = practice.data().with_file_name("");
    if is_root {
        fs::set_permissions(&parent, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let mut command = if is_root {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups", PROGRAM]);
        command
    } else {
        Command::new(PROGRAM)
    };
    command.args(["--lang", "de", "service", "list"]);
    practice.environment(&mut command);
    let run = finish(command.spawn().unwrap());
    fs::set_permissions(practice.data(), fs::Permissions::from_mode(0o755)).unwrap();
    let run = run.ended_with(1);
    assert!(
        run.stderr.contains("fehlen Ihnen die Schreibrechte"),
        "{}",
        run.stderr
    );
    practice.run(&["service", "list"]).ended_with(0);
}

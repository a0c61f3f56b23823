//! The log as a person follows it.

use serde_json::Value;

use crate::support::{Lines, MASSAGE, Practice, finish, terminate};

#[test]
fn the_log_is_filtered_without_regard_to_case() {
    let practice = Practice::new();
    let id = practice.service("Massage", 60, Some(MASSAGE));
    practice
        .run(&["sync", &id, "--yes", "--wait", "30"])
        .ended_with(0);
    let all = practice.json(&["logs"]);
    let some = practice.json(&["logs", "--filter", "CalCom-SYNC"]);
    let (all, some): (&Vec<Value>, &Vec<Value>) =
        (all.as_array().unwrap(), some.as_array().unwrap());
    assert!(
        !some.is_empty() && some.len() < all.len(),
        "{} of {}",
        some.len(),
        all.len()
    );
    assert!(
        some.iter()
            .all(|line| line.as_str().unwrap().contains("calcom-sync"))
    );
    let done = some
        .iter()
        .find(|line| line.as_str().unwrap().contains("synchronised"))
        .unwrap();
    assert!(
        done.as_str().unwrap().contains(&format!("service_id={id}")),
        "{done}"
    );
    assert_eq!(
        practice.json(&["logs", "--filter", "no line says this"]),
        Value::Array(Vec::new())
    );
    let path = practice.run(&["logs", "--path"]).ended_with(0).stdout;
    assert!(std::path::Path::new(path.trim_end()).is_file(), "{path}");
}

#[test]
fn a_followed_log_shows_what_comes_until_it_is_ended() {
    let practice = Practice::new();
    let id = practice.service("Massage", 60, Some(MASSAGE));
    let mut follower = practice.start(&["logs", "--follow", "--filter", "sync requested"]);
    let lines = Lines::of(follower.stdout.take().unwrap());
    practice.run(&["sync", &id, "--yes"]).ended_with(0);
    assert!(lines.next().contains("answer=\"queued\""));
    practice.run(&["sync", &id, "--yes"]).ended_with(3);
    assert!(lines.next().contains("answer=\"already_pending\""));
    terminate(&follower);
    finish(follower).ended_with(0);
}

/// A folder that somebody named may be open to others; what lies in it is not.
#[cfg(unix)]
#[test]
fn what_is_written_is_closed_to_others_also_in_a_folder_that_is_not() {
    use std::os::unix::fs::PermissionsExt as _;
    let practice = Practice::without_account();
    let set = |name: &str, mode| {
        let mode = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(practice.data().join(name), mode).unwrap();
    };
    let mode = |name: &str| {
        let about = std::fs::metadata(practice.data().join(name)).unwrap();
        about.permissions().mode() & 0o777
    };
    std::fs::create_dir_all(practice.data().join("logs")).unwrap();
    std::fs::write(practice.data().join("logs/abgleich.log"), "").unwrap();
    set("", 0o755);
    set("logs", 0o755);
    set("logs/abgleich.log", 0o644);
    practice.run(&["queue", "work", "--once"]).ended_with(0);
    assert_eq!(mode(""), 0o755, "somebody else's");
    assert_eq!((mode("logs"), mode("logs/abgleich.log")), (0o700, 0o600));
    assert_eq!(mode("abgleich.sqlite3"), 0o600);
    assert_eq!(mode("backups"), 0o700);
}

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

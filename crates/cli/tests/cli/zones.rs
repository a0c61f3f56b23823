//! Time zones: they change how a time is shown, and nothing else.

use crate::support::{MASSAGE, Practice, Run, finish};

const ZONES: [&str; 5] = [
    "Europe/Berlin",
    "America/New_York",
    "Pacific/Kiritimati",
    "UTC",
    "No/Such_Zone",
];

fn run_in(practice: &Practice, zone: &str, args: &[&str]) -> Run {
    finish(practice.command(args).env("TZ", zone).spawn().unwrap()).ended_with(0)
}

/// The only line of the history moves to this time, in milliseconds.
fn happened_at(practice: &Practice, at: i64) {
    let moved = practice
        .database()
        .execute("UPDATE activity SET at = ?1", [at]);
    assert!(moved.unwrap() > 0);
}

#[test]
fn an_hour_that_is_skipped_or_comes_twice_is_shown_as_the_clock_on_the_wall_shows_it() {
    let practice = Practice::new();
    practice.service("Massage", 60, None);
    // UTC, and the clocks of Berlin and New York at that time.
    for (utc, berlin, new_york) in [
        (
            "2026-03-29T00:59:59Z",
            "29.03.2026, 1:59",
            "28.03.2026, 20:59",
        ),
        (
            "2026-03-29T01:00:00Z",
            "29.03.2026, 3:00",
            "28.03.2026, 21:00",
        ),
        (
            "2026-10-25T00:30:00Z",
            "25.10.2026, 2:30",
            "24.10.2026, 20:30",
        ),
        (
            "2026-10-25T01:30:00Z",
            "25.10.2026, 2:30",
            "24.10.2026, 21:30",
        ),
        (
            "2026-11-01T05:30:00Z",
            "01.11.2026, 6:30",
            "01.11.2026, 1:30",
        ),
        (
            "2026-11-01T06:30:00Z",
            "01.11.2026, 7:30",
            "01.11.2026, 1:30",
        ),
    ] {
        let at: jiff::Timestamp = utc.parse().unwrap();
        happened_at(&practice, at.as_millisecond());
        for (zone, shown) in [("Europe/Berlin", berlin), ("America/New_York", new_york)] {
            let text = run_in(&practice, zone, &["history"]).stdout;
            assert!(text.contains(shown), "{utc} in {zone}:\n{text}");
        }
        let json = |zone| run_in(&practice, zone, &["--json", "history"]).json();
        for zone in ZONES {
            assert_eq!(json(zone), json("UTC"), "{zone}");
        }
    }
}

#[test]
fn a_job_that_was_confirmed_in_one_zone_is_sent_in_another() {
    let practice = Practice::new();
    // Each of them reads the clock of another zone, up to a day apart.
    for (minutes, pair) in (61..).zip(ZONES.windows(2)) {
        let [here, there] = pair else { unreachable!() };
        let minutes = minutes.to_string();
        let id = match practice.count("true") {
            0 => practice.service("Massage", 60, Some(MASSAGE)),
            _ => "1".to_owned(),
        };
        let edit = format!("duration={minutes}");
        run_in(&practice, here, &["service", "set", &id, &edit]);
        run_in(&practice, here, &["sync", &id, "--yes"]);
        let waiting = |zone| run_in(&practice, zone, &["--json", "queue", "list"]).json();
        assert_eq!(waiting(here), waiting(there));
        run_in(&practice, there, &["queue", "work", "--until-empty"]);
        let held = practice.calcom.event_type(MASSAGE).unwrap();
        assert_eq!(held.length_in_minutes.to_string(), minutes);
        assert_eq!(practice.status(&id), "synced");
    }
}

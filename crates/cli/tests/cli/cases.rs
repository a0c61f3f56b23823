//! The four answers that a request to sync can have, word for word: no event type, already on its way,
//! accepted, and not stored (that one is in `unwritable`).

use abgleich_simulator::{Fault, Rule};

use crate::support::{MASSAGE, Practice, finish, terminate, until};

#[test]
fn without_an_event_type_id_there_is_a_warning_and_no_job() {
    let practice = Practice::new();
    let id = practice.service("Massage", 60, None);
    practice.calcom.clear_requests();
    let run = practice.run(&["sync", &id, "--yes"]).ended_with(3);
    let text = "Keine Event Type ID – „Massage“ hat keine Cal.com Event Type ID. Bitte verknüpfen Sie die Leistung zuerst.\n";
    assert_eq!(run.stdout, text);
    assert_eq!(practice.count("true"), 0);
    assert!(
        practice.calcom.requests().is_empty(),
        "nothing to ask Cal.com for"
    );

    let run = practice
        .run(&["--json", "sync", &id, "--yes"])
        .ended_with(3);
    let row = &run.json()[0];
    assert_eq!(row["answer"], "no_event_type_id");
    assert_eq!(row["reason"]["code"], "no_event_type_id");
    assert!(row["event_type_id"].is_null() && row["job_id"].is_null());
    assert_eq!(run.stderr, "");
}

#[test]
fn a_second_request_says_that_the_sync_is_on_its_way_and_makes_no_second_job() {
    let practice = Practice::new();
    let id = practice.service("Massage", 60, Some(MASSAGE));
    practice.run(&["sync", &id, "--yes"]).ended_with(0);
    let again = |ending: &str| {
        let run = practice.run(&["sync", &id, "--yes"]).ended_with(3);
        let text =
            format!("Sync läuft bereits – „Massage“: Synchronisation läuft bereits{ending}\n");
        assert!(run.stdout.ends_with(&text), "{}", run.stdout);
        assert_eq!(practice.count("state IN ('waiting', 'running')"), 1);
    };
    again(" und wartet, bis sie an der Reihe ist.");

    practice.go_offline();
    practice.run(&["queue", "work", "--once"]).ended_with(0);
    again(" und wartet auf die Verbindung.");

    practice.go_online();
    practice.calcom.inject(
        Rule::new(Fault::Status { status: 500 })
            .on("PATCH")
            .times(1),
    );
    practice.run(&["queue", "work", "--once"]).ended_with(0);
    again(" und wartet auf den nächsten Versuch.");

    practice
        .calcom
        .inject(Rule::new(Fault::TimeoutBeforeApply).on("PATCH"));
    let job = practice.json(&["queue", "list"])[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    practice.run(&["queue", "retry", &job]).ended_with(0);
    let before = practice.calcom.patches().len();
    let worker = practice.start(&["queue", "work"]);
    until("the write is on its way", || {
        practice.calcom.patches().len() > before
    });
    again(". Es wird nichts doppelt gesendet.");
    terminate(&worker);
    finish(worker).ended_with(0);
}

#[test]
fn an_accepted_request_says_so_waits_and_clears_an_older_failure() {
    let practice = Practice::new();
    let id = practice.service("Massage", 60, Some(MASSAGE));
    let message = "lengthInMinutes must not be 60".to_owned();
    let rejected = Fault::Rejected {
        property: "lengthInMinutes".into(),
        message,
    };
    practice.calcom.inject(Rule::new(rejected).times(1));
    let run = practice
        .run(&["sync", &id, "--yes", "--wait", "30"])
        .ended_with(1);
    let failed =
        "Synchronisation fehlgeschlagen – „Massage“: Cal.com hat die Dauer nicht angenommen.\n";
    assert!(run.stdout.ends_with(failed), "{}", run.stdout);
    assert_eq!(practice.status(&id), "error");
    assert_eq!(
        practice
            .json(&["queue", "failed"])
            .as_array()
            .unwrap()
            .len(),
        1
    );

    let run = practice.run(&["sync", &id, "--yes"]).ended_with(0);
    let started = "Synchronisation gestartet – „Massage“ wird an Cal.com gesendet.\n";
    assert!(run.stdout.contains(started), "{}", run.stdout);
    assert_eq!(
        practice.status(&id),
        "pending",
        "the older failure is cleared"
    );
    assert_eq!(
        practice
            .json(&["queue", "failed"])
            .as_array()
            .unwrap()
            .len(),
        0
    );

    practice
        .run(&["queue", "work", "--until-empty"])
        .ended_with(0);
    assert_eq!(practice.status(&id), "synced");
    assert_eq!(
        practice
            .calcom
            .event_type(MASSAGE)
            .unwrap()
            .length_in_minutes,
        60
    );
}

#[test]
fn offline_the_request_is_kept_and_says_what_it_waits_for() {
    let practice = Practice::new();
    let id = practice.service("Massage", 60, Some(MASSAGE));
    practice.go_offline();
    let run = practice.run(&["sync", &id, "--yes"]).ended_with(0);
    let queued = "Synchronisation vorgemerkt – „Massage“ wird gesendet, sobald die Verbindung wieder da ist und Abgleich läuft.\n";
    assert!(run.stdout.contains(queued), "{}", run.stdout);
    assert_eq!(practice.status(&id), "waiting_network");
}

#[test]
fn the_plan_is_shown_before_anything_is_queued() {
    let practice = Practice::new();
    practice.json(&["event-types", "import", &MASSAGE.to_string()]);
    practice
        .run(&[
            "service",
            "set",
            "1",
            "duration=60",
            "buffer-after=10",
            "price=75,00",
        ])
        .ended_with(0);
    let run = practice.run(&["sync", "1", "--dry-run"]).ended_with(0);
    let expected = "\
„Klassische Massage“ mit Cal.com synchronisieren
Termintyp „Klassische Massage“ · Event Type ID 123456 · Praxis am Markt (127.0.0.1)

Feld           Jetzt in Cal.com       Neu
Name           Klassische Massage     bleibt
Dauer          50\u{a0}Min.             →  60\u{a0}Min.
Puffer davor   0\u{a0}Min.                 bleibt
Puffer danach  5\u{a0}Min.              →  10\u{a0}Min.
Preis          70,00\u{a0}€                wird nicht übertragen (hier 75,00\u{a0}€)

Beschreibung und Sichtbarkeit bleiben unverändert.
Gilt für neue Buchungen. Bereits gebuchte Termine bleiben, wie sie sind.

„Klassische Massage“ würde gesendet.
";
    assert_eq!(run.stdout, expected);
    assert_eq!(practice.count("true"), 0);
    practice.run(&["sync", "1"]).ended_with(2);
    assert_eq!(practice.count("true"), 0, "nobody was there to say yes");
}

//! Every kind of notification, word for word in both languages, with its buttons.

use abgleich_core::domain::fields::Field;
use abgleich_core::text::Language;

use super::*;

/// What a person reads: title, body, buttons.
type Read = (&'static str, &'static str, &'static [&'static str]);

#[track_caller]
fn reads(message: impl Fn(&Texts) -> Message, german: Read, english: Read) {
    for (language, expected) in [(Language::German, german), (Language::English, english)] {
        let texts = Texts::new(language);
        let message = message(&texts);
        let label = |button: &Button| texts.get(&format!("notify-action-{}", button.id()));
        let buttons: Vec<String> = message.buttons.iter().map(label).collect();
        let (title, body, labels) = expected;
        assert_eq!(
            (message.title.as_str(), message.body.as_str(), buttons),
            (
                title,
                body,
                labels.iter().map(ToString::to_string).collect()
            )
        );
    }
}

#[track_caller]
fn tells(notice: &Notice, german: Read, english: Read) {
    reads(|texts| Message::of_notice(texts, notice), german, english);
}

#[track_caller]
fn answers(event: &str, german: Read, english: Read) {
    reads(
        |texts| Message::of_answer(texts, event, "Massage", 1, Some(1)),
        german,
        english,
    );
}

fn queued(waits_for: Option<Reason>, account: Option<&str>) -> Notice {
    Notice::Queued {
        link_id: Some(1),
        service_id: 1,
        service: "Massage".to_owned(),
        waits_for,
        account: account.map(str::to_owned),
    }
}

fn succeeded(price_differs: bool) -> Notice {
    Notice::Succeeded {
        link_id: Some(1),
        service_id: 1,
        service: "Massage".to_owned(),
        price_differs,
        account: None,
    }
}

fn failed(reason: Reason) -> Notice {
    Notice::Failed {
        link_id: Some(1),
        job_id: None,
        service_id: 1,
        service: "Massage".to_owned(),
        reason,
        account: None,
    }
}

fn summary(synced: usize, problems: &[&str], account: Option<&str>) -> Notice {
    let problems = problems.iter().zip(1..);
    Notice::Summary {
        synced,
        problems: problems
            .map(|(name, id)| (id, (*name).to_owned()))
            .collect(),
        all_agree: true,
        account: account.map(str::to_owned),
    }
}

#[test]
fn queued_online_and_offline() {
    tells(
        &queued(None, None),
        (
            "Synchronisation gestartet",
            "„Massage“ wird an Cal.com gesendet.",
            &[],
        ),
        ("Sync started", "“Massage” is being sent to Cal.com.", &[]),
    );
    tells(
        &queued(Some(Reason::Offline), None),
        (
            "Synchronisation vorgemerkt",
            "„Massage“ wird gesendet, sobald die Verbindung wieder da ist und Abgleich läuft.",
            &["Warteschlange"],
        ),
        (
            "Sync queued",
            "“Massage” will be sent when you are back online and Abgleich is running.",
            &["Queue"],
        ),
    );
    tells(
        &queued(Some(Reason::Paused), None),
        (
            "Synchronisation vorgemerkt",
            "„Massage“ wartet noch: Senden ist angehalten.",
            &["Warteschlange"],
        ),
        (
            "Sync queued",
            "“Massage” is still waiting: Sending is paused.",
            &["Queue"],
        ),
    );
}

#[test]
fn success_with_and_without_another_price() {
    tells(
        &succeeded(false),
        (
            "Synchronisation abgeschlossen",
            "„Massage“: Name, Dauer und Puffer stimmen jetzt mit Cal.com überein.",
            &[],
        ),
        (
            "Sync complete",
            "“Massage”: name, duration and buffers now match Cal.com.",
            &[],
        ),
    );
    tells(
        &succeeded(true),
        (
            "Synchronisation abgeschlossen",
            "„Massage“: Name, Dauer und Puffer stimmen jetzt mit Cal.com überein. Nur der Preis in Cal.com weicht noch ab.",
            &[],
        ),
        (
            "Sync complete",
            "“Massage”: name, duration and buffers now match Cal.com. Only the price in Cal.com still differs.",
            &[],
        ),
    );
}

#[test]
fn answers_of_the_guard() {
    answers(
        "no_id",
        (
            "Keine Event Type ID",
            "„Massage“ hat keine Cal.com Event Type ID. Bitte verknüpfen Sie die Leistung zuerst.",
            &["Verknüpfen"],
        ),
        (
            "No event type ID",
            "“Massage” has no Cal.com event type ID. Please link the service first.",
            &["Link"],
        ),
    );
    answers(
        "already_running",
        (
            "Sync läuft bereits",
            "„Massage“: Synchronisation läuft bereits. Es wird nichts doppelt gesendet.",
            &["Ansehen"],
        ),
        (
            "Sync already running",
            "“Massage”: the sync is already running. Nothing is sent twice.",
            &["View"],
        ),
    );
    answers(
        "already_waiting_network",
        (
            "Sync läuft bereits",
            "„Massage“: Synchronisation läuft bereits und wartet auf die Verbindung.",
            &["Ansehen"],
        ),
        (
            "Sync already running",
            "“Massage”: the sync is already running and waits for the connection.",
            &["View"],
        ),
    );
    answers(
        "already_waiting_attempt",
        (
            "Sync läuft bereits",
            "„Massage“: Synchronisation läuft bereits und wartet auf den nächsten Versuch.",
            &["Ansehen"],
        ),
        (
            "Sync already running",
            "“Massage”: the sync is already running and waits for the next attempt.",
            &["View"],
        ),
    );
    answers(
        "dispatch_failed",
        (
            "Synchronisation fehlgeschlagen",
            "„Massage“: Der Auftrag konnte nicht gespeichert werden. Es wurde nichts vorgemerkt und nichts gesendet.",
            &["Details"],
        ),
        (
            "Sync failed",
            "“Massage”: the job could not be saved. Nothing was queued and nothing was sent.",
            &["Details"],
        ),
    );
}

#[test]
fn a_final_failure_says_why_and_what_helps() {
    let rejected = Reason::Rejected {
        field: Some(Field::Length),
        message: None,
    };
    tells(
        &failed(rejected),
        (
            "Synchronisation fehlgeschlagen",
            "„Massage“: Cal.com hat die Dauer nicht angenommen.",
            &["Erneut versuchen", "Details"],
        ),
        (
            "Sync failed",
            "“Massage”: Cal.com did not accept the duration.",
            &["Retry", "Details"],
        ),
    );
    tells(
        &failed(Reason::RetriesUsedUp { tries: 4 }),
        (
            "Synchronisation fehlgeschlagen",
            "„Massage“: Cal.com war viermal nicht erreichbar. Ihre Änderung ist gespeichert, aber in Cal.com noch nicht bestätigt.",
            &["Erneut versuchen", "Details"],
        ),
        (
            "Sync failed",
            "“Massage”: Cal.com was unavailable four times. Your change is saved but not confirmed in Cal.com yet.",
            &["Retry", "Details"],
        ),
    );
    // What is to be decided is not simply sent again.
    tells(
        &failed(Reason::NotFound),
        (
            "Synchronisation fehlgeschlagen",
            "„Massage“: Der Termintyp wurde gelöscht oder gehört nicht mehr zu diesem Konto.",
            &["Details"],
        ),
        (
            "Sync failed",
            "“Massage”: the event type was deleted or no longer belongs to this account.",
            &["Details"],
        ),
    );
    let changed = Reason::ChangedInCalcom { fields: Vec::new() };
    tells(
        &failed(changed),
        (
            "In Cal.com geändert",
            "„Massage“ wurde inzwischen in Cal.com geändert. Es wurde nichts überschrieben.",
            &["Vergleichen", "Details"],
        ),
        (
            "Changed in Cal.com",
            "“Massage” was changed in Cal.com in the meantime. Nothing was overwritten.",
            &["Compare", "Details"],
        ),
    );
}

#[test]
fn a_key_that_is_needed_and_one_that_ends() {
    let needed_for = |reason, waiting| Notice::KeyNeeded {
        account_id: 1,
        reason,
        waiting,
        account: None,
    };
    let needed = |waiting| needed_for(Reason::KeyRejected, waiting);
    tells(
        &needed_for(Reason::KeyringLocked, 1),
        (
            "Passwortspeicher gesperrt",
            "Bitte entsperren, dann wird 1 Änderung gesendet.",
            &[],
        ),
        (
            "Credential store locked",
            "Unlock it, and 1 change will be sent.",
            &[],
        ),
    );
    tells(
        &needed_for(Reason::KeyringAbsent, 2),
        (
            "Kein Passwortspeicher gefunden",
            "2 Änderungen warten. Abgleich kann sich den API-Schlüssel bis zum Beenden merken.",
            &["API-Schlüssel ersetzen"],
        ),
        (
            "No credential store found",
            "2 changes are waiting. Abgleich can remember the API key until you quit.",
            &["Replace API key"],
        ),
    );
    tells(
        &needed(3),
        (
            "Neuer API-Schlüssel nötig",
            "3 Änderungen warten.",
            &["API-Schlüssel ersetzen"],
        ),
        (
            "New API key needed",
            "3 changes are waiting.",
            &["Replace API key"],
        ),
    );
    tells(
        &needed(1),
        (
            "Neuer API-Schlüssel nötig",
            "1 Änderung wartet.",
            &["API-Schlüssel ersetzen"],
        ),
        (
            "New API key needed",
            "1 change is waiting.",
            &["Replace API key"],
        ),
    );
    let ends = |day: &str| Notice::KeyExpires {
        account_id: 1,
        day: day.to_owned(),
        account: None,
    };
    tells(
        &ends("2026-12-23"),
        (
            "API-Schlüssel läuft bald ab",
            "Am 23.12. Bitte legen Sie vorher einen neuen an.",
            &["API-Schlüssel ersetzen"],
        ),
        (
            "API key expires soon",
            "On 23 Dec. Please create a new one before.",
            &["Replace API key"],
        ),
    );
    tells(
        &ends("2027-05-04"),
        (
            "API-Schlüssel läuft bald ab",
            "Am 4.5. Bitte legen Sie vorher einen neuen an.",
            &["API-Schlüssel ersetzen"],
        ),
        (
            "API key expires soon",
            "On 4 May. Please create a new one before.",
            &["Replace API key"],
        ),
    );
}

#[test]
fn a_summary_names_up_to_two_that_need_somebody() {
    tells(
        &summary(7, &[], None),
        (
            "7 Leistungen synchronisiert",
            "Alle stimmen mit Cal.com überein.",
            &["Ansehen"],
        ),
        ("7 services synced", "All match Cal.com.", &["View"]),
    );
    tells(
        &summary(1, &[], None),
        (
            "1 Leistung synchronisiert",
            "Sie stimmt mit Cal.com überein.",
            &["Ansehen"],
        ),
        ("1 service synced", "It matches Cal.com.", &["View"]),
    );
    let mut partly = summary(2, &[], None);
    if let Notice::Summary { all_agree, .. } = &mut partly {
        *all_agree = false;
    }
    tells(
        &partly,
        (
            "2 Leistungen synchronisiert",
            "Noch nicht alles davon stimmt mit Cal.com überein.",
            &["Ansehen"],
        ),
        (
            "2 services synced",
            "Not all of it matches Cal.com yet.",
            &["View"],
        ),
    );
    tells(
        &summary(7, &["Massage"], None),
        (
            "7 Leistungen synchronisiert",
            "„Massage“ braucht Ihre Aufmerksamkeit.",
            &["Ansehen"],
        ),
        (
            "7 services synced",
            "“Massage” needs your attention.",
            &["View"],
        ),
    );
    tells(
        &summary(7, &["Massage", "Fango"], None),
        (
            "7 Leistungen synchronisiert",
            "„Massage“ und „Fango“ brauchen Ihre Aufmerksamkeit.",
            &["Ansehen"],
        ),
        (
            "7 services synced",
            "“Massage” and “Fango” need your attention.",
            &["View"],
        ),
    );
    tells(
        &summary(7, &["Massage", "Fango", "Yoga"], None),
        (
            "7 Leistungen synchronisiert",
            "3 brauchen Ihre Aufmerksamkeit.",
            &["Ansehen"],
        ),
        ("7 services synced", "3 need your attention.", &["View"]),
    );
    // Nothing is claimed that was not read back.
    tells(
        &summary(0, &["Massage", "Fango"], None),
        (
            "Synchronisation fehlgeschlagen",
            "„Massage“ und „Fango“ brauchen Ihre Aufmerksamkeit.",
            &["Ansehen"],
        ),
        (
            "Sync failed",
            "“Massage” and “Fango” need your attention.",
            &["View"],
        ),
    );
}

#[test]
fn a_change_made_in_calcom() {
    let changed = Notice::Changed {
        link_id: Some(1),
        service_id: 1,
        service: "Massage".to_owned(),
        changes: vec![Change {
            field: Field::Length,
            from: Some(FieldValue::Minutes(60)),
            to: FieldValue::Minutes(50),
        }],
        account: None,
    };
    tells(
        &changed,
        (
            "In Cal.com geändert",
            "„Massage“: Dauer jetzt 50 Minuten.",
            &["Vergleichen"],
        ),
        (
            "Changed in Cal.com",
            "“Massage”: duration is now 50 minutes.",
            &["Compare"],
        ),
    );
    let many = Notice::ChangedMany {
        count: 15,
        account: None,
    };
    tells(
        &many,
        ("In Cal.com geändert", "15 Leistungen.", &["Vergleichen"]),
        ("Changed in Cal.com", "15 services.", &["Compare"]),
    );
}

#[test]
fn the_name_of_the_account_comes_first_where_there_are_several() {
    let north = Some("Standort Nord");
    tells(
        &queued(None, north),
        (
            "Synchronisation gestartet",
            "Standort Nord: „Massage“ wird an Cal.com gesendet.",
            &[],
        ),
        (
            "Sync started",
            "Standort Nord: “Massage” is being sent to Cal.com.",
            &[],
        ),
    );
    tells(
        &summary(2, &[], north),
        (
            "2 Leistungen synchronisiert",
            "Standort Nord: Alle stimmen mit Cal.com überein.",
            &["Ansehen"],
        ),
        (
            "2 services synced",
            "Standort Nord: All match Cal.com.",
            &["View"],
        ),
    );
    reads(
        |texts| {
            Message::of_answer(texts, "already_running", "Massage", 1, Some(1)).of_account(north)
        },
        (
            "Sync läuft bereits",
            "Standort Nord: „Massage“: Synchronisation läuft bereits. Es wird nichts doppelt gesendet.",
            &["Ansehen"],
        ),
        (
            "Sync already running",
            "Standort Nord: “Massage”: the sync is already running. Nothing is sent twice.",
            &["View"],
        ),
    );
}

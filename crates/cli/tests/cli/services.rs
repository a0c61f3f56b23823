//! The practice's own list, and the links of its services.

use serde_json::{Value, json};

use crate::support::{FANGO, MASSAGE, Practice, TAPING};

fn show(practice: &Practice, id: &str) -> Value {
    practice.json(&["service", "show", id])
}

#[test]
fn fields_are_set_unset_and_emptied() {
    let practice = Practice::new();
    let id = practice.json(&[
        "service",
        "add",
        "--name",
        "Massage",
        "--duration",
        "60",
        "--buffer-before",
        "5",
        "--buffer-after",
        "10",
        "--price",
        "1.245,50",
        "--currency",
        "eur",
        "--category",
        "Physio",
        "--listed",
        "false",
        "--description",
        "Text",
    ])["id"]
        .to_string();
    let service = show(&practice, &id);
    assert_eq!(service["price_minor"], 124_550);
    assert_eq!(service["currency"], "EUR");
    assert_eq!(service["listed"], false);
    assert_eq!(
        (
            &service["buffer_before_minutes"],
            &service["buffer_after_minutes"]
        ),
        (&json!(5), &json!(10))
    );

    let unset = [
        "description=",
        "buffer-before=",
        "buffer_after=",
        "price=",
        "category=",
        "listed=",
    ];
    practice
        .run(&[&["service", "set", &id], &unset[..]].concat())
        .ended_with(0);
    let service = show(&practice, &id);
    for field in [
        "description",
        "buffer_before_minutes",
        "buffer_after_minutes",
        "price_minor",
        "category",
        "listed",
    ] {
        assert!(service[field].is_null(), "{field}: {service}");
    }
    practice
        .run(&["service", "set", &id, "--clear", "description"])
        .ended_with(0);
    assert_eq!(
        show(&practice, &id)["description"],
        "",
        "an empty text is not the same as none"
    );
}

#[test]
fn several_services_are_set_together_or_not_at_all() {
    let practice = Practice::new();
    let (first, second) = (
        practice.service("A", 30, None),
        practice.service("B", 30, None),
    );
    practice
        .run(&[
            "service",
            "set",
            &first,
            &second,
            "duration=45",
            "category=Neu",
        ])
        .ended_with(0);
    assert_eq!(show(&practice, &first)["duration_minutes"], 45);
    assert_eq!(show(&practice, &second)["category"], "Neu");
    practice
        .run(&["service", "set", &first, "99", "duration=50"])
        .ended_with(1);
    practice
        .run(&["service", "set", &first, &second, "name=C", "duration=0"])
        .ended_with(2);
    assert_eq!(show(&practice, &first)["duration_minutes"], 45);
    assert_eq!(show(&practice, &first)["name"], "A");
}

#[test]
fn links_are_made_titled_moved_and_lifted() {
    let practice = Practice::new();
    let id = practice.service("Massage", 60, None);
    assert_eq!(show(&practice, &id)["status"], "unlinked");
    practice
        .run(&["service", "link", &id, &MASSAGE.to_string()])
        .ended_with(0);
    let service = show(&practice, &id);
    assert_eq!(service["event_type_id"], MASSAGE);
    assert_eq!(service["account_id"], 1);
    assert!(
        service["links"][0]["title"].is_null(),
        "the command line takes no title over by itself"
    );
    assert_eq!(service["status"], "outdated");

    practice
        .run(&["service", "set", &id, "title=Klassische Massage"])
        .ended_with(0);
    assert_eq!(
        show(&practice, &id)["links"][0]["title"],
        "Klassische Massage"
    );
    practice
        .run(&["service", "set", &id, "title="])
        .ended_with(0);
    assert!(show(&practice, &id)["links"][0]["title"].is_null());

    practice
        .run(&["service", "set", &id, &format!("event-type={TAPING}")])
        .ended_with(0);
    let service = show(&practice, &id);
    assert_eq!(
        service["links"].as_array().unwrap().len(),
        1,
        "linked elsewhere, not twice"
    );
    assert_eq!(service["event_type_id"], TAPING);

    practice
        .run(&[
            "service",
            "link",
            &id,
            &FANGO.to_string(),
            "--title",
            "Fango",
        ])
        .ended_with(0);
    assert_eq!(show(&practice, &id)["links"].as_array().unwrap().len(), 2);
    practice.run(&["service", "unlink", &id]).ended_with(2);
    practice
        .run(&["service", "unlink", &id, &TAPING.to_string()])
        .ended_with(0);
    practice
        .run(&["service", "set", &id, "event-type="])
        .ended_with(0);
    assert_eq!(show(&practice, &id)["status"], "unlinked");
    assert!(
        practice.calcom.patches().is_empty(),
        "linking changes nothing in Cal.com"
    );
}

#[test]
fn an_event_type_belongs_to_one_service_only() {
    let practice = Practice::new();
    practice.service("A", 30, Some(MASSAGE));
    let taken = MASSAGE.to_string();
    let run = practice
        .run(&[
            "service",
            "add",
            "--name",
            "B",
            "--duration",
            "30",
            "--event-type",
            &taken,
        ])
        .ended_with(1);
    assert_eq!(
        run.stderr,
        "Dieser Termintyp ist schon mit „A“ verknüpft.\n"
    );
    assert_eq!(
        practice
            .json(&["service", "list"])
            .as_array()
            .unwrap()
            .len(),
        1,
        "B was not left behind"
    );
}

#[test]
fn a_link_that_the_owner_check_warns_about_is_saved_and_blocked() {
    let practice = Practice::new();
    // Max Klein's (Cal.com does not admit that it exists), a team's copy, and one that does not exist.
    for (event_type, reason) in [
        (123_421, "not_found"),
        (123_414, "managed_by_team"),
        (999, "not_found"),
    ] {
        let (name, id) = (event_type.to_string(), event_type.to_string());
        let run = practice
            .run(&[
                "--json",
                "service",
                "add",
                "--name",
                &name,
                "--duration",
                "30",
                "--event-type",
                &id,
            ])
            .ended_with(0);
        assert!(
            run.stderr
                .starts_with(&format!("Hinweis zu Event Type ID {id}: ")),
            "{}",
            run.stderr
        );
        let service = show(&practice, &run.json()["id"].to_string());
        assert_eq!(service["status"], "blocked", "{service}");
        assert_eq!(service["reason"]["code"], reason, "{service}");
    }
}

#[test]
fn archived_services_are_listed_apart_and_come_back_with_their_links() {
    let practice = Practice::new();
    let id = practice.service("Massage", 60, Some(MASSAGE));
    practice.run(&["sync", &id, "--yes"]).ended_with(0);
    let run = practice.run(&["service", "archive", &id]).ended_with(0);
    assert_eq!(run.stdout, "„Massage“ archiviert\n");
    assert_eq!(run.stderr, "1 wartende Änderung wird verworfen.\n");
    assert_eq!(practice.count("state = 'cancelled'"), 1);
    assert_eq!(practice.json(&["service", "list"]), json!([]));
    assert_eq!(
        practice.json(&["service", "list", "--archived"])[0]["archived"],
        true
    );
    practice
        .run(&["service", "link", &id, &TAPING.to_string()])
        .ended_with(1);
    practice.run(&["service", "unarchive", &id]).ended_with(0);
    assert_eq!(show(&practice, &id)["event_type_id"], MASSAGE);
    assert_eq!(
        practice.count("state = 'waiting'"),
        0,
        "the link comes back, the job does not"
    );
}

#[test]
fn importing_makes_services_and_says_what_it_left_out() {
    let practice = Practice::new();
    let own = practice.service("Fango", 25, None);
    let rows = practice.json(&["event-types", "import", "--all"]);
    let of = |id: i64| {
        rows.as_array()
            .unwrap()
            .iter()
            .find(|row| row["event_type_id"] == id)
            .unwrap()
            .clone()
    };
    assert_eq!(of(MASSAGE)["result"], "created");
    assert_eq!(
        (
            of(FANGO)["result"].clone(),
            of(FANGO)["service_id"].to_string()
        ),
        (json!("linked"), own)
    );
    assert_eq!(of(123_414)["reason"]["code"], "managed_by_team");
    assert_eq!(
        practice.json(&["event-types", "import", &MASSAGE.to_string()])[0]["result"],
        "known"
    );
    practice
        .run(&["event-types", "import", "123414"])
        .ended_with(3);
    practice
        .run(&["event-types", "import", "123414", "77"])
        .ended_with(1);
    assert!(practice.calcom.patches().is_empty());
}

/// The cents of one currency are not those of another: the number that stands there is kept, or the change is refused.
#[test]
fn another_currency_keeps_the_number_of_the_price() {
    let practice = Practice::without_account();
    let add = |price: &str| {
        let args = ["service", "add", "--name", "A", "--duration", "50"];
        let args = [&args[..], &["--price", price, "--currency", "EUR"]].concat();
        practice.json(&args)["id"].to_string()
    };
    let price = |id: &str| {
        let service = practice.json(&["service", "show", id]);
        let minor = service["price_minor"].as_i64().unwrap();
        (minor, service["currency"].as_str().unwrap().to_owned())
    };
    let set = |id: &str, fields: &[&str]| {
        let args = [&["--json", "service", "set", id], fields].concat();
        practice.run(&args)
    };
    let whole = add("60,00");
    for (currency, minor) in [("JPY", 60), ("KWD", 60_000), ("EUR", 6_000), ("CHF", 6_000)] {
        set(&whole, &[&format!("currency={currency}")]).ended_with(0);
        assert_eq!(price(&whole), (minor, currency.to_owned()));
    }
    let broken = add("60,50");
    let run = set(&broken, &["currency=JPY"]).ended_with(2);
    assert_eq!(run.error_code(), "price_not_in_currency");
    // All of them, or none.
    let both = ["service", "set", &whole, &broken, "currency=JPY"];
    let run = practice.run(&both).ended_with(2);
    assert_eq!(
        run.stderr,
        "Der Preis lässt sich so nicht in JPY schreiben. Nennen Sie ihn im selben Aufruf: price=… currency=JPY\n"
    );
    assert_eq!(price(&whole), (6_000, "CHF".to_owned()));
    assert_eq!(price(&broken), (6_050, "EUR".to_owned()));
    set(&broken, &["currency=JPY", "price=7000"]).ended_with(0);
    assert_eq!(price(&broken), (7_000, "JPY".to_owned()));
}

#[test]
fn a_title_or_an_unlinking_that_fails_for_one_changes_none() {
    let practice = Practice::new();
    let linked = practice.service("A", 30, Some(MASSAGE));
    let unlinked = practice.service("B", 30, None);
    let set = |other: &str, fields: &[&str]| {
        let args = ["--json", "service", "set", &linked, other, "duration=60"];
        let run = practice.run(&[&args, fields].concat());
        let service = show(&practice, &linked);
        assert_eq!(service["duration_minutes"], 30, "{fields:?}");
        assert_eq!(service["event_type_id"], MASSAGE, "{fields:?}");
        assert!(service["links"][0]["title"].is_null(), "{fields:?}");
        run
    };
    let run = set(&unlinked, &["title=X"]).ended_with(3);
    assert_eq!(run.error_code(), "no_event_type_id");
    let run = set(&linked, &["event-type=", "title=X"]).ended_with(3);
    assert_eq!(run.error_code(), "no_event_type_id");
    for event_type in [TAPING, FANGO] {
        practice
            .run(&["service", "link", &unlinked, &event_type.to_string()])
            .ended_with(0);
    }
    let run = set(&unlinked, &["title=X"]).ended_with(2);
    assert_eq!(run.error_code(), "usage");
    let run = set(&unlinked, &["event-type="]).ended_with(2);
    assert_eq!(run.error_code(), "usage");
}

/// Of several, the one of the account that was named, or of the event type.
#[test]
fn a_title_is_given_to_the_link_that_is_meant() {
    const OF_MAX: i64 = 123_421;
    let practice = Practice::new();
    let id = practice.service("Massage", 60, Some(MASSAGE));
    practice.add_second_account();
    let link = |account: &str, event_type: i64| {
        let event_type = event_type.to_string();
        practice
            .run(&["--account", account, "service", "link", &id, &event_type])
            .ended_with(0);
    };
    link("2", OF_MAX);
    let titles = || -> Vec<String> {
        let links = show(&practice, &id)["links"].clone();
        let titles = links.as_array().unwrap().iter();
        titles
            .map(|link| link["title"].as_str().unwrap_or("–").to_owned())
            .collect()
    };
    let set = |args: &[&str]| practice.run(&[args, &["--json"]].concat());
    let run = set(&["service", "set", &id, "title=Which?"]).ended_with(2);
    assert_eq!(run.error_code(), "usage");
    assert_eq!(titles(), ["–", "–"]);
    set(&["--account", "2", "service", "set", &id, "title=Zwei"]).ended_with(0);
    assert_eq!(titles(), ["–", "Zwei"]);
    link("1", TAPING);
    let named = format!("event-type={TAPING}");
    set(&[
        "--account",
        "1",
        "service",
        "set",
        &id,
        "title=Tape",
        &named,
    ])
    .ended_with(0);
    assert_eq!(titles(), ["–", "Zwei", "Tape"]);
}

/// Refused as a link would be, before there is a service without it.
#[test]
fn no_service_is_made_for_a_link_that_cannot_be() {
    let practice = Practice::new();
    practice.add_second_account();
    let massage = MASSAGE.to_string();
    let add = |account: &str, name: &str| {
        let args = ["--json", "--account", account, "service", "add", "--name"];
        let what = [name, "--duration", "30", "--event-type", &massage];
        practice.run(&[&args[..], &what].concat())
    };
    let services = || {
        practice
            .json(&["service", "list"])
            .as_array()
            .unwrap()
            .len()
    };
    add("1", "A").ended_with(0);
    // The same event type, whoever's account it is reached through.
    assert_eq!(add("2", "B").ended_with(1).error_code(), "already_linked");
    assert_eq!(services(), 1);
    practice
        .run(&["account", "remove", "2", "--yes"])
        .ended_with(0);
    let link = ["--json", "--account", "2", "service", "link", "1", "77"];
    let refused = practice.run(&link).ended_with(3).error_code();
    assert_eq!(refused, "disconnected");
    assert_eq!(add("2", "B").ended_with(3).error_code(), refused);
    assert_eq!(services(), 1);
}

//! Several accounts side by side: what tells them apart, whose a notification is, and what belongs to which.

use abgleich_core::app::linking::LinkedFrom;
use abgleich_core::app::notices::Notice;
use abgleich_core::domain::job::{JobState, Requester};
use abgleich_core::domain::plan::View;
use abgleich_core::domain::reason::Reason;
use abgleich_core::domain::status::StatusId;
use abgleich_core::engine::Policy;
use abgleich_core::store::activity::Kind;
use abgleich_simulator::{Options, Simulator, World};

use crate::harness::*;

const NORTH: &str = "Standort Nord";

/// Max's account beside Anna's.
async fn with_north(bench: &Bench) -> i64 {
    let max = connect(&bench.app, &bench.calcom.address(), MAXS_KEY).await;
    let renamed = bench.app.set_account_field(max, "name", NORTH);
    renamed.await.unwrap();
    max
}

/// Whose the notifications are; „–“: nobody is named.
async fn accounts(bench: &Bench) -> Vec<String> {
    let due = bench.app.take_notices().await.unwrap();
    let name = |notice: &Notice| notice.account().unwrap_or("–").to_owned();
    due.notices.iter().map(name).collect()
}

#[tokio::test]
async fn accounts_are_told_apart_by_name_and_color() {
    let bench = Bench::new().await;
    let max = with_north(&bench).await;
    let shown = async || {
        let all = bench.app.accounts().await.unwrap();
        let of = |account: &abgleich_core::domain::account::Account| {
            format!("{} {}", account.name, account.color.id())
        };
        all.iter().map(of).collect::<Vec<String>>()
    };
    assert_eq!(
        shown().await,
        ["Praxis am Markt indigo", "Standort Nord berry"]
    );
    let edited = bench
        .app
        .edit_account(max, " Nord ", "olive", Some("2027-01-31"));
    edited.await.unwrap();
    assert_eq!(shown().await, ["Praxis am Markt indigo", "Nord olive"]);
    let end = async || bench.app.account(max).await.unwrap().key_expires;
    assert_eq!(end().await.as_deref(), Some("2027-01-31"));
    for (name, color, day, code) in [
        ("", "sky", None, "invalid_name"),
        ("Süd", "red", None, "invalid_color"),
        ("Süd", "sky", Some("31.1.2027"), "invalid_date"),
    ] {
        let refused = bench.app.edit_account(max, name, color, day).await;
        assert_eq!(refused.unwrap_err().code(), code);
        assert_eq!(shown().await, ["Praxis am Markt indigo", "Nord olive"]);
        assert_eq!(
            end().await.as_deref(),
            Some("2027-01-31"),
            "all of it or nothing"
        );
    }
    bench.check().await;
}

#[tokio::test]
async fn every_notification_names_its_account_where_there_are_several() {
    let bench = Bench::new().await;
    let annas = bench.link(MASSAGE).await;
    bench.queue(annas, 60).await;
    bench.work().await;
    assert_eq!(accounts(&bench).await, ["–", "–"], "there is one account");

    let max = with_north(&bench).await;
    let maxs = bench.link_in(max, MAXS).await;
    bench.queue(maxs, 45).await;
    bench.work().await;
    assert_eq!(accounts(&bench).await, [NORTH, NORTH]);
    let answer = bench.sync(maxs).await;
    assert_eq!(answer.account_id, Some(max));
    let name = bench.app.account_to_name(max).await.unwrap();
    assert_eq!(name.as_deref(), Some(NORTH));
    bench.check().await;
}

#[tokio::test]
async fn a_summary_names_the_account_if_it_is_about_one_alone() {
    let bench = Bench::new().await;
    let max = with_north(&bench).await;
    let by_command = async |pair: Pair, minutes: i64| {
        bench.set_minutes(pair, minutes).await;
        let asked = bench.sync_as(pair, View::Respect, Requester::CommandLine);
        assert!(asked.await.job_id.is_some());
    };
    let (first, second) = (bench.link(901).await, bench.link(902).await);
    by_command(first, 40).await;
    by_command(second, 40).await;
    bench.work().await;
    assert_eq!(accounts(&bench).await, ["Praxis am Markt"]);
    bench.clock.advance(11 * MINUTE);
    let maxs = bench.link_in(max, MAXS).await;
    by_command(first, 50).await;
    by_command(maxs, 50).await;
    bench.work().await;
    assert_eq!(accounts(&bench).await, ["–"], "it is about both");
    bench.check().await;
}

#[tokio::test]
async fn a_bulk_plan_of_one_account_leaves_the_others_alone() {
    let bench = Bench::new().await;
    let max = with_north(&bench).await;
    let annas = bench.link(MASSAGE).await;
    let linked = bench
        .app
        .link_service(annas.service, max, MAXS, None, LinkedFrom::Window)
        .await
        .unwrap();
    let links = async |account| {
        let found = bench.app.links_for_bulk(&[annas.service], account).await;
        found.unwrap()
    };
    assert_eq!(
        links(None).await,
        (vec![annas.link, linked.link_id], vec![])
    );
    assert_eq!(links(Some(max)).await, (vec![linked.link_id], vec![]));
    bench.check().await;
}

#[tokio::test]
async fn a_key_of_another_region_is_recognised_there_and_not_taken_by_itself() {
    let start = async |key: &str| {
        let options = Options::new(World::with_user(key)).without_rate_limit();
        Simulator::start(options).await.unwrap()
    };
    let (here, there) = (start(KEY).await, start(SECOND_KEY).await);
    let address = |calcom: &Simulator| abgleich_calcom::ApiAddress::parse(&calcom.address());
    let regions = vec![address(&here).unwrap(), address(&there).unwrap()];
    let bench = Bench::with(Policy {
        regions,
        ..policy()
    })
    .await;
    let other = async |url: &str, key: &str| bench.app.other_region(url, key).await;
    assert_eq!(
        other(&here.address(), SECOND_KEY).await,
        Some(address(&there).unwrap())
    );
    assert_eq!(
        other(&there.address(), KEY).await,
        Some(address(&here).unwrap())
    );
    assert_eq!(other(&here.address(), "cal_unknown").await, None);
    assert_eq!(
        other(&bench.calcom.address(), SECOND_KEY).await,
        None,
        "a server of one's own is no region"
    );
    assert_eq!(bench.app.accounts().await.unwrap().len(), 1);
    bench.check().await;
}

/// A service that was linked with what the team gives, as a command line may do it.
async fn with_child(bench: &Bench) -> Pair {
    let new = abgleich_core::store::services::NewService {
        name: "Atmen".into(),
        duration: 35,
        ..Default::default()
    };
    let service = bench.app.create_service(new).await.unwrap();
    let linked = bench
        .app
        .link_service(service, bench.account, CHILD, None, LinkedFrom::CommandLine)
        .await
        .unwrap();
    Pair {
        service,
        link: linked.link_id,
        event_type: CHILD,
    }
}

#[tokio::test]
async fn the_template_of_a_managed_event_type_is_known_and_takes_its_place() {
    let bench = Bench::new().await;
    bench.app.refresh_event_types(bench.account).await.unwrap();
    let child = with_child(&bench).await;
    let view = bench.app.service_view(child.service).await.unwrap();
    let template = view.links[0].template.clone().unwrap();
    assert_eq!(
        (template.event_type_id, template.title.as_str()),
        (TEMPLATE, "Atmen")
    );
    let listed = bench.app.event_types(bench.account).await.unwrap();
    let of = |id: i64| {
        listed
            .iter()
            .find(|one| one.known.reading.event_type_id == id)
    };
    assert_eq!(of(CHILD).unwrap().template, Some(template));
    assert_eq!(of(MASSAGE).unwrap().template, None);

    let linked = bench.app.link_instead(child.link, bench.account, TEMPLATE);
    let linked = linked.await.unwrap();
    let links = bench.app.links_of(child.service).await.unwrap();
    let ids: Vec<(i64, i64)> = links
        .iter()
        .map(|link| (link.id, link.event_type_id))
        .collect();
    assert_eq!(ids, [(linked.link_id, TEMPLATE)]);
    let pair = Pair {
        link: linked.link_id,
        event_type: TEMPLATE,
        ..child
    };
    assert_eq!(bench.status(pair).await.id, StatusId::Outdated);
    let kinds: Vec<Kind> = bench
        .history()
        .await
        .iter()
        .map(|row| row.kind)
        .rev()
        .take(2)
        .collect();
    assert_eq!(kinds, [Kind::Linked, Kind::Unlinked]);
    bench.check().await;
}

#[tokio::test]
async fn a_link_gives_way_only_to_one_that_can_be() {
    let (bench, massage) = Bench::with_massage().await;
    let lymph = bench.link(LYMPH).await;
    let id = bench.queue(massage, 60).await;
    for (event_type, code) in [
        (LYMPH, "already_linked"),
        (MASSAGE, "already_linked"),
        (CHILD, "managed_by_team"),
        (MAXS, "not_found"),
    ] {
        let refused = bench
            .app
            .link_instead(massage.link, bench.account, event_type);
        assert_eq!(refused.await.unwrap_err().code(), code, "{event_type}");
    }
    let links = bench.app.links_of(massage.service).await.unwrap();
    assert_eq!(links.len(), 1);
    assert_eq!(bench.job(&id).await.state, JobState::Waiting);

    let taken = bench.app.link_instead(massage.link, bench.account, GROUP);
    taken.await.unwrap();
    let job = bench.job(&id).await;
    assert_eq!(
        (job.state, job.reason),
        (JobState::Cancelled, Some(Reason::Lifted))
    );
    assert_eq!(bench.app.links_of(lymph.service).await.unwrap().len(), 1);
    bench.check().await;
}

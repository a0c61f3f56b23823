//! Who changed something in Cal.com, and when: asked only where it matters, believed only where it fits.

use abgleich_core::app::compare::Compared;
use abgleich_core::domain::fields::Field;
use abgleich_simulator::{Fault, History, Rule};

use crate::harness::*;

async fn look(bench: &Bench, pair: Pair) -> Compared {
    bench.app.compare(pair.link, Some(PATIENCE)).await.unwrap()
}

fn asked(bench: &Bench) -> usize {
    let requests = bench.calcom.requests();
    let history = |path: &str| path.ends_with("/history");
    requests
        .iter()
        .filter(|request| history(&request.path))
        .count()
}

/// M. Klein makes the massage five minutes longer.
fn klein(bench: &Bench, event_type: i64) {
    bench
        .calcom
        .edit_as(event_type, "M. Klein", |it| it.length_in_minutes += 5)
        .unwrap();
}

#[track_caller]
fn author(shown: &Compared) -> Option<String> {
    let found = shown.authors.get(&Field::Length)?;
    assert!(found.at > 0);
    Some(found.by.clone().unwrap_or_default())
}

#[tokio::test]
async fn it_is_told_who_changed_what_and_when() {
    let (bench, massage) = Bench::with_massage().await;
    look(&bench, massage).await;
    assert_eq!(asked(&bench), 0, "nobody changed anything");
    klein(&bench, MASSAGE);
    let shown = look(&bench, massage).await;
    assert_eq!(author(&shown).as_deref(), Some("M. Klein"));
    bench.app.compare_changed().await.unwrap();
    assert_eq!(asked(&bench), 1, "comparing what was read asks nothing");
}

#[tokio::test]
async fn what_the_history_does_not_lead_to_is_not_claimed() {
    let (bench, massage) = Bench::with_massage().await;
    klein(&bench, MASSAGE);
    bench.change_there(MASSAGE, 70);
    assert_eq!(author(&look(&bench, massage).await), None);
}

#[tokio::test]
async fn a_refusal_is_asked_for_once_and_again_with_another_key() {
    for history in [History::Forbidden, History::Missing] {
        let (mut bench, massage) = Bench::with_massage().await;
        bench.calcom.set_history(history);
        klein(&bench, MASSAGE);
        assert_eq!(author(&look(&bench, massage).await), None);
        bench.open_again().await;
        assert_eq!(author(&look(&bench, massage).await), None);
        assert_eq!(asked(&bench), 1, "{history:?}");
        assert_eq!(bench.app.account(bench.account).await.unwrap().hold, None);

        bench.calcom.set_history(History::Kept);
        bench
            .calcom
            .change_world(|world| world.add_key(ANNA, SECOND_KEY));
        let address = bench.calcom.address();
        let checked = bench
            .app
            .check_key(&address, None, SECOND_KEY)
            .await
            .unwrap();
        bench
            .app
            .replace_key(bench.account, checked, None)
            .await
            .unwrap();
        assert_eq!(
            author(&look(&bench, massage).await).as_deref(),
            Some("M. Klein")
        );
    }
}

#[tokio::test]
async fn a_refusal_about_a_team_says_nothing_about_ones_own() {
    let bench = Bench::new().await;
    let (massage, group) = (bench.link(MASSAGE).await, bench.link(GROUP).await);
    klein(&bench, GROUP);
    klein(&bench, MASSAGE);
    bench.calcom.set_history(History::Forbidden);
    assert_eq!(author(&look(&bench, group).await), None);
    bench.calcom.set_history(History::Kept);
    assert_eq!(author(&look(&bench, group).await), None, "remembered");
    assert_eq!(
        author(&look(&bench, massage).await).as_deref(),
        Some("M. Klein")
    );
}

#[tokio::test]
async fn whatever_else_goes_wrong_means_not_known_and_changes_nothing() {
    let faults = [
        Fault::Status { status: 500 },
        Fault::BadGatewayHtml,
        Fault::BrokenJson,
        Fault::DeepJson { depth: 200 },
        Fault::HugeBody { megabytes: 9 },
        Fault::PortalPage,
        Fault::Reset,
        Fault::CutBody,
    ];
    for fault in faults {
        let (bench, massage) = Bench::with_massage().await;
        klein(&bench, MASSAGE);
        bench
            .calcom
            .inject(Rule::new(fault.clone()).path("/history").times(1));
        let shown = look(&bench, massage).await;
        assert_eq!(author(&shown), None, "{fault:?}");
        let connection = bench.app.connection_of(&shown.account).await.unwrap();
        assert_eq!(connection.id(), "online", "{fault:?}");
        assert_eq!(
            author(&look(&bench, massage).await).as_deref(),
            Some("M. Klein"),
            "{fault:?}: the next comparison asks again"
        );
    }
}

//! What Cal.com lists beyond the services that are here: offered until somebody decides, and never what is gone.

use abgleich_core::app::event_types::Imported;
use abgleich_simulator::EventTypeSeed;

use crate::harness::*;

/// How many event types of the account nobody decided about.
async fn undecided(bench: &Bench) -> usize {
    let counts = bench.app.snapshot(0).await.unwrap().undecided;
    counts.get(&bench.account).copied().unwrap_or_default()
}

async fn listed(bench: &Bench) -> Vec<i64> {
    let listed = bench.app.event_types(bench.account).await.unwrap();
    let ids = listed.iter().map(|one| one.known.reading.event_type_id);
    ids.collect()
}

/// Anna's two, the team's and its template, the former team's, and the row: all but her copy of the template.
const ALL: usize = 2 + 2 + 1 + 20;

#[tokio::test]
async fn what_was_never_listed_is_not_missed() {
    let bench = Bench::new().await;
    assert_eq!(undecided(&bench).await, 0);
    bench.link(MASSAGE).await;
    assert_eq!(undecided(&bench).await, 0, "read alone, not listed");
    bench.app.refresh_event_types(bench.account).await.unwrap();
    assert_eq!(undecided(&bench).await, ALL - 1);
    bench.check().await;
}

#[tokio::test]
async fn what_was_left_out_is_not_offered_again_and_what_comes_later_is() {
    let bench = Bench::new().await;
    bench.app.refresh_event_types(bench.account).await.unwrap();
    bench.app.leave_out(bench.account).await.unwrap();
    assert_eq!(undecided(&bench).await, 0);

    let later = EventTypeSeed::personal(ANNA, "Fango", 20);
    bench
        .calcom
        .change_world(|world| world.add_event_type(later));
    bench.app.refresh_event_types(bench.account).await.unwrap();
    assert_eq!(undecided(&bench).await, 1);
    let left_out = bench.app.event_types(bench.account).await.unwrap();
    let left_out: Vec<bool> = left_out.iter().map(|one| one.left_out).collect();
    assert!(left_out.contains(&true) && left_out.contains(&false));
    bench.check().await;
}

#[tokio::test]
async fn who_unlinks_or_archives_is_not_asked_about_it_again_and_may_link_it_later() {
    let bench = Bench::new().await;
    bench.app.refresh_event_types(bench.account).await.unwrap();
    let (first, second) = (bench.link(MASSAGE).await, bench.link(LYMPH).await);
    bench.app.unlink(first.link).await.unwrap();
    bench.app.archive(second.service).await.unwrap();
    assert_eq!(undecided(&bench).await, ALL - 2);
    bench.app.unarchive(second.service).await.unwrap();
    bench.link(MASSAGE).await;
    assert_eq!(undecided(&bench).await, ALL - 2);
    bench.check().await;
}

#[tokio::test]
async fn hidden_ones_and_those_of_a_disconnected_account_are_not_missed() {
    let bench = Bench::new().await;
    bench.calcom.edit(MASSAGE, |it| it.hidden = true).unwrap();
    bench.app.refresh_event_types(bench.account).await.unwrap();
    assert_eq!(undecided(&bench).await, ALL - 1);
    bench.app.disconnect(bench.account).await.unwrap();
    assert_eq!(undecided(&bench).await, 0);
    bench.check().await;
}

#[tokio::test]
async fn what_the_last_listing_does_not_hold_is_not_offered_any_more() {
    let bench = Bench::new().await;
    let massage = bench.link(MASSAGE).await;
    bench.app.refresh_event_types(bench.account).await.unwrap();
    assert!(listed(&bench).await.contains(&LYMPH));
    bench.calcom.change_world(|world| {
        world
            .event_types
            .retain(|it| ![LYMPH, MASSAGE].contains(&it.id));
    });
    bench.app.refresh_event_types(bench.account).await.unwrap();
    assert!(!listed(&bench).await.contains(&LYMPH));
    assert_eq!(undecided(&bench).await, ALL - 2);
    let imported = bench.app.import(bench.account, Some(vec![LYMPH])).await;
    assert!(matches!(imported.unwrap()[..], [Imported::Skipped { .. }]));
    assert_eq!(
        bench.app.links_of(massage.service).await.unwrap().len(),
        1,
        "what is linked stays until somebody decides"
    );
    bench.check().await;
}

//! What Cal.com lists beyond the services that are here: offered until somebody decides, and never what is gone.

use abgleich_core::app::event_types::Imported;
use abgleich_simulator::EventTypeSeed;

use crate::harness::*;
use crate::proxy::Proxy;

/// The event types of an account that nobody decided about.
async fn undecided_of(bench: &Bench, account: i64) -> Vec<i64> {
    let all = bench.app.snapshot(0).await.unwrap().undecided;
    all.get(&account).cloned().unwrap_or_default()
}

async fn undecided(bench: &Bench) -> usize {
    undecided_of(bench, bench.account).await.len()
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
    let all = undecided_of(&bench, bench.account).await;
    let leave_out = async |wish| {
        let (account, all) = (bench.account, all.clone());
        bench.app.leave_out(account, all, wish).await.unwrap();
    };
    leave_out(true).await;
    assert_eq!(undecided(&bench).await, 0);
    leave_out(false).await;
    assert_eq!(undecided(&bench).await, ALL);
    leave_out(true).await;

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
async fn a_link_that_is_corrected_decides_nothing_about_the_wrong_event_type() {
    let bench = Bench::new().await;
    bench.app.refresh_event_types(bench.account).await.unwrap();
    let wrong = bench.link(LYMPH).await;
    let moved = bench.app.link_instead(wrong.link, bench.account, MASSAGE);
    moved.await.unwrap();
    assert!(undecided_of(&bench, bench.account).await.contains(&LYMPH));
    bench.check().await;
}

#[tokio::test]
async fn what_is_seen_and_not_ticked_is_left_out_and_what_nobody_saw_is_not() {
    let bench = Bench::new().await;
    bench.app.refresh_event_types(bench.account).await.unwrap();
    let later = EventTypeSeed::personal(ANNA, "Fango", 20).id(950);
    bench
        .calcom
        .change_world(|world| world.add_event_type(later));
    bench.app.refresh_event_types(bench.account).await.unwrap();
    let seen: Vec<i64> = undecided_of(&bench, bench.account).await;
    let left_out = seen
        .into_iter()
        .filter(|id| ![MASSAGE, 950].contains(id))
        .collect();
    let imported = bench
        .app
        .import_some(bench.account, Some(vec![MASSAGE]), left_out)
        .await
        .unwrap();
    assert!(matches!(imported[..], [Imported::Created { .. }]));
    assert_eq!(undecided_of(&bench, bench.account).await, [950]);
    bench.check().await;
}

#[tokio::test]
async fn what_several_accounts_list_is_asked_about_once_and_linked_once() {
    let bench = Bench::new().await;
    bench.calcom.change_world(|world| {
        let team = world.teams.iter_mut().find(|team| team.id == TEAM).unwrap();
        let max = abgleich_simulator::Member {
            user_id: MAX,
            admin: true,
        };
        team.members.push(max);
    });
    let max = connect(&bench.app, &bench.calcom.address(), MAXS_KEY).await;
    for account in [bench.account, max] {
        bench.app.refresh_event_types(account).await.unwrap();
    }
    assert!(undecided_of(&bench, bench.account).await.contains(&GROUP));
    assert_eq!(undecided_of(&bench, max).await, [MAXS]);
    bench.link(GROUP).await;
    assert!(!undecided_of(&bench, bench.account).await.contains(&GROUP));
    let imported = bench.app.import(max, Some(vec![GROUP, MAXS])).await;
    assert!(matches!(
        imported.unwrap()[..],
        [Imported::Known { .. }, Imported::Created { .. }]
    ));
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

#[tokio::test]
async fn what_was_left_out_stays_so_at_another_address() {
    let bench = Bench::new().await;
    bench.app.refresh_event_types(bench.account).await.unwrap();
    let all = undecided_of(&bench, bench.account).await;
    let leave_out = bench.app.leave_out(bench.account, all, true);
    leave_out.await.unwrap();
    let proxy = Proxy::start(&bench.calcom.address(), "", "").await;
    let checked = bench.app.check_key(&proxy.address(), None, KEY).await;
    let moved = bench.app.move_account(bench.account, checked.unwrap());
    moved.await.unwrap();
    assert_eq!(undecided(&bench).await, 0, "nothing was read there yet");
    bench.app.refresh_event_types(bench.account).await.unwrap();
    assert_eq!(undecided(&bench).await, 0);
    let listed = bench.app.event_types(bench.account).await.unwrap();
    assert_eq!(listed.iter().filter(|one| one.left_out).count(), ALL);
    bench.check().await;
}

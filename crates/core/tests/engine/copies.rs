//! A second service with the values of another one.

use abgleich_core::domain::edit::Edit;
use abgleich_core::domain::status::StatusId;
use abgleich_core::store::activity::Kind;

use crate::harness::*;

#[tokio::test]
async fn a_copy_has_the_values_and_nothing_of_the_links_and_jobs() {
    let (bench, massage) = Bench::with_massage().await;
    let text = vec![Edit::Description(Some("Rücken".into()))];
    bench.app.edit_service(massage.service, text).await.unwrap();
    bench.queue(massage, 60).await;
    let copy = bench
        .app
        .duplicate(massage.service, "Massage (Kopie)".into())
        .await
        .unwrap();
    let original = bench.app.service(massage.service).await.unwrap();
    let view = bench.app.service_view(copy).await.unwrap();
    let made = &view.service;
    assert_eq!(made.name, "Massage (Kopie)");
    assert_eq!(
        (made.duration, made.buffer_before, made.buffer_after),
        (60, original.buffer_before, original.buffer_after)
    );
    assert_eq!(
        (made.price(), &made.description, &made.category, made.listed),
        (
            original.price(),
            &original.description,
            &original.category,
            original.listed
        )
    );
    assert!(made.price().is_some() && made.description.is_some());
    assert_eq!(view.status.id, StatusId::Unlinked);
    assert_eq!(bench.count("SELECT count(*) FROM job"), 1);
    let told = bench.app.history(Some(copy), 10).await.unwrap();
    assert_eq!(told[0].kind, Kind::Created);
    let missing = bench.app.duplicate(4_711, "Nichts".into()).await;
    assert_eq!(missing.unwrap_err().code(), "not_found");
    bench.check().await;
}

#[tokio::test]
async fn a_copy_for_another_account_is_made_together_with_its_link_or_not_at_all() {
    let (bench, massage) = Bench::with_massage().await;
    let max = connect(&bench.app, &bench.calcom.address(), MAXS_KEY).await;
    let services = async || bench.app.snapshot(0).await.unwrap().services.len();
    // Anna's cannot be linked in Max's account, and one is linked already.
    for (account, event_type) in [(max, LYMPH), (bench.account, MASSAGE)] {
        let refused = bench
            .app
            .copy_and_link(massage.service, account, event_type)
            .await;
        refused.unwrap_err();
        assert_eq!(services().await, 1);
    }
    let linked = bench
        .app
        .copy_and_link(massage.service, max, MAXS)
        .await
        .unwrap();
    assert_ne!(linked.service_id, massage.service);
    assert_eq!(services().await, 2);
    let view = bench.app.service_view(linked.service_id).await.unwrap();
    assert_eq!(view.service.name, "Massage");
    assert_eq!(view.links[0].link.account_id, max);
    assert_eq!(view.status.id, StatusId::Outdated, "30 minutes there");
    assert_eq!(bench.status(massage).await.id, StatusId::Synced);
    assert!(bench.calcom.patches().is_empty());
    bench.check().await;
}

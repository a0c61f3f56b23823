//! Local edits: several services in one step, shown before, and undone again.

use abgleich_core::app::AppError;
use abgleich_core::app::answer::AnswerKind;
use abgleich_core::app::steps::StepName;
use abgleich_core::domain::change_many::{Change, How, ManyField};
use abgleich_core::domain::edit::Edit;
use abgleich_core::domain::job::JobState;
use abgleich_core::domain::moved::Moved;
use abgleich_core::domain::reason::Reason;
use abgleich_core::store::activity::Kind;

use crate::harness::*;

fn longer(by: &str) -> [Change; 1] {
    [Change {
        field: ManyField::Duration,
        how: How::By(by.into()),
    }]
}

async fn three(bench: &Bench) -> Vec<i64> {
    let mut services = Vec::new();
    for event_type in ROW.take(3) {
        services.push(bench.link(event_type).await.service);
    }
    services
}

async fn durations(bench: &Bench, services: &[i64]) -> Vec<i64> {
    let mut durations = Vec::new();
    for id in services {
        durations.push(bench.app.service(*id).await.unwrap().duration);
    }
    durations
}

#[track_caller]
fn assert_outdated<T: std::fmt::Debug>(answer: &Result<T, AppError>) {
    assert!(
        matches!(answer, Err(AppError::Refused(Reason::PlanOutdated))),
        "{answer:?}"
    );
}

#[tokio::test]
async fn several_services_change_in_one_step_and_back_in_one() {
    let bench = Bench::new().await;
    let services = three(&bench).await;
    let plan = bench
        .app
        .plan_edits(&services, &longer("+5"))
        .await
        .unwrap();
    assert_eq!(
        durations(&bench, &services).await,
        [30, 30, 30],
        "only shown"
    );
    assert!(
        plan.services
            .iter()
            .all(|it| it.edits == [Edit::Duration(35)])
    );

    assert_eq!(bench.app.apply_edits(&plan.id).await.unwrap(), 3);
    assert_eq!(durations(&bench, &services).await, [35, 35, 35]);
    let step = StepName {
        archived: false,
        service_ids: services.clone(),
    };
    assert_eq!(bench.app.next_steps(), (Some(step.clone()), None));

    assert_eq!(bench.app.undo_step().await.unwrap(), Some(step.clone()));
    assert_eq!(durations(&bench, &services).await, [30, 30, 30]);
    assert_eq!(bench.app.redo_step().await.unwrap(), Some(step));
    assert_eq!(durations(&bench, &services).await, [35, 35, 35]);
    assert_eq!(bench.app.redo_step().await.unwrap(), None);
    assert_eq!(bench.calcom.requests().len(), 0, "nothing of it is sent");
}

/// What the last line of the history says that was moved, as it is stored.
async fn last_moved(bench: &Bench) -> (Kind, String) {
    let rows = bench.app.history(None, 1).await.unwrap();
    (rows[0].kind, serde_json::to_string(&rows[0].moved).unwrap())
}

#[tokio::test]
async fn the_history_of_an_edit_says_both_values_also_of_what_is_never_sent() {
    let (bench, massage) = Bench::with_massage().await;
    let edits = vec![Edit::Duration(75), Edit::Category(Some("Physio".into()))];
    bench
        .app
        .edit_service(massage.service, edits)
        .await
        .unwrap();
    let there =
        r#"[{"field":"length","from":50,"to":75},{"field":"category","from":null,"to":"Physio"}]"#;
    assert_eq!(last_moved(&bench).await, (Kind::Edited, there.to_owned()));
    bench.app.undo_step().await.unwrap();
    let back =
        r#"[{"field":"length","from":75,"to":50},{"field":"category","from":"Physio","to":null}]"#;
    assert_eq!(last_moved(&bench).await, (Kind::Edited, back.to_owned()));
}

#[tokio::test]
async fn a_title_of_its_own_is_a_step_and_a_line_of_the_history() {
    let (bench, massage) = Bench::with_massage().await;
    let title = async || bench.app.link(massage.link).await.unwrap().title;
    let own = Some("Massage für Neue".to_owned());
    assert!(
        bench
            .app
            .set_link_title(massage.link, own.clone())
            .await
            .unwrap()
    );
    assert!(
        !bench
            .app
            .set_link_title(massage.link, own.clone())
            .await
            .unwrap()
    );
    let rows = bench.app.history(None, 2).await.unwrap();
    assert_eq!(
        (rows[0].kind, rows[0].link_id),
        (Kind::Edited, Some(massage.link))
    );
    assert_eq!(
        rows[0].moved,
        [Moved::title(None, Some("Massage für Neue"))]
    );
    assert_ne!(
        rows[1].kind,
        Kind::Edited,
        "the same title again is no edit"
    );

    let revision = bench.app.service(massage.service).await.unwrap().revision;
    let undone = bench.app.undo_step().await.unwrap().unwrap();
    assert_eq!(undone.service_ids, [massage.service]);
    assert_eq!(title().await, None);
    let after = bench.app.service(massage.service).await.unwrap().revision;
    assert!(after > revision, "plans made before are outdated");
    bench.app.redo_step().await.unwrap();
    assert_eq!(title().await, own);

    // Somebody else took another one meanwhile.
    let another = bench.another_app().await;
    another.set_link_title(massage.link, None).await.unwrap();
    assert_outdated(&bench.app.undo_step().await);
    assert_eq!(title().await, None);
}

#[tokio::test]
async fn the_title_of_a_lifted_link_is_not_changed() {
    let (bench, massage) = Bench::with_massage().await;
    bench.app.unlink(massage.link).await.unwrap();
    let before = bench.history().await;
    let refused = bench
        .app
        .set_link_title(massage.link, Some("Massage für Neue".into()))
        .await;
    assert!(
        matches!(refused, Err(AppError::Refused(Reason::Lifted))),
        "{refused:?}"
    );
    assert_eq!(bench.app.next_steps(), (None, None));
    assert_eq!(bench.history().await, before);
}

#[tokio::test]
async fn steps_are_undone_in_their_order_however_fast_the_key_is_pressed() {
    let (bench, massage) = Bench::with_massage().await;
    let before = durations(&bench, &[massage.service]).await;
    for minutes in [61, 62, 63, 64] {
        bench.set_minutes(massage, minutes).await;
    }
    let app = &bench.app;
    let undone = tokio::join!(
        app.undo_step(),
        app.undo_step(),
        app.undo_step(),
        app.undo_step()
    );
    for step in [undone.0, undone.1, undone.2, undone.3] {
        assert!(step.unwrap().is_some());
    }
    assert_eq!(durations(&bench, &[massage.service]).await, before);
}

#[tokio::test]
async fn a_change_that_was_shown_before_another_edit_changes_nothing() {
    let bench = Bench::new().await;
    let services = three(&bench).await;
    let plan = bench.app.plan_edits(&services, &longer("5")).await.unwrap();
    let another = bench.another_app().await;
    another
        .edit_service(services[2], vec![Edit::Duration(90)])
        .await
        .unwrap();
    assert_outdated(&bench.app.apply_edits(&plan.id).await);
    assert_eq!(durations(&bench, &services).await, [30, 30, 90]);
    assert_outdated(&bench.app.apply_edits(&plan.id).await);
}

#[tokio::test]
async fn a_value_that_cannot_be_is_told_for_its_service_and_leaves_it_alone() {
    let bench = Bench::new().await;
    let services = three(&bench).await;
    bench
        .app
        .edit_service(services[1], vec![Edit::Duration(10)])
        .await
        .unwrap();
    let plan = bench
        .app
        .plan_edits(&services, &longer("-20"))
        .await
        .unwrap();
    let problems: Vec<bool> = plan
        .services
        .iter()
        .map(|it| it.problem.is_some())
        .collect();
    assert_eq!(problems, [false, true, false]);
    assert_eq!(bench.app.apply_edits(&plan.id).await.unwrap(), 2);
    assert_eq!(durations(&bench, &services).await, [10, 10, 10]);
}

#[tokio::test]
async fn undoing_does_not_take_away_a_later_edit_of_someone_else() {
    let bench = Bench::new().await;
    let services = three(&bench).await;
    let plan = bench.app.plan_edits(&services, &longer("5")).await.unwrap();
    bench.app.apply_edits(&plan.id).await.unwrap();
    let another = bench.another_app().await;
    another
        .edit_service(services[0], vec![Edit::Duration(90)])
        .await
        .unwrap();
    assert_outdated(&bench.app.undo_step().await);
    assert_eq!(
        durations(&bench, &services).await,
        [90, 35, 35],
        "all or nothing"
    );
}

#[tokio::test]
async fn archiving_is_a_step_too() {
    let (bench, massage) = Bench::with_massage().await;
    bench.app.archive(massage.service).await.unwrap();
    let step = StepName {
        archived: true,
        service_ids: vec![massage.service],
    };
    assert_eq!(bench.app.undo_step().await.unwrap(), Some(step));
    assert_eq!(bench.app.links_of(massage.service).await.unwrap().len(), 1);

    bench.app.archive(massage.service).await.unwrap();
    bench.app.unarchive(massage.service).await.unwrap();
    assert_eq!(bench.app.next_steps().0, None, "it came back another way");
}

#[tokio::test]
async fn an_unknown_service_among_many_changes_nothing() {
    let bench = Bench::new().await;
    let services = three(&bench).await;
    let edits = vec![
        (services[0], vec![Edit::Duration(90)]),
        (9_999, vec![Edit::Duration(90)]),
    ];
    assert!(matches!(
        bench.app.edit_services(edits).await,
        Err(AppError::NotFound { .. })
    ));
    assert_eq!(durations(&bench, &services).await, [30, 30, 30]);
}

#[tokio::test]
async fn archiving_again_cancels_nothing_that_was_confirmed_meanwhile() {
    let (bench, massage) = Bench::with_massage().await;
    bench.set_minutes(massage, 60).await;
    bench.app.archive(massage.service).await.unwrap();
    bench.app.undo_step().await.unwrap();
    let answer = bench.sync(massage).await;
    assert_eq!(answer.kind, AnswerKind::Queued);
    assert_outdated(&bench.app.redo_step().await);
    let job = bench.job(&answer.job_id.unwrap()).await;
    assert_eq!(job.state, JobState::Waiting);
    let service = bench.app.service(massage.service).await.unwrap();
    assert_eq!(service.archived_at, None);
    assert_eq!(bench.app.links_of(massage.service).await.unwrap().len(), 1);
    bench.check().await;
}

#[tokio::test]
async fn a_full_disk_takes_no_step() {
    let bench = Bench::new().await;
    let services = three(&bench).await;
    let plan = bench.app.plan_edits(&services, &longer("5")).await.unwrap();
    bench.app.apply_edits(&plan.id).await.unwrap();
    let disk_full = "CREATE TRIGGER disk_full BEFORE UPDATE ON service
                     BEGIN SELECT RAISE(ABORT, 'disk full'); END";
    let no_longer_full = "DROP TRIGGER disk_full";

    bench.sql().execute_batch(disk_full).unwrap();
    assert!(matches!(
        bench.app.undo_step().await,
        Err(AppError::Store(_))
    ));
    bench.sql().execute_batch(no_longer_full).unwrap();
    assert!(bench.app.undo_step().await.unwrap().is_some());
    assert_eq!(durations(&bench, &services).await, [30, 30, 30]);

    bench.sql().execute_batch(disk_full).unwrap();
    assert!(matches!(
        bench.app.redo_step().await,
        Err(AppError::Store(_))
    ));
    bench.sql().execute_batch(no_longer_full).unwrap();
    assert!(bench.app.redo_step().await.unwrap().is_some());
    assert_eq!(durations(&bench, &services).await, [35, 35, 35]);
}

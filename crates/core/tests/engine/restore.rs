//! Going back to what Cal.com held before a write, and what our writes changed beside.

use std::sync::Arc;

use abgleich_core::app::answer::AnswerKind;
use abgleich_core::app::{App, AppError, Options};
use abgleich_core::domain::edit::Edit;
use abgleich_core::domain::fields::{Change, Field, FieldValue};
use abgleich_core::domain::job::{JobState, Requester};
use abgleich_core::domain::reason::Reason;
use abgleich_core::domain::status::StatusId;
use abgleich_core::keyring_store::OverrideKey;
use abgleich_core::store::activity::Kind;
use abgleich_core::store::snapshots::Snapshot;
use abgleich_simulator::Fault;
use secrecy::SecretString;

use crate::harness::*;

async fn snapshots(bench: &Bench, pair: Pair) -> Vec<Snapshot> {
    bench.app.snapshots(pair.service, 100).await.unwrap()
}

/// Synced with 60 minutes, then with 70 and another buffer.
async fn twice_synced() -> (Bench, Pair) {
    let (bench, massage) = Bench::with_massage().await;
    bench.queue(massage, 60).await;
    bench.work().await;
    let edits = vec![Edit::Duration(70), Edit::BufferAfter(Some(20))];
    bench
        .app
        .edit_service(massage.service, edits)
        .await
        .unwrap();
    assert_eq!(bench.sync(massage).await.kind, AnswerKind::Queued);
    bench.work().await;
    (bench, massage)
}

async fn side_effects(bench: &Bench) -> Vec<Change> {
    let history = bench.history().await;
    let effects = history
        .into_iter()
        .filter(|row| row.kind == Kind::SideEffect);
    effects.flat_map(|row| row.changes).collect()
}

#[tokio::test]
async fn a_snapshot_is_restored_after_further_changes() {
    let (bench, massage) = twice_synced().await;
    let all = snapshots(&bench, massage).await;
    let lengths: Vec<_> = all
        .iter()
        .map(|it| it.reading.values.minutes(Field::Length))
        .collect();
    assert_eq!(lengths, [Some(60), Some(50)], "newest first");
    bench.set_minutes(massage, 90).await;
    let restored = bench
        .app
        .restore(massage.link, all[1].id, Some(PATIENCE))
        .await
        .unwrap();
    let fields: Vec<Field> = restored.changes.iter().map(|it| it.field).collect();
    assert_eq!(fields, [Field::Length, Field::BufferAfter]);
    assert_eq!(restored.planned.plan.changes().len(), 2, "its own diff");
    assert!(bench.calcom.patches().len() <= 2, "nothing is sent unasked");
    let answer = bench
        .app
        .request_sync(restored.planned, Requester::Window)
        .await;
    assert_eq!(answer.kind, AnswerKind::Queued);
    bench.work().await;
    let there = bench.there(MASSAGE);
    assert_eq!(
        (there.length_in_minutes, there.after_event_buffer),
        (50, 10)
    );
    assert_eq!(bench.status(massage).await.id, StatusId::Synced);

    bench.app.undo(restored.activity_id.unwrap()).await.unwrap();
    let service = bench.app.service(massage.service).await.unwrap();
    assert_eq!(
        (service.duration, service.buffer_after),
        (90, Some(20)),
        "one step"
    );
    bench.check().await;
}

#[tokio::test]
async fn a_restore_stops_at_a_foreign_edit() {
    let (bench, massage) = twice_synced().await;
    let oldest = snapshots(&bench, massage).await.pop().unwrap();
    bench.change_there(MASSAGE, 33);
    let sent = bench.calcom.patches().len();
    let restored = bench
        .app
        .restore(massage.link, oldest.id, Some(PATIENCE))
        .await
        .unwrap();
    let changed = Reason::ChangedInCalcom {
        fields: vec![Field::Length],
    };
    assert_eq!(restored.planned.refusal, Some(changed));
    let answer = bench
        .app
        .request_sync(restored.planned, Requester::Window)
        .await;
    assert_eq!(answer.kind, AnswerKind::Refused);
    bench.work().await;
    assert_eq!(bench.calcom.patches().len(), sent);
    assert_eq!(bench.there(MASSAGE).length_in_minutes, 33);

    let again = bench
        .app
        .restore(massage.link, oldest.id, Some(PATIENCE))
        .await
        .unwrap();
    assert_eq!(
        (again.changes.len(), again.activity_id),
        (0, None),
        "it is set already"
    );
    bench.check().await;
}

#[tokio::test]
async fn a_restore_without_a_plan_leaves_the_service_as_it_was() {
    let (bench, massage) = twice_synced().await;
    let oldest = snapshots(&bench, massage).await.pop().unwrap();
    let before = bench.app.service(massage.service).await.unwrap();
    // From the environment, and somebody else's.
    let key = OverrideKey::new(SecretString::from(MAXS_KEY));
    let app = App::open(bench.data_dir(), Options::new(Arc::new(key)))
        .await
        .unwrap();
    let refused = app.restore(massage.link, oldest.id, Some(PATIENCE)).await;
    assert!(matches!(refused, Err(AppError::Refused(_))), "{refused:?}");
    let after = bench.app.service(massage.service).await.unwrap();
    assert_eq!(
        (after.duration, after.buffer_after),
        (before.duration, before.buffer_after)
    );
    assert_eq!(app.next_steps().0, None, "there is nothing to take back");
    let kinds: Vec<Kind> = bench.history().await.iter().map(|row| row.kind).collect();
    let tail = &kinds[kinds.len() - 2..];
    assert_eq!(
        tail,
        [Kind::Restored, Kind::Undone],
        "and the history says so"
    );
    bench.check().await;
}

#[tokio::test]
async fn what_was_managed_then_is_restored_and_what_never_was_is_left_alone() {
    let (bench, massage) = Bench::with_massage().await;
    let edits = vec![Edit::Description(Some("Neu".into()))];
    bench
        .app
        .edit_service(massage.service, edits)
        .await
        .unwrap();
    bench.sync(massage).await;
    bench.work().await;
    bench
        .app
        .edit_service(massage.service, vec![Edit::Description(None)])
        .await
        .unwrap();
    let snapshot = snapshots(&bench, massage).await.pop().unwrap();
    let restored = bench
        .app
        .restore(massage.link, snapshot.id, Some(PATIENCE))
        .await
        .unwrap();
    let service = bench.app.service(massage.service).await.unwrap();
    assert_eq!(service.description.as_deref(), Some("Rücken\nund Nacken"));
    assert_eq!(service.listed, None);
    bench.app.undo(restored.activity_id.unwrap()).await.unwrap();
    let service = bench.app.service(massage.service).await.unwrap();
    assert_eq!(service.description, None);
}

#[tokio::test]
async fn a_snapshot_belongs_to_its_link() {
    let (bench, massage) = twice_synced().await;
    let lymph = bench.link(LYMPH).await;
    let snapshot = snapshots(&bench, massage).await.pop().unwrap();
    let wrong = bench.app.restore(lymph.link, snapshot.id, None).await;
    assert_eq!(wrong.unwrap_err().code(), "not_found");
    bench.app.unlink(massage.link).await.unwrap();
    let lifted = bench.app.restore(massage.link, snapshot.id, None).await;
    assert_eq!(lifted.unwrap_err().code(), "lifted");
    assert!(
        !snapshots(&bench, massage).await[0].in_force,
        "still listed"
    );
}

#[tokio::test]
async fn what_cannot_stand_here_is_not_restored() {
    let (bench, massage) = Bench::with_massage().await;
    bench.calcom.edit(MASSAGE, |it| it.before_event_buffer = -5);
    bench
        .sync_as(
            massage,
            abgleich_core::domain::plan::View::Overwrite,
            Requester::Window,
        )
        .await;
    bench.work().await;
    let snapshot = snapshots(&bench, massage).await.pop().unwrap();
    let error = bench
        .app
        .restore(massage.link, snapshot.id, None)
        .await
        .unwrap_err();
    assert_eq!(error.code(), "invalid_buffer");
    let service = bench.app.service(massage.service).await.unwrap();
    assert_eq!(service.buffer_before, Some(5));
}

const BUFFER_GONE: (Field, i64, i64) = (Field::BufferAfter, 10, 0);

fn told(effects: &[Change]) -> Vec<(Field, i64, i64)> {
    let minutes = |value: &FieldValue| match value {
        FieldValue::Minutes(minutes) => *minutes,
        other => panic!("{other:?}"),
    };
    let one = |it: &Change| {
        (
            it.field,
            minutes(it.from.as_ref().unwrap()),
            minutes(&it.to),
        )
    };
    effects.iter().map(one).collect()
}

/// A massage whose buffer afterwards is not managed here.
async fn with_open_buffer() -> (Bench, Pair) {
    let (bench, massage) = Bench::with_massage().await;
    bench
        .app
        .edit_service(massage.service, vec![Edit::BufferAfter(None)])
        .await
        .unwrap();
    (bench, massage)
}

#[tokio::test]
async fn a_side_effect_of_an_earlier_try_is_told_after_the_last() {
    let (bench, massage) = with_open_buffer().await;
    let id = bench.queue(massage, 60).await;
    // The first try arrives only by half: the buffer goes, the duration does not come.
    bench.break_next("PATCH", Fault::Status { status: 500 });
    bench.work_once().await;
    bench.calcom.edit(MASSAGE, |it| it.after_event_buffer = 0);
    bench.clock.advance(2 * MINUTE);
    let job = bench.work_until_done(&id).await;
    assert_eq!((job.state, job.attempts), (JobState::Succeeded, 1));
    assert_eq!(told(&side_effects(&bench).await), [BUFFER_GONE]);
}

#[tokio::test]
async fn a_side_effect_is_told_when_only_reading_again_showed_the_success() {
    let (bench, massage) = with_open_buffer().await;
    bench.queue(massage, 60).await;
    bench.break_next("PATCH", Fault::StaleRead { reads: 2 });
    bench.work_once().await;
    assert!(side_effects(&bench).await.is_empty());
    bench.set_minutes(massage, 65).await;
    bench.sync(massage).await;
    bench.break_next("PATCH", Fault::SideEffect);
    bench.work().await;
    assert_eq!(told(&side_effects(&bench).await), [BUFFER_GONE]);
}

#[tokio::test]
async fn a_side_effect_is_told_although_the_job_failed() {
    let (bench, massage) = Bench::with_massage().await;
    let id = bench.queue(massage, 60).await;
    bench.break_next("PATCH", Fault::SideEffect);
    let job = bench.work_until_done(&id).await;
    assert_eq!(job.state, JobState::Failed);
    assert_eq!(
        told(&side_effects(&bench).await),
        [BUFFER_GONE],
        "managed, but not sent"
    );
}

#[tokio::test]
async fn a_side_effect_is_told_when_a_job_whose_end_was_not_recorded_gives_way() {
    let (bench, massage) = with_open_buffer().await;
    let id = bench.queue(massage, 60).await;
    bench.break_next("PATCH", Fault::SideEffect);
    let disk_full = "CREATE TRIGGER disk_full BEFORE UPDATE ON job WHEN new.state = 'succeeded'
                     BEGIN SELECT RAISE(ABORT, 'disk full'); END";
    bench.sql().execute_batch(disk_full).unwrap();
    assert!(bench.app.work_once().await.is_err());
    assert_eq!(bench.job(&id).await.state, JobState::Running);
    bench.set_minutes(massage, 65).await;
    assert_eq!(bench.sync(massage).await.kind, AnswerKind::Queued);
    bench.sql().execute_batch("DROP TRIGGER disk_full").unwrap();
    bench.work().await;
    assert_eq!(bench.job(&id).await.state, JobState::Superseded);
    assert_eq!(told(&side_effects(&bench).await), [BUFFER_GONE]);
    bench.check().await;
}

#[tokio::test]
async fn what_was_refused_or_never_left_has_no_side_effects() {
    for fault in [
        Fault::Status { status: 403 },
        Fault::Rejected {
            property: "lengthInMinutes".into(),
            message: "no".into(),
        },
    ] {
        let (bench, massage) = with_open_buffer().await;
        let id = bench.queue(massage, 60).await;
        bench.break_next("PATCH", fault.clone());
        bench.work_until_done(&id).await;
        bench.calcom.edit(MASSAGE, |it| it.after_event_buffer = 0);
        assert_eq!(bench.sync(massage).await.kind, AnswerKind::Queued);
        bench.work().await;
        assert!(
            side_effects(&bench).await.is_empty(),
            "{fault:?}: somebody else's change is not called ours"
        );
    }
}

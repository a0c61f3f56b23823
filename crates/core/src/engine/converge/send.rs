//! Steps 5 and 6: record, send only what differs, and read back.

use abgleich_calcom::{Error, Patch};

use super::{End, Run, Step, Stop, fail, held, stop};
use crate::crash_point;
use crate::domain::fields::{Field, FieldValue, Values};
use crate::domain::plan::Known;
use crate::domain::reading::Reading;
use crate::domain::reason::Reason;
use crate::domain::status::ConnectionState;
use crate::engine::context::millis;
use crate::engine::disposition::{Disposition, Doing, disposition};
use crate::engine::objection::objection;
use crate::engine::turns::Turn;
use crate::store;
use crate::store::attempts::{self, Answered};

impl Run<'_> {
    // Step 5. Returns what Cal.com answered.
    pub(super) async fn send(&mut self, known: &Known, turn: Turn) -> Step<Reading> {
        let differing = self.job.plan.desired.differing_from(&known.reading.values);
        let mut body = self.job.plan.desired.only(&differing);
        // The default and the choice of durations belong together.
        if body.get(Field::LengthOptions).is_some()
            && let Some(length) = self.job.plan.desired.get(Field::Length)
        {
            body.set(Field::Length, length.clone());
        }
        crash_point!("send-before-commit");
        let attempt = self.record_attempt(&body, known).await?;
        self.attempt = Some(attempt);
        crash_point!("send-after-commit");
        let answer = self
            .client
            .update_event_type(known.reading.target(), &patch(&body))
            .await;
        crash_point!("answer-received");
        let answer = self.context.heed(self.account.id, answer).await?;
        drop(turn);
        match answer {
            Ok(answer) => {
                let answered = Answered {
                    http_status: answer.meta.status,
                    request_id: answer.meta.request_id.clone(),
                    ..Answered::default()
                };
                self.note_answer(attempt, answered).await?;
                Ok((&answer.data).into())
            }
            Err(error) => self.after_failed_write(attempt, &error).await,
        }
    }

    /// Made durable before anything leaves: after a crash we must know that an outcome is open. Nothing leaves if
    /// something speaks against it in the same transaction.
    async fn record_attempt(&self, body: &Values, known: &Known) -> Step<i64> {
        let (job, url, now) = (
            self.job.clone(),
            self.account.url.clone(),
            self.context.now(),
        );
        let (body, reading) = (body.clone(), known.reading.clone());
        let recorded = self
            .context
            .db
            .write(move |db| {
                if let Some(objection) = objection(db, &job, &url)? {
                    return Ok(Err(objection));
                }
                attempts::keep_snapshot(db, job.link_id, job.seq, &reading, now)?;
                attempts::begin(db, job.seq, job.link_id, &body, now).map(Ok)
            })
            .await?;
        match recorded {
            Ok(attempt) => Ok(attempt),
            Err(objection) => stop(End::Withheld(objection)),
        }
    }

    async fn note_answer(&self, attempt: i64, answered: Answered) -> store::Result<()> {
        let now = self.context.now();
        self.context
            .db
            .write_silently(move |db| attempts::answered(db, attempt, &answered, now))
            .await
    }

    async fn after_failed_write<T>(&self, attempt: i64, error: &Error) -> Step<T> {
        tracing::info!(%error, request_id = error.request_id(), "sending failed");
        let known_answer = |applied: Option<bool>, reason: Option<Reason>| Answered {
            http_status: error.meta.status,
            request_id: error.meta.request_id.clone(),
            reason,
            applied,
            probe_answered: None,
        };
        match disposition(error, Doing::Writing, &self.context.policy) {
            Disposition::Unconnected(state) => {
                let now = self.context.now();
                let reason = state.reason().unwrap_or(Reason::Offline);
                self.context
                    .db
                    .write_silently(move |db| attempts::not_sent(db, attempt, &reason, now))
                    .await?;
                self.after_error(Disposition::Unconnected(state)).await
            }
            Disposition::OutcomeOpen | Disposition::Unreadable => {
                let state = self.probe().await;
                let answered = matches!(state, Ok(ConnectionState::Online)) && !self.slept();
                let open = known_answer(None, Some(Reason::OutcomeOpen));
                self.note_answer(
                    attempt,
                    Answered {
                        probe_answered: Some(answered),
                        ..open
                    },
                )
                .await?;
                match state? {
                    ConnectionState::Online => self.look_again_after_open_outcome(attempt).await,
                    state => stop(held(state)),
                }
            }
            Disposition::ServerError => {
                // Counted by its answer; whether something arrived is for the next reading to say.
                self.note_answer(attempt, known_answer(None, Some(Reason::Unreachable)))
                    .await?;
                self.probe_shortly().await?;
                stop(End::Again {
                    reason: Reason::Unreachable,
                    counted: true,
                })
            }
            Disposition::Suspicious => {
                self.note_answer(attempt, known_answer(None, Some(Reason::UnexpectedAnswer)))
                    .await?;
                self.after_error(Disposition::Suspicious).await
            }
            Disposition::Fail(Reason::WrongVersion) => {
                self.note_answer(attempt, known_answer(None, Some(Reason::WrongVersion)))
                    .await?;
                fail(Reason::WrongVersion)
            }
            refused => {
                let reason = match &refused {
                    Disposition::KeyRefused(reason) | Disposition::Fail(reason) => {
                        Some(reason.clone())
                    }
                    Disposition::Pause(pause) => Some(Reason::RateLimited {
                        until: self.context.now().saturating_add(millis(*pause)),
                    }),
                    _ => None,
                };
                self.note_answer(attempt, known_answer(Some(false), reason))
                    .await?;
                self.after_error(refused).await
            }
        }
    }

    /// Cal.com answers again after a try of which we do not know whether it arrived.
    async fn look_again_after_open_outcome<T>(&self, attempt: i64) -> Step<T> {
        self.context
            .clock
            .sleep(self.context.policy.reread_open)
            .await;
        let known = match self.read().await {
            // One try, one count: the reading that settles it counts it.
            Err(Stop::End(end)) => return Err(Stop::End(Box::new(end.uncounted()))),
            other => other?,
        };
        if self.holds_plan(&known.reading) {
            return stop(End::Succeeded { known, wrote: true });
        }
        let now = self.context.now();
        self.context
            .db
            .write_silently(move |db| attempts::missed(db, attempt, now))
            .await?;
        stop(End::Again {
            reason: Reason::Unreachable,
            counted: true,
        })
    }

    // Step 6. Cal.com's answer is its own reading after the write; a copy that lags gets three more chances.
    // If it lags longer, the try stays open: what it sent must not look like somebody's change later.
    pub(super) async fn verify(&self, answer: Reading) -> Step<End> {
        let mut known = self.note_reading(answer).await?;
        for pause in &self.context.policy.verify {
            if self.holds_plan(&known.reading) {
                break;
            }
            self.context.clock.sleep(*pause).await;
            known = self.read().await?;
        }
        if self.holds_plan(&known.reading) {
            return Ok(End::Succeeded { known, wrote: true });
        }
        let differing = self.job.plan.desired.differing_from(&known.reading.values);
        let field = differing.first().copied().unwrap_or(Field::Length);
        let value = known.reading.values.get(field).cloned();
        fail(Reason::NotConfirmed { field, value })
    }
}

/// Only the fields that differ, never null.
fn patch(body: &Values) -> Patch {
    let mut patch = Patch::default();
    for (field, value) in body.iter() {
        match (field, value.clone()) {
            (Field::Title, FieldValue::Text(text)) => patch.title = Some(text),
            (Field::Description, FieldValue::Text(text)) => patch.description = Some(text),
            (Field::Length, FieldValue::Minutes(minutes)) => {
                patch.length_in_minutes = Some(minutes);
            }
            (Field::LengthOptions, FieldValue::List(list)) => {
                patch.length_in_minutes_options = Some(list);
            }
            (Field::BufferBefore, FieldValue::Minutes(minutes)) => {
                patch.before_event_buffer = Some(minutes);
            }
            (Field::BufferAfter, FieldValue::Minutes(minutes)) => {
                patch.after_event_buffer = Some(minutes);
            }
            (Field::Hidden, FieldValue::Flag(hidden)) => patch.hidden = Some(hidden),
            (field, _) => debug_assert!(false, "{field:?} holds a value of another kind"),
        }
    }
    patch
}

//! The confirmation, and what came of it.

use abgleich_core::app::answer::Answer as CoreAnswer;
use abgleich_core::app::planned::{Planned, Source as CoreSource};
use abgleich_core::domain::fields::{Field, Values};
use abgleich_core::domain::status::ConnectionState;

use super::{ORDER, price_row, reason};
use crate::dto::{Answer, FieldId, FieldValue, Plan, PlanRow, Source};

impl From<CoreSource> for Source {
    fn from(source: CoreSource) -> Self {
        match source {
            CoreSource::Fresh => Self::Fresh,
            CoreSource::Stored => Self::Stored,
            CoreSource::Never => Self::Never,
        }
    }
}

/// The confirmation: name, duration, buffers and price always; the others only when they change.
/// `shown`: how a host is called on the screen.
pub fn plan(planned: &Planned, shown: impl Fn(&str) -> String) -> Plan {
    let none = Values::default();
    let remote = planned.known.as_ref().map(|known| &known.reading.values);
    let desired = &planned.plan.desired;
    let always = [
        Field::Title,
        Field::Length,
        Field::BufferBefore,
        Field::BufferAfter,
    ];
    let changed: Vec<Field> = desired.differing_from(remote.unwrap_or(&none));
    let mut rows: Vec<PlanRow> = ORDER
        .into_iter()
        .filter(|field| always.contains(field) || changed.contains(field))
        .map(|field| PlanRow {
            field: field.into(),
            calcom: remote
                .and_then(|remote| remote.get(field))
                .map(FieldValue::from),
            next: desired.get(field).map(FieldValue::from),
            changes: changed.contains(&field),
            transferred: true,
        })
        .collect();
    let reading = planned.known.as_ref().map(|known| &known.reading);
    let price = price_row(&planned.service, reading, false);
    let after_buffers = rows
        .iter()
        .take_while(|row| row.field != FieldId::BufferAfter)
        .count()
        + 1;
    rows.insert(
        after_buffers.min(rows.len()),
        PlanRow {
            field: price.field,
            calcom: price.calcom,
            next: price.here,
            changes: false,
            transferred: false,
        },
    );
    Plan {
        plan_id: planned.id.clone(),
        service_id: planned.service.id,
        service_name: planned.service.name.clone(),
        link_id: planned.link.id,
        event_type_id: planned.link.event_type_id,
        event_type_title: reading.map(|reading| reading.title().to_owned()),
        account_name: planned.account.name.clone(),
        host: shown(planned.account.host()),
        rows,
        changed_fields: changed.into_iter().map(FieldId::from).collect(),
        reading: planned.source.into(),
        read_at: planned.known.as_ref().map(|known| known.read_at),
        unread: reason(planned.unread.as_ref()),
        online: planned.connection == ConnectionState::Online,
        template: planned.applies_to_template(),
        replaces_waiting: planned.replaces_waiting(),
        up_to_date: planned.up_to_date(),
        refusal: reason(planned.refusal.as_ref()),
    }
}

pub fn answer(answer: &CoreAnswer, plan: Option<Plan>) -> Answer {
    Answer {
        answer: answer.kind.id().to_owned(),
        job_id: answer.job_id.clone(),
        reason: reason(answer.reason.as_ref()),
        plan,
    }
}

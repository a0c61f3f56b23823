//! Comparisons, decisions and earlier values, from the core's shapes to those of the border.

use abgleich_core::app::compare::Compared;
use abgleich_core::app::resolve::{
    Choice, Decision, Resolved as CoreResolved, Side as CoreSide, Unresolved,
};
use abgleich_core::domain::comparison::{Changed as CoreChanged, Row};
use abgleich_core::domain::fields::Field;
use abgleich_core::domain::input::InputError;
use abgleich_core::domain::status::ConnectionState;
use abgleich_core::store::snapshots::Snapshot;

use super::plan::plan;
use super::{ORDER, changes, reason};
use crate::dto::{
    Changed, ComparedRow, Comparison, EarlierValues, FieldChoice, FieldId, FieldValue, NamedValue,
    Resolved, Side,
};
use crate::error::CommandError;

impl From<CoreChanged> for Changed {
    fn from(changed: CoreChanged) -> Self {
        match changed {
            CoreChanged::Unchanged => Self::Unchanged,
            CoreChanged::ChangedHere => Self::ChangedHere,
            CoreChanged::ChangedThere => Self::ChangedThere,
            CoreChanged::ChangedBothSame => Self::ChangedBothSame,
            CoreChanged::ChangedBoth => Self::ChangedBoth,
            CoreChanged::NotKnown => Self::NotKnown,
        }
    }
}

impl From<Side> for CoreSide {
    fn from(side: Side) -> Self {
        match side {
            Side::Calcom => Self::Calcom,
            Side::Ours => Self::Ours,
        }
    }
}

/// `shown`: how a host is called on the screen.
pub fn comparison(compared: &Compared, shown: impl Fn(&str) -> String) -> Comparison {
    let comparison = &compared.comparison;
    let mut rows: Vec<ComparedRow> = ORDER
        .into_iter()
        .filter_map(|field| comparison.row(field))
        .map(|row| compared_row(compared, row))
        .collect();
    rows.push(price(compared));
    let known = compared.known.as_ref();
    let title = known.map(|known| known.reading.title().to_owned());
    Comparison {
        comparison_id: compared.id.clone(),
        service_id: compared.service.id,
        service_name: compared.service.name.clone(),
        link_id: compared.link.id,
        event_type_id: compared.link.event_type_id,
        event_type_title: title.filter(|title| !title.is_empty()),
        account_name: compared.account.name.clone(),
        host: shown(compared.account.host()),
        rows,
        gone: compared.is_gone(),
        refusal: reason(compared.refusal.as_ref()),
        reading: compared.source.into(),
        read_at: known.map(|known| known.read_at),
        unread: reason(compared.unread.as_ref()),
        online: compared.connection == ConnectionState::Online,
    }
}

fn compared_row(compared: &Compared, row: &Row) -> ComparedRow {
    let author = compared.authors.get(&row.field);
    ComparedRow {
        field: row.field.into(),
        agreed: row.agreed.as_ref().map(FieldValue::from),
        calcom: row.there.as_ref().map(FieldValue::from),
        here: Some((&row.here).into()),
        differs: row.differs(),
        changed: row.changed.map(Changed::from),
        undecided: row.can_be_chosen() && row.changed.is_some_and(CoreChanged::needs_decision),
        can_be_chosen: row.can_be_chosen(),
        changed_at: author.map(|author| author.at),
        changed_by: author.and_then(|author| author.by.clone()),
    }
}

/// Shown, never taken and never sent.
fn price(compared: &Compared) -> ComparedRow {
    let prices = &compared.comparison.prices;
    let there = prices.there.as_ref();
    ComparedRow {
        field: FieldId::Price,
        agreed: None,
        calcom: compared
            .known
            .as_ref()
            .map(|_| there.map_or(FieldValue::None, FieldValue::from)),
        here: prices.here.as_ref().map(FieldValue::from),
        differs: matches!((there, &prices.here), (Some(there), Some(here)) if there != here),
        changed: None,
        undecided: false,
        can_be_chosen: false,
        changed_at: None,
        changed_by: None,
    }
}

/// # Errors
/// If a choice is about the price, which nobody chooses.
pub fn decision(
    comparison_id: String,
    choices: Vec<FieldChoice>,
) -> Result<Decision, CommandError> {
    let choices = choices.into_iter().map(|choice| {
        let (id, choice) = match choice {
            FieldChoice::Take { field } => (field, Choice::Take),
            FieldChoice::Keep { field } => (field, Choice::Keep),
            FieldChoice::Edit { field, text } => (field, Choice::Edit(text)),
        };
        let field = ORDER.into_iter().find(|field| FieldId::from(*field) == id);
        let unknown =
            || abgleich_core::app::AppError::from(InputError::UnknownField("price".into()));
        Ok((field.ok_or_else(unknown)?, choice))
    });
    Ok(Decision {
        comparison_id,
        choices: choices.collect::<Result<_, CommandError>>()?,
    })
}

/// `shown`: how a host is called on the screen.
pub fn resolved(resolved: &CoreResolved, shown: impl Fn(&str) -> String) -> Resolved {
    Resolved {
        service_id: resolved.service_id,
        link_id: resolved.link_id,
        changes: changes(&resolved.changes),
        activity_id: resolved.activity_id,
        cancelled: resolved.cancelled.is_some(),
        may_have_arrived: resolved.cancelled.as_ref().is_some_and(|(_, open)| *open),
        other_link_ids: resolved.others.clone(),
        plan: resolved
            .planned
            .as_ref()
            .map(|planned| plan(planned, shown)),
    }
}

/// With the link that stands against it, as `link_id`.
pub fn unresolved(unresolved: Unresolved) -> CommandError {
    let mut error = CommandError::from(unresolved.error);
    if let Some(link_id) = unresolved.link_id {
        error.params.insert("link_id".to_owned(), link_id.into());
    }
    error
}

/// The values of the fields that were managed when that write was confirmed.
pub fn earlier_values(snapshot: &Snapshot) -> EarlierValues {
    let values = &snapshot.reading.values;
    EarlierValues {
        snapshot_id: snapshot.id,
        link_id: snapshot.link_id,
        event_type_id: snapshot.event_type_id,
        job_id: snapshot.job_id.clone(),
        taken_at: snapshot.taken_at,
        values: ORDER
            .into_iter()
            .filter(|field| *field != Field::LengthOptions && snapshot.managed.contains(field))
            .filter_map(|field| {
                let value = values.get(field)?.into();
                let field = field.into();
                Some(NamedValue { field, value })
            })
            .collect(),
        can_be_restored: snapshot.in_force,
    }
}

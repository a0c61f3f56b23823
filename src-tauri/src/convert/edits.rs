//! Changing several services at once, and the steps that can be undone.

use abgleich_core::app::edits::{EditPlan as CorePlan, Foreseen, StepName};
use abgleich_core::domain::change_many::{Change, How, ManyField};
use abgleich_core::domain::edit::Edit;
use abgleich_core::domain::input::InputError;
use abgleich_core::domain::service::Service;
use serde_json::Value;

use crate::dto::{
    EditPlan, EditedField, EditedService, FieldValue, ManyChange, Reason, Step, Steps,
};

impl From<StepName> for Step {
    fn from(name: StepName) -> Self {
        let kind = if name.archived { "archived" } else { "edited" };
        Self {
            kind: kind.to_owned(),
            service_ids: name.service_ids,
        }
    }
}

impl From<(Option<StepName>, Option<StepName>)> for Steps {
    fn from((undo, redo): (Option<StepName>, Option<StepName>)) -> Self {
        Self {
            undo: undo.map(Step::from),
            redo: redo.map(Step::from),
        }
    }
}

impl TryFrom<ManyChange> for Change {
    type Error = InputError;

    fn try_from(change: ManyChange) -> Result<Self, InputError> {
        let field = ManyField::from_id(&change.field)
            .ok_or_else(|| InputError::UnknownField(change.field.clone()))?;
        let how = match change.how.as_str() {
            "to" => How::To(change.text),
            "by" => How::By(change.text),
            other => return Err(InputError::UnknownField(other.to_owned())),
        };
        Ok(Self { field, how })
    }
}

impl From<&CorePlan> for EditPlan {
    fn from(plan: &CorePlan) -> Self {
        Self {
            edit_id: plan.id.clone(),
            services: plan.services.iter().map(EditedService::from).collect(),
        }
    }
}

impl From<&Foreseen> for EditedService {
    fn from(foreseen: &Foreseen) -> Self {
        let service = &foreseen.service;
        Self {
            service_id: service.id,
            service_name: service.name.clone(),
            fields: foreseen
                .edits
                .iter()
                .filter_map(|edit| field(edit, service))
                .collect(),
            problem: foreseen.problem.as_ref().map(problem),
        }
    }
}

fn problem(error: &InputError) -> Reason {
    let params = error.params().into_iter();
    Reason {
        code: error.code().to_owned(),
        params: params
            .map(|(name, text)| (name.to_owned(), Value::from(text)))
            .collect(),
    }
}

/// `None` for what several services are never given at once.
fn field(edit: &Edit, service: &Service) -> Option<EditedField> {
    let (field, to) = value(edit, service)?;
    let (_, from) = value(&edit.as_now(service), service)?;
    let field = field.id().to_owned();
    Some(EditedField { field, from, to })
}

fn value(edit: &Edit, service: &Service) -> Option<(ManyField, FieldValue)> {
    let minutes = |minutes: Option<i64>| match minutes {
        Some(minutes) => FieldValue::Minutes { minutes },
        None => FieldValue::None,
    };
    Some(match edit {
        Edit::Duration(length) => (ManyField::Duration, minutes(Some(*length))),
        Edit::BufferBefore(buffer) => (ManyField::BufferBefore, minutes(*buffer)),
        Edit::BufferAfter(buffer) => (ManyField::BufferAfter, minutes(*buffer)),
        Edit::PriceMinor(minor) => {
            let value = match minor {
                Some(minor) => FieldValue::Money {
                    minor: *minor,
                    currency: service.currency.clone(),
                },
                None => FieldValue::None,
            };
            (ManyField::Price, value)
        }
        Edit::Category(category) => {
            let value = match category {
                Some(text) => FieldValue::Text { text: text.clone() },
                None => FieldValue::None,
            };
            (ManyField::Category, value)
        }
        // As everywhere on the border: hidden, not listed.
        Edit::Listed(listed) => {
            let value = match listed {
                Some(listed) => FieldValue::Flag { flag: !listed },
                None => FieldValue::None,
            };
            (ManyField::Listed, value)
        }
        Edit::Name(_) | Edit::Description(_) | Edit::Currency(_) => return None,
    })
}

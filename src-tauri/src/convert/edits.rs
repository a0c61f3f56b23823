//! Changing several services at once, and the steps that can be undone.

use abgleich_core::app::edits::{EditPlan as CorePlan, Foreseen};
use abgleich_core::app::steps::StepName;
use abgleich_core::domain::change_many::{Change as CoreChange, How, ManyField};
use abgleich_core::domain::input::InputError;
use abgleich_core::domain::moved::{Moved, MovedField, MovedValue, moved};
use serde_json::Value;

use crate::dto::{
    Change, EditPlan, EditedService, FieldId, FieldValue, ManyChange, Reason, Step, Steps,
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

impl TryFrom<ManyChange> for CoreChange {
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
            fields: moved(service, &foreseen.edits)
                .iter()
                .map(Change::from)
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

impl From<&Moved> for Change {
    fn from(moved: &Moved) -> Self {
        Self {
            field: moved.field.into(),
            from: moved.from.as_ref().map(FieldValue::from),
            to: moved.to.as_ref().map_or(FieldValue::None, FieldValue::from),
        }
    }
}

impl From<&MovedValue> for FieldValue {
    fn from(value: &MovedValue) -> Self {
        match value {
            MovedValue::Field(value) => value.into(),
            MovedValue::Money(money) => money.into(),
        }
    }
}

impl From<MovedField> for FieldId {
    fn from(field: MovedField) -> Self {
        match field {
            MovedField::Title => Self::Title,
            MovedField::Description => Self::Description,
            MovedField::Length => Self::Length,
            MovedField::BufferBefore => Self::BufferBefore,
            MovedField::BufferAfter => Self::BufferAfter,
            MovedField::Hidden => Self::Hidden,
            MovedField::Price => Self::Price,
            MovedField::Category => Self::Category,
            MovedField::LinkTitle => Self::LinkTitle,
        }
    }
}

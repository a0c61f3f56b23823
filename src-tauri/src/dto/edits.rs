//! Changing several services at once, and the steps that can be undone.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Change, Reason};

/// One change, as it was typed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct ManyChange {
    #[ts(
        type = "\"duration\" | \"buffer_before\" | \"buffer_after\" | \"price\" | \"category\" | \"listed\""
    )]
    pub field: String,
    /// Set to the text, or move by it.
    #[ts(type = "\"to\" | \"by\"")]
    pub how: String,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct EditedService {
    pub service_id: i64,
    pub service_name: String,
    /// None: it holds all of it already.
    pub fields: Vec<Change>,
    /// Why this one stays as it is.
    pub problem: Option<Reason>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct EditPlan {
    pub edit_id: String,
    pub services: Vec<EditedService>,
}

/// A step that can be undone, or done again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct Step {
    #[ts(type = "\"edited\" | \"archived\"")]
    pub kind: String,
    pub service_ids: Vec<i64>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct Steps {
    pub undo: Option<Step>,
    pub redo: Option<Step>,
}

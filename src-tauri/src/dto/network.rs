//! The test of a connection, step by step.

use abgleich_core::app::connection::{Outcome, Stage};
use serde::Serialize;
use ts_rs::TS;

use super::Reason;
use crate::error::CommandError;

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct ConnectionTest {
    pub account: String,
    pub host: String,
    /// One after the other; after one that fails the rest is not tried.
    pub stages: Vec<TestedStage>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct TestedStage {
    #[ts(type = "\"name\" | \"tls\" | \"key\" | \"version\"")]
    pub stage: &'static str,
    #[ts(type = "\"works\" | \"fails\" | \"not_tried\"")]
    pub outcome: &'static str,
    /// With `fails`.
    pub reason: Option<Reason>,
}

impl From<(Stage, Outcome)> for TestedStage {
    fn from((stage, outcome): (Stage, Outcome)) -> Self {
        let (outcome, reason) = match outcome {
            Outcome::Works => ("works", None),
            Outcome::NotTried => ("not_tried", None),
            Outcome::Fails(error) => {
                let CommandError { code, params } = error.into();
                ("fails", Some(Reason { code, params }))
            }
        };
        Self {
            stage: stage.id(),
            outcome,
            reason,
        }
    }
}

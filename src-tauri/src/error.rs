//! The one shape of an error that crosses the border to the window: a code and what its text names.

use abgleich_core::app::AppError;
use serde::Serialize;
use serde_json::{Map, Value};

#[derive(Debug, Clone, Serialize)]
pub struct CommandError {
    pub code: String,
    pub params: Map<String, Value>,
}

impl CommandError {
    pub fn new(code: &str) -> Self {
        Self {
            code: code.to_owned(),
            params: Map::new(),
        }
    }
}

impl From<AppError> for CommandError {
    fn from(error: AppError) -> Self {
        match &error {
            AppError::Store(inner) => {
                tracing::error!(error = inner as &dyn std::error::Error, "a command failed");
            }
            other => tracing::info!(error = %other, "a command was refused"),
        }
        Self {
            code: error.code(),
            params: error.params(),
        }
    }
}

impl From<abgleich_core::store::StoreError> for CommandError {
    fn from(error: abgleich_core::store::StoreError) -> Self {
        AppError::from(error).into()
    }
}

pub type CommandResult<T> = Result<T, CommandError>;

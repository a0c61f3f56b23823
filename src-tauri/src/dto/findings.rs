//! What the checks of this computer found.

use abgleich_core::app::doctor;
use serde::Serialize;
use serde_json::{Map, Value};
use ts_rs::TS;

use super::Reason;
use crate::error::CommandError;

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "dto.d.ts")]
pub struct Finding {
    /// Which check; the text of each is put together from its parameters.
    pub check: &'static str,
    pub ok: bool,
    #[ts(type = "Record<string, unknown>")]
    pub params: Map<String, Value>,
    /// Of the check of an account: its name, and why it cannot be used.
    pub account: Option<String>,
    pub reason: Option<Reason>,
}

impl From<doctor::Finding> for Finding {
    fn from(found: doctor::Finding) -> Self {
        let (check, ok) = (found.check(), found.is_ok());
        let params = serde_json::to_value(&found)
            .ok()
            .and_then(|value| value.as_object().cloned())
            .unwrap_or_default();
        let (account, reason) = match found {
            doctor::Finding::Account { name, trouble, .. } => (
                Some(name),
                trouble.map(|error| {
                    let CommandError { code, params } = error.into();
                    Reason { code, params }
                }),
            ),
            doctor::Finding::KeyExpires { name, .. } => (Some(name), None),
            _ => (None, None),
        };
        Self {
            check,
            ok,
            params,
            account,
            reason,
        }
    }
}

//! Reads the body of an error answer, whoever wrote it, into a [`Refusal`].
//!
//! Cal.com's validation errors echo the request (`details.errors[].target` and `.value`); neither is ever kept.

use serde_json::Value;

use crate::error::{FieldRefusal, Refusal};
use crate::text;

/// A request of ours has seven fields; more refusals than this are not worth keeping.
const MAX_FIELDS: usize = 50;

/// Names of exception classes are shorter.
const MAX_NAME_BYTES: usize = 64;

/// Nesting below which `children` of a validation error are not followed.
const MAX_DEPTH: usize = 4;

/// `body` is what was read of it, or `None` if it was HTML, cut off or too large.
pub(crate) fn read(status: u16, body: Option<&[u8]>, key: &str) -> Refusal {
    let mut refusal = Refusal {
        status,
        ..Refusal::default()
    };
    let Some(json) = body.and_then(|body| serde_json::from_slice::<Value>(body).ok()) else {
        return refusal;
    };
    let inner = json.get("error").filter(|error| error.is_object());
    let outer_message = json.get("message").and_then(first_text);
    let details = inner.and_then(|error| error.get("details"));

    refusal.from_calcom = json.get("status").and_then(Value::as_str) == Some("error")
        && (inner.is_some() || outer_message.is_some());
    refusal.code = inner
        .and_then(|error| error.get("code"))
        .and_then(first_text)
        .map(|code| text::message(code, key))
        .filter(|code| is_name(code));
    refusal.message = inner
        .and_then(|error| error.get("message"))
        .and_then(first_text)
        .or(outer_message)
        .or_else(|| details.and_then(Value::as_str))
        .map(|message| text::message(message, key))
        .filter(|message| !message.is_empty());
    if let Some(errors) = details.and_then(|details| details.get("errors")) {
        collect_fields(errors, "", key, MAX_DEPTH, &mut refusal.fields);
    }
    refusal
}

/// Whether the router knows no such path for this API version, as opposed to an object that does not exist.
pub(crate) fn is_unknown_route(refusal: &Refusal) -> bool {
    let is_route = |message: &str| {
        message
            .strip_prefix("Cannot ")
            .and_then(|rest| rest.split_once(' '))
            .is_some_and(|(method, path)| {
                matches!(method, "GET" | "PATCH") && path.starts_with('/')
            })
    };
    refusal.status == 404 && refusal.message.as_deref().is_some_and(is_route)
}

/// The name of an error goes into our own logs, so nothing else that a server writes in its place may.
fn is_name(code: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    (1..=MAX_NAME_BYTES).contains(&code.len()) && code.bytes().all(is_part)
}

/// Some servers send a list of messages; the first one says enough.
fn first_text(value: &Value) -> Option<&str> {
    value
        .as_str()
        .or_else(|| value.as_array()?.iter().find_map(Value::as_str))
}

fn collect_fields(
    errors: &Value,
    parent: &str,
    key: &str,
    depth: usize,
    found: &mut Vec<FieldRefusal>,
) {
    for error in errors.as_array().into_iter().flatten() {
        let Some(name) = error.get("property").and_then(Value::as_str) else {
            continue;
        };
        let property = if parent.is_empty() {
            name.to_owned()
        } else {
            format!("{parent}.{name}")
        };
        let mut constraints: Vec<(&String, &Value)> = error
            .get("constraints")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .collect();
        // Whether the order of the answer is kept depends on a feature that any crate of a build can turn on.
        constraints.sort_by_key(|(name, _)| *name);
        for (constraint, message) in constraints {
            if found.len() == MAX_FIELDS {
                return;
            }
            found.push(FieldRefusal {
                property: text::message(&property, key),
                constraint: text::message(constraint, key),
                message: text::message(message.as_str().unwrap_or_default(), key),
            });
        }
        if let Some(children) = error.get("children").filter(|_| depth > 0) {
            collect_fields(children, &property, key, depth - 1, found);
        }
    }
}

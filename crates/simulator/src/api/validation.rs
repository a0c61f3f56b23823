//! What the validation of a body accepts: the rules of `UpdateEventTypeInput_2024_06_14`, found by probing.
//!
//! Unknown names are dropped without a word, and `null` passes everywhere: that is Cal.com's doing, not a gap here.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::ApiError;

/// A rule for one field.
#[derive(Clone, Copy, Debug)]
enum Rule {
    Text,
    /// With the smallest value.
    Int(Option<i64>),
    Bool,
    /// Not empty, unique, each at least 1.
    Minutes,
    /// An array that Cal.com checks by hand and refuses empty.
    Filled,
    Object,
}

type Rules = [(&'static str, Rule)];

/// The body of `PATCH` and `POST` in version 2024-06-14, as far as it can do anything.
const UPDATE: &Rules = &[
    ("lengthInMinutes", Rule::Int(Some(1))),
    ("lengthInMinutesOptions", Rule::Minutes),
    ("title", Rule::Text),
    ("slug", Rule::Text),
    ("description", Rule::Text),
    ("locations", Rule::Filled),
    ("bookingFields", Rule::Filled),
    ("disableGuests", Rule::Bool),
    ("slotInterval", Rule::Int(None)),
    ("minimumBookingNotice", Rule::Int(Some(0))),
    ("beforeEventBuffer", Rule::Int(None)),
    ("afterEventBuffer", Rule::Int(None)),
    ("scheduleId", Rule::Int(None)),
    ("bookingLimitsCount", Rule::Object),
    ("bookerActiveBookingsLimit", Rule::Object),
    ("onlyShowFirstAvailableSlot", Rule::Bool),
    ("bookingLimitsDuration", Rule::Object),
    ("bookingWindow", Rule::Object),
    ("offsetStart", Rule::Int(Some(0))),
    ("bookerLayouts", Rule::Object),
    ("confirmationPolicy", Rule::Object),
    ("recurrence", Rule::Object),
    ("requiresBookerEmailVerification", Rule::Bool),
    ("hideCalendarNotes", Rule::Bool),
    ("lockTimeZoneToggleOnBookingPage", Rule::Bool),
    ("color", Rule::Object),
    ("seats", Rule::Object),
    ("customName", Rule::Text),
    ("destinationCalendar", Rule::Object),
    ("useDestinationCalendarEmail", Rule::Bool),
    ("hideCalendarEventDetails", Rule::Bool),
    ("successRedirectUrl", Rule::Text),
    ("hideOrganizerEmail", Rule::Bool),
    ("calVideoSettings", Rule::Object),
    ("hidden", Rule::Bool),
    ("bookingRequiresAuthentication", Rule::Bool),
    ("disableCancelling", Rule::Object),
    ("disableRescheduling", Rule::Object),
    ("interfaceLanguage", Rule::Text),
    ("allowReschedulingPastBookings", Rule::Bool),
    ("allowReschedulingCancelledBookings", Rule::Bool),
    ("showOptimizedSlots", Rule::Bool),
];

/// The body of `PATCH` in the legacy versions, as far as it matters.
const LEGACY: &Rules = &[
    ("length", Rule::Int(Some(1))),
    ("title", Rule::Text),
    ("slug", Rule::Text),
    ("description", Rule::Text),
    ("hidden", Rule::Bool),
    ("beforeEventBuffer", Rule::Int(None)),
    ("afterEventBuffer", Rule::Int(None)),
    ("minimumBookingNotice", Rule::Int(Some(0))),
    ("slotInterval", Rule::Int(None)),
];

/// The known fields of an update.
pub(super) fn update(body: &Map<String, Value>) -> Result<Map<String, Value>, ApiError> {
    check(body, UPDATE, &[])
}

/// The known fields of a creation, where length, title and slug must be there.
pub(super) fn create(body: &Map<String, Value>) -> Result<Map<String, Value>, ApiError> {
    check(body, UPDATE, &["lengthInMinutes", "title", "slug"])
}

/// The known fields of a legacy update.
pub(super) fn legacy_update(body: &Map<String, Value>) -> Result<Map<String, Value>, ApiError> {
    check(body, LEGACY, &[])
}

fn check(
    body: &Map<String, Value>,
    rules: &Rules,
    required: &[&str],
) -> Result<Map<String, Value>, ApiError> {
    let rule_of = |name: &str| rules.iter().find(|(known, _)| *known == name);
    let mut known = body.clone();
    known.retain(|name, _| rule_of(name).is_some());

    let mut errors = Vec::new();
    for (name, rule) in rules {
        let value = known.get(*name).unwrap_or(&Value::Null);
        if value.is_null() && !required.contains(name) {
            continue;
        }
        let constraints = rule.broken_by(name, value)?;
        if constraints.is_empty() {
            continue;
        }
        let mut error = json!({
            "target": known,
            "property": name,
            "children": [],
            "constraints": constraints,
        });
        // A value that is not there is `undefined`, which JSON leaves out.
        if let (Some(value), Some(error)) = (known.get(*name), error.as_object_mut()) {
            error.insert("value".to_owned(), value.clone());
        }
        errors.push(error);
    }
    if errors.is_empty() {
        Ok(known)
    } else {
        Err(ApiError::validation(&errors))
    }
}

impl Rule {
    /// The constraints that the value breaks, with Cal.com's words.
    fn broken_by(self, name: &str, value: &Value) -> Result<Map<String, Value>, ApiError> {
        let mut broken = Map::new();
        let mut must = |holds: bool, constraint: &str, message: String| {
            if !holds {
                broken.insert(constraint.to_owned(), Value::String(message));
            }
        };
        match self {
            Rule::Text => {
                must(
                    value.is_string(),
                    "isString",
                    format!("{name} must be a string"),
                );
            }
            Rule::Bool => {
                let message = format!("{name} must be a boolean value");
                must(value.is_boolean(), "isBoolean", message);
            }
            Rule::Int(least) => {
                if let Some(least) = least {
                    let message = format!("{name} must not be less than {least}");
                    must(at_least(value, least), "min", message);
                }
                let message = format!("{name} must be an integer number");
                must(integer(value).is_some(), "isInt", message);
            }
            Rule::Minutes => {
                let list = value.as_array().map_or(&[] as &[Value], Vec::as_slice);
                let each = |check: fn(&Value) -> bool| value.is_array() && list.iter().all(check);
                must(
                    value.is_array(),
                    "isArray",
                    format!("{name} must be an array"),
                );
                must(
                    !list.is_empty(),
                    "arrayNotEmpty",
                    format!("{name} should not be empty"),
                );
                must(
                    value.is_array() && all_different(list),
                    "arrayUnique",
                    format!("All {name}'s elements must be unique"),
                );
                must(
                    each(|minutes| integer(minutes).is_some()),
                    "isInt",
                    format!("each value in {name} must be an integer number"),
                );
                must(
                    each(|minutes| at_least(minutes, 1)),
                    "min",
                    format!("each value in {name} must not be less than 1"),
                );
            }
            Rule::Filled => match value.as_array() {
                None => {
                    return Err(ApiError::bad_request(&format!(
                        "'{name}' must be an array."
                    )));
                }
                Some(list) if list.is_empty() => {
                    let message = format!(
                        "'{name}' must contain at least 1 {}.",
                        if name == "locations" {
                            "location"
                        } else {
                            "booking field"
                        }
                    );
                    return Err(ApiError::bad_request(&message));
                }
                Some(_) => {}
            },
            Rule::Object => {
                let message = format!("nested property {name} must be either object or array");
                must(
                    value.is_object() || value.is_array(),
                    "nestedValidation",
                    message,
                );
            }
        }
        Ok(broken)
    }
}

/// A whole number as JavaScript sees it: `30.0` is one.
pub(super) fn integer(value: &Value) -> Option<i64> {
    if let Some(whole) = value.as_i64() {
        return Some(whole);
    }
    let float = value.as_f64().filter(|float| float.fract() == 0.0)?;
    // Anything beyond is refused by the database anyway, so saturation changes nothing.
    #[expect(clippy::cast_possible_truncation, reason = "saturates")]
    Some(float as i64)
}

fn at_least(value: &Value, least: i64) -> bool {
    #[expect(clippy::cast_precision_loss, reason = "0 and 1 are exact")]
    value.as_f64().is_some_and(|number| number >= least as f64)
}

fn all_different(list: &[Value]) -> bool {
    let mut seen = HashSet::new();
    list.iter().all(|value| seen.insert(value.to_string()))
}

//! Cal.com's own document of its API, as data to check against. It is not ours and not in this repository:
//! `CALCOM_OPENAPI` names a copy. Where it contradicts what the API really does, the place is listed below.

use std::path::PathBuf;

use abgleich_simulator::Request;
use jsonschema::{Registry, Validator};
use serde_json::{Value, json};

use crate::endpoint::{Endpoint, complaint};
use crate::is_meant_to_be_wrong;

const DOCUMENT: &str = "urn:calcom:openapi";
const HISTORY: &str = "GetEventTypeHistoryOutput_2024_06_14";

/// A place where the document says something else than the API does. The only exceptions that are made.
struct KnownError {
    /// Below `components.schemas`.
    place: &'static str,
    says: &'static str,
    should_say: &'static str,
    reason: &'static str,
}

const LENGTHS_TO_SEND: KnownError = KnownError {
    place: "/UpdateEventTypeInput_2024_06_14/properties/lengthInMinutesOptions/items",
    says: r#"{"type": "string"}"#,
    should_say: r#"{"type": "integer"}"#,
    reason: "the API refuses texts here (400, isInt), and its own example shows numbers",
};
const LENGTHS_TO_SEND_TO_TEAMS: KnownError = KnownError {
    place: "/UpdateTeamEventTypeInput_2024_06_14/properties/lengthInMinutesOptions/items",
    ..LENGTHS_TO_SEND
};
const USERS: KnownError = KnownError {
    place: "/EventTypeOutput_2024_06_14/properties/users/items",
    says: r#"{"type": "string"}"#,
    should_say: r#"{"type": "object"}"#,
    reason: "the API answers with objects",
};
const HOSTS: KnownError = KnownError {
    place: "/TeamEventTypeOutput_2024_06_14/properties/hosts/items",
    ..USERS
};
const SLOT_INTERVAL: KnownError = KnownError {
    place: "/EventTypeOutput_2024_06_14/properties/slotInterval/type",
    says: r#""object""#,
    should_say: r#""number""#,
    reason: "a number, as the example beside it shows",
};
const SLOT_INTERVAL_OF_TEAMS: KnownError = KnownError {
    place: "/TeamEventTypeOutput_2024_06_14/properties/slotInterval/type",
    ..SLOT_INTERVAL
};
const OWNER_OF_A_CHILD: KnownError = KnownError {
    place: "/TeamEventTypeOutput_2024_06_14/properties/ownerId/type",
    says: r#""object""#,
    should_say: r#""number""#,
    reason: "the id of a user",
};
const PARENT_OF_A_CHILD: KnownError = KnownError {
    place: "/TeamEventTypeOutput_2024_06_14/properties/parentEventTypeId/type",
    says: r#""object""#,
    should_say: r#""number""#,
    reason: "the id of an event type",
};

const KNOWN_ERRORS: [KnownError; 8] = [
    LENGTHS_TO_SEND,
    LENGTHS_TO_SEND_TO_TEAMS,
    USERS,
    HOSTS,
    SLOT_INTERVAL,
    SLOT_INTERVAL_OF_TEAMS,
    OWNER_OF_A_CHILD,
    PARENT_OF_A_CHILD,
];

/// Places with `oneOf` where two branches fit one true answer; one that fits is enough.
const AMBIGUOUS: [&str; 3] = [
    "/EventTypeOutput_2024_06_14/properties/locations/items",
    "/TeamEventTypeOutput_2024_06_14/properties/locations/items",
    "/GetEventTypeOutput_2024_06_14/properties/data",
];

/// The document takes any name in a body, the API drops those that it does not know: closed here.
const CLOSED: [&str; 2] = [
    "/UpdateEventTypeInput_2024_06_14",
    "/UpdateTeamEventTypeInput_2024_06_14",
];

pub struct Published {
    me: Validator,
    teams: Validator,
    event_types: Validator,
    event_type: Validator,
    /// The document may be older than this endpoint.
    history: Option<Validator>,
    team_event_types: Validator,
    team_event_type: Validator,
    update: Validator,
    updated: Validator,
    update_of_team: Validator,
    updated_of_team: Validator,
}

impl Published {
    /// `None` if nobody named the document.
    ///
    /// # Panics
    /// If it cannot be read, or a known error is not in it any more: then its entry above has to go.
    pub fn load() -> Option<Self> {
        let path =
            PathBuf::from(std::env::var_os("CALCOM_OPENAPI").filter(|path| !path.is_empty())?);
        let text = std::fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut document: Value = serde_json::from_str(&text).unwrap();
        correct(&mut document["components"]["schemas"]);
        with_nulls(&mut document["components"]["schemas"]);
        let knows_history = document["components"]["schemas"].get(HISTORY).is_some();
        let registry = Registry::new()
            .add(DOCUMENT, document)
            .unwrap()
            .prepare()
            .unwrap();
        let of = |name: &str| {
            let schema = json!({"$ref": format!("{DOCUMENT}#/components/schemas/{name}")});
            // OpenAPI 3.0 is closest to draft 4.
            jsonschema::draft4::options()
                .with_registry(&registry)
                .offline()
                .build(&schema)
                .unwrap()
        };
        Some(Self {
            me: of("GetMeOutput"),
            teams: of("GetTeamsOutput"),
            event_types: of("GetEventTypesOutput_2024_06_14"),
            event_type: of("GetEventTypeOutput_2024_06_14"),
            history: knows_history.then(|| of(HISTORY)),
            team_event_types: of("GetTeamEventTypesOutput"),
            team_event_type: of("GetTeamEventTypeOutput"),
            update: of("UpdateEventTypeInput_2024_06_14"),
            updated: of("UpdateEventTypeOutput_2024_06_14"),
            update_of_team: of("UpdateTeamEventTypeInput_2024_06_14"),
            updated_of_team: of("UpdateTeamEventTypeOutput"),
        })
    }

    /// What is wrong with a body as it was sent.
    pub fn of_request(&self, request: &Request) -> Vec<String> {
        let Some(body) = &request.body else {
            return Vec::new();
        };
        match Endpoint::of(request) {
            Some(Endpoint::EventType(_)) => errors(&self.update, request, body),
            Some(Endpoint::TeamEventType(_)) => errors(&self.update_of_team, request, body),
            _ => vec![complaint(request, "nothing is sent here", Some(body))],
        }
    }

    /// What is wrong with an answer. The document describes successes only.
    pub fn of_answer(&self, request: &Request) -> Vec<String> {
        let Some(answer) = request
            .answer
            .as_ref()
            .filter(|_| request.status == Some(200))
        else {
            return Vec::new();
        };
        if is_meant_to_be_wrong(request) {
            return Vec::new();
        }
        let is_write = request.method == "PATCH";
        let validator = match Endpoint::of(request) {
            Some(Endpoint::Me) => &self.me,
            Some(Endpoint::Teams) => &self.teams,
            Some(Endpoint::EventTypes) => &self.event_types,
            Some(Endpoint::EventType(_)) if is_write => &self.updated,
            Some(Endpoint::EventType(_)) => &self.event_type,
            Some(Endpoint::History(_)) => match &self.history {
                Some(history) => history,
                None => return Vec::new(),
            },
            Some(Endpoint::TeamEventTypes) => &self.team_event_types,
            Some(Endpoint::TeamEventType(_)) if is_write => &self.updated_of_team,
            Some(Endpoint::TeamEventType(_)) => &self.team_event_type,
            None => {
                return vec![complaint(
                    request,
                    "the document does not know this path",
                    None,
                )];
            }
        };
        errors(validator, request, answer)
    }
}

fn errors(validator: &Validator, request: &Request, value: &Value) -> Vec<String> {
    let found = validator.iter_errors(value);
    found
        .map(|error| {
            complaint(
                request,
                &format!("{} at {}", error, error.instance_path()),
                Some(value),
            )
        })
        .collect()
}

fn correct(schemas: &mut Value) {
    for KnownError {
        place,
        says,
        should_say,
        reason,
    } in KNOWN_ERRORS
    {
        let found = schemas
            .pointer_mut(place)
            .unwrap_or_else(|| panic!("{place} is not in the document any more"));
        let says: Value = serde_json::from_str(says).unwrap();
        assert_eq!(
            *found, says,
            "{place} was corrected ({reason}): drop it from the known errors"
        );
        *found = serde_json::from_str(should_say).unwrap();
    }
    for place in AMBIGUOUS {
        let object = schemas
            .pointer_mut(place)
            .and_then(Value::as_object_mut)
            .unwrap();
        let branches = object
            .remove("oneOf")
            .unwrap_or_else(|| panic!("{place} is not ambiguous any more"));
        object.insert("anyOf".to_owned(), branches);
    }
    for place in CLOSED {
        schemas.pointer_mut(place).unwrap()["additionalProperties"] = json!(false);
    }
}

/// `nullable: true` is OpenAPI's word for "or null", which JSON Schema does not know.
fn with_nulls(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            fields.values_mut().for_each(with_nulls);
            if fields.remove("nullable") == Some(Value::Bool(true)) {
                let rest = Value::Object(std::mem::take(fields));
                fields.insert("anyOf".to_owned(), json!([{"type": "null"}, rest]));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(with_nulls),
        _ => {}
    }
}

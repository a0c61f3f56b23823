//! Our own schemas of what goes out and what comes back (`schemas/`): narrower than Cal.com's own document, with
//! whole numbers, ranges, and no name that nobody knows.

use abgleich_simulator::Request;
use jsonschema::{Registry, Validator};
use serde_json::{Value, json};

use crate::endpoint::{Endpoint, complaint};
use crate::is_meant_to_be_wrong;

const FILES: [&str; 11] = [
    include_str!("schemas/patch.json"),
    include_str!("schemas/request.json"),
    include_str!("schemas/me.json"),
    include_str!("schemas/teams.json"),
    include_str!("schemas/event-type.json"),
    include_str!("schemas/one-event-type.json"),
    include_str!("schemas/event-types.json"),
    include_str!("schemas/one-team-event-type.json"),
    include_str!("schemas/team-event-types.json"),
    include_str!("schemas/history.json"),
    include_str!("schemas/error.json"),
];

pub struct Own {
    request: Validator,
    me: Validator,
    teams: Validator,
    one_event_type: Validator,
    history: Validator,
    event_types: Validator,
    one_team_event_type: Validator,
    team_event_types: Validator,
    error: Validator,
}

impl Own {
    pub fn load() -> Self {
        let mut registry = Registry::new();
        for text in FILES {
            let schema: Value = serde_json::from_str(text).unwrap();
            let id = schema["$id"].as_str().unwrap().to_owned();
            registry = registry.add(id, schema).unwrap();
        }
        let registry = registry.prepare().unwrap();
        let of = |name: &str| {
            let schema = json!({"$ref": format!("urn:abgleich:{name}")});
            jsonschema::draft202012::options()
                .with_registry(&registry)
                .offline()
                .build(&schema)
                .unwrap()
        };
        Self {
            request: of("request"),
            me: of("me"),
            teams: of("teams"),
            one_event_type: of("one-event-type"),
            history: of("history"),
            event_types: of("event-types"),
            one_team_event_type: of("one-team-event-type"),
            team_event_types: of("team-event-types"),
            error: of("error"),
        }
    }

    /// What is wrong with a request as it was sent.
    pub fn of_request(&self, request: &Request) -> Vec<String> {
        let sent = json!({
            "method": request.method,
            "path": request.path,
            "query": request.query,
            "api_version": request.api_version,
            "user_agent": request.user_agent,
            "body": request.body,
        });
        let mut complaints = errors(&self.request, request, &sent);
        if let Some(body) = &request.body {
            complaints.extend(of_options(body).map(|what| complaint(request, what, Some(body))));
        }
        complaints
    }

    /// What is wrong with an answer of the simulator, if it was JSON.
    pub fn of_answer(&self, request: &Request) -> Vec<String> {
        let (Some(status), Some(answer)) = (request.status, &request.answer) else {
            return Vec::new();
        };
        if is_meant_to_be_wrong(request) {
            return Vec::new();
        }
        if status != 200 {
            let mut complaints = errors(&self.error, request, answer);
            complaints.extend(
                of_details(status, answer).map(|what| complaint(request, what, Some(answer))),
            );
            return complaints;
        }
        let Some(endpoint) = Endpoint::of(request) else {
            return vec![complaint(request, "nobody should ask for this", None)];
        };
        let validator = match endpoint {
            Endpoint::Me => &self.me,
            Endpoint::Teams => &self.teams,
            Endpoint::EventTypes => &self.event_types,
            Endpoint::EventType(_) => &self.one_event_type,
            Endpoint::History(_) => &self.history,
            Endpoint::TeamEventTypes => &self.team_event_types,
            Endpoint::TeamEventType(_) => &self.one_team_event_type,
        };
        let mut complaints = errors(validator, request, answer);
        if endpoint.id().is_some_and(|id| !is_about(answer, id)) {
            complaints.push(complaint(
                request,
                "it answers about another event type",
                Some(answer),
            ));
        }
        complaints
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

/// What a schema cannot say: the lengths to choose from are sorted and contain the default.
fn of_options(body: &Value) -> Option<&'static str> {
    let options = body.get("lengthInMinutesOptions")?.as_array()?;
    let minutes: Vec<i64> = options.iter().filter_map(Value::as_i64).collect();
    if !minutes.is_sorted() {
        return Some("the lengths to choose from are not sorted");
    }
    let default = body.get("lengthInMinutes").and_then(Value::as_i64);
    (!default.is_some_and(|default| minutes.contains(&default)))
        .then_some("the default is not among the lengths to choose from")
}

/// The details are a text with 429 and with nothing else, and repeat the status where they name one.
fn of_details(status: u16, answer: &Value) -> Option<&'static str> {
    let details = answer.pointer("/error/details");
    if details.is_some_and(Value::is_string) != (status == 429) {
        return Some("the details are a text with 429, and only there");
    }
    let named = details
        .and_then(|details| details.get("statusCode"))
        .and_then(Value::as_u64);
    named
        .is_some_and(|named| named != u64::from(status))
        .then_some("the details name another status")
}

/// A template answers with itself first, then its children; a history names its event type.
fn is_about(answer: &Value, id: i64) -> bool {
    let data = &answer["data"];
    let first = data.get(0).unwrap_or(data);
    let named = first.get("id").or_else(|| first.get("eventTypeId"));
    named.and_then(Value::as_i64) == Some(id)
}

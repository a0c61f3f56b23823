//! A small world, a plain client, and answers that can be looked at.

use std::time::{Duration, Instant};

use abgleich_simulator::{EventTypeSeed, Fault, Options, Rule, Simulator, World};
use reqwest::{Method, RequestBuilder};
use serde_json::Value;

pub const KEY: &str = "cal_test_anna";
pub const OTHER_KEY: &str = "cal_test_max";
pub const ANNA: i64 = 1;
pub const MAX: i64 = 2;
pub const TEAM: i64 = 7;

pub const MASSAGE: i64 = 101;
pub const TAPING: i64 = 102;
pub const MAXS: i64 = 201;
pub const GROUP: i64 = 301;
pub const TEMPLATE: i64 = 302;
pub const CHILD: i64 = 303;
pub const MAXS_CHILD: i64 = 304;

/// Anna (admin of the team) and Max (member), each with own event types, and a team with a template.
pub fn world() -> World {
    let mut world = World::with_user(KEY);
    world.add_user(MAX, "Max Klein", "max-klein", OTHER_KEY);
    world.add_team(
        TEAM,
        "Praxis-Team",
        "praxis-team",
        &[(ANNA, true), (MAX, false)],
    );
    let massage = EventTypeSeed::personal(ANNA, "Massage", 50).id(MASSAGE);
    world.add_event_type(
        massage
            .buffers(5, 10)
            .price(7000, "eur")
            .description("Rücken"),
    );
    world.add_event_type(
        EventTypeSeed::personal(ANNA, "Taping", 15)
            .id(TAPING)
            .hidden(),
    );
    world.add_event_type(EventTypeSeed::personal(MAX, "Massage", 30).id(MAXS));
    world.add_event_type(EventTypeSeed::team(TEAM, "Rückenschule", 90).id(GROUP));
    world.add_event_type(EventTypeSeed::managed_template(TEAM, "Atmen", 30).id(TEMPLATE));
    world.add_event_type(EventTypeSeed::managed_child(ANNA, TEMPLATE).id(CHILD));
    world.add_event_type(EventTypeSeed::managed_child(MAX, TEMPLATE).id(MAXS_CHILD));
    world
}

pub async fn start() -> Simulator {
    Simulator::start(Options::new(world()).without_rate_limit())
        .await
        .unwrap()
}

pub async fn start_with(fault: Fault) -> Simulator {
    let calcom = start().await;
    calcom.inject(Rule::new(fault));
    calcom
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
    /// Null if it was not JSON.
    pub json: Value,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub fn message(&self) -> &str {
        self.json["error"]["message"].as_str().unwrap()
    }

    pub fn code(&self) -> &str {
        self.json["error"]["code"].as_str().unwrap()
    }

    pub fn data(&self) -> &Value {
        assert_eq!(self.json["status"], "success", "{}", self.text);
        &self.json["data"]
    }

    /// Constraint → message of every refused property, sorted by constraint.
    pub fn constraints(&self, property: &str) -> Vec<(String, String)> {
        let errors = self.json["error"]["details"]["errors"].as_array().unwrap();
        let found = errors.iter().find(|error| error["property"] == property);
        let found = found.unwrap_or_else(|| panic!("{property} is not in {}", self.text));
        let mut constraints: Vec<(String, String)> =
            serde_json::from_value::<serde_json::Map<String, Value>>(found["constraints"].clone())
                .unwrap()
                .into_iter()
                .map(|(name, text)| (name, text.as_str().unwrap().to_owned()))
                .collect();
        constraints.sort();
        constraints
    }
}

pub fn client() -> reqwest::Client {
    // Nothing here is encrypted, but no client is built without.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}

pub fn bare(calcom: &Simulator, method: Method, path: &str) -> RequestBuilder {
    client().request(method, format!("{}{path}", calcom.address()))
}

/// With Anna's key and the version that everybody should send.
pub fn request(calcom: &Simulator, method: Method, path: &str) -> RequestBuilder {
    bare(calcom, method, path)
        .bearer_auth(KEY)
        .header("cal-api-version", "2024-06-14")
}

pub async fn ask(request: RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let headers = response.headers().clone();
    let text = response.text().await.unwrap();
    let json = serde_json::from_str(&text).unwrap_or(Value::Null);
    Answer {
        status,
        headers,
        text,
        json,
    }
}

pub async fn get(calcom: &Simulator, path: &str) -> Answer {
    ask(request(calcom, Method::GET, path)).await
}

pub async fn patch(calcom: &Simulator, path: &str, body: &Value) -> Answer {
    ask(request(calcom, Method::PATCH, path).json(body)).await
}

pub async fn patch_massage(calcom: &Simulator, body: &Value) -> Answer {
    patch(calcom, &format!("/v2/event-types/{MASSAGE}"), body).await
}

pub fn ids(list: &Value) -> Vec<i64> {
    let list = list.as_array().unwrap().iter();
    list.map(|event_type| event_type["id"].as_i64().unwrap())
        .collect()
}

/// Waits for a condition, at most five seconds.
pub async fn until(what: &str, condition: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(5);
    while !condition() {
        assert!(Instant::now() < deadline, "waited in vain until {what}");
        tokio::task::yield_now().await;
    }
}

//! Takes requests from the wire, lets faults strike, records, answers.

use std::{future::pending, sync::Arc, time::Duration};

use axum::{
    body::{self, Body},
    extract::{ConnectInfo, Query, Request as HttpRequest, State as Shares},
    http::{HeaderMap, Response, header, request::Parts},
};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    api::{self, ApiError, Effects, Incoming, Reply, now},
    body as bodies,
    fault::Fault,
    line::Cutter,
    record::{Ending, Request},
    state::{Shared, State},
};

/// What is read of a body before it is refused unread; the API itself refuses far less.
const READ_LIMIT: usize = 8 * 1024 * 1024;

/// How far "someone" moves the length in [`Fault::ForeignEdit`], in minutes.
const FOREIGN_EDIT: i64 = 5;

/// A request that was read whole and recorded.
#[derive(Clone)]
pub(crate) struct Arrival {
    parts: Parts,
    body: Option<Vec<u8>>,
    seq: u64,
    request_id: String,
    fault: Option<Fault>,
    key_owner: Option<i64>,
}

pub(crate) async fn handle(
    Shares(shared): Shares<Arc<Shared>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    request: HttpRequest,
) -> Response<Body> {
    let arrival = arrive(&shared, request).await;
    shared.released().await;
    respond(&shared, &cutter, &arrival).await
}

async fn arrive(shared: &Shared, request: HttpRequest) -> Arrival {
    let (parts, body) = request.into_parts();
    // It fails when the body is too long, or when the client has gone and nobody reads the answer.
    let body = body::to_bytes(body, READ_LIMIT).await.ok();
    let body = body.map(Vec::from);
    let request_id = Uuid::new_v4().to_string();
    let authorization = text_header(&parts.headers, header::AUTHORIZATION.as_str());

    let mut state = shared.lock();
    let token = authorization.as_deref().and_then(api::bearer);
    let key_owner = token.and_then(|token| state.world.key(token));
    let key_owner = key_owner.map(|(user, _)| user.id);
    let fault = state.faults.strike(parts.method.as_str(), parts.uri.path());
    let seq = state.recorder.begin(Request {
        seq: 0,
        at_ms: now().as_millisecond(),
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().map(str::to_owned),
        api_version: text_header(&parts.headers, "cal-api-version"),
        user_agent: text_header(&parts.headers, header::USER_AGENT.as_str()),
        key_owner,
        body: body
            .as_deref()
            .and_then(|body| serde_json::from_slice(body).ok()),
        status: None,
        answer: None,
        applied: false,
        request_id: request_id.clone(),
        fault: fault.clone(),
    });
    drop(state);
    Arrival {
        parts,
        body,
        seq,
        request_id,
        fault,
        key_owner,
    }
}

async fn respond(shared: &Shared, cutter: &Cutter, arrival: &Arrival) -> Response<Body> {
    let plain = Effects::default();
    let ignoring = Effects {
        ignore_write: true,
        ..plain
    };
    match arrival.fault.clone() {
        None => arrival.send(shared, plain),
        Some(Fault::Slow { ms }) => {
            // It ends early when the client goes away: then nothing is carried out. See `ApplyLate` for the other way.
            tokio::time::sleep(Duration::from_millis(ms)).await;
            arrival.send(shared, plain)
        }
        Some(Fault::WrongShape) => {
            let no_version = true;
            arrival.send(
                shared,
                Effects {
                    no_version,
                    ..plain
                },
            )
        }
        Some(Fault::WithoutBuffers) => {
            let no_buffers = true;
            arrival.send(
                shared,
                Effects {
                    no_buffers,
                    ..plain
                },
            )
        }
        Some(Fault::StaleRead { reads }) => {
            let stale_reads = Some(reads);
            arrival.send(
                shared,
                Effects {
                    stale_reads,
                    ..plain
                },
            )
        }
        Some(Fault::SideEffect) => {
            let side_effect = true;
            arrival.send(
                shared,
                Effects {
                    side_effect,
                    ..plain
                },
            )
        }
        Some(Fault::AcceptButIgnore) => arrival.send(shared, ignoring),
        Some(Fault::ForeignEdit) => arrival.send_and_edit(shared),
        Some(Fault::Reset) => reset(cutter).await,
        Some(Fault::ResetAfterApply) => {
            arrival.lose(shared);
            reset(cutter).await
        }
        Some(Fault::TimeoutBeforeApply) => pending().await,
        Some(Fault::TimeoutAfterApply) => {
            arrival.lose(shared);
            pending().await
        }
        Some(Fault::ApplyLate) => {
            shared.lock().late.push(arrival.clone());
            pending().await
        }
        Some(Fault::CutBody) => arrival.send_half(shared, ignoring),
        Some(Fault::CutBodyAfterApply) => arrival.send_half(shared, plain),
        Some(Fault::Status { status }) => {
            let path = arrival.parts.uri.path();
            let error = ApiError::of_status(status, path, arrival.key_owner);
            arrival.refuse(shared, &error, Vec::new())
        }
        Some(Fault::StatusAfterApply { status }) => {
            let path = arrival.parts.uri.path();
            let error = ApiError::of_status(status, path, arrival.key_owner);
            arrival.carry_out_and_refuse(shared, &error)
        }
        Some(Fault::KeyExpired) => arrival.refuse(shared, &ApiError::key_expired(), Vec::new()),
        Some(Fault::KeyUnknown) => arrival.refuse(shared, &ApiError::key_unknown(), Vec::new()),
        Some(Fault::Rejected { property, message }) => {
            let target = arrival.body.as_deref();
            let target = target.and_then(|body| serde_json::from_slice(body).ok());
            let target = target.unwrap_or(Value::Null);
            let error = ApiError::rejected(&target, &property, &message);
            arrival.refuse(shared, &error, Vec::new())
        }
        Some(Fault::RateLimited { retry_after, reset }) => {
            let pause = |name, seconds: Option<u64>| seconds.map(|s| (name, s.to_string()));
            let headers = [
                pause("Retry-After", retry_after),
                pause("X-RateLimit-Reset-Default", reset),
            ];
            let headers = headers.into_iter().flatten().collect();
            arrival.refuse(shared, &ApiError::too_many_requests(), headers)
        }
        Some(Fault::BadGatewayHtml) => arrival.foreign(shared, bodies::bad_gateway()),
        Some(Fault::ForeignStatus { status }) => arrival.foreign(shared, bodies::foreign(status)),
        Some(Fault::PortalRedirect) => arrival.foreign(shared, bodies::portal_redirect()),
        Some(Fault::PortalPage) => arrival.foreign(shared, bodies::portal_page()),
        Some(Fault::BrokenJson) => arrival.foreign(shared, bodies::broken_json()),
        Some(Fault::DeepJson { depth }) => arrival.foreign(shared, bodies::deep_json(depth)),
        Some(Fault::HugeBody { megabytes }) => arrival.foreign(shared, bodies::huge(megabytes)),
    }
}

/// The connection ends before this does, and takes it along.
async fn reset(cutter: &Cutter) -> Response<Body> {
    cutter.cut();
    pending().await
}

impl Arrival {
    /// Handles the request and sends the answer.
    fn send(&self, shared: &Shared, effects: Effects) -> Response<Body> {
        let mut state = shared.lock();
        let reply = self.ask(&mut state, effects);
        self.record_answer(&mut state, &reply)
    }

    /// Under one lock: nobody sees the values between the answer and the edit.
    fn send_and_edit(&self, shared: &Shared) -> Response<Body> {
        let mut state = shared.lock();
        let reply = self.ask(&mut state, Effects::default());
        for id in &reply.event_types {
            if let Some(event_type) = state.world.event_type_mut(*id) {
                event_type.length_in_minutes += FOREIGN_EDIT;
            }
        }
        self.record_answer(&mut state, &reply)
    }

    /// Handles the request; the answer never leaves.
    fn lose(&self, shared: &Shared) {
        self.carry_out_unanswered(&mut shared.lock());
    }

    /// Returns its number if that changed anything.
    pub(crate) fn carry_out_unanswered(&self, state: &mut State) -> Option<u64> {
        let applied = self.ask(state, Effects::default()).applied;
        let ending = Ending {
            applied,
            ..Ending::default()
        };
        state.recorder.end(self.seq, ending);
        applied.then_some(self.seq)
    }

    /// Something broke after the write: the answer tells nothing of what was carried out.
    fn carry_out_and_refuse(&self, shared: &Shared, error: &ApiError) -> Response<Body> {
        let mut state = shared.lock();
        let carried_out = self.ask(&mut state, Effects::default());
        let reply = Reply {
            applied: carried_out.applied,
            ..self.refusal(error, carried_out.headers)
        };
        self.record_answer(&mut state, &reply)
    }

    fn send_half(&self, shared: &Shared, effects: Effects) -> Response<Body> {
        let mut state = shared.lock();
        let reply = self.ask(&mut state, effects);
        let ending = Ending {
            status: Some(reply.status),
            answer: None,
            applied: reply.applied,
        };
        state.recorder.end(self.seq, ending);
        bodies::cut_in_half(reply.status, &reply.body)
    }

    /// An error of Cal.com's that no request deserved. It counts against the limit like any other, and unless its
    /// `headers` tell of another pause, they say how many are left.
    fn refuse(
        &self,
        shared: &Shared,
        error: &ApiError,
        headers: Vec<(&'static str, String)>,
    ) -> Response<Body> {
        let mut state = shared.lock();
        let authorization = self.authorization();
        let mut counted = Vec::new();
        api::count(&mut state, authorization.as_deref(), &mut counted);
        let headers = if headers.is_empty() { counted } else { headers };
        let reply = self.refusal(error, headers);
        self.record_answer(&mut state, &reply)
    }

    fn refusal(&self, error: &ApiError, headers: Vec<(&'static str, String)>) -> Reply {
        Reply {
            status: error.status,
            headers,
            body: error.envelope(&self.url()),
            applied: false,
            event_types: Vec::new(),
        }
    }

    /// An answer that Cal.com did not give, or not as it meant to.
    fn foreign(&self, shared: &Shared, response: Response<Body>) -> Response<Body> {
        let ending = Ending {
            status: Some(response.status().as_u16()),
            ..Ending::default()
        };
        shared.lock().recorder.end(self.seq, ending);
        response
    }

    fn record_answer(&self, state: &mut State, reply: &Reply) -> Response<Body> {
        let ending = Ending {
            status: Some(reply.status),
            answer: Some(reply.body.clone()),
            applied: reply.applied,
        };
        state.recorder.end(self.seq, ending);
        let mut headers = reply.headers.clone();
        headers.push(("X-Request-Id", self.request_id.clone()));
        bodies::json(reply.status, &headers, &reply.body)
    }

    fn ask(&self, state: &mut State, effects: Effects) -> Reply {
        let headers = &self.parts.headers;
        let version = text_header(headers, "cal-api-version");
        let authorization = self.authorization();
        let content_type = text_header(headers, header::CONTENT_TYPE.as_str());
        let query = Query::<Vec<(String, String)>>::try_from_uri(&self.parts.uri);
        let incoming = Incoming {
            method: self.parts.method.as_str(),
            path: self.path(),
            raw_query: self.parts.uri.query(),
            query: query.map(|Query(pairs)| pairs).unwrap_or_default(),
            version: version.as_deref(),
            authorization: authorization.as_deref(),
            is_json: content_type.is_some_and(|kind| kind.starts_with("application/json")),
            body: self.body.as_deref(),
        };
        api::answer(state, &incoming, &effects)
    }

    fn authorization(&self) -> Option<String> {
        text_header(&self.parts.headers, header::AUTHORIZATION.as_str())
    }

    /// Cal.com rewrites `/api/v2/…` to `/v2/…`.
    fn path(&self) -> &str {
        let path = self.parts.uri.path();
        let rewritten = path.strip_prefix("/api");
        rewritten
            .filter(|rest| rest.starts_with("/v2"))
            .unwrap_or(path)
    }

    fn url(&self) -> String {
        match self.parts.uri.query() {
            Some(query) => format!("{}?{query}", self.path()),
            None => self.path().to_owned(),
        }
    }
}

fn text_header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

//! What was received and how it was answered: the evidence that tests count on.

use serde::Serialize;
use serde_json::Value;

use crate::fault::Fault;

/// One request, kept from the moment it had arrived whole.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Request {
    /// Counts from 1, in the order of arrival, also across [`crate::Simulator::clear_requests`].
    pub seq: u64,
    /// UTC milliseconds.
    pub at_ms: i64,
    pub method: String,
    /// As it was sent, without the query.
    pub path: String,
    pub query: Option<String>,
    pub api_version: Option<String>,
    pub user_agent: Option<String>,
    /// The user that the key belongs to, also when it has expired. Never the key.
    pub key_owner: Option<i64>,
    /// `None` if there was no body or it was not JSON.
    pub body: Option<Value>,
    /// `None` while the request is open, and for ever if it was never answered.
    pub status: Option<u16>,
    /// The answer as it was sent, if it was JSON and sent whole.
    pub answer: Option<Value>,
    /// The write was carried out, whether or not an answer got through. Reading applies nothing.
    pub applied: bool,
    /// `X-Request-Id` of the answer.
    pub request_id: String,
    /// What was made to go wrong.
    pub fault: Option<Fault>,
}

/// How a request ended.
#[derive(Debug, Default)]
pub(crate) struct Ending {
    pub(crate) status: Option<u16>,
    pub(crate) answer: Option<Value>,
    pub(crate) applied: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Recorder {
    requests: Vec<Request>,
    last_seq: u64,
}

impl Recorder {
    /// Keeps a request that just arrived; its `seq` is set here.
    pub(crate) fn begin(&mut self, mut request: Request) -> u64 {
        self.last_seq += 1;
        request.seq = self.last_seq;
        self.requests.push(request);
        self.last_seq
    }

    /// A request that was cleared meanwhile stays forgotten.
    pub(crate) fn end(&mut self, seq: u64, ending: Ending) {
        let found = self
            .requests
            .binary_search_by_key(&seq, |request| request.seq);
        if let Some(request) = found.ok().and_then(|index| self.requests.get_mut(index)) {
            request.status = ending.status;
            request.answer = ending.answer;
            request.applied = ending.applied;
        }
    }

    pub(crate) fn all(&self) -> &[Request] {
        &self.requests
    }

    pub(crate) fn clear(&mut self) {
        self.requests.clear();
    }
}

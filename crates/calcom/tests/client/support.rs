//! Servers on loopback: one that answers and remembers, one that speaks raw bytes.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use abgleich_calcom::{ApiAddress, Client, Error, EventType, Target, Timeouts};
use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub(crate) const KEY: &str = "cal_live_0123456789abcdef";

/// Far above what loopback needs, so that only a test about timeouts meets one.
pub(crate) const PATIENT: Timeouts = Timeouts {
    connect: Duration::from_secs(10),
    request: Duration::from_secs(20),
    pool_idle: Duration::from_secs(15),
};

pub(crate) struct Seen {
    pub(crate) method: Method,
    pub(crate) uri: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Seen {
    #[track_caller]
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .unwrap_or_else(|| panic!("no header {name}"))
            .to_str()
            .unwrap()
    }
}

/// Gives the same answer to every request and remembers the requests.
pub(crate) struct Server {
    pub(crate) address: ApiAddress,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    pub(crate) async fn answering(
        status: u16,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Self {
        let status = StatusCode::from_u16(status).unwrap();
        let mut answer_headers = HeaderMap::new();
        for (name, value) in headers {
            answer_headers.append(
                HeaderName::from_bytes(name.as_bytes()).unwrap(),
                HeaderValue::from_str(value).unwrap(),
            );
        }
        let body = body.into();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let record = Arc::clone(&seen);
        let app = Router::new().fallback(
            move |method: Method, uri: Uri, headers: HeaderMap, request_body: Bytes| {
                let uri = uri.to_string();
                record.lock().unwrap().push(Seen {
                    method,
                    uri,
                    headers,
                    body: request_body,
                });
                let answer = (status, answer_headers.clone(), body.clone());
                async move { answer }
            },
        );
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = address_of("http", &listener);
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { address, seen }
    }

    pub(crate) async fn json(status: u16, body: &Value) -> Self {
        Self::answering(
            status,
            &[("content-type", "application/json")],
            body.to_string(),
        )
        .await
    }

    /// `{"status": "success", "data": …}` with status 200.
    pub(crate) async fn data(data: Value) -> Self {
        Self::json(200, &json!({"status": "success", "data": data})).await
    }

    pub(crate) fn client(&self) -> Client {
        client(&self.address)
    }

    pub(crate) fn requests(&self) -> std::sync::MutexGuard<'_, Vec<Seen>> {
        self.seen.lock().unwrap()
    }
}

/// Reads one request, writes `bytes` as they are, and then closes, or waits until the client does.
pub(crate) async fn raw(scheme: &str, bytes: impl Into<Vec<u8>>, then: Then) -> ApiAddress {
    let bytes = bytes.into();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = address_of(scheme, &listener);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let bytes = bytes.clone();
            tokio::spawn(async move {
                read_request(&mut stream).await;
                // The client may have gone already; that is its right.
                let _ = stream.write_all(&bytes).await;
                if let Then::Hold = then {
                    let _ = stream.read(&mut [0]).await;
                }
            });
        }
    });
    address
}

#[derive(Clone, Copy)]
pub(crate) enum Then {
    Close,
    Hold,
}

/// Reads whatever comes first; a request of ours fits into it, a TLS greeting too.
pub(crate) async fn read_request(stream: &mut TcpStream) {
    let mut buffer = vec![0; 16 * 1024];
    let _ = stream.read(&mut buffer).await;
}

pub(crate) fn address_of(scheme: &str, listener: &TcpListener) -> ApiAddress {
    let port = listener.local_addr().unwrap().port();
    ApiAddress::parse(&format!("{scheme}://127.0.0.1:{port}")).unwrap()
}

pub(crate) fn client(address: &ApiAddress) -> Client {
    client_with(address, &PATIENT)
}

pub(crate) fn client_with(address: &ApiAddress, timeouts: &Timeouts) -> Client {
    Client::new(address, KEY.into(), timeouts).unwrap()
}

/// A personal event type with everything in it.
pub(crate) fn event_type() -> Value {
    json!({
        "id": 123, "ownerId": 7, "lengthInMinutes": 30, "lengthInMinutesOptions": [15, 30],
        "title": "Erstgespräch", "slug": "erstgespraech", "description": "Zum Kennenlernen",
        "beforeEventBuffer": 5, "afterEventBuffer": 10, "hidden": true,
        "price": 6000, "currency": "eur", "metadata": {},
        "bookingUrl": "https://cal.com/praxis/erstgespraech",
        "users": [{"id": 7}], "minimumBookingNotice": 120, "somethingNew": {"deep": [1]}
    })
}

/// `event_type()` with the fields of `change` replaced.
pub(crate) fn event_type_with(change: &Value) -> Value {
    let mut event_type = event_type();
    for (key, value) in change.as_object().unwrap() {
        event_type[key] = value.clone();
    }
    event_type
}

pub(crate) fn event_type_without(key: &str) -> Value {
    let mut event_type = event_type();
    event_type.as_object_mut().unwrap().remove(key);
    event_type
}

/// What the client makes of event type 123 when the server answers with this `data`.
pub(crate) async fn read_event_type(data: Value) -> Result<EventType, Error> {
    let server = Server::data(data).await;
    server
        .client()
        .event_type(Target::Personal(123))
        .await
        .map(|answer| answer.data)
}

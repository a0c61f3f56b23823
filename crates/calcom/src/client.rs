//! The calls: one method per endpoint, each one request.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::{Duration, Instant};

use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderValue};
use reqwest::redirect::Policy;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::address::ApiAddress;
use crate::error::{Error, ErrorKind};
use crate::exchange::{Failure, exchange};
use crate::history::{self, Modification};
use crate::meta::Meta;
use crate::model::{EventType, Me, Patch, Team};
use crate::proxy::ProxyAddress;
use crate::refusal::is_unknown_route;
use crate::wire::{self, Misfit};

/// Sent with every call. Without it, or with an unknown value, another version answers with 200, ignores the
/// fields it does not know and changes only a part.
pub const API_VERSION: &str = "2024-06-14";

const USER_AGENT: &str = concat!("Abgleich/", env!("CARGO_PKG_VERSION"));

/// How long to wait for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// Name lookup, TCP and TLS together. Shorter than `request`, so that "not sent" stays recognisable.
    pub connect: Duration,
    /// The whole request, up to the last byte of the answer.
    pub request: Duration,
    /// How long an idle connection is kept; short, because a dead one costs the whole `request`.
    pub pool_idle: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            request: Duration::from_secs(30),
            pool_idle: Duration::from_secs(15),
        }
    }
}

/// Why no client could be made.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The key is empty or holds characters that no key has, such as a blank or a letter with an accent.
    #[error("the key is not one that can be sent")]
    UnusableKey,
    /// The machine gives no basis for secure connections, for example no certificate store.
    #[error("secure connections cannot be made on this machine")]
    Http(#[source] reqwest::Error),
}

/// An event type together with the way that leads to it.
///
/// A team event type can be read on the personal way, but written only on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    Personal(i64),
    Team { team_id: i64, id: i64 },
}

impl Target {
    /// Id of the event type.
    pub fn id(self) -> i64 {
        match self {
            Self::Personal(id) | Self::Team { id, .. } => id,
        }
    }

    /// Path below the address that it is changed by.
    pub fn path(self) -> String {
        match self {
            Self::Personal(id) => format!("/v2/event-types/{id}"),
            Self::Team { team_id, id } => format!("/v2/teams/{team_id}/event-types/{id}"),
        }
    }
}

/// What was asked for, and what the headers said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer<T> {
    pub data: T,
    pub meta: Meta,
}

/// Client of one address with one key. Cloning is cheap and shares the connections.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    address: ApiAddress,
    /// Kept to recognise it should a server echo it.
    key: SecretString,
}

impl Client {
    /// Makes a client that goes the system's way; sends nothing yet.
    ///
    /// # Errors
    /// See [`BuildError`]; neither of them contains the key.
    pub fn new(
        address: &ApiAddress,
        key: SecretString,
        timeouts: &Timeouts,
    ) -> Result<Self, BuildError> {
        Self::through(None, address, key, timeouts)
    }

    /// As [`Client::new`], through this proxy instead of the system's. Nothing goes through one to this machine.
    ///
    /// # Errors
    /// As [`Client::new`].
    pub fn through(
        proxy: Option<&ProxyAddress>,
        address: &ApiAddress,
        key: SecretString,
        timeouts: &Timeouts,
    ) -> Result<Self, BuildError> {
        let headers = headers(key.expose_secret().trim())?;
        // For the whole process, and only once: whoever was here before keeps the say.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = reqwest::Client::builder()
            .user_agent(USER_AGENT)
            .default_headers(headers)
            .redirect(Policy::none())
            .referer(false)
            .https_only(address.as_str().starts_with("https:"))
            .connect_timeout(timeouts.connect)
            .timeout(timeouts.request)
            .pool_idle_timeout(timeouts.pool_idle);
        if address.is_loopback() {
            // http is safe only within this machine: neither a proxy nor a name server has a say.
            builder = builder.no_proxy().resolve_to_addrs(
                "localhost",
                &[
                    IpAddr::V4(Ipv4Addr::LOCALHOST),
                    IpAddr::V6(Ipv6Addr::LOCALHOST),
                ]
                .map(|ip| SocketAddr::new(ip, 0)),
            );
        }
        if let Some(proxy) = proxy.filter(|_| !address.is_loopback()) {
            let proxy = reqwest::Proxy::all(proxy.as_str()).map_err(BuildError::Http)?;
            builder = builder.proxy(proxy);
        }
        let http = builder.build().map_err(BuildError::Http)?;
        Ok(Self {
            http,
            address: address.clone(),
            key,
        })
    }

    pub fn address(&self) -> &ApiAddress {
        &self.address
    }

    /// The key's user; also the cheapest proof that address and key work.
    pub async fn me(&self) -> Result<Answer<Me>, Error> {
        self.get("/v2/me".to_owned(), wire::me).await
    }

    /// The user's own event types, managed children among them; those of teams are not.
    pub async fn event_types(&self) -> Result<Answer<Vec<EventType>>, Error> {
        self.get("/v2/event-types".to_owned(), wire::event_types)
            .await
    }

    pub async fn event_type(&self, target: Target) -> Result<Answer<EventType>, Error> {
        self.get(target.path(), |data| {
            wire::event_type_with_id(data, target.id())
        })
        .await
    }

    /// Changes what `patch` names. The answer is Cal.com's own reading after the write.
    ///
    /// Sending the same patch twice leaves the same state as sending it once.
    pub async fn update_event_type(
        &self,
        target: Target,
        patch: &Patch,
    ) -> Result<Answer<EventType>, Error> {
        let path = target.path();
        let request = self.http.patch(self.url(&path)).json(patch);
        self.call("PATCH", path, request, |data| {
            wire::event_type_with_id(data, target.id())
        })
        .await
    }

    /// The teams of the key's user.
    ///
    /// A server without teams answers 403 or 404, which stays an [`ErrorKind::Refused`] here:
    /// every API version has this path, so a missing one says nothing about the version.
    pub async fn teams(&self) -> Result<Answer<Vec<Team>>, Error> {
        self.get("/v2/teams".to_owned(), wire::teams).await
    }

    pub async fn team_event_types(&self, team_id: i64) -> Result<Answer<Vec<EventType>>, Error> {
        self.get(
            format!("/v2/teams/{team_id}/event-types"),
            wire::event_types,
        )
        .await
    }

    /// The latest changes of an event type, newest first, as far as Cal.com's audit history shows them.
    ///
    /// Only owners and admins may read it, and many servers have none: 403 and 404 both stay an
    /// [`ErrorKind::Refused`] here.
    pub async fn event_type_history(&self, id: i64) -> Result<Answer<Vec<Modification>>, Error> {
        let path = format!("/v2/event-types/{id}/history");
        let request = self
            .http
            .get(self.url(&path))
            .query(&[("limit", history::MOST_ENTRIES)]);
        self.call("GET", path, request, |data| history::read(data, id))
            .await
    }

    async fn get<T>(
        &self,
        path: String,
        read: impl FnOnce(Value) -> Result<T, Misfit>,
    ) -> Result<Answer<T>, Error> {
        let request = self.http.get(self.url(&path));
        self.call("GET", path, request, read).await
    }

    async fn call<T>(
        &self,
        method: &'static str,
        path: String,
        request: reqwest::RequestBuilder,
        read: impl FnOnce(Value) -> Result<T, Misfit>,
    ) -> Result<Answer<T>, Error> {
        let started = Instant::now();
        let mut meta = Meta::default();
        let body = exchange(request, self.key.expose_secret().trim(), &mut meta).await;
        tracing::debug!(
            target: "calcom",
            method,
            path,
            status = meta.status,
            request_id = meta.request_id,
            milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
            "request"
        );
        let outcome = body.and_then(|body| {
            let data = wire::envelope(&body).and_then(read);
            data.map_err(|misfit| Failure::from(kind_of(misfit, &meta)))
        });
        match outcome {
            Ok(data) => Ok(Answer { data, meta }),
            Err(Failure { kind, source }) => {
                let kind = route_checked(kind, &path);
                Err(Error::new(kind, meta, method, path).with_source(source))
            }
        }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

fn headers(key: &str) -> Result<HeaderMap, BuildError> {
    if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(BuildError::UnusableKey);
    }
    let mut bearer =
        HeaderValue::from_str(&format!("Bearer {key}")).map_err(|_| BuildError::UnusableKey)?;
    bearer.set_sensitive(true);
    let mut headers = HeaderMap::new();
    headers.insert(AUTHORIZATION, bearer);
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    headers.insert("cal-api-version", HeaderValue::from_static(API_VERSION));
    Ok(headers)
}

fn kind_of(misfit: Misfit, meta: &Meta) -> ErrorKind {
    match misfit {
        Misfit::Legacy => ErrorKind::WrongVersion,
        Misfit::Shape => ErrorKind::NotCalcom {
            status: meta.status.unwrap_or_default(),
            redirect: false,
        },
    }
}

/// A path that exists in the right version but not in another is answered like an event type that is gone.
fn route_checked(kind: ErrorKind, path: &str) -> ErrorKind {
    match kind {
        ErrorKind::Refused(refusal) if is_unknown_route(&refusal) && !may_be_missing(path) => {
            ErrorKind::WrongVersion
        }
        kind => kind,
    }
}

/// Paths that a server may lack in the right version, too.
fn may_be_missing(path: &str) -> bool {
    path == "/v2/teams" || path.ends_with("/history")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn the_key_is_masked_wherever_headers_are_printed() {
        let headers = headers("cal_secret").unwrap();
        assert!(headers[AUTHORIZATION].is_sensitive());
        assert!(!format!("{headers:?}").contains("secret"));
    }
}

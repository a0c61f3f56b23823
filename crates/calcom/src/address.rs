//! The address of a Cal.com API: what a person may type, and the one form in which it is kept.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use url::{Host, ParseError, Url};

const HTTPS: u16 = 443;
/// Longer texts are a pasted mistake, not an address.
const MAX_LENGTH: usize = 2048;

/// Base address of an API, without a trailing slash and without `/v2`: `https://api.cal.com`.
///
/// Two spellings of the same address are equal, so that an account is found again however its address was typed.
/// A key is only ever sent over https, or over http to this machine.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ApiAddress {
    text: String,
    host: String,
    loopback: bool,
}

/// Why a text is not an address that a key may be sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    #[error("the address is empty")]
    Empty,
    #[error("the address cannot be read as a web address")]
    NotAUrl,
    #[error("the address must begin with https://")]
    Scheme,
    #[error("http is only allowed for this computer itself")]
    HttpNotLoopback,
    #[error("the address must not contain a user name or password")]
    Credentials,
    #[error("the address must not contain '?' or '#'")]
    QueryOrFragment,
    #[error("the address has no host name")]
    NoHost,
}

impl AddressError {
    /// Stable name for messages and scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::NotAUrl => "not_a_url",
            Self::Scheme => "scheme",
            Self::HttpNotLoopback => "http_not_loopback",
            Self::Credentials => "credentials",
            Self::QueryOrFragment => "query_or_fragment",
            Self::NoHost => "no_host",
        }
    }
}

impl ApiAddress {
    /// Reads what a person typed or pasted.
    ///
    /// A missing scheme means https, a `/v2` at the end is dropped, and the web addresses of Cal.com's own clouds
    /// lead to their APIs.
    ///
    /// # Errors
    /// One variant of [`AddressError`] per reason.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(AddressError::Empty);
        }
        // The URL parser repairs these silently; then the key could go to a host that nobody meant.
        if text.len() > MAX_LENGTH
            || text.starts_with('/')
            || text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\')
        {
            return Err(AddressError::NotAUrl);
        }
        let url = if has_scheme(text) {
            Url::parse(text)
        } else {
            Url::parse(&format!("https://{text}"))
        };
        let url = url.map_err(|error| match error {
            ParseError::EmptyHost => AddressError::NoHost,
            _ => AddressError::NotAUrl,
        })?;
        if !matches!(url.scheme(), "https" | "http") {
            return Err(AddressError::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(AddressError::Credentials);
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(AddressError::QueryOrFragment);
        }
        let loopback = match url.host() {
            None => return Err(AddressError::NoHost),
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
        };
        if url.scheme() == "http" && !loopback {
            return Err(AddressError::HttpNotLoopback);
        }
        Ok(Self::from_checked(&url, loopback))
    }

    fn from_checked(url: &Url, loopback: bool) -> Self {
        let host = url.host_str().unwrap_or_default();
        if let (Some(api), None) = (cloud_api(host), url.port()) {
            return Self {
                text: format!("https://{api}"),
                host: api.to_owned(),
                loopback,
            };
        }
        let mut path = url.path().trim_end_matches('/');
        while let Some(before) = path.strip_suffix("/v2") {
            path = before.trim_end_matches('/');
        }
        let port = url
            .port()
            .map(|port| format!(":{port}"))
            .unwrap_or_default();
        Self {
            text: format!("{}://{host}{port}{path}", url.scheme()),
            host: host.to_owned(),
            loopback,
        }
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the address is this machine (127.0.0.0/8, `::1`, `localhost`).
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// Host name without port; an IPv6 address stands in brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port that is connected to.
    pub fn port(&self) -> u16 {
        let url = Url::parse(&self.text).ok();
        url.and_then(|url| url.port_or_known_default())
            .unwrap_or(HTTPS)
    }
}

/// The API of one of Cal.com's own clouds, if `host` belongs to one.
///
/// A path is of no meaning there: people paste the address of their booking page or of the settings.
fn cloud_api(host: &str) -> Option<&'static str> {
    match host {
        "cal.com" | "www.cal.com" | "app.cal.com" | "api.cal.com" => Some("api.cal.com"),
        "cal.eu" | "www.cal.eu" | "app.cal.eu" | "api.cal.eu" => Some("api.cal.eu"),
        _ => None,
    }
}

/// `host:3000` has none although a URL parser would take `host` for one; `https:/host` is a slip that means https.
fn has_scheme(text: &str) -> bool {
    let is_scheme = |part: &str| {
        part.chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    };
    let is_web =
        |part: &str| part.eq_ignore_ascii_case("https") || part.eq_ignore_ascii_case("http");
    text.split_once("://")
        .is_some_and(|(scheme, _)| is_scheme(scheme))
        || text
            .split_once(":/")
            .is_some_and(|(scheme, _)| is_web(scheme))
}

impl fmt::Display for ApiAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for ApiAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiAddress({})", self.text)
    }
}

impl FromStr for ApiAddress {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for ApiAddress {
    type Error = AddressError;

    fn try_from(text: String) -> Result<Self, AddressError> {
        Self::parse(&text)
    }
}

impl From<ApiAddress> for String {
    fn from(address: ApiAddress) -> Self {
        address.text
    }
}

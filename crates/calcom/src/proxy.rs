//! The address of a proxy: what a person may type, and the one form in which it is kept.

use std::fmt;

use url::Url;

/// Longer texts are a pasted mistake, not an address.
const LONGEST: usize = 255;
/// What most proxies listen on where nobody says otherwise.
const USUAL_PORT: u16 = 8080;

/// A proxy that every request to a server elsewhere goes through: `http://proxy.praxis.example:3128`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProxyAddress {
    text: String,
    host: String,
    port: u16,
}

/// Why a text is not the address of a proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProxyError {
    #[error("the proxy cannot be read as an address")]
    Unreadable,
    /// They would be kept where no password belongs.
    #[error("the proxy must not contain a user name or password")]
    Credentials,
}

impl ProxyAddress {
    /// A missing scheme means http, which says how the proxy is spoken to; what goes through it stays encrypted.
    ///
    /// # Errors
    /// See [`ProxyError`].
    pub fn parse(text: &str) -> Result<Self, ProxyError> {
        let bare = text.trim();
        if bare.is_empty() || bare.len() > LONGEST || bare.contains(char::is_whitespace) {
            return Err(ProxyError::Unreadable);
        }
        let whole = if bare.contains("://") {
            bare.to_owned()
        } else {
            format!("http://{bare}")
        };
        let url = Url::parse(&whole).map_err(|_| ProxyError::Unreadable)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(ProxyError::Credentials);
        }
        let plain =
            matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
        let host = url.host_str().filter(|host| !host.is_empty());
        match (url.scheme(), host) {
            ("http" | "https", Some(host)) if plain => {
                // The host is lower case by now, whatever was typed.
                let named = whole.to_ascii_lowercase().contains(&format!("{host}:"));
                let port = match url.port_or_known_default() {
                    Some(port) if url.port().is_some() || named => port,
                    _ => USUAL_PORT,
                };
                Ok(Self {
                    text: format!("{}://{host}:{port}", url.scheme()),
                    host: host.trim_matches(['[', ']']).to_owned(),
                    port,
                })
            }
            _ => Err(ProxyError::Unreadable),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Where it is, as a name server is asked for it.
    pub fn host_and_port(&self) -> (&str, u16) {
        (&self.host, self.port)
    }
}

impl fmt::Display for ProxyAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<&str, ProxyError>) {
        let parsed = ProxyAddress::parse(text);
        assert_eq!(
            parsed
                .as_ref()
                .map(ProxyAddress::as_str)
                .map_err(|error| *error),
            expected,
            "{text}"
        );
    }

    #[test]
    fn what_people_type_becomes_one_form() {
        check(
            "proxy.praxis.example:3128",
            Ok("http://proxy.praxis.example:3128"),
        );
        check(
            " Proxy.Praxis.example ",
            Ok("http://proxy.praxis.example:8080"),
        );
        check(
            "Proxy.Praxis.example:80",
            Ok("http://proxy.praxis.example:80"),
        );
        check("http://10.0.0.1:80/", Ok("http://10.0.0.1:80"));
        check("https://proxy.example:443", Ok("https://proxy.example:443"));
        check("[::1]:3128", Ok("http://[::1]:3128"));
    }

    #[test]
    fn what_is_no_proxy_is_refused() {
        for text in [
            "",
            "proxy praxis",
            "ftp://proxy.example",
            "http://",
            "proxy.example/path",
            "proxy.example:99999",
            "proxy.example?x",
        ] {
            check(text, Err(ProxyError::Unreadable));
        }
        check(
            "anna:secret@proxy.example:3128",
            Err(ProxyError::Credentials),
        );
        check("http://anna@proxy.example", Err(ProxyError::Credentials));
    }

    #[test]
    fn the_form_that_is_kept_reads_as_itself() {
        for text in ["proxy.example", "http://10.0.0.1:80", "[::1]:3128"] {
            let once = ProxyAddress::parse(text).unwrap();
            assert_eq!(ProxyAddress::parse(once.as_str()), Ok(once));
        }
    }
}

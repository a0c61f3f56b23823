//! What can go wrong with one request, told apart by what the caller can still believe afterwards.

use std::ops::Deref;

use crate::meta::Meta;

/// A request that did not end in a usable answer.
///
/// Its fields are those of [`Details`], behind one pointer so that every `Result` stays small.
/// Neither the sentence it prints nor its sources contain the key or a body.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct Error(Box<Details>);

/// The fields of an [`Error`].
#[derive(Debug, thiserror::Error)]
#[error("{method} {path} {}", kind.sentence())]
pub struct Details {
    pub kind: ErrorKind,
    /// What the headers said, as far as an answer came.
    pub meta: Meta,
    /// `GET` or `PATCH`.
    pub method: &'static str,
    /// Path below the address, for example `/v2/event-types/123`.
    pub path: String,
    source: Option<reqwest::Error>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// No connection came about: nothing left this machine.
    NotSent(NotSent),
    /// Sent, then no answer, or no complete one, in time.
    TimedOut,
    /// Sent, then the connection was reset or closed, or the answer was cut off.
    Broken,
    /// An HTTP status from 400 on.
    Refused(Refusal),
    /// A 2xx or 3xx answer that is not JSON of Cal.com's shape: a portal page, a redirect, damaged or missing JSON.
    /// Or a 4xx one, other than 408 and 429, without Cal.com's error envelope: a proxy or a filter refused.
    NotCalcom { status: u16, redirect: bool },
    /// A 2xx answer above the limit; it was not read to the end.
    TooLarge { limit_bytes: u64 },
    /// Another API version answered than the one that was asked for, or the path does not exist in it.
    WrongVersion,
}

/// Why no connection came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotSent {
    /// The host name could not be resolved.
    Dns,
    /// The machine answered, but nothing listens on the port.
    Refused,
    /// The TLS handshake failed, for example because of an unknown certificate.
    Tls,
    /// No connection within the connect timeout.
    Timeout,
    /// No route, a proxy that refuses, and whatever else prevents a connection.
    Other,
}

/// An answer with a status from 400 on.
///
/// All texts come from the server: without control characters, at most 300 characters, without the key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusal {
    pub status: u16,
    /// Name of the exception class, for example `BadRequestException`.
    pub code: Option<String>,
    pub message: Option<String>,
    /// Which fields were refused; empty for anything but a failed validation.
    pub fields: Vec<FieldRefusal>,
    /// Whether the body was Cal.com's own error envelope; false if it could not be read, or for a page of something
    /// in between.
    pub from_calcom: bool,
}

/// One broken rule of one field. The refused value itself is never kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldRefusal {
    /// Name on the wire; a nested one with dots: `locations.0.type`.
    pub property: String,
    /// Name of the rule, for example `min`.
    pub constraint: String,
    pub message: String,
}

impl Error {
    /// An error as the client would report it; also for tests of what callers make of it.
    pub fn new(kind: ErrorKind, meta: Meta, method: &'static str, path: impl Into<String>) -> Self {
        Self(Box::new(Details {
            kind,
            meta,
            method,
            path: path.into(),
            source: None,
        }))
    }

    pub(crate) fn with_source(mut self, source: Option<reqwest::Error>) -> Self {
        self.0.source = source;
        self
    }

    /// Cal.com's own name for this request, for a question to its support.
    pub fn request_id(&self) -> Option<&str> {
        self.meta.request_id.as_deref()
    }
}

impl Deref for Error {
    type Target = Details;

    fn deref(&self) -> &Details {
        &self.0
    }
}

impl ErrorKind {
    fn sentence(&self) -> String {
        match self {
            Self::NotSent(reason) => format!("was not sent: {}", reason.text()),
            Self::TimedOut => "was sent, but not answered in time".to_owned(),
            Self::Broken => {
                "was sent, but the connection broke before the answer was complete".to_owned()
            }
            Self::Refused(Refusal {
                status,
                code: Some(code),
                ..
            }) => {
                format!("was refused with status {status} ({code})")
            }
            Self::Refused(Refusal { status, .. }) => format!("was refused with status {status}"),
            Self::NotCalcom {
                status,
                redirect: true,
            } => format!("was answered with a redirect (status {status})"),
            Self::NotCalcom {
                status,
                redirect: false,
            } => {
                format!("was answered with status {status}, but not in Cal.com's shape")
            }
            Self::TooLarge { limit_bytes } => {
                format!("was answered with more than {limit_bytes} bytes")
            }
            Self::WrongVersion => "was answered by another version of the API".to_owned(),
        }
    }
}

impl NotSent {
    fn text(self) -> &'static str {
        match self {
            Self::Dns => "the host name could not be resolved",
            Self::Refused => "the connection was refused",
            Self::Tls => "no secure connection could be made",
            Self::Timeout => "no connection came about in time",
            Self::Other => "no connection came about",
        }
    }
}

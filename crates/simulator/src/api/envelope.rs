//! Cal.com's error envelope, and every error that this API answers with.

use jiff::Timestamp;
use serde_json::{Value, json};

/// An error before it becomes an envelope.
#[derive(Clone, Debug)]
pub(crate) struct ApiError {
    pub(crate) status: u16,
    /// The name of Cal.com's exception class, or an upper-case code from its database filter.
    code: String,
    message: String,
    details: Option<Box<Value>>,
}

/// The one place that asks for the time.
#[expect(
    clippy::disallowed_methods,
    reason = "a server of its own has a clock of its own"
)]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}

impl ApiError {
    /// `path` with the query, as Cal.com repeats it.
    pub(crate) fn envelope(&self, path: &str) -> Value {
        let mut error = json!({"code": self.code, "message": self.message});
        if let (Some(details), Some(error)) = (&self.details, error.as_object_mut()) {
            error.insert("details".to_owned(), Value::clone(details));
        }
        json!({
            "status": "error",
            "timestamp": format!("{:.3}", now()),
            "path": path,
            "error": error,
        })
    }

    /// A plain HTTP exception: its details repeat the message with Nest's own words.
    fn http(status: u16, code: &str, reason: &str, message: impl Into<String>) -> ApiError {
        let message = message.into();
        ApiError {
            status,
            code: code.to_owned(),
            details: Some(Box::new(
                json!({"message": message, "error": reason, "statusCode": status}),
            )),
            message,
        }
    }

    fn bare(status: u16, code: &str, message: &str) -> ApiError {
        ApiError {
            status,
            code: code.to_owned(),
            message: message.to_owned(),
            details: None,
        }
    }

    pub(super) fn bad_request(message: &str) -> ApiError {
        ApiError::http(400, "BadRequestException", "Bad Request", message)
    }

    /// `errors` in the shape of class-validator.
    pub(super) fn validation(errors: &[Value]) -> ApiError {
        ApiError {
            status: 400,
            code: "BadRequestException".to_owned(),
            message: "Bad Request Exception".to_owned(),
            details: Some(Box::new(json!({ "errors": errors }))),
        }
    }

    pub(crate) fn rejected(target: &Value, property: &str, message: &str) -> ApiError {
        let value = target.get(property).cloned().unwrap_or(Value::Null);
        ApiError::validation(&[json!({
            "target": target,
            "value": value,
            "property": property,
            "children": [],
            "constraints": {"rejected": message},
        })])
    }

    pub(super) fn trpc(message: &str) -> ApiError {
        ApiError::bare(400, "TRPCError", message)
    }

    pub(super) fn unauthorized(message: &str) -> ApiError {
        ApiError::http(401, "UnauthorizedException", "Unauthorized", message)
    }

    pub(crate) fn key_expired() -> ApiError {
        ApiError::unauthorized("ApiAuthStrategy - api key - Your api key is expired")
    }

    pub(crate) fn key_unknown() -> ApiError {
        ApiError::unauthorized("ApiAuthStrategy - api key - Your api key is not valid")
    }

    pub(super) fn forbidden(message: impl Into<String>) -> ApiError {
        ApiError::http(403, "ForbiddenException", "Forbidden", message)
    }

    pub(super) fn not_found(message: impl Into<String>) -> ApiError {
        ApiError::http(404, "NotFoundException", "Not Found", message)
    }

    pub(super) fn no_event_type(id: i64) -> ApiError {
        ApiError::not_found(format!("Event type with id {id} not found"))
    }

    pub(super) fn payload_too_large() -> ApiError {
        let reason = "Payload Too Large";
        ApiError::http(
            413,
            "PayloadTooLargeException",
            reason,
            "request entity too large",
        )
    }

    /// The one whose details are a text.
    pub(crate) fn too_many_requests() -> ApiError {
        let message = "CustomThrottlerGuard - Too many requests. Please try again later.";
        ApiError {
            status: 429,
            code: "ThrottlerException".to_owned(),
            message: message.to_owned(),
            details: Some(Box::new(Value::String(message.to_owned()))),
        }
    }

    /// What becomes of a value that passes the validation and not the database.
    pub(super) fn database() -> ApiError {
        let message = "There was an error, please try again later.";
        ApiError::bare(500, "INTERNAL_SERVER_ERROR", message)
    }

    /// What Cal.com says with this status to whoever asks for `path`.
    pub(crate) fn of_status(status: u16, path: &str, user_id: Option<i64>) -> ApiError {
        let id = path.rsplit('/').find_map(|part| part.parse::<i64>().ok());
        let user = user_id.unwrap_or_default();
        match status {
            400 => ApiError::trpc("BAD_REQUEST"),
            401 => ApiError::key_unknown(),
            403 => ApiError::forbidden(format!(
                "User with ID={user} does not own event type with ID={}",
                id.unwrap_or_default()
            )),
            404 => ApiError::no_event_type(id.unwrap_or_default()),
            409 => {
                let message = "Invalid Input: Trying to create a record that already exists.";
                ApiError::bare(409, "CONFLICT", message)
            }
            413 => ApiError::payload_too_large(),
            422 => ApiError::bare(422, "TRPCError", "UNPROCESSABLE_CONTENT"),
            429 => ApiError::too_many_requests(),
            498 => ApiError::bare(498, "HttpException", "ACCESS_TOKEN_IS_EXPIRED"),
            500 => ApiError::bare(500, "INTERNAL_SERVER_ERROR", "Internal server error."),
            502 => ApiError::http(502, "BadGatewayException", "Bad Gateway", "Bad Gateway"),
            503 => {
                let reason = "Service Unavailable";
                ApiError::http(503, "ServiceUnavailableException", reason, reason)
            }
            504 => {
                let reason = "Gateway Timeout";
                ApiError::http(504, "GatewayTimeoutException", reason, reason)
            }
            other => ApiError::bare(other, "HttpException", "Http Exception"),
        }
    }
}

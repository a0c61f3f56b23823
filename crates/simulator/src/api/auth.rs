//! Who asks: API keys, expired and unknown ones, and no key at all.

use crate::{
    api::ApiError,
    world::{User, World},
};

const KEY_PREFIX: &str = "cal_";

/// The token of an `Authorization` header.
pub(crate) fn bearer(header: &str) -> Option<&str> {
    let token = header.strip_prefix("Bearer ")?.trim();
    Some(token).filter(|token| !token.is_empty())
}

/// The user that a key belongs to.
///
/// A self-hosted Cal.com may have another key prefix, so a known key needs none; it only decides how an unknown one is refused.
pub(super) fn user(world: &World, header: Option<&str>) -> Result<User, ApiError> {
    let token = header.and_then(bearer).ok_or_else(no_method)?;
    match world.key(token) {
        Some((_, key)) if key.expired => Err(ApiError::key_expired()),
        Some((user, _)) => Ok(user.clone()),
        None if token.starts_with(KEY_PREFIX) => Err(ApiError::key_unknown()),
        None => Err(ApiError::unauthorized(
            "ApiAuthStrategy - access token - Invalid Access Token.",
        )),
    }
}

/// For endpoints that also answer strangers: no key is fine, a wrong one is not.
pub(super) fn optional(
    header: Option<&str>,
    user: Result<User, ApiError>,
) -> Result<Option<User>, ApiError> {
    match header {
        Some(_) => user.map(Some),
        None => Ok(None),
    }
}

fn no_method() -> ApiError {
    ApiError::unauthorized(
        "ApiAuthStrategy - No authentication method provided. Either pass an API key as 'Bearer' header or OAuth client credentials as 'x-cal-secret-key' and 'x-cal-client-id' headers",
    )
}

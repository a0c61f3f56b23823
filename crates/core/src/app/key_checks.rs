//! Whose key this is: asked before anything is stored.

use abgleich_calcom::{Answer, ApiAddress, Me};
use secrecy::SecretString;
use uuid::Uuid;

use super::{App, AppError, error::Result};
use crate::domain::account::{Account, sign_in_url};
use crate::domain::input;
use crate::engine::listing;
use crate::store::accounts::{self, Identity};

/// A key that Cal.com accepted, before anything is stored.
#[derive(Clone)]
pub struct Checked {
    pub id: String,
    pub url: ApiAddress,
    pub web_url: Option<String>,
    pub identity: Identity,
    /// The account of this person at this address, if there is one already.
    pub existing: Option<Account>,
    pub(super) key: SecretString,
    pub(super) until_quit: bool,
}

impl Checked {
    /// To be remembered by this process only, where nothing keeps keys.
    #[must_use]
    pub fn until_quit(self, until_quit: bool) -> Self {
        Self { until_quit, ..self }
    }
}

impl App {
    /// Asks Cal.com whose key this is. Stores nothing; [`App::connect`] and [`App::replace_key`] do.
    ///
    /// # Errors
    /// [`AppError::InvalidKey`], [`AppError::Address`], or [`AppError::Failed`] with what Cal.com said.
    pub async fn check_key(&self, url: &str, web_url: Option<&str>, key: &str) -> Result<Checked> {
        let url = ApiAddress::parse(url)?;
        let web_url = web_url.filter(|text| !text.trim().is_empty());
        let web_url = web_url.map(sign_in_address).transpose()?;
        let key = SecretString::from(input::api_key(key).ok_or(AppError::InvalidKey)?);
        let identity = self.identify(&url, &key).await?;
        let (of_url, user_id) = (url.clone(), identity.user_id);
        let existing = self
            .context
            .db
            .read(move |db| accounts::by_user(db, &of_url, user_id))
            .await?;
        let checked = Checked {
            id: Uuid::new_v4().to_string(),
            url,
            web_url,
            identity,
            existing,
            key,
            until_quit: false,
        };
        self.checks().insert(checked.id.clone(), checked.clone());
        Ok(checked)
    }

    /// The other region, if the key belongs there: to be offered, not taken by itself.
    pub async fn other_region(&self, url: &str, key: &str) -> Option<ApiAddress> {
        let asked = ApiAddress::parse(url).ok()?;
        let key = SecretString::from(input::api_key(key)?);
        let regions = &self.context.policy.regions;
        regions.contains(&asked).then_some(())?;
        for other in regions.iter().filter(|region| **region != asked) {
            if self.identify(other, &key).await.is_ok() {
                return Some(other.clone());
            }
        }
        None
    }

    async fn identify(&self, url: &ApiAddress, key: &SecretString) -> Result<Identity> {
        let (clients, policy) = (&self.context.clients, &self.context.policy);
        let client = clients.build(url, key.clone(), policy)?;
        let me = client.me().await.map_err(|error| self.failed(&error))?.data;
        self.identity(me, listing::team_ids(&client).await)
    }

    /// Who a key belongs to, by both answers about it.
    pub(super) fn identity(
        &self,
        me: Me,
        teams: std::result::Result<Answer<Option<Vec<i64>>>, abgleich_calcom::Error>,
    ) -> Result<Identity> {
        let teams = teams.map_err(|error| self.failed(&error))?;
        Ok(Identity {
            user_id: me.id,
            user_name: me.name.or(me.username),
            email: me.email,
            time_zone: me.time_zone,
            team_ids: teams.data,
        })
    }

    /// What a check found, by its id.
    pub fn checked(&self, check_id: &str) -> Result<Checked> {
        let unknown = || AppError::NotFound {
            what: "check",
            id: check_id.to_owned(),
        };
        self.checks().get(check_id).cloned().ok_or_else(unknown)
    }
}

/// Where people sign in, as a browser opens it: people type it without a scheme.
pub(super) fn sign_in_address(typed: &str) -> Result<String> {
    let address = ApiAddress::parse(typed)?;
    Ok(sign_in_url(&address).unwrap_or_else(|| address.as_str().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_to_sign_in_at_is_one_that_a_browser_opens() {
        for (typed, opened) in [
            ("termine.praxis.de", "https://termine.praxis.de"),
            (
                " https://Termine.praxis.de/cal/ ",
                "https://termine.praxis.de/cal",
            ),
            ("cal.com", "https://app.cal.com"),
            ("app.cal.eu/event-types", "https://app.cal.eu"),
        ] {
            assert_eq!(sign_in_address(typed).unwrap(), opened, "{typed}");
        }
        assert!(sign_in_address("ftp://praxis.de").is_err());
        assert!(sign_in_address("http://praxis.de").is_err());
    }
}

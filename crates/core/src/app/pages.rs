//! Pages that a person may open in the browser.

use abgleich_calcom::ApiAddress;

use super::{App, AppError, error::Result};
use crate::domain::account::{Account, sign_in_url};
use crate::store::mirror;

/// Without encryption and made for this: a network that wants a person to sign in answers with its own page instead.
const SIGN_IN_PAGE: &str = "http://neverssl.com/";

/// A page in the browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Page {
    /// The event type of a link, in Cal.com.
    EventType { link_id: i64 },
    /// Its booking page.
    Booking { link_id: i64 },
    /// All event types of an account: where a new one is made.
    EventTypes { account_id: i64 },
    /// Where keys for this API address are made.
    Keys { url: String },
    /// One that a network's sign-in takes the place of.
    SignIn,
}

impl App {
    /// The address of a page.
    ///
    /// # Errors
    /// [`AppError::NotFound`] if nothing is known of it.
    pub async fn page(&self, page: &Page) -> Result<String> {
        match page {
            Page::EventType { link_id } => {
                let link = self.link(*link_id).await?;
                let account = self.account(link.account_id).await?;
                Ok(format!(
                    "{}/event-types/{}",
                    site(&account)?,
                    link.event_type_id
                ))
            }
            Page::EventTypes { account_id } => Ok(format!(
                "{}/event-types",
                site(&self.account(*account_id).await?)?
            )),
            Page::Booking { link_id } => {
                let link = self.link(*link_id).await?;
                let (account_id, id) = (link.account_id, link.event_type_id);
                let mirror = self
                    .context
                    .db
                    .read(move |db| mirror::get(db, account_id, id))
                    .await?;
                let page = mirror
                    .and_then(|mirror| mirror.known)
                    .and_then(|known| known.reading.booking_url);
                // It came from outside: only a web address is opened.
                page.filter(|page| page.starts_with("https://"))
                    .ok_or_else(|| unknown("booking page"))
            }
            Page::Keys { url } => {
                let address = ApiAddress::parse(url)?;
                let site = sign_in_url(&address).unwrap_or_else(|| address.as_str().to_owned());
                Ok(format!("{site}/settings/developer/api-keys"))
            }
            Page::SignIn => Ok(SIGN_IN_PAGE.to_owned()),
        }
    }
}

/// Where a person signs in, without a slash at the end.
fn site(account: &Account) -> Result<String> {
    let site = account
        .sign_in_url()
        .ok_or_else(|| unknown("sign-in page"))?;
    Ok(site.trim_end_matches('/').to_owned())
}

fn unknown(page: &str) -> AppError {
    AppError::NotFound {
        what: "page",
        id: page.to_owned(),
    }
}

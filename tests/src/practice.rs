//! A practice: its simulated Cal.com, its account with the key in the credential store, its services.

use std::sync::Arc;

use abgleich_core::app::linking::LinkedFrom;
use abgleich_core::app::{App, Options as AppOptions};
use abgleich_core::keyring_store::OverrideKey;
use abgleich_core::store::services::NewService;
use abgleich_simulator::{DEMO_KEY, DEMO_USER_ID, EventTypeSeed, Options, Simulator, World};
use serde_json::Value;

use crate::desktop::Desktop;

/// The account's name; there is one account, so that no text has to name it.
pub const ACCOUNT: &str = "Praxis am Markt";
pub const KEY: &str = DEMO_KEY;

pub struct Practice {
    pub calcom: Simulator,
    pub account_id: i64,
    pub account_uuid: String,
    /// The application in the test's own process, as another program beside the window would be.
    pub app: App,
}

impl Practice {
    /// A Cal.com with this in it and an account that is connected to it; no services.
    pub async fn connect(desktop: &Desktop, world: World) -> Practice {
        let calcom = Simulator::start(Options::new(world).without_rate_limit())
            .await
            .unwrap();
        let url = calcom.address();
        let added = desktop.ctl(
            &[
                "--json",
                "account",
                "add",
                "--name",
                ACCOUNT,
                "--url",
                &url,
                "--key-stdin",
            ],
            KEY,
        );
        let error = String::from_utf8_lossy(&added.stderr).into_owned();
        assert!(added.status.success(), "the account was not added: {error}");
        let account: Value = serde_json::from_slice(&added.stdout).unwrap();
        let account_id = account["id"].as_i64().unwrap();
        let options = AppOptions::new(Arc::new(OverrideKey::new(KEY.to_owned().into())));
        let app = App::open(desktop.data_dir(), options).await.unwrap();
        let account_uuid = app.account(account_id).await.unwrap().uuid;
        Practice {
            calcom,
            account_id,
            account_uuid,
            app,
        }
    }

    /// A service as the price list has it.
    pub async fn service(&self, service: NewService) -> i64 {
        self.app.create_service(service).await.unwrap()
    }

    /// A service that is linked to an event type, which is read.
    pub async fn linked(&self, service: NewService, event_type_id: i64) -> i64 {
        let id = self.service(service).await;
        self.link_too(id, event_type_id).await;
        id
    }

    /// One event type more for a service.
    pub async fn link_too(&self, service_id: i64, event_type_id: i64) {
        let from = LinkedFrom::CommandLine;
        let link = self
            .app
            .link_service(service_id, self.account_id, event_type_id, None, from);
        link.await.unwrap();
    }

    /// How many requests the account may send in a minute.
    pub async fn set_pace(&self, per_minute: u32) {
        let (field, text) = ("requests-per-minute", per_minute.to_string());
        let set = self.app.set_account_field(self.account_id, field, &text);
        set.await.unwrap();
    }
}

/// An event type of the practice's owner.
pub fn event_type(id: i64, title: &str, minutes: i64) -> EventTypeSeed {
    EventTypeSeed::personal(DEMO_USER_ID, title, minutes).id(id)
}

/// „Klassische Massage“ as Cal.com has it: 50 minutes, 5 after it, 70 €.
pub const MASSAGE: &str = "Klassische Massage";
pub const MASSAGE_ID: i64 = 123_456;

/// „Klassische Massage“ as the practice wants it: 60 minutes, 10 after it, 75 €.
pub fn massage() -> NewService {
    NewService {
        name: MASSAGE.to_owned(),
        duration: 60,
        buffer_before: Some(0),
        buffer_after: Some(10),
        price_minor: Some(7_500),
        currency: "EUR".to_owned(),
        ..NewService::default()
    }
}

/// A Cal.com with one person and „Klassische Massage“: 50 minutes, 5 after it, 70 €.
pub fn massage_world() -> World {
    let mut world = World::empty();
    let owner = world.add_user(DEMO_USER_ID, "Dr. Anna Weber", "anna-weber", KEY);
    "anna.weber@praxis.example".clone_into(&mut owner.email);
    world.add_event_type(
        event_type(MASSAGE_ID, MASSAGE, 50)
            .buffers(0, 5)
            .price(7_000, "eur"),
    );
    world
}

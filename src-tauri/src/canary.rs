//! The key never crosses the border to the page: with a marked one, no answer, no error and no event contains it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use abgleich_core::domain::job::Requester;
use abgleich_core::domain::plan::View;
use abgleich_core::keyring_store::MemoryStore;
use abgleich_core::paths::DataDir;
use abgleich_simulator::{DEMO_USER_ID, Fault, Rule, Simulator, World};
use serde::Serialize;
use tauri::ipc::{Channel, InvokeResponseBody};

use crate::desktop::Desktop;
use crate::dto::Event;
use crate::error::CommandError;
use crate::session::Home;
use crate::shell::Shell;
use crate::{convert, events};

const KEY: &str = "cal_canary_52b8e0d7";
/// Without the prefix, which Cal.com strips.
const MARK: &str = "canary_52b8e0d7";
const PATIENCE: Duration = Duration::from_secs(20);

/// Everything that the page got to see, as text.
#[derive(Clone, Default)]
struct Page(Arc<Mutex<Vec<String>>>);

impl Page {
    fn sees(&self, message: &impl Serialize) {
        self.0
            .lock()
            .unwrap()
            .push(serde_json::to_string(message).unwrap());
    }

    fn channel(&self) -> Channel<Event> {
        let seen = Arc::clone(&self.0);
        Channel::new(move |body| {
            let InvokeResponseBody::Json(text) = body else {
                panic!("events are JSON")
            };
            seen.lock().unwrap().push(text);
            Ok(())
        })
    }

    fn holds(&self, what: &str) -> bool {
        self.0
            .lock()
            .unwrap()
            .iter()
            .any(|message| message.contains(what))
    }

    async fn until_it_holds(&self, what: &str) {
        let deadline = Instant::now() + PATIENCE;
        while !self.holds(what) {
            assert!(Instant::now() < deadline, "{what} never reached the page");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

fn world() -> World {
    let mut world = World::demo();
    world.add_key(DEMO_USER_ID, KEY);
    world
}

#[tokio::test]
async fn no_message_to_the_page_holds_the_key() {
    let options = abgleich_simulator::Options::new(world()).without_rate_limit();
    let calcom = Simulator::start(options).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let home = Home {
        dir: DataDir::new(folder.path()),
        secrets: Arc::new(MemoryStore::default()),
    };
    let app = home.open().await.unwrap();
    let shell = Shell::new(Ok(Arc::clone(&app)), home, None, None, Desktop::new(None)).await;
    let shell = Arc::new(shell);
    let page = Page::default();
    shell.listen(page.channel());
    let feed = tokio::spawn(events::feed(
        Arc::clone(&shell),
        Arc::clone(&app),
        shell.stop.clone(),
    ));

    // Keys that are refused, and the one that is not.
    let url = calcom.address();
    for wrong in [format!("{KEY}0"), format!("{KEY} {KEY}"), format!("{KEY}ä")] {
        let Err(error) = app.check_key(&url, None, &wrong).await else {
            panic!("it is not a known key")
        };
        page.sees(&CommandError::from(error));
    }
    let checked = app.check_key(&url, None, KEY).await.unwrap();
    page.sees(&convert::accounts::key_check(&checked));
    let account = app.connect(checked, "Praxis am Markt", None).await.unwrap();
    app.set_account_field(account, "requests-per-minute", "6000")
        .await
        .unwrap();
    app.refresh_event_types(account).await.unwrap();
    let whose = app.account(account).await.unwrap();
    for listed in app.event_types(account).await.unwrap() {
        page.sees(&convert::event_types::event_type(&listed, &whose));
    }
    app.import(account, None).await.unwrap();

    // A server that repeats the key in its refusal, and one that does not know it any more.
    let repeats = Fault::Rejected {
        property: "title".into(),
        message: format!("not with {KEY}"),
    };
    for (fault, reached) in [
        (repeats, "\"rejected\""),
        (Fault::KeyUnknown, "\"key_rejected\""),
    ] {
        let link = app.snapshot(0).await.unwrap().services[0].links[0]
            .link
            .clone();
        let edit = abgleich_core::domain::edit::Edit::Name(format!("Neu: {reached}"));
        app.edit_service(link.service_id, vec![edit]).await.unwrap();
        let planned = app
            .plan(link.id, View::Overwrite, Some(PATIENCE))
            .await
            .unwrap();
        page.sees(&convert::plan::plan(&planned, str::to_owned));
        page.sees(&convert::plan::answer(
            &app.request_sync(planned, Requester::Window).await,
            None,
        ));
        calcom.inject(Rule::new(fault).on("PATCH").times(1));
        app.work_once().await.unwrap();
        page.until_it_holds(reached).await;
    }
    shell.stop.cancel();
    feed.await.unwrap();

    for kind in [
        "\"snapshot\"",
        "\"services\"",
        "\"accounts\"",
        "\"jobs\"",
        "\"activity\"",
    ] {
        assert!(
            page.holds(&format!("{{\"type\":{kind}")),
            "the page never heard of {kind}"
        );
    }
    assert!(!page.holds(MARK), "{:?}", page.0.lock().unwrap());
}

/// The negative control: the same page notices.
#[tokio::test]
async fn a_key_that_did_cross_would_be_noticed() {
    let page = Page::default();
    page.channel()
        .send(Event::Toast {
            title: "Fehler".into(),
            body: format!("mit {KEY}"),
            service_id: None,
            link_id: None,
            account_id: None,
        })
        .unwrap();
    assert!(page.holds(MARK));
    let page = Page::default();
    page.sees(&CommandError::new(KEY));
    assert!(page.holds(MARK));
}

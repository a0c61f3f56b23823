//! A practice at work: the app over a real data folder, the simulated Cal.com, and what people do all day.

use std::sync::Arc;
use std::time::{Duration, Instant};

use abgleich_core::app::answer::{Answer, AnswerKind};
use abgleich_core::app::linking::LinkedFrom;
use abgleich_core::app::{App, Options};
use abgleich_core::domain::edit::Edit;
use abgleich_core::domain::job::{JobState, Requester};
use abgleich_core::domain::plan::View;
use abgleich_core::domain::service::Link;
use abgleich_core::engine::Policy;
use abgleich_core::keyring_store::MemoryStore;
use abgleich_core::paths::DataDir;
use abgleich_core::store::services::NewService;
use abgleich_simulator::{RateLimit, Simulator, World};
use tempfile::TempDir;

/// Long enough for a busy machine; nothing waits that long when all is well.
pub const PATIENCE: Duration = Duration::from_secs(10);

pub struct Practice {
    pub calcom: Simulator,
    pub app: App,
    _folder: TempDir,
}

/// The real order of things with short waits.
fn policy() -> Policy {
    let ms = Duration::from_millis;
    Policy {
        delays: vec![ms(10), ms(20), ms(30)],
        connect: ms(2_000),
        request: ms(400),
        reread_open: ms(10),
        reread_foreign: vec![ms(10), ms(20)],
        verify: vec![ms(10), ms(10), ms(20)],
        probe_hint: ms(5),
        probe_waiting: (ms(10), ms(40)),
        probe_idle: ms(40),
        pause: ms(50),
        shortest_pause: ms(20),
        tick: ms(10),
        ..Policy::default()
    }
}

impl Practice {
    pub async fn open(world: World, rate_limit: Option<RateLimit>) -> Self {
        let options = abgleich_simulator::Options {
            port: 0,
            world,
            rate_limit,
        };
        let calcom = Simulator::start(options).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let mut options = Options::new(Arc::new(MemoryStore::default()));
        options.policy = policy();
        let app = App::open(DataDir::new(folder.path()), options)
            .await
            .unwrap();
        Self {
            calcom,
            app,
            _folder: folder,
        }
    }

    pub async fn connect(&self, key: &str) -> i64 {
        let checked = self
            .app
            .check_key(&self.calcom.address(), None, key)
            .await
            .unwrap();
        let account = self
            .app
            .connect(checked, "Praxis am Markt", None)
            .await
            .unwrap();
        // A day in seconds asks more than a practice ever does.
        self.app
            .set_account_field(account, "requests-per-minute", "6000")
            .await
            .unwrap();
        self.app.refresh_event_types(account).await.unwrap();
        account
    }

    /// The link to an event type that was imported.
    pub async fn link_to(&self, event_type: i64) -> Link {
        let snapshot = self.app.snapshot(0).await.unwrap();
        let links = snapshot
            .services
            .into_iter()
            .flat_map(|service| service.links);
        links
            .map(|view| view.link)
            .find(|link| link.event_type_id == event_type)
            .expect("it is linked")
    }

    /// A new service, linked as the command line does it: refusals show when it is sent.
    pub async fn add_linked(
        &self,
        account: i64,
        name: &str,
        minutes: i64,
        event_type: i64,
    ) -> Link {
        let new = NewService {
            name: name.to_owned(),
            duration: minutes,
            ..NewService::default()
        };
        let service = self.app.create_service(new).await.unwrap();
        let linked = self
            .app
            .link_service(service, account, event_type, None, LinkedFrom::CommandLine)
            .await
            .unwrap();
        self.app.link(linked.link_id).await.unwrap()
    }

    pub async fn edit(&self, link: &Link, edits: Vec<Edit>) {
        self.app.edit_service(link.service_id, edits).await.unwrap();
    }

    pub async fn request(&self, link: &Link, view: View) -> Answer {
        let planned = self.app.plan(link.id, view, Some(PATIENCE)).await.unwrap();
        self.app.request_sync(planned, Requester::CommandLine).await
    }

    /// Edits, confirms and works until the job is done; answers how it ended.
    pub async fn sync(&self, link: &Link, edits: Vec<Edit>) -> JobState {
        self.edit(link, edits).await;
        let answer = self.request(link, View::Respect).await;
        assert_eq!(answer.kind, AnswerKind::Queued, "{answer:?}");
        self.work().await;
        self.app.job(&answer.job_id.unwrap()).await.unwrap().state
    }

    /// Works until nothing waits, or until only a person can help.
    pub async fn work(&self) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let worked = self.app.work_once().await.unwrap();
            if self.app.jobs(None).await.unwrap().is_empty()
                || self.app.only_people_can_help().await.unwrap()
            {
                return;
            }
            assert!(
                Instant::now() < deadline,
                "a job stays: {:?}",
                self.app.jobs(None).await.unwrap()
            );
            if worked.is_none() {
                tokio::time::sleep(Duration::from_millis(3)).await;
            }
        }
    }

    /// After whatever happened: the account is well again, and Cal.com holds what the practice wants.
    pub async fn bring_into_agreement(&self, link: &Link) {
        self.calcom.clear_faults();
        self.app.check_account(link.account_id).await.unwrap();
        self.work().await;
        for _ in 0..3 {
            match self.request(link, View::Overwrite).await.kind {
                AnswerKind::UpToDate => return,
                AnswerKind::Queued => self.work().await,
                other => panic!("{} after a fault was cured: {link:?}", other.id()),
            }
        }
        panic!("{link:?} does not come into agreement");
    }
}

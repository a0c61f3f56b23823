//! The demo: a Cal.com of its own inside the program, with a practice to try things on.

use std::sync::{Mutex, PoisonError};

use abgleich_core::app::App;
use abgleich_core::app::linking::LinkedFrom;
use abgleich_core::store::services::NewService;
use abgleich_simulator::{
    DEMO_CURRENCY, DEMO_KEY, Fault, Options, Rule, Simulator, World, demo_services,
};

use crate::dto;

/// The fault behind a switch of the demo bar, besides `offline` and the one-shot `foreign_edit`.
fn fault_of(switch: &str) -> Option<Fault> {
    match switch {
        "slow" => Some(Fault::Slow { ms: 3_000 }),
        "key_expired" => Some(Fault::KeyExpired),
        "rate_limited" => Some(Fault::RateLimited {
            retry_after: Some(20),
            reset: None,
        }),
        "rejected" => Some(Fault::Rejected {
            property: "lengthInMinutes".to_owned(),
            message: "Not allowed by the plan of this account".to_owned(),
        }),
        _ => None,
    }
}

pub struct Demo {
    simulator: Simulator,
    on: Mutex<Vec<String>>,
}

impl Demo {
    /// Starts the simulator on a free loopback port.
    pub async fn start() -> std::io::Result<Self> {
        let simulator = Simulator::start(Options::new(World::demo()).without_rate_limit()).await?;
        Ok(Self {
            simulator,
            on: Mutex::default(),
        })
    }

    /// Connects the demo practice and fills its list of services.
    ///
    /// # Errors
    /// As the use cases that it calls; a person would meet the same.
    pub async fn fill(&self, app: &App) -> abgleich_core::app::error::Result<()> {
        let checked = app
            .check_key(&self.simulator.address(), None, DEMO_KEY)
            .await?;
        let account_id = app.connect(checked, "Praxis am Markt", None).await?;
        // The simulator takes as much as comes.
        app.set_account_field(account_id, "requests-per-minute", "6000")
            .await?;
        app.refresh_event_types(account_id).await?;
        for demo in demo_services() {
            let service_id = app
                .create_service(NewService {
                    name: demo.name.to_owned(),
                    description: demo.description.map(str::to_owned),
                    duration: demo.duration,
                    buffer_before: demo.buffer_before,
                    buffer_after: demo.buffer_after,
                    price_minor: demo.price_minor,
                    currency: DEMO_CURRENCY.to_uppercase(),
                    category: Some(demo.category.to_owned()),
                    listed: demo.listed,
                })
                .await?;
            if let Some(event_type_id) = demo.event_type_id {
                app.link_service(
                    service_id,
                    account_id,
                    event_type_id,
                    None,
                    LinkedFrom::CommandLine,
                )
                .await?;
            }
        }
        Ok(())
    }

    /// The practice gets its key back as soon as that is taken again: a person has no other to paste.
    ///
    /// # Errors
    /// As with a person who pastes it; another switch may be in the way.
    pub async fn give_key(&self, app: &App) -> abgleich_core::app::error::Result<()> {
        for account in app.accounts().await? {
            if account.blocked_by().is_some() && !self.is_on("key_expired") {
                let address = self.simulator.address();
                let checked = app.check_key(&address, None, DEMO_KEY).await?;
                app.replace_key(account.id, checked, None).await?;
            }
        }
        Ok(())
    }

    fn is_on(&self, switch: &str) -> bool {
        let switches = self.on.lock().unwrap_or_else(PoisonError::into_inner);
        switches.iter().any(|name| name == switch)
    }

    /// Turns one switch of the demo bar. False for a switch that there is not.
    pub async fn switch(&self, fault: &str, on: bool) -> bool {
        match fault {
            "offline" if on => self.simulator.go_offline().await,
            "offline" => {
                if let Err(error) = self.simulator.go_online().await {
                    tracing::error!(%error, "the demo cannot go online again");
                    return false;
                }
            }
            "foreign_edit" => {
                self.edit_one();
                return true;
            }
            other if fault_of(other).is_none() => return false,
            _ => {}
        }
        let mut switches = self.on.lock().unwrap_or_else(PoisonError::into_inner);
        switches.retain(|name| name != fault);
        if on {
            switches.push(fault.to_owned());
        }
        self.simulator.clear_faults();
        for fault in switches.iter().filter_map(|switch| fault_of(switch)) {
            self.simulator.inject(Rule::new(fault));
        }
        true
    }

    /// "Someone" changes the duration of a linked event type.
    fn edit_one(&self) {
        let linked = demo_services()
            .into_iter()
            .find_map(|service| service.event_type_id);
        if let Some(id) = linked {
            self.simulator
                .edit(id, |event_type| event_type.length_in_minutes += 5);
        }
    }

    pub fn dto(&self) -> dto::Demo {
        dto::Demo {
            faults: self
                .on
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone(),
        }
    }
}

//! What happened in all the days: for whoever wants to know how hard was tried.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::Write as _;

use serde_json::json;

use super::script::Step;

/// The counts of one day.
#[derive(Debug, Default)]
pub struct Tally {
    pub steps: u64,
    pub requests: u64,
    pub kills: u64,
    pub restarts: u64,
    faults: BTreeMap<String, u64>,
}

impl Tally {
    pub fn step(&mut self, step: &Step) {
        self.steps += 1;
        let name = match step {
            Step::Break(_, fault) => {
                let fault = serde_json::to_value(fault).expect("a fault is JSON");
                fault["kind"].as_str().expect("with its kind").to_owned()
            }
            Step::Begin(_, _, hang) => format!("hang {hang:?}").to_lowercase(),
            Step::Offline => "offline".to_owned(),
            Step::Outage(outage) => format!("outage {outage:?}").to_lowercase(),
            Step::LoseKey(_) => "key lost".to_owned(),
            Step::LockKeyring(true) => "keyring locked".to_owned(),
            Step::SomeoneEdits(..) => "foreign edit".to_owned(),
            Step::GiveAway(_) => "given away".to_owned(),
            Step::Advance(..=0) => "clock set back".to_owned(),
            Step::Sleep(_) => "sleep".to_owned(),
            _ => return,
        };
        *self.faults.entry(name).or_default() += 1;
    }

    /// One line for each day at the end of the file that `ABGLEICH_MODEL_TALLY` names.
    pub fn keep(&self) {
        let Some(path) = std::env::var_os("ABGLEICH_MODEL_TALLY") else {
            return;
        };
        let line = json!({
            "cases": 1,
            "steps": self.steps,
            "requests": self.requests,
            "kills": self.kills,
            "restarts": self.restarts,
            "faults": self.faults,
        });
        let mut file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(path)
            .expect("the tally can be written");
        // One write, so that lines of several processes do not mix.
        file.write_all(format!("{line}\n").as_bytes())
            .expect("the tally can be written");
    }
}

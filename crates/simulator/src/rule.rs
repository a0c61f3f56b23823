//! Which requests a fault strikes, and how often.

use serde::{Deserialize, Serialize};

use crate::fault::Fault;

/// A fault and the requests that it strikes.
///
/// Without any narrowing it strikes every request until it is cleared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    pub fault: Fault,
    /// Any method if `None`; a fault that only makes sense for a write still leaves `GET` alone.
    #[serde(default)]
    pub method: Option<String>,
    /// Compared with the path as it was sent, without the query.
    #[serde(default)]
    pub path_contains: Option<String>,
    /// Lets that many matching requests pass first.
    #[serde(default)]
    pub skip: u32,
    /// Strikes that often; `None` until it is cleared.
    #[serde(default)]
    pub times: Option<u32>,
}

impl Rule {
    pub fn new(fault: Fault) -> Rule {
        Rule {
            fault,
            method: None,
            path_contains: None,
            skip: 0,
            times: None,
        }
    }

    #[must_use]
    pub fn on(mut self, method: &str) -> Rule {
        self.method = Some(method.to_ascii_uppercase());
        self
    }

    #[must_use]
    pub fn path(mut self, part: &str) -> Rule {
        self.path_contains = Some(part.to_owned());
        self
    }

    #[must_use]
    pub fn times(mut self, times: u32) -> Rule {
        self.times = Some(times);
        self
    }

    #[must_use]
    pub fn after(mut self, skip: u32) -> Rule {
        self.skip = skip;
        self
    }

    fn matches(&self, method: &str, path: &str) -> bool {
        let method_fits = match &self.method {
            Some(wanted) => wanted.eq_ignore_ascii_case(method),
            None => method != "GET" || !self.fault.concerns_writes_only(),
        };
        let path_fits = self
            .path_contains
            .as_ref()
            .is_none_or(|part| path.contains(part));
        method_fits && path_fits && self.times != Some(0)
    }
}

/// The rules in force, oldest first.
#[derive(Debug, Default)]
pub(crate) struct FaultPlan(Vec<Rule>);

impl FaultPlan {
    pub(crate) fn add(&mut self, rule: Rule) {
        self.0.push(rule);
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// What is still in force, with what is left of `skip` and `times`.
    pub(crate) fn rules(&self) -> &[Rule] {
        &self.0
    }

    /// The first rule that strikes this request. Rules after it do not count the request; a rule that lets it pass does.
    pub(crate) fn strike(&mut self, method: &str, path: &str) -> Option<Fault> {
        let mut struck = None;
        for rule in &mut self.0 {
            if !rule.matches(method, path) {
                continue;
            }
            if rule.skip > 0 {
                rule.skip -= 1;
                continue;
            }
            rule.times = rule.times.map(|times| times - 1);
            struck = Some(rule.fault.clone());
            break;
        }
        self.0.retain(|rule| rule.times != Some(0));
        struck
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_skips_then_strikes_then_is_gone() {
        let mut plan = FaultPlan::default();
        plan.add(
            Rule::new(Fault::Reset)
                .on("PATCH")
                .path("/event-types/")
                .after(1)
                .times(2),
        );
        let mut strike = |method, path| plan.strike(method, path).is_some();
        assert!(!strike("GET", "/v2/event-types/1"), "another method");
        assert!(!strike("PATCH", "/v2/me"), "another path");
        assert!(!strike("PATCH", "/v2/event-types/1"), "skipped");
        assert!(strike("PATCH", "/v2/event-types/1"));
        assert!(strike("PATCH", "/v2/event-types/1"));
        assert!(!strike("PATCH", "/v2/event-types/1"), "used up");
        assert!(plan.rules().is_empty());
    }

    #[test]
    fn a_fault_of_writing_leaves_reading_alone() {
        let mut plan = FaultPlan::default();
        plan.add(Rule::new(Fault::AcceptButIgnore));
        assert_eq!(plan.strike("GET", "/v2/me"), None);
        assert_eq!(
            plan.strike("PATCH", "/v2/event-types/1"),
            Some(Fault::AcceptButIgnore)
        );
    }
}

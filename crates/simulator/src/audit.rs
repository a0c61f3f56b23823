//! The audit history of event types: who changed what, and when, in the words of Cal.com's own pages.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::world::EventType;

/// Whether `GET /v2/event-types/{id}/history` answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum History {
    #[default]
    Kept,
    /// 403: this person may read event types, but not their history.
    Forbidden,
    /// 404: the server has no such endpoint.
    Missing,
}

/// What was recorded, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Audit {
    pub(crate) answers: History,
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    event_type: i64,
    at: Timestamp,
    who: String,
    /// `WEBAPP` or `API_V2`.
    source: &'static str,
    fields: Vec<(&'static str, String, String)>,
}

impl Audit {
    /// Records what differs. Nothing differs: nothing happened.
    pub(crate) fn note(
        &mut self,
        before: &EventType,
        after: &EventType,
        who: &str,
        source: &'static str,
        at: Timestamp,
    ) {
        let fields: Vec<_> = shown(before)
            .into_iter()
            .zip(shown(after))
            .filter(|((_, old), (_, new))| old != new)
            .map(|((label, old), (_, new))| (label, old, new))
            .collect();
        if fields.is_empty() {
            return;
        }
        self.entries.push(Entry {
            event_type: after.id,
            at,
            who: who.to_owned(),
            source,
            fields,
        });
    }

    /// The newest `limit` entries of an event type, and whether there are more.
    pub(crate) fn of(&self, event_type: i64, limit: usize) -> (Vec<Value>, bool) {
        let entries = self.entries.iter().enumerate().rev();
        let mut all = entries.filter(|(_, entry)| entry.event_type == event_type);
        let newest = all.by_ref().take(limit);
        let newest = newest.map(|(at, entry)| entry.show(at)).collect();
        (newest, all.next().is_some())
    }
}

impl Entry {
    fn show(&self, at: usize) -> Value {
        let fields = self.fields.iter().map(|(label, previous, next)| {
            let value = json!({"type": "valueChange", "previous": previous, "next": next});
            json!({"label": label, "fieldValue": value})
        });
        json!({
            "id": format!("018f4c2e-3f1a-7abc-9def-{at:012x}"),
            "action": "EVENT_TYPE_MODIFIED",
            "type": "RECORD_MODIFIED",
            "timestamp": format!("{:.3}", self.at),
            "source": self.source,
            "actor": {
                "type": "USER",
                "displayName": self.who,
                "displayEmail": null,
                "displayAvatar": null,
            },
            "impersonatedBy": null,
            "actionDisplayTitle": format!("{} modified the event type", self.who),
            "displayFields": fields.collect::<Vec<_>>(),
            "displayJson": null,
            "hasError": false,
        })
    }
}

fn shown(event_type: &EventType) -> [(&'static str, String); 6] {
    [
        ("Title", event_type.title.clone()),
        ("Duration", event_type.length_in_minutes.to_string()),
        (
            "Before event buffer",
            event_type.before_event_buffer.to_string(),
        ),
        (
            "After event buffer",
            event_type.after_event_buffer.to_string(),
        ),
        (
            "Description",
            event_type.description.clone().unwrap_or_default(),
        ),
        ("Hidden", event_type.hidden.to_string()),
    ]
}

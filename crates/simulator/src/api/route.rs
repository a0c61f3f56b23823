//! Which endpoint a method, a path and a version lead to.

/// The versions that Cal.com knows; it takes any other value for the oldest.
const KNOWN_VERSIONS: [&str; 6] = [
    "2024-04-15",
    "2024-06-11",
    "2024-06-14",
    "2024-08-13",
    "2024-09-04",
    "2026-02-25",
];

/// The two generations of the event-type endpoints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Generation {
    /// `2024-06-14`.
    New,
    /// `2024-04-15` and `2024-06-11`: other names, another shape.
    Legacy,
}

impl Generation {
    /// `None`: a version that has no event-type endpoints at all, which ends in 404.
    fn of(version: Option<&str>) -> Option<Generation> {
        let known = version.filter(|version| KNOWN_VERSIONS.contains(version));
        match known {
            Some("2024-06-14") => Some(Generation::New),
            None | Some("2024-04-15" | "2024-06-11") => Some(Generation::Legacy),
            Some(_) => None,
        }
    }
}

/// An endpoint with its path parameters, not yet checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Route<'a> {
    Me,
    Teams,
    ListEventTypes(Generation),
    CreateEventType,
    GetEventType(&'a str, Generation),
    GetHistory(&'a str),
    UpdateEventType(&'a str, Generation),
    DeleteEventType(&'a str),
    ListTeamEventTypes(&'a str),
    GetTeamEventType(&'a str, &'a str),
    UpdateTeamEventType(&'a str, &'a str),
}

impl<'a> Route<'a> {
    /// The event type that it changes, where the history records that.
    pub(super) fn written(self) -> Option<i64> {
        match self {
            Route::UpdateEventType(id, Generation::New) | Route::UpdateTeamEventType(_, id) => {
                id.parse().ok()
            }
            _ => None,
        }
    }

    pub(super) fn find(method: &str, path: &'a str, version: Option<&str>) -> Option<Route<'a>> {
        let generation = Generation::of(version);
        let segments: Vec<&str> = path.trim_end_matches('/').split('/').skip(1).collect();
        // Creating and deleting exist here in the new generation only; nobody should need the old one.
        let new = generation.filter(|generation| *generation == Generation::New);
        Some(match (method, segments.as_slice()) {
            ("GET", ["v2", "me"]) => Route::Me,
            ("GET", ["v2", "teams"]) => Route::Teams,
            ("GET", ["v2", "event-types"]) => Route::ListEventTypes(generation?),
            ("POST", ["v2", "event-types"]) => new.map(|_| Route::CreateEventType)?,
            ("GET", ["v2", "event-types", id]) => Route::GetEventType(id, generation?),
            ("GET", ["v2", "event-types", id, "history"]) => new.map(|_| Route::GetHistory(id))?,
            ("PATCH", ["v2", "event-types", id]) => Route::UpdateEventType(id, generation?),
            ("DELETE", ["v2", "event-types", id]) => new.map(|_| Route::DeleteEventType(id))?,
            ("GET", ["v2", "teams", team, "event-types"]) => Route::ListTeamEventTypes(team),
            ("GET", ["v2", "teams", team, "event-types", id]) => Route::GetTeamEventType(team, id),
            ("PATCH", ["v2", "teams", team, "event-types", id]) => {
                Route::UpdateTeamEventType(team, id)
            }
            _ => return None,
        })
    }
}

//! The shapes of 2024-06-14: what Cal.com shows of its data.
//!
//! No `updatedAt`, no version: it does not show them either.

use serde_json::{Map, Value, json};

use crate::world::{EventType, Team, User, World};

/// Where people book. An address that cannot exist, so that a click in the demo leads nowhere.
const BOOKING_PAGES: &str = "https://cal.example";

pub(super) fn me(user: &User) -> Value {
    json!({
        "id": user.id,
        "username": user.username,
        "email": user.email,
        "name": user.name,
        "avatarUrl": null,
        "bio": null,
        "timeFormat": 24,
        "defaultScheduleId": null,
        "weekStart": "Monday",
        "timeZone": user.time_zone,
        "organizationId": null,
    })
}

pub(super) fn teams(world: &World, user: &User) -> Value {
    let teams = world.teams_of(user.id);
    teams
        .map(|team| {
            json!({
                "id": team.id,
                "name": team.name,
                "slug": team.slug,
                "isOrganization": false,
                "isPrivate": false,
                "hideBranding": false,
                "hideBookATeamMember": false,
                "timeZone": "Europe/Berlin",
                "weekStart": "Monday",
            })
        })
        .collect()
}

/// A personal event type or a team's, each in its own shape.
pub(super) fn any(world: &World, event_type: &EventType) -> Value {
    let team = event_type.team_id.and_then(|id| world.team(id));
    match team {
        Some(team) => in_team(world, event_type, team),
        None => personal(world, event_type),
    }
}

/// A child as the save of its template shows it.
pub(super) fn child_in_team(world: &World, child: &EventType, template: &EventType) -> Value {
    let team = template.team_id.and_then(|id| world.team(id));
    match team {
        Some(team) => in_team(world, child, team),
        None => personal(world, child),
    }
}

/// That it is a managed child shows in the metadata only: `parentEventTypeId` is in the team's shape.
fn personal(world: &World, event_type: &EventType) -> Value {
    let mut shown = common(event_type);
    let owner = event_type.owner_id.and_then(|id| world.user(id));
    let username = owner.map_or("", |owner| owner.username.as_str());
    insert(&mut shown, "ownerId", json!(event_type.owner_id));
    insert(
        &mut shown,
        "users",
        owner.iter().map(|owner| person(owner)).collect(),
    );
    let url = format!("{BOOKING_PAGES}/{username}/{}", event_type.slug);
    insert(&mut shown, "bookingUrl", json!(url));
    Value::Object(shown)
}

fn in_team(world: &World, event_type: &EventType, team: &Team) -> Value {
    let mut shown = common(event_type);
    let scheduling = event_type.scheduling_type.as_deref().unwrap_or("managed");
    let members = team.members.iter();
    let hosts = members
        .filter_map(|member| world.user(member.user_id))
        .map(|user| {
            json!({
                "userId": user.id,
                "name": user.name,
                "username": user.username,
                "avatarUrl": null,
                "mandatory": false,
                "priority": "medium",
            })
        });
    insert(&mut shown, "teamId", json!(team.id));
    insert(&mut shown, "ownerId", json!(event_type.owner_id));
    insert(&mut shown, "parentEventTypeId", json!(event_type.parent_id));
    insert(&mut shown, "schedulingType", json!(scheduling));
    insert(&mut shown, "assignAllTeamMembers", json!(true));
    insert(&mut shown, "hosts", hosts.collect());
    let url = format!("{BOOKING_PAGES}/team/{}/{}", team.slug, event_type.slug);
    insert(&mut shown, "bookingUrl", json!(url));
    let team = json!({
        "id": team.id,
        "slug": team.slug,
        "bannerUrl": "",
        "name": team.name,
        "logoUrl": "",
        "weekStart": "Monday",
        "brandColor": "#292929",
        "darkBrandColor": "#fafafa",
        "theme": "light",
    });
    insert(&mut shown, "team", team);
    Value::Object(shown)
}

fn common(event_type: &EventType) -> Map<String, Value> {
    let shown = json!({
        "id": event_type.id,
        "lengthInMinutes": event_type.length_in_minutes,
        "title": event_type.title,
        "slug": event_type.slug,
        // Nothing is shown as an empty text.
        "description": event_type.description.as_deref().unwrap_or_default(),
        "locations": event_type.locations,
        // Cal.com also lists its own questions (name, e-mail …). They are left out: its document gives them
        // a type that no true answer has, and nobody here reads them.
        "bookingFields": event_type.booking_fields,
        "disableGuests": event_type.disable_guests,
        "slotInterval": event_type.slot_interval,
        "minimumBookingNotice": event_type.minimum_booking_notice,
        "beforeEventBuffer": event_type.before_event_buffer,
        "afterEventBuffer": event_type.after_event_buffer,
        "recurrence": null,
        "metadata": metadata(event_type),
        "price": event_type.price,
        "currency": event_type.currency,
        "lockTimeZoneToggleOnBookingPage": false,
        "forwardParamsSuccessRedirect": null,
        "successRedirectUrl": null,
        "isInstantEvent": false,
        "scheduleId": event_type.schedule_id,
        "hidden": event_type.hidden,
        "bookingRequiresAuthentication": false,
    });
    let Value::Object(mut shown) = shown else {
        return Map::new();
    };
    if let Some(options) = &event_type.length_in_minutes_options {
        insert(&mut shown, "lengthInMinutesOptions", json!(options));
    }
    shown.extend(event_type.extras.clone());
    shown
}

/// Where a price really lives, and what marks templates and their children.
fn metadata(event_type: &EventType) -> Value {
    let mut metadata = Map::new();
    if event_type.price > 0 {
        let stripe = json!({
            "enabled": true,
            "price": event_type.price,
            "currency": event_type.currency,
        });
        insert(&mut metadata, "apps", json!({ "stripe": stripe }));
    }
    if event_type.managed_config {
        insert(&mut metadata, "managedEventConfig", json!({}));
    }
    Value::Object(metadata)
}

fn person(user: &User) -> Value {
    json!({
        "id": user.id,
        "name": user.name,
        "username": user.username,
        "avatarUrl": null,
        "weekStart": "Monday",
        "brandColor": null,
        "darkBrandColor": null,
        "metadata": {},
    })
}

fn insert(map: &mut Map<String, Value>, name: &str, value: Value) {
    map.insert(name.to_owned(), value);
}

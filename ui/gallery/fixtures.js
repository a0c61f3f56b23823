// The invented practice of the gallery: every status once, two accounts on request, a queue and a history.

/** @import { Account, Activity, EventTypeView, FieldId, FieldValue, Job, Link, Row, Service, Snapshot, Status, StatusId, Reason } from "../types/dto" */

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
export const now = Date.now();

/** @param {StatusId} id @param {Partial<Status>} [more] @returns {Status} */
export function status(id, more = {}) {
  return {
    id,
    reason: null,
    fields: [],
    retry_at: null,
    edited_since: false,
    paused: false,
    price_differs: false,
    read_at: now - 2 * MINUTE,
    ...more,
  };
}

/** @param {string} code @param {Reason["params"]} [params] @returns {Reason} */
export const reason = (code, params = {}) => ({ code, params });

/** @param {string} text @returns {FieldValue} */
const text = (text) => ({ kind: "text", text });
/** @param {number} minutes @returns {FieldValue} */
const minutes = (minutes) => ({ kind: "minutes", minutes });

/**
 * @param {Service} service
 * @param {Partial<Record<FieldId, FieldValue>>} calcom What differs in Cal.com.
 * @returns {Row[]}
 */
function rows(service, calcom) {
  /** @type {[FieldId, FieldValue | null][]} */
  const here = [
    ["title", text(service.name)],
    ["length", minutes(service.duration_minutes)],
    ["buffer_before", service.buffer_before_minutes === null ? null : minutes(service.buffer_before_minutes)],
    ["buffer_after", service.buffer_after_minutes === null ? null : minutes(service.buffer_after_minutes)],
    ["hidden", service.listed === null ? null : { kind: "flag", flag: !service.listed }],
    [
      "price",
      service.price_minor === null
        ? null
        : { kind: "money", minor: service.price_minor, currency: service.currency },
    ],
    ["description", service.description === null ? null : text(service.description)],
  ];
  return here.map(([field, value]) => ({
    field,
    here: value,
    calcom: calcom[field] ?? value ?? { kind: "none" },
    differs: calcom[field] !== undefined,
  }));
}

/**
 * @param {number} id @param {string} name @param {number} duration @param {number | null} price @param {Status} state
 * @param {{ calcom?: Partial<Record<FieldId, FieldValue>>, link?: Partial<Link> | null, more?: Partial<Service> }} [options]
 * @returns {Service}
 */
function service(id, name, duration, price, state, { calcom = {}, link = {}, more = {} } = {}) {
  /** @type {Service} */
  const made = {
    id,
    revision: 1,
    name,
    description: id % 2 === 0 ? null : "Bitte bringen Sie ein großes Handtuch mit.",
    duration_minutes: duration,
    buffer_before_minutes: 0,
    buffer_after_minutes: 10,
    price_minor: price,
    currency: "EUR",
    category: "Physiotherapie",
    listed: true,
    archived: false,
    status: state,
    links: [],
    ...more,
  };
  if (link !== null) {
    made.links = [
      {
        id: id * 10,
        account_id: 1,
        account_name: "Praxis am Markt",
        event_type_id: 123_450 + id,
        title: null,
        event_type_title: id === 3 ? "Massage 60" : name,
        owner: "mine",
        template: null,
        status: state,
        rows: rows(made, calcom),
        read_at: state.read_at,
        last_attempt_at: now - 11 * DAY,
        last_success_at: now - 11 * DAY,
        taken_over_at: now - 40 * DAY,
        booking_url: `https://cal.eu/praxis-am-markt/leistung-${id}`,
        ...link,
      },
    ];
  }
  return made;
}

/** @type {Service[]} */
export const services = [
  service(1, "Befund und Erstgespräch", 45, 6000, status("synced", { read_at: now - 3 * MINUTE })),
  service(2, "Krankengymnastik", 20, 2850, status("synced", { read_at: now - DAY })),
  service(3, "Klassische Massage", 60, 7500, status("outdated", { fields: ["length", "buffer_after"] }), {
    calcom: {
      length: minutes(50),
      buffer_after: minutes(5),
      price: { kind: "money", minor: 7000, currency: "EUR" },
    },
  }),
  service(4, "Lymphdrainage groß", 60, 6800, status("pending"), { calcom: { length: minutes(50) } }),
  service(5, "Manuelle Therapie", 30, 4120, status("waiting_network", { reason: reason("offline") }), {
    calcom: { length: minutes(25) },
  }),
  service(6, "Kiefergelenk (CMD)", 30, 4400, status("changed_in_calcom", { fields: ["length"] }), {
    calcom: { length: minutes(40) },
  }),
  service(
    7,
    "Rückenschule, Gruppe",
    90,
    1800,
    status("error", {
      reason: reason("rejected", {
        field: "length",
        message: "lengthInMinutes must not be greater than 45",
        at_most: 45,
      }),
    }),
    { calcom: { length: minutes(60) } },
  ),
  service(8, "Hausbesuch", 40, 5200, status("unlinked", { read_at: null }), { link: null }),
  service(9, "Kinesio-Taping", 15, 1500, status("synced", { read_at: now - 11 * DAY, price_differs: true })),
  service(10, "Fango", 20, 1900, status("synced", { read_at: now - 11 * DAY })),
  service(
    11,
    "Elektrotherapie",
    15,
    1250,
    status("retry", {
      retry_at: now + 4 * MINUTE,
      reason: reason("server_error", { until: now + 4 * MINUTE }),
    }),
    { calcom: { length: minutes(20) } },
  ),
  service(12, "Sportphysiotherapie", 45, 6500, status("syncing"), { calcom: { length: minutes(40) } }),
  service(13, "Osteopathie", 60, 9500, status("never", { read_at: null }), { link: { read_at: null } }),
  service(
    14,
    "Gruppengymnastik am Gerät",
    60,
    1600,
    status("blocked", { reason: reason("managed_by_team") }),
    {
      link: {
        owner: "managed_child",
        template: { event_type_id: 200_004, title: "Gruppengymnastik" },
      },
    },
  ),
  service(15, "Beckenbodentraining", 45, 5500, status("blocked", { reason: reason("key_expired") })),
  service(16, "Wärmepackung", 20, null, status("pending", { edited_since: true }), {
    calcom: { length: minutes(15) },
    more: { buffer_after_minutes: null, listed: false },
  }),
  service(17, "Schlingentisch", 20, 800, status("unlinked"), { link: null, more: { archived: true } }),
];

/** @type {Account} */
const market = {
  id: 1,
  name: "Praxis am Markt",
  color: "indigo",
  url: "https://api.cal.eu",
  host: "cal.eu",
  web_url: "https://app.cal.eu",
  user_name: "Dr. Anna Weber",
  time_zone: "Europe/Berlin",
  email: "anna.weber@praxis.de",
  state: "ok",
  hold: null,
  key_expires: null,
  checked_at: now - 3 * MINUTE,
  undecided: [],
};

/** @type {Account} */
export const north = {
  ...market,
  id: 2,
  name: "Standort Nord",
  color: "berry",
  url: "https://termine.praxis-nord.de/api",
  host: "termine.praxis-nord.de",
  user_name: "Max Klein",
  time_zone: "Europe/Berlin",
  email: "max.klein@praxis-nord.de",
  state: "needs_key",
  hold: reason("key_expired"),
  key_expires: "2026-12-23",
};

/** @param {number} service_id @param {Partial<Job>} more @returns {Job} */
export function job(service_id, more) {
  const one = services.find((candidate) => candidate.id === service_id);
  return {
    id: `0193f1c2-7a10-7c3e-9d5a-0000000000${String(service_id).padStart(2, "0")}`,
    service_id,
    service_name: one?.name ?? "",
    account_id: 1,
    account_name: "Praxis am Markt",
    event_type_id: 123_450 + service_id,
    state: "waiting",
    changes: [
      {
        field: "length",
        from: minutes((one?.duration_minutes ?? 0) - 10),
        to: minutes(one?.duration_minutes ?? 0),
      },
    ],
    created_at: now - 12 * MINUTE,
    attempts: 0,
    tries: 4,
    next_at: null,
    outcome_open: false,
    reason: null,
    status: "pending",
    handled: false,
    can_retry: true,
    endpoint: null,
    request_id: null,
    http_status: null,
    tried_at: null,
    outcome: null,
    finished_at: null,
    ...more,
  };
}

/** @type {Job[]} */
const jobs = [
  job(7, {
    state: "failed",
    status: "error",
    attempts: 1,
    can_retry: false,
    reason: reason("rejected", {
      field: "length",
      message: "lengthInMinutes must not be greater than 45",
      at_most: 45,
    }),
    http_status: 400,
    tried_at: now - 9 * MINUTE,
    endpoint: "/v2/event-types/123457",
    request_id: "5f0c6c1e-43c3-4a4f-8d1c-b1c2a8d4d0a1",
    finished_at: now - 9 * MINUTE,
    created_at: now - 11 * MINUTE,
  }),
  job(12, { state: "running", status: "syncing", created_at: now - MINUTE / 2 }),
  job(11, {
    status: "retry",
    attempts: 1,
    next_at: now + 4 * MINUTE,
    reason: reason("server_error", { until: now + 4 * MINUTE }),
    http_status: 503,
    tried_at: now - 2 * MINUTE,
    endpoint: "/v2/event-types/123461",
    request_id: "d1a3e2b0-98a1-4f0e-9f2b-3f6f1c6e7a55",
  }),
  job(5, { status: "waiting_network", created_at: now - 3 * 60 * MINUTE, reason: reason("offline") }),
  job(4, {}),
  job(16, { outcome_open: true, created_at: now - 30 * MINUTE }),
];

/** @param {number} id @param {number} at @param {string} kind @param {number | null} service_id @param {Partial<Activity>} [more] @returns {Activity} */
export function happened(id, at, kind, service_id, more = {}) {
  return {
    id,
    at,
    service_id,
    service_name: services.find((one) => one.id === service_id)?.name ?? null,
    account_id: 1,
    account_name: "Praxis am Markt",
    kind,
    reason: null,
    changes: [],
    ...more,
  };
}

/** @type {Activity[]} */
const activity = [
  happened(20, now - MINUTE / 2, "queued", 12, {
    changes: [{ field: "length", from: minutes(40), to: minutes(45) }],
  }),
  happened(19, now - 8 * MINUTE, "edited", 3, {
    changes: [
      { field: "length", from: minutes(50), to: minutes(60) },
      { field: "buffer_after", from: minutes(5), to: minutes(10) },
    ],
  }),
  happened(18, now - 9 * MINUTE, "failed", 7, {
    reason: reason("rejected", {
      field: "length",
      message: "lengthInMinutes must not be greater than 45",
      at_most: 45,
    }),
  }),
  happened(17, now - 90 * MINUTE, "failed", 6, {
    reason: reason("changed_in_calcom", { fields: ["length"] }),
  }),
  happened(16, now - DAY, "succeeded", 2, {
    changes: [{ field: "length", from: minutes(15), to: minutes(20) }],
  }),
  happened(15, now - 11 * DAY, "succeeded", 3, {
    changes: [{ field: "length", from: minutes(45), to: minutes(50) }],
  }),
  happened(14, now - 12 * DAY, "linked", 3),
  happened(13, now - 40 * DAY, "imported", 3),
  happened(12, now - 40 * DAY, "account_connected", null),
];

/** @param {"de" | "en"} language @param {"system" | "light" | "dark"} theme @param {string} region @returns {Snapshot} */
export function snapshot(language, theme, region) {
  return {
    services: structuredClone(services),
    accounts: [structuredClone(market)],
    connections: [{ url: market.url, state: "online", since: now - DAY }],
    jobs: structuredClone(jobs),
    batches: [],
    activity: structuredClone(activity),
    settings: {
      language,
      language_now: language,
      theme,
      notifications: "all",
      region,
      region_chosen: "system",
      zoom: "100",
      close: "ask",
      tray: "on",
      background_offered: false,
      proxy: "",
      check_every: "6",
    },
    desktop: { tray_host: true, autostart: false },
    demo: null,
    damaged: false,
    paused: false,
    steps: { undo: null, redo: null },
    version: "0.1.0",
    data_dir: "/home/anna/.local/share/de.abgleich.app",
  };
}

/** @param {number} id @param {string} title @param {Partial<EventTypeView>} [more] @returns {EventTypeView} */
function eventType(id, title, more = {}) {
  return {
    event_type_id: id,
    account_id: 1,
    title,
    length_minutes: 30,
    buffer_before_minutes: 0,
    buffer_after_minutes: 10,
    price_minor: null,
    currency: null,
    hidden: false,
    owner: "mine",
    linked_service: null,
    template: null,
    booking_url: `https://cal.eu/praxis-am-markt/${id}`,
    left_out: false,
    namesake: null,
    ...more,
  };
}

/** @type {EventTypeView[]} */
export const eventTypes = [
  eventType(200_001, "Hausbesuch", { length_minutes: 40, namesake: { service: "Hausbesuch", free: true } }),
  eventType(200_002, "Hausbesuch mit Anfahrt", {
    length_minutes: 60,
    price_minor: 6200,
    currency: "EUR",
  }),
  eventType(123_453, "Massage 60", { length_minutes: 60, linked_service: "Klassische Massage" }),
  eventType(200_003, "Krankengymnastik im Team", {
    owner: "managed_child",
    template: { event_type_id: 200_004, title: "Krankengymnastik" },
  }),
  eventType(200_004, "Krankengymnastik", { owner: "managed_template" }),
  eventType(200_005, "Interne Besprechung", { hidden: true }),
  eventType(200_006, "Manuelle Therapie", {
    owner: "team",
    namesake: { service: "Manuelle Therapie", free: false },
  }),
];

// The shapes that cross the border to Rust. Times are UTC milliseconds, money is minor units, durations are whole minutes.

export type Reason = { code: string; params: Record<string, string | number | string[]> };
export type FieldId =
  | "title"
  | "description"
  | "length"
  | "length_options"
  | "buffer_before"
  | "buffer_after"
  | "hidden"
  | "price";
export type FieldValue =
  | { kind: "text"; text: string }
  | { kind: "minutes"; minutes: number }
  | { kind: "minutes_list"; minutes: number[] }
  | { kind: "flag"; flag: boolean }
  | { kind: "money"; minor: number; currency: string }
  | { kind: "none" };
export type StatusId =
  | "unlinked"
  | "never"
  | "outdated"
  | "pending"
  | "waiting_network"
  | "retry"
  | "syncing"
  | "synced"
  | "changed_in_calcom"
  | "blocked"
  | "error";
export interface Status {
  id: StatusId;
  reason: Reason | null;
  fields: FieldId[];
  retry_at: number | null;
  edited_since: boolean;
  paused: boolean;
  price_differs: boolean;
  read_at: number | null;
}
export interface Row {
  field: FieldId;
  /** Null: not known yet. */
  calcom: FieldValue | null;
  /** Null: not managed here. */
  here: FieldValue | null;
  differs: boolean;
}
export type Owner = "mine" | "team" | "managed_child" | "managed_template" | "other" | "unknown";
export interface Link {
  id: number;
  account_id: number;
  account_name: string;
  event_type_id: number;
  title: string | null;
  event_type_title: string | null;
  owner: Owner;
  status: Status;
  rows: Row[];
  read_at: number | null;
  last_attempt_at: number | null;
  last_success_at: number | null;
  taken_over_at: number | null;
  booking_url: string | null;
}
export interface Service {
  id: number;
  revision: number;
  name: string;
  description: string | null;
  duration_minutes: number;
  buffer_before_minutes: number | null;
  buffer_after_minutes: number | null;
  price_minor: number | null;
  currency: string;
  category: string | null;
  listed: boolean | null;
  archived: boolean;
  status: Status;
  links: Link[];
}
export interface Account {
  id: number;
  name: string;
  url: string;
  host: string;
  web_url: string | null;
  user_name: string | null;
  email: string | null;
  state: "ok" | "needs_key" | "paused" | "disconnected";
  hold: Reason | null;
  key_expires: string | null;
  checked_at: number | null;
}
export interface Connection {
  url: string;
  state: "online" | "offline" | "portal" | "tls_intercepted" | "unreachable";
  since: number;
}
export interface Change {
  field: FieldId;
  from: FieldValue | null;
  to: FieldValue;
}
export interface Job {
  id: string;
  service_id: number;
  service_name: string;
  account_id: number;
  account_name: string;
  event_type_id: number;
  state: "waiting" | "running" | "succeeded" | "failed" | "cancelled" | "superseded";
  changes: Change[];
  created_at: number;
  attempts: number;
  tries: number;
  next_at: number | null;
  outcome_open: boolean;
  reason: Reason | null;
  status: StatusId;
  handled: boolean;
  can_retry: boolean;
  request_id: string | null;
  http_status: number | null;
  finished_at: number | null;
}
export interface Activity {
  id: number;
  at: number;
  service_id: number | null;
  service_name: string | null;
  account_name: string | null;
  kind: string;
  reason: Reason | null;
  changes: Change[];
}
export interface Settings {
  language: "system" | "de" | "en";
  language_now: "de" | "en";
  theme: "system" | "light" | "dark";
  notifications: "all" | "problems" | "none";
  /** Locale of numbers, money and dates, for example de-DE. */
  region: string;
}
export interface Demo {
  /** The ids of the faults that are switched on. */
  faults: string[];
}
export interface Snapshot {
  services: Service[];
  accounts: Account[];
  connections: Connection[];
  /** Open, running and failed but not handled; oldest first. */
  jobs: Job[];
  /** Newest first, at most 200. */
  activity: Activity[];
  settings: Settings;
  demo: Demo | null;
  paused: boolean;
  version: string;
  data_dir: string;
}
export type View = "services" | "queue" | "activity" | "settings";
export type Event =
  | { type: "snapshot"; snapshot: Snapshot }
  | { type: "services"; changed: Service[]; removed: number[] }
  | { type: "accounts"; accounts: Account[] }
  | { type: "connections"; connections: Connection[] }
  | { type: "jobs"; jobs: Job[] }
  | { type: "activity"; activity: Activity[] }
  | { type: "settings"; settings: Settings }
  | { type: "demo"; demo: Demo | null }
  | { type: "paused"; paused: boolean }
  | { type: "navigate"; view: View; service_id: number | null }
  /** The native display of a notification failed. */
  | { type: "toast"; title: string; body: string };
export interface PlanRow {
  field: FieldId;
  calcom: FieldValue | null;
  next: FieldValue | null;
  changes: boolean;
  /** False for the price. */
  transferred: boolean;
}
export type Source = "fresh" | "stored" | "never";
export interface Plan {
  plan_id: string;
  service_id: number;
  service_name: string;
  link_id: number;
  event_type_id: number;
  event_type_title: string | null;
  account_name: string;
  host: string;
  rows: PlanRow[];
  changed_fields: FieldId[];
  reading: Source;
  read_at: number | null;
  online: boolean;
  template: boolean;
  replaces_waiting: boolean;
  up_to_date: boolean;
  refusal: Reason | null;
}
export interface Answer {
  answer:
    | "queued"
    | "updated"
    | "already_pending"
    | "no_event_type_id"
    | "plan_outdated"
    | "refused"
    | "up_to_date"
    | "dispatch_failed";
  job_id: string | null;
  reason: Reason | null;
  /** With plan_outdated: the new plan. */
  plan: Plan | null;
}
export interface EventTypeView {
  event_type_id: number;
  account_id: number;
  title: string;
  length_minutes: number;
  buffer_before_minutes: number;
  buffer_after_minutes: number;
  price_minor: number | null;
  currency: string | null;
  hidden: boolean;
  owner: Owner;
  team_name: string | null;
  linked_service: string | null;
  booking_url: string | null;
  suggested: boolean;
}
export interface KeyCheck {
  check_id: string;
  user_name: string | null;
  email: string | null;
  url: string;
  host: string;
  same_account: { id: number; name: string } | null;
  /** The key belongs to the other region, which is then offered. */
  other_region: { url: string; host: string } | null;
}

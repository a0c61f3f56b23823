// The scenes in which there is no data: why it cannot be opened.
import { now, reason } from "./fixtures.js";

/** @import { Reason } from "../types/dto" */

const DAMAGED = "/home/anna/.local/share/abgleich/damaged/20261202-081500/abgleich.sqlite3";

/** @type {Record<string, Reason>} */
export const failures = {
  "start-failed": reason("database_newer"),
  "start-damaged": reason("database_damaged", {
    path: DAMAGED,
    backup: "abgleich-1-daily.sqlite3",
    backup_at: now - 24 * 60 * 60_000,
  }),
  "start-full": reason("cannot_store", { obstacle: "disk_full" }),
  "start-network-drive": reason("network_file_system"),
};

// A second service with the values of another one.
import * as backend from "./backend.js";
import { leaveField } from "./edited.js";
import { t } from "./l10n.js";
import { afterRendering } from "./rendered.js";
import { connectedAccounts } from "./select.js";
import { current, showService, showToast } from "./store.js";

/** @import { Account, Service } from "./types/dto" */
/** @import { State } from "./state.js" */

/** As long as a name may be. */
const LONGEST_NAME = 255;

/** „Massage (Kopie)“, or the next one that is free. @param {State} state @param {Service} service */
export function nameOfCopy(state, service) {
  const taken = new Set(state.services.map(({ name }) => name));
  for (let number = 1; ; number += 1) {
    const room = LONGEST_NAME - t("copy-name", { service: "", number }).length;
    const name = t("copy-name", { service: [...service.name].slice(0, room).join(""), number });
    if (!taken.has(name)) {
      return name;
    }
  }
}

/** Its name is what differs first. @param {Service} service */
export async function duplicate(service) {
  if (!(await leaveField())) {
    return;
  }
  const name = nameOfCopy(current(), service);
  const id = await backend.duplicateService(service.id, name);
  showService(id);
  showToast({
    title: () => t("copy-done", { service: service.name }),
    body: () => t("copy-done-text"),
    action: null,
  });
  afterRendering(() => document.getElementById("detail-title")?.focus());
}

/** Where a service is not linked yet. @param {State} state @param {Service} service @returns {Account[]} */
export const otherAccounts = (state, service) =>
  connectedAccounts(state).filter(({ id }) => service.links.every((link) => link.account_id !== id));

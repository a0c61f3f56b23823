// What lies above everything: the demo bar and the banners for connection, pause and keys.
import { html, nothing } from "lit";
import { announce } from "../announce.js";
import { attempt } from "../attempt.js";
import * as backend from "../backend.js";
import { swatch } from "../components/account-tag.js";
import { icon } from "../components/icon.js";
import { View } from "../components/view.js";
import { copyText } from "../copy.js";
import { openDialog } from "../dialogs.js";
import { calendarDay, dateTime, daysUntil } from "../format.js";
import { t } from "../l10n.js";
import { reasonSentence } from "../reasons.js";
import { connectedAccounts, isAsking, isPaused, severalAccounts, waitingJobs } from "../select.js";
import { changeUi } from "../store.js";
import "./demo-bar.js";

/** @import { Account, Connection } from "../types/dto" */
/** @import { IconName } from "../components/icon.js" */

/** Shorter interruptions are not worth a banner. */
const QUIET = 10_000;

/** So long a look at the connection is shown; where nothing changes, nothing else tells of its end. */
const LOOKING = 5_000;

/** What needs somebody most comes first. */
const TONES = /** @type {const} */ (["bad", "warn", "wait"]);

/** @typedef {{ tone: (typeof TONES)[number], shown: unknown }} Banner */

/** So many days before its end a key gets a banner. */
const LAST_DAYS = 3;

/** Where nothing waits, only a look at Cal.com needs the key. */
async function askAgain() {
  await backend.retryAll();
  await backend.compareNow();
}

export class Bars extends View {
  static properties = { probing: { state: true } };

  constructor() {
    super();
    this.probing = false;
    /** What was known when the person asked. @type {Connection[] | null} */
    this.asked = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.patience = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    /** The banners that were there before. */
    this.spoken = new Set();
  }

  /** The answer is an event, if there is anything new. @override */
  willUpdate() {
    this.probing &&= this.state.connections === this.asked;
  }

  /** @override */
  updated() {
    const banners = [...this.querySelectorAll(".banner")];
    // One that only counts further is no news: a notification has told of what was queued.
    const news = banners.filter((banner) => !this.spoken.has(banner.getAttribute("data-about")));
    if (news.length > 0) {
      announce(news.map((banner) => banner.querySelector(".banner-text")?.textContent?.trim()).join(" "));
    }
    this.spoken = new Set(banners.map((banner) => banner.getAttribute("data-about")));
  }

  /** The connections whose banner is due; the others wake this element when they are. */
  #interrupted() {
    const now = Date.now();
    const broken = this.state.connections.filter((connection) => connection.state !== "online");
    const used = broken.filter((connection) => this.#accountsAt(connection).length > 0);
    const next = Math.min(...used.map((connection) => connection.since + QUIET).filter((due) => due > now));
    clearTimeout(this.timer);
    if (Number.isFinite(next)) {
      this.timer = setTimeout(() => this.requestUpdate(), next - now + 50);
    }
    return used.filter((connection) => connection.since + QUIET <= now);
  }

  /** @param {Connection} connection */
  #accountsAt(connection) {
    return connectedAccounts(this.state).filter((account) => account.url === connection.url);
  }

  /** @override */
  render() {
    const banners = [
      ...this.#damage(),
      ...this.#connections(),
      ...this.#paused(),
      ...connectedAccounts(this.state).flatMap((account) => this.#account(account) ?? []),
    ];
    return html`${this.state.demo ? html`<ab-demo-bar></ab-demo-bar>` : nothing}
    ${TONES.map((tone) => banners.filter((banner) => banner.tone === tone).map(({ shown }) => shown))}`;
  }

  #damage() {
    const quit = html`<button type="button" @click=${() => attempt(backend.leave("quit"))}>${t("action-quit")}</button>`;
    return this.state.damaged
      ? [this.#banner("bad", "triangle", t("error-database_damage_found"), quit)]
      : [];
  }

  #connections() {
    const broken = this.#interrupted();
    // Without internet every address fails: that is said once.
    const offline = broken.find((connection) => connection.state === "offline");
    return (offline ? [offline] : broken).map((connection) => this.#connection(connection));
  }

  /** @param {Connection} connection */
  #connection(connection) {
    const accounts = this.#accountsAt(connection);
    const everywhere = connection.state === "offline";
    const ids = accounts.map((account) => account.id);
    const waiting = waitingJobs(this.state).filter((job) => everywhere || ids.includes(job.account_id));
    // What is paused is not sent when the connection is back: of one account, its own banner says so.
    const goOn = waiting.filter((job) => !isPaused(this.state, job.account_id));
    const count = this.state.paused ? waiting.length : goOn.length;
    const paused = this.state.paused && ["offline", "unreachable"].includes(connection.state);
    const text = t(`banner-${connection.state}${paused ? "-paused" : ""}`, { count });
    const intercepted = connection.state === "tls_intercepted";
    return this.#banner(
      intercepted ? "warn" : "wait",
      intercepted ? "triangle" : "offline",
      text,
      html`${
        count > 0 && this.state.ui.view !== "queue" && !isAsking(this.state)
          ? html`<button type="button" @click=${() => changeUi({ view: "queue" })}>${t("action-open-queue")}</button>`
          : nothing
      }${
        intercepted
          ? html`<button type="button" @click=${() => copyDetails(connection, text)}>${t("action-copy-details")}</button>`
          : nothing
      }${
        connection.state === "portal"
          ? html`<button type="button" @click=${() => attempt(backend.openLink("sign_in", null))}>
              ${t("reason-portal-action")}
            </button>`
          : nothing
      }<button type="button" aria-disabled=${this.probing} @click=${() => this.#probe()}>
          ${this.probing ? html`<span class="turning">${icon("spinner")}</span>` : nothing}
          ${t(this.probing ? "wizard-checking" : "action-check-again")}
        </button>`,
      everywhere ? [] : accounts,
      connection.state,
    );
  }

  /** For all, or for each account on its own. */
  #paused() {
    const jobs = waitingJobs(this.state);
    /** @param {number} count @param {Account} [account] */
    const banner = (count, account) =>
      this.#banner(
        "warn",
        "pause",
        t("banner-paused", { count }),
        html`<button type="button" @click=${() => attempt(backend.resumeQueue(account?.id))}>
          ${t("action-resume")}
        </button>`,
        account && [account],
      );
    if (this.state.paused) {
      return [banner(jobs.length)];
    }
    const paused = connectedAccounts(this.state).filter(({ state }) => state === "paused");
    return paused.map((account) => {
      const count = jobs.filter((job) => job.account_id === account.id).length;
      return banner(count, account);
    });
  }

  /** @param {Account} account @returns {Banner | null} */
  #account(account) {
    const code = account.hold?.code ?? "";
    const count = waitingJobs(this.state).filter((job) => job.account_id === account.id).length;
    const replace = html`<button
      type="button"
      @click=${() => openDialog({ kind: "replace-key", account_id: account.id })}
    >
      ${code === "keyring_absent" ? t("reason-keyring_absent-action") : t("action-replace-key")}
    </button>`;
    if (account.state === "needs_key" || code.startsWith("key_")) {
      return this.#banner("bad", "key", t("banner-key", { count }), replace, [account]);
    }
    if (code === "keyring_locked") {
      return this.#banner(
        "bad",
        "lock",
        t("banner-keyring", { count }),
        html`<button type="button" @click=${() => attempt(askAgain())}>${t("action-retry")}</button>`,
        [account],
      );
    }
    if (account.hold && code === "keyring_absent") {
      return this.#banner("bad", "lock", reasonSentence(account.hold), replace, [account]);
    }
    const ending = keyEnding(account, this.state.now);
    return ending === null ? null : this.#banner("wait", "key", ending, replace, [account]);
  }

  /**
   * @param {Banner["tone"]} tone @param {IconName} symbol @param {string} bare @param {unknown} actions
   * @param {Account[]} [about] Named first, where there are several.
   * @param {string} [kind] What tells it from another banner about the same.
   * @returns {Banner}
   */
  #banner(tone, symbol, bare, actions, about = [], kind = symbol) {
    const named = severalAccounts(this.state) ? about : [];
    const names = named.map((account) => account.name).join(", ");
    const text = named.length > 0 ? t("with-account", { account: names, text: bare }) : bare;
    const shown = html`<section class="banner ${tone}" aria-label=${text} data-about=${`${kind} ${about.map(({ id }) => id)}`}>
      ${icon(symbol)}
      <p class="banner-text">${named.map((account) => swatch(account.color))}${text}</p>
      <div class="banner-actions">${actions}</div>
    </section>`;
    return { tone, shown };
  }

  async #probe() {
    if (this.probing) {
      return;
    }
    this.probing = true;
    this.asked = this.state.connections;
    clearTimeout(this.patience);
    this.patience = setTimeout(() => {
      this.probing = false;
    }, LOOKING);
    await attempt(backend.probeConnection());
  }
}

/** For whoever looks after the network. @param {Connection} connection @param {string} text */
const copyDetails = ({ url, state, since }, text) => copyText([text, url, state, dateTime(since)].join("\n"));

/** In its last days, and when it should be over: Cal.com has not refused the key yet. @param {Account} account @param {number} now */
function keyEnding({ key_expires }, now) {
  const days = key_expires === null ? null : daysUntil(key_expires, now);
  if (key_expires === null || days === null || days > LAST_DAYS) {
    return null;
  }
  const date = calendarDay(key_expires);
  return t(days < 0 ? "banner-key-ended" : "banner-key-ends", { days, date });
}

customElements.define("ab-bars", Bars);

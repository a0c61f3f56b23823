// The services: list and detail side by side, one of them in a narrow window.
import { html } from "lit";
import { View } from "../components/view.js";
import { t } from "../l10n.js";
import "./detail.js";
import "./list.js";

export class Services extends View {
  /** @override */
  updated() {
    // The width is the person's; a custom property set through CSSOM is fine with the content security policy.
    this.querySelector("main")?.style.setProperty("--list-width", `${this.state.ui.list_width}rem`);
  }

  /** @override */
  render() {
    const bare = this.state.services.length === 0 ? "bare" : "";
    return html`<main class="split ${bare}" tabindex="-1" aria-label=${t("services-title")}>
      <ab-service-list></ab-service-list><ab-detail></ab-detail>
    </main>`;
  }
}

customElements.define("ab-services", Services);

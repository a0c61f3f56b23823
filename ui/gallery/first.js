// Before everything else: the page begins where every picture begins, and keeps what goes wrong for whoever asks.

// The window remembers where the person was; a picture must not depend on the one before.
sessionStorage.removeItem("abgleich.window");

/** @type {string[]} */
const errors = [];

for (const level of /** @type {const} */ (["error", "warn"])) {
  const write = console[level];
  console[level] = (...words) => {
    errors.push(`${level}: ${words.map(String).join(" ")}`);
    write(...words);
  };
}
addEventListener("error", ({ message, filename, lineno }) =>
  errors.push(`${message} (${filename}:${lineno})`),
);
addEventListener("unhandledrejection", ({ reason }) => {
  // The notification plugin asks in every page whether it may show any; pages may not ask that.
  if (!String(reason).startsWith("refused not allowed")) {
    errors.push(`rejected: ${reason instanceof Error ? reason.message : JSON.stringify(reason)}`);
  }
});
addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
  // Tauri hides the frame of its isolation by an inline style, which the policy does not let in; base.css does it.
  if (violatedDirective !== "style-src-elem" || blockedURI !== "inline") {
    errors.push(`policy: ${violatedDirective} ${blockedURI}`);
  }
});

Object.assign(window, { galleryErrors: errors });

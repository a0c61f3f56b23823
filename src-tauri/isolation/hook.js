// Every message from the page to Rust passes here. The build puts the list COMMANDS in front of this file.

// Channel messages from 8 KiB on are fetched by the page under this name; without it they vanish silently.
const CHANNEL_FETCH = "plugin:__TAURI_CHANNEL__|fetch";

// Never throws: the caller would wait for ever. What is not on the list is renamed, and refused by Rust.
window.__TAURI_ISOLATION_HOOK__ = (message) => {
  const known = message && (COMMANDS.has(message.cmd) || message.cmd === CHANNEL_FETCH);
  return known ? message : { ...message, cmd: "refused" };
};

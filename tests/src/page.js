// Finds what a person finds: by role and accessible name, only what is shown, inside the modal dialog if one is open.
const ROLES = {
  alert: "[role=alert]",
  button: "button, [role=button], summary",
  cell: "td, [role=cell], [role=gridcell]",
  checkbox: "input[type=checkbox], [role=checkbox]",
  dialog: "dialog[open]",
  heading: "h1, h2, h3, h4",
  link: "a[href]",
  menuitem: "[role^=menuitem]",
  radio: "input[type=radio]",
  region: "section[aria-label], section[aria-labelledby]",
  row: "[role=row]",
  textbox: "input:not([type]), input[type=text], input[type=search], input[type=url], input[type=password], textarea",
};

const squeezed = (text) => text.replace(/\s+/g, " ").trim();

function textOf(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    return node.textContent;
  }
  if (node.nodeType !== Node.ELEMENT_NODE || node.getAttribute("aria-hidden") === "true") {
    return "";
  }
  const inner = node.getAttribute("aria-label") ?? [...node.childNodes].map(textOf).join("");
  return getComputedStyle(node).display.startsWith("inline") ? inner : ` ${inner} `;
}

function nameOf(element) {
  const by = element.getAttribute("aria-labelledby");
  if (by) {
    return squeezed(by.split(/\s+/).map((id) => textOf(document.getElementById(id))).join(" "));
  }
  const label = element.getAttribute("aria-label");
  if (label) {
    return squeezed(label);
  }
  if (element.labels?.length) {
    return squeezed([...element.labels].map(textOf).join(" "));
  }
  return squeezed(textOf(element)) || squeezed(element.title ?? "");
}

const isShown = (element) => element.checkVisibility() && element.getClientRects().length > 0;

const scope = () => document.querySelector("dialog[open]") ?? document;

function all(role) {
  const found = role === "dialog" ? document.querySelectorAll(ROLES.dialog) : scope().querySelectorAll(ROLES[role]);
  return [...found].filter(isShown);
}

const find = (role, name) => all(role).find((element) => nameOf(element) === name) ?? null;

const starting = (role, name) => all(role).find((element) => nameOf(element).startsWith(name)) ?? null;

const isOn = (element) => !element.disabled && element.getAttribute("aria-disabled") !== "true";

/** Since it was last asked for. */
function standsStill(element) {
  const { x, y } = element.getBoundingClientRect();
  const place = `${x} ${y}`;
  const stood = element.lastPlace === place;
  element.lastPlace = place;
  return stood;
}

const visibleText = () => squeezed((document.querySelector("dialog[open]") ?? document.body).innerText);

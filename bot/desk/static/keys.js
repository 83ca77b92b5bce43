/**
 * Everything by keyboard: single keys where nothing is being typed, and the page that lists them (`?`).
 *
 * Single keys can be turned off, for those whose voice or hands press them unasked; that is kept in this browser.
 */

import { shelf } from "/static/widget/words.js";

const store = shelf("localStorage");
const KEY = "sensei.desk.keys";
const $ = (id) => document.getElementById(id);
const TYPES_INTO = "input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]";

const areOn = () => store.get(KEY) !== "off";

/** The row before or after the one that has the focus or is open; the lists wrap around at neither end. */
function step(by) {
  const rows = [...document.querySelectorAll(".lists .row, .lists .more")].filter((row) => row.offsetParent);
  const from = rows.indexOf(document.activeElement);
  const at = from >= 0 ? from : rows.findIndex((row) => row.getAttribute("aria-current") === "true");
  const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

/** `acts`: key → what it does now, or nothing when it makes no sense. */
export function makeKeys(acts) {
  const dialog = $("keys");
  const open = () => dialog.open || dialog.showModal();
  const all = { j: () => step(1), k: () => step(-1), "?": open, ...acts };

  $("keys-open").addEventListener("click", open);
  $("keys-close").addEventListener("click", () => dialog.close());
  $("keys-on").checked = areOn();
  $("keys-on").addEventListener("change", () => store.set(KEY, $("keys-on").checked ? null : "off"));

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    const typing = event.target.closest?.(TYPES_INTO);
    if (event.key === "Escape" && typing && !document.querySelector("dialog[open]")) {
      acts.Escape(typing);
      return;
    }
    if (typing || document.querySelector("dialog[open]") || !areOn() || event.key === "Escape") return;
    const act = all[event.key];
    if (!act) return;
    event.preventDefault(); // the key must not be typed into the field it opens
    act();
  });
}

/**
 * What a narrow screen shows: the list, the conversation, or the brief. A wide one shows all three.
 *
 * Owns `<body data-view>` and the two buttons that switch. The style sheet decides what is wide.
 */

const $ = (id) => document.getElementById(id);
const wide = window.matchMedia("(min-width: 1100px)");
const listeners = [];

export const view = () => document.body.dataset.view || "list";
export const onView = (listener) => listeners.push(listener);

/** "list", "talk" or "brief". */
export function showView(next) {
  if (view() === next) return;
  document.body.dataset.view = next;
  $("view-talk").setAttribute("aria-pressed", String(next === "talk"));
  $("view-brief").setAttribute("aria-pressed", String(next === "brief"));
  for (const listener of listeners) listener(next);
}

/** Whether the brief of an open conversation can be read now. */
export const isBriefShown = () => !document.hidden && !$("open").hidden && (wide.matches || view() === "brief");

wide.addEventListener("change", () => listeners.forEach((listener) => listener(view())));
$("view-talk").addEventListener("click", () => showView("talk"));
$("view-brief").addEventListener("click", () => showView("brief"));

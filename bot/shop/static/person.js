/**
 * Who the demo's visitor is: chosen by a button, kept for this tab, told to the chat.
 *
 * The server signs who it is; here only the choice is kept. Shop and account, alone or in the page with both sides,
 * follow one choice: whoever makes it says so through the tab's storage. Nothing is asked for before a choice.
 */

import { language, shelf } from "/static/widget/words.js";

export const NOBODY = "unknown";
const KEY = "sensei.who";
const store = shelf("sessionStorage");
const listeners = [];

/** Asks the demo for something; throws when it is refused. */
export async function ask(path, body) {
  const response = await fetch(path, {
    method: body === undefined ? "GET" : "POST",
    headers: { "Accept-Language": language, ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

/** The person chosen in this tab. */
export const chosen = () => store.get(KEY) || NOBODY;

/** Calls `listener(who)` now and at each change. */
export function follow(listener) {
  listeners.push(listener);
  listener(chosen());
}

/** Be `who` from now on, in every page of this tab. Throws when the demo refuses; then nothing changed. */
export async function be(who) {
  const { identity } = who === NOBODY ? { identity: null } : await ask("/demo/identity", { who });
  store.set(KEY, who);
  tell(who, identity);
}

function tell(who, identity) {
  window.Sensei?.identify(identity);
  for (const button of document.querySelectorAll("[data-who]")) {
    button.setAttribute("aria-pressed", String(button.dataset.who === who));
  }
  for (const listener of listeners) listener(who);
}

/** Takes over a choice made before this page, or in another page of the tab. Failing, the visitor is nobody here. */
async function resume() {
  const who = chosen();
  try {
    const { identity } = who === NOBODY ? { identity: null } : await ask("/demo/identity", { who });
    if (who === chosen()) tell(who, identity); // a choice made meanwhile wins
  } catch {
    store.set(KEY, null);
    tell(NOBODY, null);
  }
}

window.addEventListener("storage", (event) => {
  if (event.key === KEY && event.oldValue !== event.newValue) resume();
});
if (chosen() !== NOBODY) resume();

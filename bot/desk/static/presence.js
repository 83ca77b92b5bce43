/**
 * Signs of life for the customer and the watchdog: reading, typing, away. Only what is true is said.
 *
 * `reading` while the brief is in view on a page that is in view, `here` while only the conversation is; a hidden page
 * is away and stays silent. Back from another app, the first of them is told at once. What is typed as a private note is
 * nobody's business.
 */

import * as api from "./api.js";

const READING_EVERY_MS = 20000;
const TYPING_EVERY_MS = 3000;
const TYPING_ENDS_MS = 5000;

/** `isBriefShown()` says whether the brief can be read now. */
export function makePresence({ isBriefShown }) {
  let id = null;
  let seq = 0; // the newest event shown: reading on without the brief is a sign of life too
  let told = ""; // what the server heard last, with the conversation
  let typedAt = 0;
  let timer = 0;

  const send = (state, options) => {
    told = `${id}:${state}`;
    api.presence(id, state, options).catch(() => null);
  };

  function tick() {
    clearTimeout(timer);
    if (!id) return;
    if (document.hidden) {
      if (told !== `${id}:away`) send("away", { leaving: true });
      return; // the page says nothing more until someone looks at it again
    }
    if (Date.now() - typedAt >= TYPING_ENDS_MS) {
      if (isBriefShown()) send("reading");
      else if (seq) send("here"); // looking at it, the brief out of view: enough to lift "away" at once
    }
    timer = setTimeout(tick, READING_EVERY_MS);
  }

  function leave() {
    if (id && told && told !== `${id}:away`) send("away", { leaving: true });
  }

  document.addEventListener("visibilitychange", tick);
  window.addEventListener("pagehide", leave);

  return {
    /** Another conversation is open, or none. */
    open(next) {
      if (next === id) return;
      leave();
      id = next;
      seq = 0;
      typedAt = 0;
      tick();
    },
    shown(newest) {
      seq = newest;
    },
    /** The brief came into view or left it. */
    changed: tick,
    /** Something was typed for the customer. */
    typed() {
      if (!id || document.hidden || Date.now() - typedAt < TYPING_EVERY_MS) return;
      typedAt = Date.now();
      send("typing");
      clearTimeout(timer);
      timer = setTimeout(tick, TYPING_ENDS_MS);
    },
    /** It was sent: the next sign is reading again. */
    sent() {
      typedAt = 0;
      tick();
    },
  };
}

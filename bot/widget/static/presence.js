/**
 * What the other side is doing right now: reading, or writing. Only what was really said, only while it is true.
 */

import { t } from "./words.js";

const DEFAULT_MS = 10000; // a sign without an end
const MOST_MS = 60000; // the demo moves the server's clock: an end far away is not believed
const WORDS = { typing: "typing", reading: "reading" };

/** Shows the signs in `element`, a polite status. `forget()` when the conversation changes. */
export function makePresence(element) {
  const signs = new Map(); // who -> {words, timer}

  function draw() {
    const words = [...signs.values()].at(-1)?.words ?? "";
    if (element.textContent !== words) element.textContent = words;
  }

  function drop(who) {
    clearTimeout(signs.get(who)?.timer);
    signs.delete(who);
  }

  function take({ sender, state, until }) {
    if (!sender || sender.kind === "customer") return;
    const who = `${sender.kind} ${sender.name}`;
    drop(who);
    const key = sender.kind === "bot" && state === "typing" ? "typing_bot" : WORDS[state];
    if (!key) return;
    const left = until ? Date.parse(until) - Date.now() : DEFAULT_MS;
    const ms = left > 0 && left < MOST_MS ? left : DEFAULT_MS;
    signs.set(who, { words: t(key, { name: sender.name }), timer: setTimeout(() => {
      drop(who);
      draw();
    }, ms) });
  }

  return {
    add(list) {
      for (const live of list) take(live);
      draw();
    },
    /** Who has just spoken is no longer writing. */
    spoke(sender) {
      drop(`${sender.kind} ${sender.name}`);
      draw();
    },
    forget() {
      for (const who of [...signs.keys()]) drop(who);
      draw();
    },
  };
}

/**
 * The panel's quiet lines: who speaks, who reads or writes right now, how the connection is, whether the assistant is
 * ready. Words only, in their own places; only what was really said, only while it is true. Never the focus.
 */

import { unready } from "./wire.js";
import { initials, show, t } from "./words.js";

const READY_AGAIN_MS = 5000;
const DEFAULT_MS = 10000; // a sign without an end
const MOST_MS = 60000; // the demo moves the server's clock: an end far away is not believed
const $ = (id) => document.getElementById(id);

/** Shows who owns the conversation, and keeps the way to a person, or back, at its one place. */
export function showOwner({ owner, agent }) {
  const byPerson = owner === "agent" && agent;
  const name = byPerson ? agent.name : t("assistant_name");
  const role = byPerson ? agent.role : t("assistant_role");
  show($("speaker"), name);
  show($("speaker-role"), role);
  show($("speaker-more"), t(`header_${owner}`));
  $("face").textContent = initials(name);
  $("face").className = `face ${byPerson ? "agent" : "bot"}`;
  document.body.dataset.owner = owner;
  const person = $("person");
  person.hidden = owner === "agent";
  person.querySelector("span").textContent = owner === "queue" ? t("back_to_assistant") : t("talk_to_person");
  show($("person-here"), byPerson ? t("person_with_you", { name }) : "");
}

/** The banner of a lost connection; says how much waits to be sent. */
export function makeConnection(waiting) {
  let ok = true;
  const draw = () => {
    const n = waiting();
    show($("connection"), ok ? "" : n ? t(n === 1 ? "offline_one" : "offline_more", { n }) : t("offline"));
  };
  return {
    set(now) {
      ok = now;
      draw();
    },
    draw,
  };
}

/** While the assistant is getting ready, or back from a fall, the panel says so and everything else works. */
export function makeReadiness() {
  let timer = 0;
  const soon = (ms) => {
    clearTimeout(timer);
    timer = setTimeout(look, ms);
  };
  async function look() {
    try {
      const parts = await unready();
      show($("ready"), parts.length ? t("getting_ready") : "");
      if (!parts.length) return;
    } catch {
      // The connection's own line tells about that.
    }
    soon(READY_AGAIN_MS);
  }
  return { look, soon };
}

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
    const key = sender.kind === "bot" && state === "typing" ? "typing_bot" : state;
    if (!["typing_bot", "typing", "reading"].includes(key)) return; // away and idle are not worth a word
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

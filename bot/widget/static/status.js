/**
 * The panel's quiet lines: who speaks, how the connection is, whether the assistant is ready.
 *
 * Words only, in their own places; never a bubble, never the focus.
 */

import { unready } from "./wire.js";
import { initials, show, t } from "./words.js";

const READY_AGAIN_MS = 5000;
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

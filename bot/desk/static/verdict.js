/**
 * What this agent says of the hand-over (too early, right, too late, another reason), and the end of a standstill.
 *
 * Shown once a case is one's own or over; said again, the last word counts. Knows nothing of how it is measured.
 */

import { has, make, show, t } from "/static/widget/words.js";
import * as api from "./api.js";
import { ask, forgetNote } from "./ask.js";
import { reasonWord } from "./lists.js";
import { newId } from "./writing.js";

const $ = (id) => document.getElementById(id);
const VERDICTS = ["right", "too_early", "too_late", "wrong_reason"];
const REASONS = ["asked", "emotion", "policy_exception", "minor", "bereavement", "illness", "accident", "product_safety", "fraud", "legal",
  "press", "vulnerability", "discrimination", "violence", "data_protection", "task_failed", "misunderstood"];

/** `act(work, said)` does one thing to the open conversation; `isMine(row)` says whether it is this agent's. */
export function makeVerdict({ act, row, isMine }) {
  const buttons = new Map(VERDICTS.map((verdict) => [verdict, make("button", {
    type: "button", class: "quiet", text: t(`verdict_${verdict}`), on: { click: () => say(verdict) },
  })]));
  $("verdict-buttons").replaceChildren(...buttons.values());
  $("verdict-reason").replaceChildren(make("option", { value: "", text: t("verdict_which") }),
    ...REASONS.map((code) => make("option", { value: code, text: reasonWord(code) })));
  $("verdict-reason").addEventListener("change", () => say("wrong_reason"));
  $("lift").addEventListener("click", lift);

  const say = (verdict) => act(
    (id) => api.feedback(id, verdict, verdict === "wrong_reason" ? $("verdict-reason").value || null : null), t("verdict_kept"));

  async function lift() {
    const draft = `lift:${row().id}`;
    const answer = await ask({ title: t("lift_title"), text: t("lift_text"), act: t("lift"), draft });
    if (!answer) return;
    await act(async (id) => {
      if (answer.note) await api.write(id, { text: answer.note, client_id: newId(), private: true });
      await api.liftStandstill(id);
      forgetNote(draft);
    }, t("lifted"));
  }

  return {
    /** Draws what the conversation as it was fetched says. */
    update(talk) {
      const said = talk.feedback;
      // Before anybody has looked into a case there is nothing to judge.
      $("verdict").hidden = !said || !(isMine(talk) || ((said.decision || said.verdict) && ["bot", "closed"].includes(talk.owner)));
      show($("verdict-title"), t(said?.decision ? "verdict_title" : "verdict_title_unasked"));
      for (const [verdict, button] of buttons) {
        button.hidden = !said?.decision && verdict !== "too_late";
        button.setAttribute("aria-pressed", String(said?.verdict === verdict));
      }
      $("verdict-which").hidden = said?.verdict !== "wrong_reason";
      if (document.activeElement !== $("verdict-reason")) $("verdict-reason").value = said?.reason ?? "";
      $("standstill").hidden = !talk.standstill;
      const why = talk.standstill && has(`reason_${talk.standstill.why}`) ? t(`reason_${talk.standstill.why}`) : "";
      show($("standstill-text"), talk.standstill ? t("standstill", { why }) : "");
    },
  };
}

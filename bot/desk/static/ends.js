/**
 * The acts that end one's part in a conversation: hand back, pass on, finish. Each asks once, with a note for the team.
 *
 * What an act does to the page belongs to `act`.
 */

import { t } from "/static/widget/words.js";
import * as api from "./api.js";
import { ask, forgetNote } from "./ask.js";

const $ = (id) => document.getElementById(id);

/** `act(work, said)` does one thing to the open conversation; `row()` is that conversation, `me()` this agent's id. */
export function makeEnds({ act, row, isMine, me }) {
  async function end(kind, send, said, people) {
    if (!isMine(row())) return;
    const draft = `${kind}:${row().id}`;
    const answer = await ask({ title: t(`${kind}_title`), text: t(`${kind}_text`), act: t(kind), draft, people });
    if (!answer) return;
    await act((id) => send(id, answer.note, answer.to).then(() => forgetNote(draft)), answer.to ? t("passed_to", answer) : said);
  }

  /** To the team or to somebody by name; when their names cannot be had, the team is still there. */
  async function passOn() {
    if (!isMine(row())) return;
    const everybody = await api.agents().catch(() => []);
    await end("pass_on", api.passOn, t("passed_on"), everybody.filter(({ id }) => id !== me()));
  }

  const acts = {
    "hand-back": () => end("hand_back", api.handBack, t("handed_back")),
    resolve: () => end("resolve", api.resolve, t("resolved")),
    "pass-on": passOn,
  };
  for (const [id, run] of Object.entries(acts)) $(id).addEventListener("click", run);
  return acts;
}

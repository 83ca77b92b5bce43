/**
 * The one question before an act that ends something: do it, perhaps with a note for the team and for whom, or go back.
 *
 * A note that was typed and not sent is there again the next time.
 */

import { make, show, t } from "/static/widget/words.js";

const $ = (id) => document.getElementById(id);
const unsent = new Map(); // draft -> a note written but not sent: cancelled, or refused by the server
let finish = () => {}; // ends the question before, when the browser tells of its closing after the next one opened

/** The server has it: nothing to bring back. */
export const forgetNote = (draft) => unsent.delete(draft);

function offer(people) {
  $("ask-who-part").hidden = !people.length;
  $("ask-who").replaceChildren(make("option", { value: "", text: t("pass_on_team") }), ...people.map(({ id, name, role }) =>
    make("option", { value: id, text: [name, role].filter(Boolean).join(", ") })));
}

/** Asks for an optional note, and for whom among `people`; resolves to `{note, to, name}` (`to` null: the team), or null when cancelled. */
export function ask({ title, text, act, draft, people = [] }) {
  finish();
  show($("ask-title"), title);
  show($("ask-text"), text);
  $("ask-do").textContent = act;
  offer(people);
  $("ask-note").value = unsent.get(draft) ?? "";
  const dialog = $("ask");
  return new Promise((resolve) => {
    let answer = null;
    $("ask-form").onsubmit = () => {
      const to = $("ask-who").value || null;
      answer = { note: $("ask-note").value.trim(), to, name: people.find(({ id }) => id === to)?.name };
    };
    $("ask-cancel").onclick = () => dialog.close();
    finish = () => {
      finish = () => {};
      unsent.set(draft, $("ask-note").value);
      resolve(answer);
    };
    dialog.onclose = () => dialog.open || finish();
    dialog.showModal();
  });
}

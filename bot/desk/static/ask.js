/**
 * The one question before an act that ends something: do it, perhaps with a note for the team, or go back.
 *
 * A note that was typed and not sent is there again the next time.
 */

import { show } from "/static/widget/words.js";

const $ = (id) => document.getElementById(id);
const unsent = new Map(); // draft -> a note written but not sent: cancelled, or refused by the server
let finish = () => {}; // ends the question before, when the browser tells of its closing after the next one opened

/** The server has it: nothing to bring back. */
export const forgetNote = (draft) => unsent.delete(draft);

/** Asks for an optional note; resolves to the note, or null when cancelled. */
export function ask({ title, text, act, draft }) {
  finish();
  show($("ask-title"), title);
  show($("ask-text"), text);
  $("ask-do").textContent = act;
  $("ask-note").value = unsent.get(draft) ?? "";
  const dialog = $("ask");
  return new Promise((resolve) => {
    let note = null;
    $("ask-form").onsubmit = () => (note = $("ask-note").value.trim());
    $("ask-cancel").onclick = () => dialog.close();
    finish = () => {
      finish = () => {};
      unsent.set(draft, $("ask-note").value);
      resolve(note);
    };
    dialog.onclose = () => dialog.open || finish();
    dialog.showModal();
  });
}

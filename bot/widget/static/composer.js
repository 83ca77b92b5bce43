/**
 * The field where one writes: Enter sends, Shift + Enter makes a line, the draft survives a reload.
 *
 * Gives the text to `onSend(text)`; takes it back with `restore` when the server refused it.
 */

import { shelf, show } from "./words.js";

const MAX_HEIGHT_PX = 160;
const store = shelf("sessionStorage");
const KEY = "sensei.draft";

export function makeComposer({ form, field, problem, onSend }) {
  const grow = () => {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight + 2, MAX_HEIGHT_PX)}px`;
  };
  const keepDraft = () => store.set(KEY, field.value);

  const submit = () => {
    const text = field.value.trim();
    if (!text) {
      field.focus();
      return;
    }
    show(problem, "");
    field.value = "";
    keepDraft();
    grow();
    onSend(text);
    field.focus();
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  field.addEventListener("input", () => {
    keepDraft();
    grow();
  });

  return {
    focus: () => field.focus(),
    /** Brings the draft of this tab back. */
    load() {
      field.value = store.get(KEY) || "";
      grow();
    },
    /** Puts a refused text back, before anything written since, and says why. */
    restore(text, reason) {
      field.value = [text, field.value].filter(Boolean).join("\n");
      keepDraft();
      grow();
      show(problem, reason);
    },
    say: (reason) => show(problem, reason),
    clear() {
      field.value = "";
      keepDraft();
      grow();
    },
  };
}

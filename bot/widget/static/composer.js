/**
 * The field where one writes: Enter sends, Shift + Enter makes a line, the draft survives a reload.
 *
 * Gives the text and files to `onSend(text, files)`; takes them back with `restore` when the server refused them.
 */

import { makeTray } from "./files.js";
import { shelf, show } from "./words.js";

const MAX_HEIGHT_PX = 160;
const TYPING_MS = 4000; // the other side forgets after a little more
const store = shelf("sessionStorage");
const KEY = "sensei.draft";

export function makeComposer({ form, field, problem, tray: parts, onSend, onTyping }) {
  let typedAt = -TYPING_MS;
  const tray = makeTray({ ...parts, field, say: (reason) => show(problem, reason), onChange: () => grow() });

  const grow = () => {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight + 2, MAX_HEIGHT_PX)}px`;
  };
  const keepDraft = () => store.set(KEY, field.value);

  const submit = () => {
    const text = field.value.trim();
    if (!text && !tray.size) {
      field.focus();
      return;
    }
    show(problem, "");
    field.value = "";
    typedAt = -TYPING_MS;
    keepDraft();
    grow();
    onSend(text, tray.take());
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
    show(problem, ""); // whoever writes on has read it
    keepDraft();
    grow();
    if (!field.value.trim() || performance.now() - typedAt < TYPING_MS) return;
    typedAt = performance.now();
    onTyping();
  });

  return {
    focus: () => field.focus(),
    /** Brings the draft of this tab back. */
    load() {
      field.value = store.get(KEY) || "";
      grow();
    },
    /** Puts a refused text and its files back, before anything written since, and says why. */
    restore(text, reason, files = []) {
      field.value = [text, field.value].filter(Boolean).join("\n");
      keepDraft();
      grow();
      if (files.length) tray.restore(files);
      show(problem, reason);
    },
    say: (reason) => show(problem, reason),
  };
}

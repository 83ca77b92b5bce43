/**
 * What an agent writes: reply or private note, each with its own draft per conversation, kept over reloads.
 *
 * Owns the composer. A text leaves the field only when the server has it; tried twice, it carries the same id.
 */

import { shelf, show, t } from "/static/widget/words.js";

const store = shelf("localStorage");
const $ = (id) => document.getElementById(id);
const keyOf = (id, mode) => `sensei.desk.draft.${mode}.${id}`;

function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** `onWrite(message)` sends it to `message.conversation` and calls `sent(message)` once the server has it. */
export function makeWriting({ onWrite, onInput }) {
  const field = $("text");
  let id = null;
  let name = "";
  let busy = false;
  let attempt = { text: "", client_id: "" };

  const mode = () => ($("mode-note").checked ? "note" : "reply");

  function showMode() {
    const isNote = mode() === "note";
    $("composer").classList.toggle("private", isNote);
    $("text-label").textContent = isNote ? t("note_label") : t("reply_label", { name });
    field.placeholder = isNote ? t("note_placeholder") : t("reply_placeholder");
    $("send").textContent = isNote ? t("send_note") : t("send_reply");
    $("send").className = isNote ? "quiet" : "primary";
    field.value = (id && store.get(keyOf(id, mode()))) || "";
  }

  async function submit() {
    const text = field.value.trim();
    if (!text || busy || !id) return;
    busy = true;
    $("send").disabled = true;
    const [where, how] = [id, mode()];
    if (attempt.text !== `${where}:${how}:${text}`) attempt = { text: `${where}:${how}:${text}`, client_id: newId() };
    try {
      await onWrite({ text, client_id: attempt.client_id, private: how === "note", conversation: where });
    } finally {
      busy = false;
      $("send").disabled = false;
      field.focus();
    }
  }

  field.addEventListener("input", () => {
    if (id) store.set(keyOf(id, mode()), field.value);
    onInput();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  $("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  for (const radio of [$("mode-reply"), $("mode-note")]) radio.addEventListener("change", showMode);

  return {
    /** Another conversation, or another owner: replying is for the one who has it, notes are for everyone. */
    set({ conversation, customer, mine }) {
      const changed = conversation !== id || customer !== name;
      const could = !$("mode-reply-part").hidden;
      id = conversation;
      name = customer;
      $("mode-reply-part").hidden = !mine;
      $("mode-note").hidden = !mine; // one way to write is no choice: its name is enough
      if (mine && (!could || changed)) $("mode-reply").checked = true;
      if (!mine) $("mode-note").checked = true;
      if (changed || could !== mine) showMode();
    },
    /** Puts a sentence into the reply, after what is there. */
    insert(text) {
      if (!$("mode-reply-part").hidden) {
        $("mode-reply").checked = true;
        showMode();
      }
      field.value = [field.value.trim(), text].filter(Boolean).join("\n");
      store.set(keyOf(id, mode()), field.value);
      field.focus();
    },
    /** The server has it: its draft goes, unless something else was written meanwhile. */
    sent({ text, conversation, private: isPrivate }) {
      const how = isPrivate ? "note" : "reply";
      attempt = { text: "", client_id: "" };
      if ((store.get(keyOf(conversation, how)) ?? "").trim() === text) store.set(keyOf(conversation, how), null);
      if (id === conversation && mode() === how && field.value.trim() === text) field.value = "";
    },
    /** No writing for a moment: what kind of text it would be is being settled. */
    hold: (held) => (field.disabled = held),
    focus: () => field.focus(),
  };
}

const unsent = new Map(); // draft -> a note written but not sent: cancelled, or refused by the server

/** The server has it: nothing to bring back. */
export const forgetNote = (draft) => unsent.delete(draft);

/** Asks for an optional note before handing back or resolving; resolves to the note, or null when cancelled. */
export function ask({ title, text, act, draft }) {
  show($("ask-title"), title);
  show($("ask-text"), text);
  $("ask-do").textContent = act;
  $("ask-note").value = unsent.get(draft) ?? "";
  const dialog = $("ask");
  return new Promise((resolve) => {
    let note = null;
    $("ask-form").onsubmit = () => (note = $("ask-note").value.trim());
    $("ask-cancel").onclick = () => dialog.close();
    dialog.onclose = () => {
      unsent.set(draft, $("ask-note").value);
      resolve(note);
    };
    dialog.showModal();
  });
}

/**
 * What an agent writes: reply or private note, each with its own draft per conversation, kept over reloads.
 *
 * Owns the composer. A text leaves the field only when the server has it; tried twice, it carries the same id.
 */

import { shelf, show, t } from "/static/widget/words.js";

const store = shelf("localStorage");
const $ = (id) => document.getElementById(id);
const keyOf = (id, mode) => `sensei.desk.draft.${mode}.${id}`;
const draftOf = (id, mode) => (id && store.get(keyOf(id, mode))) || "";

/** Whether something unsent is kept for this conversation. */
export const hasDraft = (id) => Boolean(draftOf(id, "reply").trim() || draftOf(id, "note").trim());

export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/**
 * `onWrite(message)` sends it to `message.conversation` and calls `sent(message)` once the server has it;
 * `onTyped(isReply)` at every stroke. `files` is the tray of attachments: `ids()`, `clear()`, `open(id, allowed)`.
 */
export function makeWriting({ onWrite, onTyped, files }) {
  const field = $("text");
  let id = null;
  let name = "";
  let sentence = ""; // the brief's suggestion
  let busy = false;
  let held = false; // a claim is under way: what kind of text this would be is being settled
  let locked = "";
  let attempt = { key: "", client_id: "" };

  const mode = () => ($("mode-note").checked ? "note" : "reply");
  const canReply = () => !$("mode-reply-part").hidden;

  function showState() {
    $("send").disabled = busy || Boolean(locked);
    field.disabled = held;
    show($("locked"), locked);
    $("offer-text").textContent = t("offer", { text: sentence });
    $("offer").hidden = !(canReply() && mode() === "reply" && sentence && !field.value.trim());
  }

  function showMode() {
    const isNote = mode() === "note";
    $("composer").classList.toggle("private", isNote);
    $("text-label").textContent = isNote ? t("note_label") : name ? t("reply_label", { name }) : t("mode_reply");
    field.placeholder = isNote ? t("note_placeholder") : name ? t("reply_placeholder", { name }) : t("reply_placeholder_alone");
    $("keys-hint").textContent = t(isNote ? "keys_hint_note" : "keys_hint");
    $("send").textContent = isNote ? t("send_note") : t("send_reply");
    $("send").className = isNote ? "quiet" : "primary";
    field.value = draftOf(id, mode());
    files.open(id, !isNote && canReply());
    fit();
    showState();
  }

  /** As high as what is written, within what the style allows. */
  function fit() {
    field.rows = Math.min(10, Math.max(mode() === "note" ? 1 : 2, field.value.split("\n").length));
  }

  async function submit() {
    const text = field.value.trim();
    const attached = mode() === "reply" ? files.ids() : [];
    if ((!text && !attached.length) || busy || locked || !id || files.isBusy()) return;
    const [where, how] = [id, mode()];
    const key = JSON.stringify([where, how, text, attached]);
    if (attempt.key !== key) attempt = { key, client_id: newId() };
    const hadFocus = $("composer").contains(document.activeElement);
    busy = true;
    showState();
    try {
      await onWrite({ text, client_id: attempt.client_id, private: how === "note", conversation: where, attachments: attached });
    } finally {
      busy = false;
      showState();
      if (hadFocus && document.activeElement === document.body) field.focus(); // the disabled button lost it
    }
  }

  function typed() {
    if (id) store.set(keyOf(id, mode()), field.value);
    fit();
    showState();
  }

  field.addEventListener("input", () => {
    typed();
    onTyped(mode() === "reply");
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
    set({ conversation, customer, mine, suggestion }) {
      const changed = conversation !== id || customer !== name;
      const could = canReply();
      id = conversation;
      name = customer;
      sentence = suggestion || "";
      $("mode-reply-part").hidden = !mine;
      $("mode-note").hidden = !mine; // one way to write is no choice: its name is enough
      if (mine && (!could || changed)) $("mode-reply").checked = true;
      if (!mine) $("mode-note").checked = true;
      if (changed || could !== mine) showMode();
      else showState();
    },
    /** Puts a sentence into the reply, after what is there; kept as a draft while replying is not possible yet. */
    insert(text) {
      const all = [draftOf(id, "reply").trim(), text].filter(Boolean).join("\n");
      store.set(keyOf(id, "reply"), all);
      if (!canReply()) return false;
      $("mode-reply").checked = true;
      showMode();
      field.focus();
      return true;
    },
    suggestion: () => sentence,
    /** The server has it: its draft goes, unless something else was written meanwhile. */
    sent({ text, conversation, private: isPrivate }) {
      const how = isPrivate ? "note" : "reply";
      attempt = { key: "", client_id: "" };
      if (draftOf(conversation, how).trim() === text) store.set(keyOf(conversation, how), null);
      if (!isPrivate) files.clear(conversation);
      if (id === conversation && mode() === how && field.value.trim() === text) field.value = "";
      fit();
      showState();
    },
    /** No sending until this reason is gone; what is typed is kept. */
    lock(reason) {
      locked = reason;
      showState();
    },
    hold(isHeld) {
      held = isHeld;
      showState();
    },
    /** To the field, as a reply or as a note. */
    write(isNote) {
      if (isNote || !canReply()) $("mode-note").checked = true;
      else $("mode-reply").checked = true;
      showMode();
      field.focus();
    },
    canReply,
    focus: () => field.focus(),
  };
}

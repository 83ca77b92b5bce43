/**
 * The lists of conversations: who waits (most urgent first), mine, all others (A to Z by name), found by a search.
 *
 * Rows are only drawn here, in the order given. A row is redrawn when it changed and moved when its place did, so
 * that the focus stays where it was.
 */

import { colon, has, initials, language, make, sayBy, t } from "/static/widget/words.js";
import { isPast, nowIso, sayAge, sayTime } from "./times.js";

const DEFAULT_TEAM = "care"; // most cases are everybody's: their team goes without saying
const MOOD_SHAPES = ["○", "◔", "◑", "●"]; // fills with the intensity; the word beside it says the same

/** A feeling or mood in the agent's language, from its name or from the word in the customer's language. */
export const feelingWord = (name) => (has(`feeling_${name}`) ? t(`feeling_${name}`) : String(name).replaceAll("_", " "));

/** The mood as a shape and a word. */
export function moodMark(mood, written) {
  if (!mood) return null;
  const level = Math.min(3, Math.max(0, Number(mood.level) || 0));
  const word = mood.word ? feelingWord(mood.word) : t(`mood_${level}`);
  return make("span", { class: `mood level-${level}` },
    make("span", { class: "shape", "aria-hidden": "true", text: MOOD_SHAPES[level] }),
    make("span", { lang: mood.word && !has(`feeling_${mood.word}`) ? written : null, text: word }));
}

export const reasonWord = (code) => (has(`reason_${code}`) ? t(`reason_${code}`) : t("reason_asked"));
export const nameOf = (row) => row.name || t("stranger");

/** Who has it, in words. */
export function ownerWords(row) {
  if (row.owner === "agent") return t("row_with", { name: row.agent?.name ?? t("us") });
  return t({ bot: "row_bot", queue: "row_queue", closed: "row_closed" }[row.owner] ?? "row_bot");
}

/** Where this person writes, when it is not the web chat. */
export const channelMark = (row) => (has(`channel_${row.channel}`) ? make("span", { class: "channel", text: t(`channel_${row.channel}`) }) : null);

/** The promise that is due, in words and with its urgency; null when nothing is owed. */
export function promiseMark(row) {
  if (!row.promise_by || row.owner === "closed") return null;
  const isLate = isPast(row.promise_by);
  const text = t(isLate ? "row_promise_late" : "row_promise", { when: sayBy(row.promise_by, nowIso()) });
  return make("span", { class: isLate ? "due late" : "due", text });
}

function drawTop(row, waits) {
  const top = make("span", { class: "row-top" }, make("span", { class: "row-name", dir: "auto", text: nameOf(row) }));
  if (row.unread) {
    top.append(make("span", { class: "unread" }, make("span", { class: "unseen", text: `${t("row_unread")}${colon}` }), String(row.unread)));
  }
  if (waits && row.waiting_since) {
    top.append(make("span", { class: "row-age", title: sayTime(row.waiting_since) },
      make("span", { class: "unseen", text: `${t("row_waiting")} ` }), sayAge(row.waiting_since)));
  }
  return top;
}

function drawRow(row, waits, hasDraft, mine) {
  const face = make("span", { class: "face", "aria-hidden": "true", text: initials(row.name) || "?" });
  const words = row.first_words
    ? make("q", { class: "row-words", lang: row.language, dir: "auto", text: row.first_words })
    : make("span", { class: "row-words", text: t("row_no_words") });
  const foot = make("span", { class: "row-foot" });
  if (has(`priority_${row.priority}`) && waits) {
    foot.append(make("span", { class: `priority ${row.priority}`, text: t(`priority_${row.priority}`) }));
  }
  if (waits || row.owner === "agent") foot.append(moodMark(row.mood, row.language) ?? "");
  if (waits) foot.append(make("span", { class: "reason", text: (row.reasons ?? []).map(reasonWord).join(" · ") }));
  if (waits && row.team && row.team.id !== DEFAULT_TEAM) foot.append(make("span", { class: "team", text: row.team.label[language] ?? row.team.label.fr }));
  if (!waits && !mine) foot.append(make("span", { class: "row-owner", text: ownerWords(row) }));
  foot.append(channelMark(row) ?? "");
  const marks = [promiseMark(row), hasDraft && make("span", { class: "has-draft", text: t("row_draft") })].filter(Boolean);
  return [face, make("span", { class: "row-all" }, drawTop(row, waits), words, foot,
    marks.length ? make("span", { class: "row-marks" }, ...marks) : null)];
}

/** A list that keeps its elements: `update(rows, openId)`. `hasDraft(id)` says whether something unsent is kept. */
export function makeList(root, { waits = false, mine = false, onOpen, hasDraft = () => false }) {
  const items = new Map(); // id -> {item, button, look}

  function itemOf(row) {
    if (!items.has(row.id)) {
      const button = make("button", { type: "button", class: "row", data: { id: row.id }, on: { click: () => onOpen(row.id) } });
      items.set(row.id, { item: make("li", {}, button), button, look: "" });
    }
    return items.get(row.id);
  }

  function place(entry, index) {
    // Moving an element drops its focus: only what is out of place is moved.
    if (root.children[index] === entry.item) return;
    const focused = document.activeElement === entry.button;
    root.insertBefore(entry.item, root.children[index] ?? null);
    if (focused) entry.button.focus({ preventScroll: true });
  }

  return {
    update(rows, openId) {
      const ids = new Set(rows.map((row) => row.id));
      for (const [id, { item }] of items) {
        if (ids.has(id)) continue;
        item.remove();
        items.delete(id);
      }
      rows.forEach((row, index) => {
        const entry = itemOf(row);
        const draft = hasDraft(row.id);
        const age = row.waiting_since && waits ? sayAge(row.waiting_since) : "";
        const look = JSON.stringify([row, draft, age, row.promise_by && isPast(row.promise_by)]);
        if (entry.look !== look) {
          entry.button.replaceChildren(...drawRow(row, waits, draft, mine));
          entry.look = look;
        }
        entry.button.classList.toggle("is-unread", row.unread > 0);
        entry.button.setAttribute("aria-current", String(row.id === openId));
        place(entry, index);
      });
    },
  };
}

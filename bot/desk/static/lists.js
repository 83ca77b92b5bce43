/**
 * The lists of conversations: who waits (most urgent first), mine, all others (A to Z by name).
 *
 * The server sorts; here rows are only drawn. A row is redrawn when it changed and moved when its place did, so
 * that the focus stays where it was.
 */

import { has, initials, make, sayBy, sayTime, t } from "/static/widget/words.js";

const MOOD_SHAPES = ["○", "◔", "◑", "●"]; // fills with the intensity; the word beside it says the same

/** A feeling or mood in the agent's language, from its name or from the word in the customer's language. */
export const feelingWord = (name) => (has(`feeling_${name}`) ? t(`feeling_${name}`) : String(name).replaceAll("_", " "));

/** The mood as a shape and a word. */
export function moodMark(mood, written) {
  if (!mood) return null;
  const level = Math.min(3, Math.max(0, Number(mood.level) || 0));
  const word = mood.word ? feelingWord(mood.word) : t(`mood_${level}`);
  return make("span", { class: `mood level-${level}` },
    make("span", { class: "shape", "aria-hidden": "true", text: MOOD_SHAPES[level] }), make("span", { lang: mood.word && !has(`feeling_${mood.word}`) ? written : null, text: word }));
}

export const reasonWord = (code) => (has(`reason_${code}`) ? t(`reason_${code}`) : t("reason_asked"));
export const nameOf = (row) => row.name || t("stranger");

/** Who has it, in words. */
export function ownerWords(row) {
  if (row.owner === "agent") return t("row_with", { name: row.agent?.name ?? t("us") });
  return t({ bot: "row_bot", queue: "row_queue", closed: "row_closed" }[row.owner] ?? "row_bot");
}

function drawRow(row, waits) {
  const face = make("span", { class: "face", "aria-hidden": "true", text: initials(row.name) || "?" });
  const top = make("span", { class: "row-top" }, make("span", { class: "row-name", text: nameOf(row) }));
  if (has(`priority_${row.priority}`) && waits) {
    top.append(make("span", { class: `priority ${row.priority}`, text: t(`priority_${row.priority}`) }));
  }
  if (row.unread) top.append(make("span", { class: "unread", text: t("row_unread") }));
  const words = row.first_words
    ? make("q", { class: "row-words", lang: row.language, text: row.first_words })
    : make("span", { class: "row-words", text: t("row_no_words") });
  const foot = make("span", { class: "row-foot" }, moodMark(row.mood, row.language));
  if (waits) {
    foot.append(make("span", { class: "reason", text: (row.reasons ?? []).map(reasonWord).join(" · ") }));
  } else {
    foot.append(make("span", { class: "row-owner", text: ownerWords(row) }));
  }
  const times = make("span", { class: "row-times" });
  if (waits && row.waiting_since) times.append(make("span", { text: t("row_waiting", { when: sayTime(row.waiting_since) }) }));
  if (row.promise_by && row.owner !== "closed") {
    times.append(make("span", { class: "row-promise", text: t("row_promise", { when: sayBy(row.promise_by) }) }));
  }
  return [face, make("span", { class: "row-all" }, top, words, foot, times)];
}

/** A list that keeps its elements: `update(rows, openId)`. */
export function makeList(root, { waits = false, onOpen }) {
  const items = new Map(); // id -> {item, button, seen}

  function itemOf(row) {
    if (!items.has(row.id)) {
      const button = make("button", { type: "button", class: "row", on: { click: () => onOpen(row.id) } });
      items.set(row.id, { item: make("li", {}, button), button, seen: "" });
    }
    return items.get(row.id);
  }

  return {
    update(rows, openId) {
      const ids = new Set(rows.map((row) => row.id));
      for (const [id, { item }] of items) {
        if (ids.has(id)) continue;
        item.remove();
        items.delete(id);
      }
      rows.forEach((row, place) => {
        const entry = itemOf(row);
        const look = JSON.stringify(row);
        if (entry.seen !== look) {
          entry.button.replaceChildren(...drawRow(row, waits));
          entry.seen = look;
        }
        entry.button.setAttribute("aria-current", String(row.id === openId));
        // Moving an element drops its focus: only what is out of place is moved.
        if (root.children[place] !== entry.item) {
          const focused = document.activeElement === entry.button;
          root.insertBefore(entry.item, root.children[place] ?? null);
          if (focused) entry.button.focus({ preventScroll: true });
        }
      });
    },
  };
}

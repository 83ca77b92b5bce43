/** Finding a conversation by name: the server looks, the lists make room for what it found. */

import { show, t } from "/static/widget/words.js";
import * as api from "./api.js";

const WAIT_MS = 180; // between strokes
const MOST = 50; // more are found by a longer piece of the name
const $ = (id) => document.getElementById(id);

/** `onFound(rows)` draws them, A to Z. */
export function makeSearch({ onFound }) {
  const field = $("search");
  let timer = 0;
  let asked = "";

  function leave() {
    asked = field.value = "";
    clearTimeout(timer);
    $("lists").classList.remove("searching");
    $("found-part").hidden = true;
    onFound([]);
  }

  async function look() {
    const q = field.value.trim();
    asked = q;
    if (!q) return leave();
    try {
      const { conversations, next } = await api.conversations({ q, limit: MOST });
      if (asked !== q) return undefined; // something else was typed meanwhile
      onFound(conversations);
      show($("found-empty"), conversations.length ? next ? t("found_many", { n: MOST }) : "" : t("found_empty", { q }));
    } catch {
      show($("found-empty"), t("failed"));
    }
    $("found-part").hidden = false;
    $("lists").classList.add("searching");
    return undefined;
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, WAIT_MS);
  });
  $("search-form").addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    look().then(() => $("found").querySelector(".row")?.focus());
  });
  return { leave, focus: () => field.select() };
}

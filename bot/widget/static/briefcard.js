/**
 * "Ce que j’ai transmis à Claire": what the person who takes over was told, each point to be corrected in place.
 *
 * Shows the shared part of the brief only. Keeps an open correction when a newer version arrives. Sends nothing.
 */

import { colon, make, t } from "./words.js";

const GROUPS = ["wants", "facts", "tried"];

/** `onCorrect(item, text)` when the customer puts something right. Answers `{element, update, settle}`. */
export function makeBriefCard(onCorrect) {
  const title = make("h2");
  const body = make("div", { class: "brief-body" });
  const element = make("section", { class: "card brief", tabindex: "-1" }, title, make("p", { class: "aside", text: t("brief_intro") }), body);
  const rows = new Map(); // item id -> row
  const corrected = new Map(); // item id -> what the customer wrote instead

  function close(row, { focus = true } = {}) {
    row.form?.remove();
    row.form = null;
    row.shown.hidden = false;
    if (focus) row.correct.focus();
  }

  function open(item, row) {
    const field = make("textarea", { rows: "2", maxlength: "4000", dir: "auto" });
    const label = make("label", {}, make("span", { class: "brief-label", text: item.label || t("brief_correct") }), field);
    field.value = row.text.textContent;
    const save = (event) => {
      event.preventDefault();
      const text = field.value.trim();
      const changed = text && text !== row.text.textContent;
      close(row);
      if (!changed) return;
      corrected.set(item.id, text);
      fill(item, row);
      onCorrect(item, text);
    };
    row.form = make("form", { class: "brief-form", on: { submit: save, keydown: (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation(); // closes the correction, not the panel
      close(row);
    } } }, label, make("div", { class: "brief-do" },
      make("button", { type: "submit", class: "primary small", text: t("brief_save") }),
      make("button", { type: "button", class: "quiet small", text: t("brief_cancel"), on: { click: () => close(row) } })));
    row.shown.hidden = true;
    row.element.append(row.form);
    field.focus();
  }

  function fill(item, row) {
    const own = corrected.get(item.id);
    if (own === item.text) corrected.delete(item.id); // the server has it
    row.label.textContent = item.label || "";
    row.text.textContent = own ?? item.text;
    row.mark.hidden = !(own || item.corrected || row.changed);
    if (own) row.changed = true;
  }

  function makeRow(item) {
    const row = { label: make("span", { class: "brief-label" }), text: make("span", { class: "brief-text", dir: "auto" }), mark: make("span", { class: "brief-mark", text: t("brief_corrected") }) };
    row.correct = make("button", { type: "button", class: "link small", text: t("brief_correct"),
      "aria-label": `${t("brief_correct")}${colon}${item.label || item.text}`, on: { click: () => open(row.item, row) } });
    row.shown = make("div", { class: "brief-shown" }, make("p", {}, row.label, row.text, row.mark), row.correct);
    row.element = make("li", {}, row.shown);
    return row;
  }

  function group(name, items) {
    const list = make("ul");
    for (const item of items) {
      const row = rows.get(item.id) ?? makeRow(item);
      rows.set(item.id, row);
      row.item = item;
      if (!row.form) fill(item, row);
      list.append(row.element);
    }
    return make("div", { class: "brief-group" }, make("h3", { class: name === "wants" ? "unseen" : "", text: t(`brief_${name}`) }), list);
  }

  return {
    element,
    /** Shows a newer version; a correction being written stays as it is, with its focus. */
    update(shared) {
      title.textContent = shared.to?.name ? t("brief_title", { name: shared.to.name }) : t("brief_title_team");
      const held = document.activeElement;
      const above = [];
      const full = GROUPS.map((name) => [name, (shared[name] ?? []).filter(({ id, text }) => {
        // What an earlier point says already is not read twice; once that one is corrected, it has to be seen.
        const told = text.length > 15 && above.some((other) => other.includes(text));
        above.push(text);
        return rows.has(id) || !told;
      })]);
      body.replaceChildren(...full.filter(([, items]) => items[0]).map(([name, items]) => group(name, items)));
      if (held && held !== document.activeElement && element.contains(held)) held.focus({ preventScroll: true });
    },
    /** The server refused a correction: the words from before are back. */
    refuse(id) {
      const row = rows.get(id);
      corrected.delete(id);
      if (row) {
        row.changed = false;
        fill(row.item, row);
      }
    },
  };
}

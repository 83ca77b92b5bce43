/**
 * One self-service task as a card: outcomes, steps, what was not understood, customers' own wording, the verdict.
 *
 * Draws and reports what was pressed; asks the server for nothing.
 */

import { colon, make, sayDate, t } from "/static/widget/words.js";

const OUTCOMES = ["succeeded", "handed_over", "given_up", "left", "under_way"];
const COLUMNS = ["reached", "done", "at_once", "not_understood", "hints", "our_failures", "handed_over", "given_up", "left"];
const HURTS = new Set(["not_understood", "our_failures", "given_up", "left"]);
const VERDICTS = ["keep", "fix", "take_back"];

/** "45 s", "4 min", "1,5 h". */
export function sayTime(seconds) {
  if (seconds == null) return "–";
  if (seconds < 90) return `${Math.round(seconds)}\u00a0s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)}\u00a0min`;
  return `${(seconds / 3600).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })}\u00a0h`;
}

const quoted = (text, lang) => make("span", { class: "words", dir: "auto", lang, text: t("quoted", { text }) });

function verdictOf(task) {
  const { verdict } = task;
  const text = verdict ? t("decided", { verdict: t(`verdict_${verdict.verdict}`), name: verdict.owner.name, day: sayDate(verdict.at) }) : t("undecided");
  return make("p", { class: `verdict ${verdict?.verdict ?? ""}`, text });
}

function outcomesOf(task) {
  const some = OUTCOMES.filter((name) => task[name]);
  const bar = make("div", { class: "bar-of", "aria-hidden": "true" }, ...some.map((name) => {
    const part = make("i", { class: name });
    part.style.flexGrow = task[name];
    return part;
  }));
  const said = some.map((name) => make("li", { text: `${t(`outcome_${name}`)}${colon}` }, make("b", { text: task[name] })));
  const time = task.seconds == null ? [] : [make("li", { text: `${t("median")}${colon}${sayTime(task.seconds)}` })];
  return [bar, make("ul", { class: "outcomes" }, make("li", { text: `${t("begun")}${colon}` }, make("b", { text: task.begun })), ...said, ...time)];
}

function stepsOf(task) {
  const head = make("tr", {}, ...["step", ...COLUMNS, "time"].map((name) => make("th", { scope: "col", text: t(`column_${name}`) })));
  const rows = task.steps.filter((step) => step.reached).map((step) => make("tr", {}, make("th", { scope: "row", text: `${step.n}. ${step.label}` }),
    ...COLUMNS.map((name) => make("td", { text: step[name], class: HURTS.has(name) && step[name] ? "hurts" : null })), make("td", { text: sayTime(step.seconds) })));
  const table = make("table", {}, make("caption", { class: "unseen", text: t("steps_of", { task: task.label }) }), make("thead", {}, head), make("tbody", {}, ...rows));
  return make("div", { class: "wide-table", role: "region", tabindex: "0", "aria-label": t("steps_of", { task: task.label }) }, table);
}

function listOf(title, lines) {
  return lines.length ? [make("h3", { text: title }), make("ul", { class: "lines" }, ...lines)] : [];
}

/** What people wrote at one step, and what was made of it. */
function wordsOf(step, { onHint, onOff }) {
  const button = (text, label, act) => make("button", { type: "button", class: "quiet", text, "aria-label": `${text}${colon}${label}`, on: { click: act } });
  const sentences = step.sentences.map(({ text, times }) => make("li", {}, make("span", { class: "times", text: t("times", { count: times }) }), quoted(text)));
  const wordings = step.wordings.map((one) => make("li", {}, quoted(one.text, one.language),
    one.hint ? make("span", { class: "times", text: t("is_hint") }) : button(t("make_hint"), one.text, () => onHint(one))));
  const hints = step.in_use.map((one) => make("li", {}, quoted(one.text, one.language), make("span", { class: "times", text: t("hint_by", { name: one.by, day: sayDate(one.at) }) }), button(t("take_off"), one.text, () => onOff(one))));
  if (!sentences.length && !wordings.length && !hints.length) return null;
  const count = t("summary", { label: step.label, sentences: sentences.length, wordings: wordings.length, hints: hints.length });
  return make("details", { data: { step: step.step } }, make("summary", { text: count }), ...listOf(t("sentences"), sentences), ...listOf(t("wordings"), wordings), ...listOf(t("hints"), hints));
}

function deciding(task, people, onDecide) {
  const now = task.verdict;
  const radios = VERDICTS.map((name) => make("label", {}, make("input", { type: "radio", name: "verdict", value: name, required: true, checked: now?.verdict === name }), t(`verdict_${name}`)));
  const owner = make("select", { name: "owner", required: true }, ...people.map(({ id, name, role }) => make("option", { value: id, text: [name, role].filter(Boolean).join(", "), selected: now?.owner.id === id })));
  const note = make("textarea", { name: "note", rows: "2", maxlength: "500" });
  const form = make("form", { class: "deciding" }, make("fieldset", {}, make("legend", { text: t("verdict") }), ...radios),
    make("label", { text: t("owner") }, owner), make("label", { text: t("note") }, note), make("p", {}, make("button", { class: "primary", text: t("decide") })));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    onDecide(Object.fromEntries(new FormData(form)));
  });
  const past = task.history.map((one) => make("li", { text: t("decided", { verdict: t(`verdict_${one.verdict}`), name: one.owner.name, day: sayDate(one.at) }) }));
  return make("details", { data: { step: "" } }, make("summary", { text: t("to_decide") }), form, ...listOf(t("before"), past));
}

/** The card of one task. `acts`: `{onDecide(task, fields), onHint(wording), onOff(hint)}`. */
export function card(task, people, acts) {
  const title = `task-${task.task}`;
  const words = task.steps.map((step) => wordsOf(step, acts)).filter(Boolean);
  return make("article", { class: "task", "aria-labelledby": title, data: { task: task.task } },
    make("div", { class: "task-head" }, make("h2", { id: title, text: task.label }), verdictOf(task)),
    task.verdict?.note ? make("p", { class: "note", dir: "auto", text: task.verdict.note }) : null,
    ...(task.begun ? [...outcomesOf(task), stepsOf(task)] : [make("p", { class: "note", text: t("never_begun") })]),
    ...words, deciding(task, people, (fields) => acts.onDecide(task, fields)));
}

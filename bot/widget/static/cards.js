/**
 * Everything in the conversation that is not a message: progress, promises, waiting, documents, who takes over.
 *
 * Makes elements and words from events; keeps nothing.
 */

import { choiceList } from "./bubbles.js";
import { fileCard } from "./files.js";
import { has, make, sayBy, t } from "./words.js";

/** A promise in its present state, its time seen from `at`; "" when there is nothing to say any more. */
export function promiseWords(promise, at) {
  const values = { who: promise.who || t("us"), what: promise.what, when: promise.by ? sayBy(promise.by, at) : "" };
  if (promise.state === "lifted") return ""; // the customer chose not to wait
  if (!promise.by && ["open", "late"].includes(promise.state)) return t("promise_no_time", values);
  return has(`promise_${promise.state}`) ? t(`promise_${promise.state}`, values) : t("promise_open", values);
}

export const promiseLine = (words, state) => make("p", { class: `line promise ${state}`, text: words });

/** Where a task stands: `{n, of, words}`, or null when there is nothing to say. */
export function progressOf(progress) {
  if (!progress?.label || ["done", "given_up"].includes(progress.task_state)) return null;
  const n = Number.isInteger(progress.step) ? progress.step : progress.n;
  const { of, label } = progress;
  if (progress.state === "done" && n && n === of) return null; // the bubble says what was done
  if (n && of) return { n, of, words: t("step_of", { label, n, of }) };
  return { n: 0, of: 0, words: t("step_alone", { label }) };
}

/** Shows progress as one quiet line: words, and as many dashes as steps for those who like to see it. */
export function showProgress(bar, where) {
  const words = where?.words ?? "";
  bar.hidden = !words;
  if (bar.dataset.words === words) return;
  bar.dataset.words = words;
  const dashes = make("span", { class: "steps", "aria-hidden": "true" });
  for (let step = 1; step <= Math.min(where?.of ?? 0, 12); step += 1) {
    dashes.append(make("span", { class: step < where.n ? "past" : step === where.n ? "now" : "" }));
  }
  bar.replaceChildren(make("span", { text: words }), dashes);
}

/** One card for the whole wait: what is promised, and that one may go on writing. No number, no place in a line. */
export function queueCard(event, awaited, onChoice) {
  const card = make("section", { class: "card wait" }, make("h2", { text: t("queue_title") }));
  for (const words of awaited) card.append(make("p", { class: "awaited", text: words }));
  if (!awaited.length && event.queue?.answer_by) {
    card.append(make("p", { class: "awaited", text: t("queue_by", { when: sayBy(event.queue.answer_by, event.at) }) }));
  }
  if (event.text) card.append(make("p", { text: event.text }));
  // The way back to the assistant stays under the field: it need not be offered twice.
  const list = choiceList((event.choices ?? []).filter((choice) => choice.label !== t("back_to_assistant")), onChoice);
  if (list) card.append(list);
  return card;
}

/** "Claire prend la suite." */
export function ownerLine({ owner, agent }) {
  const words = owner === "agent" ? t("owner_agent", { who: agent?.name ?? t("us") }) : t("owner_closed");
  return make("p", { class: `line ${owner}`, text: words });
}

/** How it went, as choices; answering is as free as not answering. */
export function surveyCard(event, onChoice) {
  const list = choiceList(event.survey?.choices, onChoice);
  return list && make("section", { class: "card survey" }, make("h2", { text: event.text || t("survey") }), list);
}

/** A document to keep. */
export const documentCard = (event, tools) =>
  make("div", { class: "paper" },
    fileCard(event.document, { ...tools, label: event.document.label || event.document.name }));

/**
 * The conversation as the agent reads it: the customer's own timeline and, visibly apart, what is private.
 *
 * The words that caused the hand-over are marked in place. Elements are kept; only new or changed ones are drawn.
 */

import { colon, has, language, make, sayBy, sayDay, sayHour, t } from "/static/widget/words.js";
import { reasonWord } from "./lists.js";

const PRIVATE_LINES = new Set(["step", "fact", "decision", "delivery", "dropped"]);

/** Puts `text` into `element`, with each of `words` found in it marked. */
export function markWords(element, text, words) {
  const places = [];
  for (const word of words) {
    const at = word ? text.indexOf(word) : -1;
    if (at >= 0 && !places.some(([from, to]) => at < to && at + word.length > from)) places.push([at, at + word.length]);
  }
  let done = 0;
  for (const [from, to] of places.sort((a, b) => a[0] - b[0])) {
    element.append(text.slice(done, from), make("mark", { text: text.slice(from, to) }));
    done = to;
  }
  element.append(text.slice(done));
  return element;
}

function speakerOf(sender = {}) {
  if (sender.kind === "bot") return [sender.name, t("from_bot")].filter(Boolean).join(", ");
  if (sender.kind === "customer") return sender.name || t("stranger");
  return [sender.name, sender.role].filter(Boolean).join(", ");
}

function message(event, marks) {
  const kind = event.sender?.kind ?? "bot";
  const words = make("p", { class: "words", lang: event.lang || language, dir: "auto" });
  markWords(words, event.text ?? "", kind === "customer" ? marks : []);
  const box = make("li", { class: `said ${kind}` },
    make("p", { class: "by" }, make("span", { text: speakerOf(event.sender) }), make("time", { datetime: event.at, text: sayHour(event.at) })),
    words);
  if (event.choices?.length) {
    const labels = event.choices.map((choice) => choice.label).join(" · ");
    box.append(make("p", { class: "aside", text: t("offered", { choices: labels }) }));
  }
  if (event.masked) box.append(make("p", { class: "aside", text: t("masked") }));
  return box;
}

function note(event) {
  const by = [t("kind_note"), event.sender?.name ?? event.note?.by?.name ?? event.note?.name].filter(Boolean).join(" · ");
  return make("li", { class: "said note" },
    make("p", { class: "by" }, make("span", { text: by }), make("time", { datetime: event.at, text: sayHour(event.at) })),
    make("p", { class: "words", dir: "auto", text: event.text ?? event.note?.text ?? "" }));
}

/** What a private line says; "" leaves it out, because a code is no use to a person. */
function privateWords(event) {
  const own = event[event.kind] ?? {};
  if (event.kind === "decision") return (own.reasons ?? []).map((reason) => reasonWord(reason.code)).join(", ") || event.text || "";
  if (event.kind === "step") {
    const state = has(`step_${own.state}`) ? t(`step_${own.state}`) : "";
    return own.label ? [own.label, state].filter(Boolean).join(", ") : event.text || "";
  }
  if (event.kind === "fact") return own.label ? [own.label, own.said || own.value].filter(Boolean).join(colon) : event.text || "";
  if (/^[a-z_]+$/.test(event.text ?? "")) return has(`${event.kind}_${event.text}`) ? t(`${event.kind}_${event.text}`) : "";
  return event.text || "";
}

function eventWords(event) {
  if (event.kind === "owner") return t(`event_owner_${event.owner}`, { name: event.agent?.name ?? t("us") });
  if (event.kind === "promise") {
    const { state, what, who, by } = event.promise;
    return t(`event_promise_${state}`, { what, who: who || t("us"), when: by ? sayBy(by) : "…" });
  }
  if (event.kind === "document") return t("event_document", { label: event.document.label || event.document.name });
  if (event.kind === "brief") return t("event_brief");
  return "";
}

function draw(event, marks) {
  if (event.kind === "message") return message(event, marks);
  if (event.kind === "note") return note(event);
  const isPrivate = PRIVATE_LINES.has(event.kind);
  const words = isPrivate ? privateWords(event) : eventWords(event);
  if (!words) return null;
  const line = make("li", { class: isPrivate ? "line private" : "line" });
  if (isPrivate) line.append(make("span", { class: "line-kind", text: `${t(`kind_${event.kind}`)} · ${t("private")}` }));
  line.append(make("span", { text: words }));
  return line;
}

/** `update(events, reasons)` keeps the scroll at the end when it was there; `showSeq(n)` goes to a message. */
export function makeTimeline(root, scroll) {
  const drawn = new Map(); // key -> {element, look}
  let days = new Set();

  const isNearEnd = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
  const marksOf = (event, reasons) =>
    reasons.filter((reason) => !reason.seq?.length || reason.seq.includes(event.seq)).flatMap((reason) => reason.words ?? []);

  function put(key, look, makeElement) {
    const before = drawn.get(key);
    if (before?.look === look) return;
    const element = makeElement();
    if (before?.element) before.element.replaceWith(element ?? "");
    else if (element) root.append(element);
    drawn.set(key, { element, look });
  }

  return {
    clear() {
      root.replaceChildren();
      drawn.clear();
      days = new Set();
    },
    update(events, reasons) {
      const first = drawn.size === 0;
      const near = first || isNearEnd();
      root.setAttribute("aria-busy", String(first));
      for (const event of events) {
        const day = sayDay(event.at);
        if (!days.has(day)) {
          days.add(day);
          root.append(make("li", { class: "day", text: day }));
        }
        const key = `${event.kind}:${event.seq}:${event.at}`; // a promise is told again when it was kept, where it was
        const marks = marksOf(event, reasons);
        put(key, JSON.stringify([event, marks]), () => {
          const element = draw(event, marks);
          if (element && event.seq) element.dataset.at = event.seq;
          return element;
        });
      }
      root.setAttribute("aria-busy", "false");
      if (near) scroll.scrollTop = scroll.scrollHeight;
    },
    showSeq(seq) {
      const element = [...root.querySelectorAll(".said")].find((item) => item.dataset.at === String(seq));
      if (!element) return;
      element.scrollIntoView({ block: "center" });
      element.tabIndex = -1;
      element.focus({ preventScroll: true });
    },
  };
}

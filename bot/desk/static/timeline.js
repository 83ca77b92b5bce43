/**
 * The conversation as the agent reads it: the customer's own timeline and, visibly apart, what is private.
 *
 * The words that caused the hand-over are marked in place. Elements are kept; only new or changed ones are drawn.
 */

import { colon, has, inPoints, language, make, sayBy, sayDay, sayHour, t } from "/static/widget/words.js";
import { drawFiles } from "./attachments.js";
import { reasonWord } from "./lists.js";

const PRIVATE_LINES = new Set(["step", "fact", "decision", "delivery", "dropped"]);

/** Puts `text` into `element`, with each of `words` found in it marked: `{words, kind}`. The first to claim a place has it. */
export function markWords(element, text, marks) {
  const places = [];
  for (const { words, kind } of marks) {
    const at = words ? text.indexOf(words) : -1;
    const to = at + (words?.length ?? 0);
    if (at >= 0 && !places.some((place) => at < place.to && to > place.at)) places.push({ at, to, kind });
  }
  let done = 0;
  for (const { at, to, kind } of places.sort((one, other) => one.at - other.at)) {
    element.append(text.slice(done, at), make("mark", { class: kind, text: text.slice(at, to) }));
    done = to;
  }
  element.append(text.slice(done));
  return element;
}

/** What the brief rests on, found again in the messages: why a person, and what they ask, hope, have done. */
export function evidenceOf(brief, decision) {
  const reasons = (brief?.reasons ?? decision?.reasons ?? []).flatMap((reason) =>
    (reason.words ?? []).map((words) => ({ words, kind: "why", seqs: reason.seq ?? [] })));
  const told = [brief?.hope, ...(brief?.invested ?? []), brief?.want].flatMap((thing) => thing?.quotes ?? []);
  return [...reasons, ...told.map(({ words, seq }) => ({ words, kind: "told", seqs: seq == null ? [] : [seq] }))];
}

function speakerOf(sender = {}, customer = "") {
  if (sender.kind === "bot") return [sender.name, t("from_bot")].filter(Boolean).join(", ");
  if (sender.kind === "customer") return sender.name || customer;
  return [sender.name, sender.role].filter(Boolean).join(", ");
}

/** What a message came with beside its words: an answer to something, a change, somebody else's words, a late arrival. */
function contextOf(event) {
  return [
    event.quote?.text && t("answers_to", { text: event.quote.text }),
    event.edit_of && t("edited"),
    event.forwarded !== undefined && t("forwarded", { from: event.forwarded || "…" }),
    event.written && t("written", { when: sayHour(new Date(event.written * 1000).toISOString()) }),
  ].filter(Boolean);
}

function message(event, marks, customer) {
  const kind = event.sender?.kind ?? "bot";
  const words = make("p", { class: "words", lang: event.lang || language, dir: "auto" });
  if (kind === "customer") markWords(words, event.text ?? "", marks);
  else words.append(...inPoints(event.text ?? "", (part) => [part]));
  const box = make("li", { class: `said ${kind}` },
    make("p", { class: "by" }, make("span", { text: speakerOf(event.sender, customer) }), make("time", { datetime: event.at, text: sayHour(event.at) })),
    words);
  box.append(drawFiles(event.attachments) ?? "");
  const before = contextOf(event);
  if (before.length) words.before(make("p", { class: "aside", dir: "auto", text: before.join(" · ") }));
  if (!event.text) words.remove();
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
  if (/^[a-z_]+$/.test(event.text ?? "")) return has(`${event.kind}_${event.text}`) ? t(`${event.kind}_${event.text}`, { name: event.by ?? "" }) : "";
  return event.text || "";
}

function eventWords(event) {
  if (event.kind === "owner" && event.owner === "bot" && event.by === "customer") return t("event_owner_stayed");
  if (event.kind === "owner") return t(`event_owner_${event.owner}`, { name: event.agent?.name ?? t("us") });
  if (event.kind === "promise") {
    const { state, what, who, by } = event.promise;
    return t(`event_promise_${state}`, { what, who: who || t("us"), when: by ? sayBy(by) : "…" });
  }
  if (event.kind === "document") return t("event_document", { label: event.document.label || event.document.name || t("file") });
  if (event.kind === "brief" && event.corrected) {
    const { label, text, was } = event.corrected;
    return t("event_brief", { label, text, was });
  }
  return "";
}

function draw(event, marks, customer) {
  if (event.kind === "message") return message(event, marks, customer);
  if (event.kind === "note") return note(event);
  const isPrivate = PRIVATE_LINES.has(event.kind);
  const words = isPrivate ? privateWords(event) : eventWords(event);
  if (!words) return null;
  const line = make("li", { class: isPrivate ? "line private" : "line" });
  if (isPrivate) line.append(make("span", { class: "line-kind", text: `${t(`kind_${event.kind}`)} · ${t("private")}` }));
  line.append(make("span", { text: words }));
  if (event.kind === "document") line.append(drawFiles([event.document]));
  return line;
}

/**
 * `update(events, evidence, {unread, name})` begins at the first unread and later keeps the scroll at the end when it was
 * there; `showSeq(n)` goes to a message. `onRead(seq)` is called whenever the customer's last words are in view,
 * `onEnd()` whenever the end is.
 */
export function makeTimeline(root, scroll, { onRead, onEnd }) {
  const drawn = new Map(); // key -> {element, look}
  let days = new Set();
  let newest = 0;
  let atEnd = false;
  const end = make("li", { class: "end", "aria-hidden": "true" });

  const isNearEnd = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
  const marksOf = (event, evidence) => evidence.filter(({ seqs }) => !seqs.length || seqs.includes(event.seq));

  /** Measured now: what an observer said before the last drawing would mark as read what nobody has seen. */
  function isInView(element) {
    const [own, frame] = [element.getBoundingClientRect(), scroll.getBoundingClientRect()];
    if (!frame.height || document.hidden) return false;
    return own.bottom <= Math.min(frame.bottom, window.innerHeight) + 2 && own.bottom >= Math.max(frame.top, 0) - 2;
  }

  /** The customer's last words are what has to be read; what follows them is ours. */
  const areWordsInView = () => isInView([...root.querySelectorAll(".said.customer")].at(-1) ?? end);

  function tellEnd() {
    if (newest && areWordsInView()) onRead(newest);
    if (newest && isInView(end)) onEnd();
  }

  new IntersectionObserver(tellEnd).observe(end); // scrolled to, by whatever means
  // What appears below (a line, a phone's keyboard) takes room from the story: who was at its end stays there.
  scroll.addEventListener("scroll", () => {
    atEnd = isNearEnd();
    tellEnd();
  }, { passive: true });
  window.addEventListener("scroll", tellEnd, { passive: true });
  new ResizeObserver(() => atEnd && (scroll.scrollTop = scroll.scrollHeight)).observe(scroll);
  document.addEventListener("visibilitychange", tellEnd);

  function put(key, look, makeElement) {
    const before = drawn.get(key);
    if (before?.look === look) return;
    const element = makeElement();
    if (before?.element) before.element.replaceWith(element ?? "");
    else if (element) end.before(element);
    drawn.set(key, { element, look });
  }

  /** What was answered was read, whatever a count of messages says. */
  function firstUnread(unread) {
    const said = [...root.querySelectorAll(".said:not(.note)")];
    const since = said.slice(said.findLastIndex((item) => item.matches(".agent")) + 1).filter((item) => item.matches(".customer"));
    return since[Math.max(0, since.length - unread)];
  }

  function putDay(event) {
    const day = sayDay(event.at);
    if (days.has(day)) return;
    days.add(day);
    end.before(make("li", { class: "day", text: day }));
  }

  return {
    clear() {
      root.replaceChildren(end);
      drawn.clear();
      days = new Set();
      newest = 0;
    },
    update(events, evidence, { unread = 0, name = "" } = {}) {
      const first = drawn.size === 0;
      if (first) root.replaceChildren(end);
      const near = first || isNearEnd();
      scroll.setAttribute("aria-busy", String(first)); // a story that is opened is not read out as news
      for (const event of events) {
        putDay(event);
        const key = `${event.kind}:${event.seq}:${event.at}`; // a promise is told again when it was kept, where it was
        const marks = marksOf(event, evidence);
        put(key, JSON.stringify([event, marks, name]), () => {
          const element = draw(event, marks, name);
          if (element && event.seq) element.dataset.at = event.seq;
          return element;
        });
      }
      newest = Math.max(newest, ...events.map((event) => event.seq ?? 0));
      scroll.setAttribute("aria-busy", "false");
      const from = first && unread ? firstUnread(unread) : null;
      if (from) from.scrollIntoView({ block: "start" }); // reading begins with what nobody has read
      else if (near) scroll.scrollTop = scroll.scrollHeight;
      tellEnd();
    },
    /** Says under our last words that the customer has read, that they did; `seq` is how far. */
    markRead(seq) {
      const near = isNearEnd();
      const read = [...root.querySelectorAll(".said.agent")].findLast((item) => Number(item.dataset.at) <= seq);
      const mark = root.querySelector(".read") ?? make("p", { class: "read", text: t("customer_read") });
      if (!read) mark.remove();
      else if (mark.parentElement !== read) read.append(mark);
      if (near) scroll.scrollTop = scroll.scrollHeight; // the mark takes a line, and the end stays in view
    },
    newest: () => newest,
    areWordsInView,
    tellEnd,
    /** A line above what came after number `seq`, and there the reading goes on. */
    showNew(seq, text) {
      root.querySelector(".news")?.remove();
      const after = [...root.children].find((item) => Number(item.dataset.at) > seq);
      if (!after) return;
      after.before(make("li", { class: "news", text }));
      root.querySelector(".news").scrollIntoView({ block: "start" });
    },
    showSeq(seq) {
      const element = [...root.querySelectorAll(".said")].find((item) => item.dataset.at === String(seq));
      if (!element) return;
      element.scrollIntoView({ block: "center" });
      element.tabIndex = -1;
      element.focus({ preventScroll: true });
    },
    toEnd: () => (scroll.scrollTop = scroll.scrollHeight),
  };
}

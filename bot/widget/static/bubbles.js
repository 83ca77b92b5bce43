/**
 * Draws the conversation: one bubble or line per event, each saying who speaks and in which language.
 *
 * Owns the log's elements. Never moves the focus, never makes HTML out of words, sends nothing itself.
 */

import { has, language, make, numberWord, sayBy, sayDay, sayHour, t } from "./words.js";

const speaker = (sender) => [sender.name, sender.role].filter(Boolean).join(", ");

/** A promise in its present state, its time seen from `at`. */
function promiseWords(promise, at) {
  const values = { who: promise.who || t("us"), what: promise.what, when: promise.by ? sayBy(promise.by, at) : "" };
  if (promise.state === "lifted") return ""; // the customer chose not to wait
  if (!promise.by && ["open", "late"].includes(promise.state)) return t("promise_no_time", values);
  return has(`promise_${promise.state}`) ? t(`promise_${promise.state}`, values) : t("promise_open", values);
}

/** Progress in words: "la pièce, étape deux sur cinq". */
export function progressWords(progress) {
  const n = Number.isInteger(progress.step) ? progress.step : progress.n;
  const label = progress.label;
  if (progress.state === "done" && n && n === progress.of) return ""; // the bubble says what was done
  if (n && progress.of) return t("step_of", { label, n: numberWord(n), of: numberWord(progress.of) });
  return t("step_alone", { label });
}

/** `onChoice(choice)` when one is taken; `onDocument(document)` when one is asked for. */
export function makeLog(root, { onChoice, onDocument }) {
  const drawn = new Map(); // key -> element; keys: "seq:4", "mine:<client id>", "promise:<id>"
  let lastDay = "";
  let queueCard = null;
  const awaited = new Map(); // id -> words of each promise still to be kept

  /** Choices belong to the moment they were offered in: the customer's next word closes them. */
  function closeChoices(scope, taken) {
    for (const button of scope.querySelectorAll("button.choice:not([disabled])")) {
      button.disabled = true;
      if (taken && button.dataset.choice === taken) {
        button.classList.add("taken");
        button.append(make("span", { class: "unseen", text: ` (${t("chosen")})` }));
      }
    }
  }

  function choiceList(choices) {
    if (!choices?.length) return null;
    const list = make("div", { class: "choices", role: "group" });
    for (const choice of choices) {
      const button = make("button", { type: "button", class: "choice", text: choice.label, data: { choice: choice.id } });
      button.addEventListener("click", (click) => {
        closeChoices(list, choice.id);
        onChoice(choice, { byKey: click.detail === 0 });
      });
      list.append(button);
    }
    return list;
  }

  function dayLine(at) {
    const name = at ? sayDay(at) : lastDay;
    if (name === lastDay) return;
    lastDay = name;
    root.append(make("p", { class: "day", text: name }));
  }

  function bubble(event) {
    const mine = event.sender.kind === "customer";
    const box = make("article", { class: `bubble ${mine ? "mine" : event.sender.kind}` });
    const head = make("p", { class: "by" });
    head.append(make("span", { class: "by-name", text: mine ? t("me") : speaker(event.sender) }));
    // Our own unsent words carry no time: only the server's clock counts.
    if (event.at) head.append(make("time", { datetime: event.at, text: sayHour(event.at) }));
    box.append(head, make("p", { class: "words", lang: event.lang || language, dir: "auto", text: event.text || "" }));
    if (event.masked) box.append(make("p", { class: "aside", text: t("masked") }));
    const list = choiceList(event.choices);
    if (list) {
      list.lang = event.lang || language;
      box.append(list);
    }
    return box;
  }

  function message(event) {
    const mine = event.sender.kind === "customer";
    const key = mine && event.client_id ? `mine:${event.client_id}` : `seq:${event.seq}`;
    const before = drawn.get(key);
    const box = bubble(before && !event.text ? { ...event, text: before.dataset.words } : event);
    if (mine) {
      if (!event.text && !before) box.querySelector(".words").textContent = t("talk_to_person");
      for (const old of root.querySelectorAll(".bubble:not(.mine)")) closeChoices(old);
    }
    if (before?.isConnected) {
      before.replaceWith(box);
    } else {
      dayLine(event.at);
      root.append(box);
    }
    drawn.set(key, box);
  }

  function line(event, text, kind = "") {
    dayLine(event.at);
    root.append(make("p", { class: `line ${kind}`, text }));
  }

  function promiseLine(id, words, state) {
    const line_ = make("p", { class: `line promise ${state}`, text: words });
    drawn.set(`promise:${id}`, line_);
    return line_;
  }

  function owner(event) {
    const agent = event.agent ?? {};
    if (event.owner !== "queue" && queueCard) {
      // Nobody waits any more; what is still promised keeps its own line.
      queueCard.replaceWith(...[...awaited].map(([id, words]) => promiseLine(id, words, "open")));
      queueCard = null;
    }
    // The queue's card and the assistant's own first sentence say it better.
    if (event.owner === "queue" || event.owner === "bot") return;
    line(event, t(`owner_${event.owner}`, { name: agent.name, role: agent.role }), event.owner);
  }

  /** One card for the whole wait: what is promised, and that one may go on writing. */
  function queue(event) {
    const card = make("section", { class: "card" }, make("h2", { text: t("queue_title") }));
    for (const [id, words] of awaited) {
      drawn.get(`promise:${id}`)?.remove();
      card.append(make("p", { class: "awaited", text: words }));
    }
    if (!awaited.size && event.queue?.answer_by) {
      card.append(make("p", { class: "awaited", text: t("queue_by", { when: sayBy(event.queue.answer_by, event.at) }) }));
    }
    if (event.text) card.append(make("p", { text: event.text }));
    // The way back to the assistant stays under the field: it need not be offered twice.
    const list = choiceList((event.choices ?? []).filter((choice) => choice.label !== t("back_to_assistant")));
    if (list) card.append(list);
    queueCard?.remove();
    dayLine(event.at);
    root.append(card);
    queueCard = card;
  }

  /** A promise stands where it was last spoken of, so that "kept" comes after the answer that kept it. */
  function promise(event) {
    const { id, state } = event.promise;
    const words = promiseWords(event.promise, event.at);
    drawn.get(`promise:${id}`)?.remove();
    if (["open", "late"].includes(state)) awaited.set(id, words);
    else awaited.delete(id);
    if (!words) return;
    dayLine(event.at);
    root.append(promiseLine(id, words, state));
  }

  function paper(event) {
    const label = event.document.label || event.document.name;
    dayLine(event.at);
    root.append(make("p", { class: "line" }, make("button", {
      type: "button", class: "choice", text: t("document", { label }), on: { click: () => onDocument(event.document) },
    })));
  }

  const kinds = { message, owner, queue, promise, document: paper };

  return {
    /** Draws one stored event; kinds this page does not know are left out, never shown raw. */
    add: (event) => kinds[event.kind]?.(event),
    /** Shows the customer's own message before the server has it. */
    expect(item) {
      if (drawn.has(`mine:${item.client_id}`)) return;
      message({
        seq: 0, at: null, sender: { kind: "customer" }, text: item.words, lang: null, client_id: item.client_id,
      });
      drawn.get(`mine:${item.client_id}`).dataset.words = item.words;
    },
    /** Says under one's own bubble how its sending goes; no text takes the line away. */
    mark(item, text) {
      const box = drawn.get(`mine:${item.client_id}`);
      box?.querySelector(".sending")?.remove();
      if (text) box?.append(make("p", { class: "aside sending", text }));
    },
    /** Takes back a message the server refused. */
    withdraw(item) {
      drawn.get(`mine:${item.client_id}`)?.remove();
      drawn.delete(`mine:${item.client_id}`);
    },
  };
}

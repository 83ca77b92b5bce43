/**
 * Draws the conversation: one bubble or line per event, each saying who speaks and in which language.
 *
 * Owns the log's elements. Never moves the focus, never makes HTML out of words, sends nothing itself.
 */

import { has, language, make, numberWord, sayDay, sayHour, sayTime, t } from "./words.js";

const speaker = (sender) => [sender.name, sender.role].filter(Boolean).join(", ");

/** "{who} : {what}…" for a promise in its present state. */
function promiseWords(promise) {
  const values = { who: promise.who || t("us"), what: promise.what, when: promise.by ? sayTime(promise.by) : "" };
  if (!promise.by && ["open", "late"].includes(promise.state)) return t("promise_no_time", values);
  return has(`promise_${promise.state}`) ? t(`promise_${promise.state}`, values) : t("promise_open", values);
}

/** Progress in words: "la pièce, étape deux sur cinq". */
export function progressWords(progress) {
  const n = Number.isInteger(progress.step) ? progress.step : progress.n;
  const label = progress.label;
  if (progress.state === "done" && n && n === progress.of) return t("step_done", { label });
  if (n && progress.of) return t("step_of", { label, n: numberWord(n), of: numberWord(progress.of) });
  return t("step_alone", { label });
}

/** `onChoice(choice)` when one is taken; `onDocument(document)` when one is asked for. */
export function makeLog(root, { onChoice, onDocument }) {
  const drawn = new Map(); // key -> element; keys: "seq:4", "mine:<client id>", "promise:<id>"
  let lastDay = "";
  let queueCard = null;

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
      button.addEventListener("click", () => {
        closeChoices(list, choice.id);
        onChoice(choice);
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

  function owner(event) {
    const agent = event.agent ?? {};
    if (event.owner !== "queue" && queueCard) {
      queueCard.remove(); // nobody waits any more; what was promised keeps its own line
      queueCard = null;
    }
    if (event.owner === "queue") return; // the queue card that follows says it better
    line(event, t(`owner_${event.owner}`, { name: agent.name, role: agent.role }), event.owner);
  }

  function queue(event) {
    const card = make("section", { class: "card" }, make("h2", { text: t("queue_title") }));
    if (event.text) card.append(make("p", { text: event.text }));
    else if (event.queue?.answer_by) card.append(make("p", { text: t("queue_by", { when: sayTime(event.queue.answer_by) }) }));
    const list = choiceList(event.choices);
    if (list) card.append(list);
    queueCard?.remove();
    dayLine(event.at);
    root.append(card);
    queueCard = card;
  }

  function promise(event) {
    const key = `promise:${event.promise.id}`;
    const line_ = make("p", { class: `line promise ${event.promise.state}`, text: promiseWords(event.promise) });
    if (drawn.get(key)?.isConnected) drawn.get(key).replaceWith(line_);
    else {
      dayLine(event.at);
      root.append(line_);
    }
    drawn.set(key, line_);
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

/**
 * The conversation's list: one bubble, line or card per event, in order, each once.
 *
 * Owns what is drawn already and where it stands. Never moves the focus, sends nothing itself.
 */

import { makeBriefCard } from "./briefcard.js";
import { bubble, closeChoices, isMine, reopenChoices } from "./bubbles.js";
import { documentCard, ownerLine, promiseLine, promiseWords, queueCard, surveyCard } from "./cards.js";
import { make, sayDay, t } from "./words.js";

/**
 * `tools`: `onChoice(choice, {byKey})`, `onCorrect(item, text)`, `fetchBlob(file)`, `onTrouble()`.
 */
export function makeLog(root, tools) {
  const drawn = new Map(); // key -> element; keys: "seq:4", "mine:<client id>", "promise:<id>"
  const sent = new Map(); // client id -> the item as it was shown before the server had it
  const closed = new Map(); // client id -> the choices this message of the customer closed
  const awaited = new Map(); // id -> words of each promise still to be kept
  let lastDay = "";
  let waitCard = null;
  let brief = null;

  function dayLine(at) {
    const name = at ? sayDay(at) : lastDay;
    if (name === lastDay) return;
    lastDay = name;
    root.append(make("p", { class: "day", text: name }));
  }

  function place(element, at) {
    dayLine(at);
    root.append(element);
  }

  /** Files of one's own message, which this page still has, need not be fetched back. */
  function known(event) {
    const files = sent.get(event.client_id)?.files ?? [];
    return (file) => files.find((entry) => entry.id === file.id || (!entry.id && entry.file.name === file.id))?.file ?? null;
  }

  function message(event) {
    const mine = isMine(event);
    const key = mine && event.client_id ? `mine:${event.client_id}` : `seq:${event.seq}`;
    const before = drawn.get(key);
    const own = mine ? sent.get(event.client_id)?.words || (event.attachments?.length ? "" : t("talk_to_person")) : "";
    const box = bubble({ ...event, text: event.text || own }, { ...tools, known: known(event) });
    if (mine && !before) closed.set(event.client_id, closeChoices(root));
    if (before?.isConnected) {
      before.replaceWith(box);
    } else {
      dayLine(event.at);
      box.classList.toggle("first", root.lastElementChild?.dataset.by !== box.dataset.by);
      root.append(box);
    }
    drawn.set(key, box);
  }

  function owner(event) {
    if (event.owner !== "queue" && waitCard) {
      // Nobody waits any more; what is still promised keeps its own line.
      waitCard.replaceWith(...[...awaited].map(([id, words]) => keepPromise(id, words, "open")));
      waitCard = null;
    }
    if (event.owner === "bot" || event.owner === "closed") brief = null; // the next hand-over tells a new story
    // The queue's card and the assistant's own first sentence say it better.
    if (event.owner === "agent" || event.owner === "closed") place(ownerLine(event), event.at);
  }

  function keepPromise(id, words, state) {
    const line = promiseLine(words, state);
    drawn.set(`promise:${id}`, line);
    return line;
  }

  function queue(event) {
    for (const id of awaited.keys()) drawn.get(`promise:${id}`)?.remove();
    waitCard?.remove();
    waitCard = queueCard(event, [...awaited.values()], tools.onChoice);
    place(waitCard, event.at);
  }

  /** A promise stands where it was last spoken of, so that "kept" comes after the answer that kept it. */
  function promise(event) {
    const { id, state } = event.promise;
    const words = promiseWords(event.promise, event.at);
    drawn.get(`promise:${id}`)?.remove();
    if (["open", "late"].includes(state)) awaited.set(id, words);
    else awaited.delete(id);
    if (words) place(keepPromise(id, words, state), event.at);
  }

  /** One card, where it was first shown; newer versions change it in place. */
  function passedOn({ shared, at = null }) {
    if (!shared || !["wants", "facts", "tried"].some((name) => shared[name]?.length)) return;
    if (!brief) {
      brief = makeBriefCard(tools.onCorrect);
      place(brief.element, at);
    }
    brief.update(shared);
  }

  const paper = (event) => place(documentCard(event, tools), event.at);
  function survey(event) {
    const card = surveyCard(event, tools.onChoice);
    if (card) place(card, event.at);
  }

  const kinds = { message, owner, queue, promise, survey, document: paper, brief: passedOn };

  return {
    /** Draws one stored event; kinds this page does not know are left out, never shown raw. */
    add: (event) => kinds[event.kind]?.(event),
    /** Shows the customer's own message before the server has it. */
    expect(item) {
      if ("item" in item.thing || drawn.has(`mine:${item.client_id}`)) return;
      sent.set(item.client_id, item);
      const attachments = item.files.map(({ file }) => ({ id: file.name, name: file.name, type: file.type, size: file.size }));
      message({ seq: 0, at: null, sender: { kind: "customer" }, text: item.words, lang: null, client_id: item.client_id, attachments });
    },
    /** Says under one's own bubble how its sending goes; no text takes the line away. */
    mark(item, text) {
      const box = drawn.get(`mine:${item.client_id}`);
      box?.querySelector(".sending")?.remove();
      if (text) box?.append(make("p", { class: "aside sending", text }));
    },
    /** Takes back what the server refused. */
    withdraw(item) {
      if ("item" in item.thing) brief?.refuse(item.thing.item);
      drawn.get(`mine:${item.client_id}`)?.remove();
      drawn.delete(`mine:${item.client_id}`);
      reopenChoices(closed.get(item.client_id) ?? []);
    },
    /** What was passed on, asked for rather than told; scrolled to by whoever asked. */
    passedOn,
    get briefCard() {
      return brief?.element.isConnected ? brief.element : null;
    },
  };
}

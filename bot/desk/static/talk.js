/**
 * The open conversation: who it is, who has it, the story, the brief, and what the agent may do now.
 *
 * After the line was lost, or nobody looked, what is new is shown before anything can be sent. Knows nothing of lists.
 */

import { has, make, show, t } from "/static/widget/words.js";
import * as api from "./api.js";
import { makeBrief } from "./brief.js";
import { channelMark, nameOf, ownerWords, promiseMark } from "./lists.js";
import { soFar } from "./sofar.js";
import { evidenceOf, makeTimeline } from "./timeline.js";

const $ = (id) => document.getElementById(id);
const SIGN_MS = 8000; // how long a sign is believed that does not say until when

/** What the customer put right in the shared brief: item → the newest correction. */
function correctionsOf(events, openedAt) {
  const made = events.filter((event) => event.kind === "brief" && event.corrected);
  return new Map(made.map(({ corrected, seq }) => [corrected.item, { ...corrected, seq, isFresh: seq > openedAt }]));
}

/** What a correction is about, in the reader's language where we know it. */
function labelOf({ item, label }) {
  const key = [`section_${item}`, `fact_${item.split("-")[0]}`].find(has);
  return key ? t(key) : label;
}

/** Who types and who reads, each until they stop or the sign has run out. */
function makeSigns(root) {
  const told = new Map(); // who → {text, timer}
  const draw = () => show(root, [...told.values()].map(({ text }) => text).join(" · "));
  function forget(who) {
    clearTimeout(told.get(who)?.timer);
    told.delete(who);
  }
  return {
    tell(who, text, frame) {
      forget(who);
      const lasts = frame?.until && frame.at ? Date.parse(frame.until) - Date.parse(frame.at) : SIGN_MS;
      if (text) told.set(who, { text, timer: setTimeout(() => { forget(who); draw(); }, lasts) });
      draw();
    },
    clear() {
      [...told.keys()].forEach(forget);
      draw();
    },
  };
}

/**
 * `isMine(row)`; `onRead(id)` once this agent has seen the end; `onSentence(text)` takes the suggestion; `onQuote()`
 * before a passage is shown; `onDrawn(talk)` whenever it was drawn.
 */
export function makeTalk({ writing, presence, isMine, me, onRead, onSentence, onQuote, onDrawn }) {
  let id = null;
  let talk = null;
  let openedAt = null; // the newest number when it was opened: later corrections are news
  let refreshing = null;
  let away = 0; // the newest number seen when the line was lost or the page hidden; 0: up to date
  let isAway = false;
  const signs = makeSigns($("typing"));

  const timeline = makeTimeline($("timeline"), $("scroll"), { onRead: wordsSeen, onEnd: () => isAway || catchUp() });
  const brief = makeBrief($("brief"), {
    onQuote: (seq) => {
      onQuote();
      timeline.showSeq(seq);
    },
    onSuggestion: onSentence,
  });

  function wordsSeen(seq) {
    if (!talk || isAway) return;
    presence.shown(seq);
    if (!away) $("catch-up").hidden = true;
    if (!talk.unread) return;
    talk.unread = 0;
    api.read(talk.id, seq).then(() => onRead(talk?.id), () => null);
  }

  function catchUp() {
    away = 0;
    writing.lock("");
    $("catch-up").hidden = true;
  }

  /** Back after a while: what came meanwhile is marked, and sending waits until the end of it was in view. */
  function comeBack() {
    isAway = false;
    const news = (talk.timeline ?? []).filter((event) => event.seq > away && event.kind === "message" && !isOwn(event));
    if (!away || !news.length) {
      catchUp();
      timeline.tellEnd();
      return;
    }
    writing.lock(t("locked_news"));
    $("catch-up").hidden = false;
    timeline.showNew(away, t(news.length > 1 ? "news_many" : "news_one", { n: news.length }));
    timeline.tellEnd();
  }

  const isOwn = (event) => event.sender?.kind === "agent" && isMine(talk) && event.sender.name === me();

  function drawHead() {
    const another = talk.owner === "agent" && !isMine(talk);
    show($("name"), nameOf(talk));
    const state = isMine(talk) ? t("you_have_it") : ownerWords(talk);
    $("state").replaceChildren(make("span", { class: `owner owner-${isMine(talk) ? "me" : talk.owner}`, text: state }), channelMark(talk) ?? "", promiseMark(talk) ?? "");
    $("claim-part").hidden = isMine(talk) || another;
    // Only someone who waits for a person asks for the strong button.
    $("claim").className = `${talk.owner === "queue" ? "primary" : "quiet"} wide`;
    $("claim").textContent = t(talk.owner === "queue" ? "claim" : talk.owner === "closed" ? "claim_closed" : "claim_bot");
    show($("claim-hint"), talk.owner === "bot" ? t("claim_bot_hint") : "");
    show($("with-other"), another ? t("with_other", { name: talk.agent?.name ?? t("us") }) : "");
    $("acts").hidden = !isMine(talk);
  }

  /** The suggested sentence is a first one: offered until a person has answered since the hand-over. */
  function firstSentence() {
    const story = talk.timeline ?? [];
    const handedOver = story.findLastIndex((event) => event.kind === "owner" && event.owner === "queue");
    const answered = story.some((event, place) => place > handedOver && event.kind === "message" && event.sender?.kind === "agent");
    return answered ? "" : talk.brief?.suggestion;
  }

  function draw(next) {
    const before = talk?.id === next.id ? talk.last : Infinity;
    openedAt ??= next.last;
    talk = next;
    $("open").classList.remove("awaited");
    drawHead();
    writing.set({ conversation: talk.id, customer: talk.name ?? "", mine: isMine(talk), suggestion: firstSentence() });
    const corrections = correctionsOf(talk.timeline ?? [], openedAt);
    brief.update(talk.brief ?? soFar(talk), corrections);
    timeline.update(talk.timeline ?? [], evidenceOf(talk.brief, talk.decision), { unread: talk.unread, name: nameOf(talk) });
    timeline.markRead(talk.customer_read ?? 0);
    onDrawn(talk);
    if (talk.unread && !timeline.areWordsInView()) $("catch-up").hidden = false; // what came is further down
    const news = [...corrections.values()].filter(({ seq }) => seq > before);
    if (news.length) $("said").textContent = t("brief_corrected", { name: talk.name || t("someone"), what: news.map(labelOf).join(", ") });
  }

  async function fetchAndDraw() {
    const wanted = id;
    const next = await api.conversation(wanted);
    if (id !== wanted) return; // another one was opened meanwhile
    if (talk?.id === wanted && next.last < talk.last) return; // an answer that was overtaken by a newer one
    draw(next);
    if (isAway && !document.hidden) comeBack();
  }

  return {
    open(next) {
      if (id === next) return;
      id = next;
      talk = openedAt = null;
      $("open").classList.add("awaited"); // the one before must not stand over this one while the line is slow
      away = 0;
      isAway = false;
      timeline.clear();
      brief.update(null);
      catchUp();
      show($("problem"), "");
      $("said").textContent = "";
      signs.clear();
      presence.open(next);
    },
    close() {
      id = null;
      talk = null;
      presence.open(null);
    },
    id: () => id,
    row: () => talk,
    /** Fetches and draws; asked again meanwhile, it looks once more, because news may have come after the answer. */
    async refresh() {
      if (!id) return;
      if (refreshing) {
        await refreshing.catch(() => null);
        if (refreshing) return refreshing;
      }
      refreshing = fetchAndDraw().finally(() => (refreshing = null));
      return refreshing;
    },
    /** The line is lost or nobody looks: sending waits for what came meanwhile. */
    away(reason) {
      if (!talk) return;
      if (!isAway) away ||= timeline.newest();
      isAway = true;
      writing.lock(reason);
    },
    isAway: () => isAway,
    /** Who types or reads now, as it is heard; null: the customer's words have arrived. */
    live(frame) {
      if (frame?.kind === "read" && frame.sender?.kind === "customer" && talk) {
        talk.customer_read = Math.max(talk.customer_read ?? 0, frame.seq);
        timeline.markRead(talk.customer_read);
      }
      if (frame && frame.kind !== "typing" && frame.kind !== "presence") return;
      const isCustomer = !frame || frame.sender?.kind === "customer";
      if (!isCustomer && frame.sender?.name === me()) return;
      const name = isCustomer ? talk && (talk.name || t("someone")) : frame.sender?.name;
      const key = { typing: "is_typing", reading: "is_reading" }[frame?.state];
      signs.tell(isCustomer ? "customer" : name, key && name ? t(key, { name }) : "", frame);
    },
    toNews: () => timeline.toEnd(),
  };
}

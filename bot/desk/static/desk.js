/**
 * The desk: login, lists, one open conversation, up to date without losing drafts, focus or place.
 *
 * Start here. live knows the connection, rows and lists the conversations, talk the open one, writing the composer,
 * presence the signs of life, keys the keyboard. Nothing is shown by its id.
 */

import { shelf, show, t } from "/static/widget/words.js";
import * as api from "./api.js";
import { makeEnds } from "./ends.js";
import { makeKeys } from "./keys.js";
import { makeList } from "./lists.js";
import { makeLive } from "./live.js";
import { makeNotice } from "./notice.js";
import { makePresence } from "./presence.js";
import { makeRows } from "./rows.js";
import { makeSearch } from "./search.js";
import { makeTalk } from "./talk.js";
import { makeSession } from "./session.js";
import { setNow } from "./times.js";
import { makeTray } from "./tray.js";
import { makeVerdict } from "./verdict.js";
import { isBriefShown, onView, showView, view } from "./views.js";
import { hasDraft, makeWriting } from "./writing.js";

const $ = (id) => document.getElementById(id);
const tab = shelf("sessionStorage");
const PAGE = 50; // names shown at first, and with every press more
const MOST_ROWS = 500; // more are found by their name
const NEWS_TOGETHER_MS = 60; // what arrives in one breath is fetched once
let agent = null;
let shown = PAGE;
let newsTimer = 0;
let queueMayDiffer = false, newsAboutOpen = false;

// ---- parts ---------------------------------------------------------------------------------------------------

const isMine = (row) => row?.owner === "agent" && row.agent?.id === agent?.id;
const rows = makeRows();
const notice = makeNotice($("sound"));
const presence = makePresence({ isBriefShown: () => Boolean(agent) && isBriefShown() });
const writing = makeWriting({
  onWrite: (message) => act(() => api.write(message.conversation, message).then(() => {
    writing.sent(message);
    presence.sent();
  }), message.private ? t("note_kept") : t("sent_to")),
  onTyped: (isReply) => {
    $("said").textContent = "";
    if (isReply && isMine(talk.row())) presence.typed();
  },
  files: makeTray(),
});
const talk = makeTalk({
  writing, presence, isMine, me: () => agent?.name, onSentence: takeSentence, onQuote: () => showView("talk"),
  onDrawn: (drawn) => verdict.update(drawn),
  onRead: (id) => {
    rows.markRead(id);
    drawLists();
  },
});
const verdict = makeVerdict({ act, row: () => talk.row(), isMine });
const lists = Object.fromEntries(["queue", "mine", "others", "found"].map((name) =>
  [name, makeList($(name), { waits: name === "queue", mine: name === "mine", onOpen: openTalk, hasDraft })]));
const search = makeSearch({ onFound: (found) => lists.found.update(found, talk.id()) });
const live = makeLive({ refresh, onNews: hear, onState: lineIs, onOver: () => session.leave(t("session_over")) });

// ---- staying up to date --------------------------------------------------------------------------------------

async function refresh() {
  const [waiting, own, others] = await Promise.all([
    api.queue(), api.conversations({ agent: "me" }), api.conversations({ limit: shown })]);
  setNow(waiting.now);
  rows.replace(waiting.conversations, own.conversations, others.conversations, Boolean(others.next));
  drawLists();
  await refreshTalk();
}

/** A page nobody looks at fetches no conversation: that would count as a sign of life. */
async function refreshTalk() {
  if (!talk.id() || document.hidden) return;
  try {
    await talk.refresh();
  } catch (error) {
    if (error.status !== 404) throw error;
    closeTalk();
  }
}

function drawLists() {
  const { queue, mine, others, more } = rows.lists(agent);
  const open = talk.id();
  lists.queue.update(queue, open);
  lists.mine.update(mine, open);
  lists.others.update(others, open);
  $("queue-count").textContent = queue.length ? String(queue.length) : "";
  $("queue-empty").hidden = queue.length > 0;
  $("mine-part").hidden = mine.length === 0;
  $("others-part").hidden = others.length === 0 && !more;
  $("others-more").hidden = !more || shown >= MOST_ROWS;
  $("choose-empty").hidden = queue.length > 0;
  $("choose-first").hidden = queue.length === 0;
  if (queue.length) $("first-open").textContent = queue[0].name ? t("read_story", { name: queue[0].name }) : t("read_story_alone");
  notice.update(queue.map((row) => row.id), mine.filter((row) => row.unread).map((row) => row.id));
}

/** The next names of the list; the first of them has the focus, so that a keyboard reads on. */
async function showMore() {
  const before = $("others").children.length;
  shown = Math.min(shown + PAGE, MOST_ROWS);
  await live.look();
  $("others").children[before]?.querySelector(".row").focus();
}

/** One frame of the stream: rows at once, everything else by asking again, together with what else just came. */
function hear(frame) {
  const id = frame.id ?? frame.row?.id;
  const isOpen = id === talk.id();
  if (frame.kind === "live") return isOpen && talk.live(frame.live);
  if (frame.kind === "row") queueMayDiffer = rows.put(frame.row) || queueMayDiffer;
  if (frame.kind === "gone") rows.drop(id);
  if (isOpen) {
    newsAboutOpen = true;
    if (document.hidden) talk.away(t("locked_away"));
    if (frame.event?.sender?.kind === "customer") talk.live(null);
  }
  newsTimer ||= setTimeout(() => news().catch(() => live.look()), NEWS_TOGETHER_MS);
  return undefined;
}

async function news() {
  newsTimer = 0;
  const [queueToo, openToo] = [queueMayDiffer, newsAboutOpen];
  queueMayDiffer = newsAboutOpen = false;
  if (queueToo) {
    const waiting = await api.queue();
    setNow(waiting.now);
    rows.setQueue(waiting.conversations);
  }
  drawLists();
  if (openToo) await refreshTalk();
}

function lineIs(state) {
  document.body.dataset.line = state;
  show($("connection"), state === "lost" ? t("offline") : "");
  if (state === "lost") talk.away(t("locked_lost"));
}

// ---- one conversation ----------------------------------------------------------------------------------------

async function openTalk(id) {
  const from = document.activeElement;
  talk.open(id);
  tab.set("sensei.desk.open", id);
  $("choose").hidden = true;
  $("open").hidden = false;
  if (view() === "list") showView("talk");
  search.leave();
  drawLists();
  await live.look();
  // Only the one who pressed a row wants to be in the conversation now; who has gone elsewhere stays there.
  const stayed = [from, document.body].includes(document.activeElement) || !document.activeElement;
  if (from?.classList.contains("row") && stayed) $("talk").focus({ preventScroll: true });
}

function closeTalk() {
  const id = talk.id();
  talk.close();
  tab.set("sensei.desk.open", null);
  $("choose").hidden = false;
  $("open").hidden = true;
  showView("list");
  drawLists();
  const row = [...document.querySelectorAll(".lists .row")].find((one) => one.dataset.id === id);
  if (document.activeElement === document.body) (row ?? $("search")).focus();
}

/** Does one thing to the open conversation; says what went wrong, in words, and keeps every text. */
async function act(work, said = "") {
  show($("problem"), "");
  try {
    await work(talk.id());
    $("said").textContent = said;
    await live.look();
    return true;
  } catch (error) {
    if (error.status === 401) session.leave(t("session_over"));
    else if (error.code === "claimed") show($("problem"), t("claimed_by", { name: error.by?.name ?? t("us") }));
    else if (error.code === "not_owner") show($("problem"), t("not_owner"));
    else show($("problem"), error.message && error.status ? error.message : t("failed"));
    await live.look();
    return false;
  }
}

async function claim() {
  if ($("claim-part").hidden || $("open").hidden || !talk.row()) return;
  const how = $("claim");
  writing.hold(true); // what is typed meanwhile would land in the note and vanish when replying opens
  how.disabled = true;
  const done = await act(api.claim, t("claimed"));
  how.disabled = false;
  writing.hold(false);
  if (done && view() !== "brief") writing.focus();
}

function takeSentence(text = writing.suggestion()) {
  if (!text || !talk.id()) return;
  if (writing.insert(text)) {
    showView("talk");
    writing.focus();
  } else $("said").textContent = t("sentence_kept");
  drawLists();
}

// ---- coming and going ----------------------------------------------------------------------------------------

const session = makeSession({
  onEnter: (who) => {
    agent = who;
    const before = tab.get("sensei.desk.open");
    live.start();
    if (before) openTalk(before);
  },
  onLeave: () => {
    agent = null;
    live.stop();
    talk.close();
    notice.forget();
  },
});

$("back").addEventListener("click", closeTalk);
$("claim").addEventListener("click", claim);
$("offer").addEventListener("click", () => takeSentence());
$("first-open").addEventListener("click", () => $("queue").querySelector(".row")?.click());
$("others-more").addEventListener("click", showMore);
$("catch-up").addEventListener("click", () => talk.toNews());
const acts = makeEnds({ act, row: () => talk.row(), isMine, me: () => agent?.id });
makeKeys({
  c: claim, b: acts["hand-back"], t: acts["pass-on"], e: acts.resolve, u: closeTalk, s: () => takeSentence(),
  r: () => talk.id() && writing.canReply() && writing.write(false),
  n: () => talk.id() && writing.write(true),
  v: () => talk.id() && showView(view() === "brief" ? "talk" : "brief"),
  "/": () => search.focus(),
  Escape: (field) => (field.id === "search" ? search.leave() : (talk.id() ? $("scroll") : $("search")).focus()),
});
onView(presence.changed);
document.addEventListener("visibilitychange", () => document.hidden && talk.away(t("locked_away")));
session.start();

/**
 * The chat panel: puts session, log, composer and host together.
 *
 * Start here; parts: ../README.md.
 */

import { progressOf, showProgress } from "./cards.js";
import { makeComposer } from "./composer.js";
import { follow } from "./follow.js";
import { embedded, listen, tell } from "./host.js";
import { makeLog } from "./log.js";
import { makeMenu } from "./menu.js";
import { makeOutbox } from "./outbox.js";
import { forget, session, waitingShelf } from "./session.js";
import { makeConnection, makePresence, makeReadiness, showOwner } from "./status.js";
import { makeView } from "./view.js";
import { brief, file, preferences, read, typing } from "./wire.js";
import { language, shelf, show, t } from "./words.js";

const ASKED_MS = 2500; // an answer is usually there by then

const $ = (id) => document.getElementById(id);
const state = { owner: "bot", agent: null, identity: null, token: null, open: !embedded, run: null, refused: 0, seen: 0, told: 0 };
let outbox = null;
let log = null;

const presence = makePresence($("live"));
const connection = makeConnection(() => outbox?.size ?? 0);
const readiness = makeReadiness();
const view = makeView({ scroll: $("scroll"), talk: $("log"), jump: $("jump"), onRest: markRead });
const composer = makeComposer({
  form: $("composer"), field: $("text"), problem: $("problem"),
  tray: { list: $("tray"), picker: $("attach"), input: $("file"), area: document.body },
  onSend: (text, files) => post(text ? { text } : {}, text, files),
  onTyping: () => state.token && typing(state.token),
});

// events

/** Tells how far one has read. */
function markRead() {
  if (!state.open || !state.token || state.seen <= state.told) return;
  state.told = state.seen;
  read(state.token, state.seen);
}

function take(event) {
  if (event.kind === "owner") {
    Object.assign(state, { owner: event.owner, agent: event.agent });
    showOwner(state);
    if (event.owner !== "bot") showProgress($("progress"), null);
  }
  if (event.kind === "progress") showProgress($("progress"), progressOf(event.progress));
  if (event.kind === "message") presence.spoke(event.sender);
  if (event.client_id) outbox.arrived(event.client_id);
  state.seen = Math.max(state.seen, event.seq);
  log.add(event);
}

function onEvents(events, { history }) {
  show($("opening"), "");
  const near = history || view.follows();
  // What was said before is not read out again: only what is new.
  $("log").setAttribute("aria-busy", String(history));
  for (const event of events) take(event);
  if (near) view.toEnd();
  else if (events.some((event) => event.kind === "message")) view.offer();
  const fromOthers = events.some((event) => event.kind === "message" && event.sender.kind !== "customer");
  if (!history && fromOthers && !state.open) tell("unread");
  view.rest();
  if (history && !events.length) historyIsRead();
}

/** What was over gets a new welcome when opened again. */
function historyIsRead() {
  $("log").setAttribute("aria-busy", "false");
  for (const item of outbox.left()) log.expect(item); // after what was said before
  view.toEnd();
  if (state.owner === "closed" && !state.run.again) start(state.identity, { again: true });
}

// sending

function post(thing, words, files = []) {
  log.expect(outbox.add(thing, words, files));
  connection.draw();
  view.toEnd();
  readiness.soon(ASKED_MS); // the assistant may have gone since: then the panel says so
}

/** Pressed by keyboard, the button is gone as a place to be: on to the field. A finger keeps its screen. */
function onChoice(choice, { byKey }) {
  post({ payload: choice.id }, choice.label);
  if (byKey) composer.focus();
}

/** A task that a link asked for. */
function begin(wanted = state.begin) {
  state.begin = state.token ? null : wanted;
  if (wanted && state.token) post({ begin: wanted }, "…");
}

const STATE_WORDS = { sending: "sending", waiting: "waiting_connection", slow: "slow_down" };

function makeSender(run, identity, carried) {
  return makeOutbox({
    signal: run.signal, carried, shelf: waitingShelf(identity),
    onState(item, now) {
      log.expect(item);
      log.mark(item, STATE_WORDS[now] ? t(STATE_WORDS[now]) : "");
      connection.draw();
    },
    onRefused(item, error) {
      log.withdraw(item);
      const name = error.file && item.files.length > 1 ? `${error.file.name} – ` : "";
      const files = item.files.map((entry) => entry.file).filter((one) => one !== error.file);
      composer.restore(item.thing.text && !("item" in item.thing) ? item.thing.text : "", name + (error.message || t("not_sent")), files);
    },
    onBadToken: () => renew(),
  });
}

/** Words whose files were lost with the page come back to the field. */
function giveBack(lost) {
  for (const item of lost) composer.restore(item.words, t("files_lost", { names: item.names.join(", ") }));
}

// one conversation from opening to the next identity

/** The token ran out: a new one, what waits is carried over. Three in a row and we stop. */
function renew() {
  state.refused += 1;
  forget();
  if (state.refused <= 3) start(state.identity);
  else show($("connection"), t("cannot_open"));
}

async function start(identity, { again = false } = {}) {
  const carried = outbox && state.identity === identity ? outbox.left() : [];
  state.run?.end.abort();
  const end = new AbortController();
  const run = { end, signal: end.signal, again };
  Object.assign(state, { identity, run, owner: "bot", agent: null, token: null, seen: 0, told: 0 });
  $("log").replaceChildren();
  log = makeLog($("log"), { onChoice, onCorrect: (item, text) => post({ item: item.id, text }, text), fetchBlob, onTrouble });
  presence.forget();
  showProgress($("progress"), null);
  show($("opening"), t("opening"));
  showOwner(state);
  outbox = makeSender(run, identity, carried);
  giveBack(outbox.adopt());
  const opened = await session({
    identity, again, signal: run.signal,
    onTrouble: (error, failures) => failures > 1 && show($("opening"), error.message || t("cannot_open")),
  });
  if (run.signal.aborted || !opened) return;
  state.token = opened.token;
  outbox.start(opened.token);
  begin();
  const how = await follow({
    token: state.token, signal: run.signal, onEvents, onLive: presence.add, onConnection: connection.set,
  });
  if (how === "bad_token" && !run.signal.aborted) renew();
}

const fetchBlob = (wanted) => file(state.token, wanted.url);
const onTrouble = () => composer.say(t("not_now"));

/** Shows what was passed on. */
async function showShared() {
  const shared = log.briefCard ? null : await brief(state.token).catch(() => null);
  if (shared) log.passedOn({ shared });
  const card = log.briefCard;
  if (!card) return composer.say(t("nothing_passed_on"));
  card.scrollIntoView({ block: "start" });
  return card.focus({ preventScroll: true });
}

// the page

const languageShelf = shelf("localStorage");

async function switchLanguage() {
  const other = language === "fr" ? "en" : "fr";
  languageShelf.set("sensei.language", other);
  if (state.token) await preferences(state.token, { language: other }).catch(() => null);
  location.replace(`/chat?language=${other}`);
}

/** A keyboard goes to the field; under a finger the words stay in view. */
function settle() {
  if (window.matchMedia("(pointer: coarse)").matches) $("scroll").focus();
  else composer.focus();
}

function wire() {
  const menu = makeMenu({ token: () => state.token, onShared: showShared, onEnd: () => post({ wish: "close" }, t("end")), say: composer.say });
  $("close").hidden = !embedded;
  $("close").addEventListener("click", () => tell("close"));
  $("language").addEventListener("click", switchLanguage);
  $("person").addEventListener("click", () => {
    if (state.owner === "queue") post({ wish: "bot" }, t("back_to_assistant"));
    else post({ wish: "human" }, t("talk_to_person"));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    if (!menu.close()) tell("close");
  });
}

const chosen = languageShelf.get("sensei.language");
if (chosen && chosen !== language) {
  location.replace(`/chat?language=${chosen === "en" ? "en" : "fr"}`); // chosen here counts more than the site's
} else {
  wire();
  composer.load();
  readiness.look();
  let known; // undefined until the host said who is there
  listen({
    onIdentity(identity) {
      if (known !== undefined && known === identity) return;
      known = identity;
      start(identity);
    },
    onOpened() {
      state.open = true;
      settle();
      requestAnimationFrame(view.toEnd); // hidden, the log had no height to scroll
      view.rest();
      if (state.owner === "closed" && state.run) start(state.identity, { again: true });
    },
    onClosed() {
      state.open = false;
    },
    onBegin: begin,
  });
}

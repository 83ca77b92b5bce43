/**
 * The chat panel: puts session, log, composer and host together and shows who owns the conversation.
 *
 * Start here. Each part knows its own thing: wire (calls), follow (events), outbox (sending), bubbles (drawing).
 */

import { makeLog, progressWords } from "./bubbles.js";
import { makeComposer } from "./composer.js";
import { follow } from "./follow.js";
import { embedded, listen, tell } from "./host.js";
import { makeOutbox } from "./outbox.js";
import { forget, keep, remembered, session } from "./session.js";
import { documentAddress, preferences, unready } from "./wire.js";
import { initials, language, make, shelf, show, t } from "./words.js";

const READY_AGAIN_MS = 5000;
const ASKED_MS = 2500; // an answer is usually there by then
const NEAR_PX = 80; // closer than this to the end counts as reading the end

const $ = (id) => document.getElementById(id);
const state = { owner: "bot", agent: null, identity: null, token: null, open: true, run: null, refused: 0 };
let outbox = null;
let log = null;

const composer = makeComposer({
  form: $("composer"), field: $("text"), problem: $("problem"), onSend: (text) => post({ text }, text),
});

// ---- who speaks ----------------------------------------------------------------------------------------------

function showOwner() {
  const { owner, agent } = state;
  const byPerson = owner === "agent" && agent;
  const name = byPerson ? agent.name : t("assistant_name");
  const role = byPerson ? agent.role : t("assistant_role");
  show($("speaker"), [name, role].filter(Boolean).join(", "));
  show($("speaker-more"), t(`header_${owner}`));
  $("face").textContent = initials(name);
  document.body.dataset.owner = owner;
  const person = $("person");
  person.hidden = owner === "agent";
  person.textContent = owner === "queue" ? t("back_to_assistant") : t("talk_to_person");
  show($("person-here"), byPerson ? t("person_with_you", { name: agent.name }) : "");
}

// ---- events --------------------------------------------------------------------------------------------------

function isNearEnd() {
  const box = $("scroll");
  return box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX;
}

function toEnd() {
  $("scroll").scrollTop = $("scroll").scrollHeight;
  $("jump").hidden = true;
}

function take(event) {
  if (event.kind === "owner") {
    state.owner = event.owner;
    state.agent = event.agent;
    showOwner();
    if (event.owner !== "bot") show($("progress"), "");
  }
  if (event.kind === "progress") show($("progress"), progressWords(event.progress));
  log.add(event);
}

function onEvents(events, { history }) {
  show($("opening"), "");
  const near = history || isNearEnd();
  // What was said before is not read out again: only what is new.
  $("log").setAttribute("aria-busy", String(history));
  for (const event of events) take(event);
  if (near) toEnd();
  else if (events.some((event) => event.kind === "message")) $("jump").hidden = false;
  const fromOthers = events.some((event) => event.kind === "message" && event.sender.kind !== "customer");
  if (!history && fromOthers && !state.open) tell("unread");
  if (history && !events.length) historyIsRead();
}

/** A conversation that was over gets a new welcome when the panel is opened again. */
function historyIsRead() {
  $("log").setAttribute("aria-busy", "false");
  if (state.owner === "closed" && !state.run.again) start(state.identity, { again: true });
}

function onLive(list) {
  const last = list.filter((live) => live.sender?.kind !== "customer" && live.state !== "idle").at(-1);
  const word = last && { typing: "typing", reading: "reading" }[last.state];
  const text = word ? t(word, { name: last.sender.name }) : "";
  if ($("live").textContent !== text) $("live").textContent = text;
}

// ---- sending -------------------------------------------------------------------------------------------------

function post(thing, words) {
  if (!outbox) {
    composer.restore(thing.text ?? "", t("cannot_open"));
    return;
  }
  log.expect(outbox.add(thing, words));
  toEnd();
  watchSoon(ASKED_MS); // the assistant may have gone since: then the panel says so
}

/** Pressed by keyboard, the button is gone as a place to be: on to the field. A finger keeps its screen. */
function onChoice(choice, { byKey }) {
  post({ payload: choice.id }, choice.label);
  if (byKey) composer.focus();
}

const STATE_WORDS = { sending: "sending", waiting: "waiting_connection", slow: "slow_down" };

function makeSender(run, kept) {
  return makeOutbox({
    token: state.token,
    signal: run.signal,
    kept,
    keep: (waiting) => keep({ waiting }),
    onState(item, now) {
      log.expect(item);
      log.mark(item, STATE_WORDS[now] ? t(STATE_WORDS[now]) : "");
    },
    onRefused(item, error) {
      log.withdraw(item);
      const reason = error.message || t("not_sent");
      if (item.thing.text) composer.restore(item.thing.text, reason);
      else composer.say(reason);
    },
    onBadToken: () => renew(),
  });
}

// ---- one conversation from opening to the next identity --------------------------------------------------------

/** The token ran out: a new one, and what waits is carried over. Three in a row and we stop asking. */
function renew() {
  const waiting = remembered(state.identity)?.waiting ?? [];
  state.refused += 1;
  forget();
  if (state.refused <= 3) start(state.identity, { waiting });
  else show($("connection"), t("cannot_open"));
}

async function start(identity, { again = false, waiting = null } = {}) {
  state.run?.end.abort();
  const end = new AbortController();
  const run = { end, signal: end.signal, again };
  Object.assign(state, { identity, run, owner: "bot", agent: null, token: null });
  outbox = null;
  $("log").replaceChildren();
  log = makeLog($("log"), { onChoice, onDocument });
  show($("progress"), "");
  show($("opening"), t("opening"));
  showOwner();
  const opened = await session({
    identity, again, signal: run.signal,
    onTrouble: (error, failures) => failures > 1 && show($("opening"), error.message || t("cannot_open")),
  });
  if (run.signal.aborted || !opened) return;
  state.token = opened.token;
  outbox = makeSender(run, waiting ?? opened.waiting);
  if (waiting) keep({ waiting });
  for (const item of outbox.resume()) log.expect(item);
  const how = await follow({
    token: state.token, signal: run.signal, onEvents, onLive,
    onConnection: (ok) => show($("connection"), ok ? "" : t("offline")),
  });
  if (how === "bad_token" && !run.signal.aborted) renew();
}

async function onDocument(paper) {
  try {
    const link = make("a", { href: await documentAddress(state.token, paper.url), download: paper.name || "" });
    link.click();
  } catch {
    composer.say(t("offline"));
  }
}

let watching = 0;

function watchSoon(ms) {
  clearTimeout(watching);
  watching = setTimeout(watchReady, ms);
}

/** While the assistant is getting ready, or back from a fall, the panel says so and everything else works. */
async function watchReady() {
  try {
    const parts = await unready();
    show($("ready"), parts.length ? t("getting_ready") : "");
    if (!parts.length) return;
  } catch {
    // The connection's own line tells about that.
  }
  watchSoon(READY_AGAIN_MS);
}

// ---- the page ------------------------------------------------------------------------------------------------

const languageShelf = shelf("localStorage");

async function switchLanguage() {
  const other = language === "fr" ? "en" : "fr";
  languageShelf.set("sensei.language", other);
  if (state.token) await preferences(state.token, { language: other }).catch(() => null);
  location.replace(`/chat?language=${other}`);
}

function wire() {
  $("close").hidden = !embedded;
  $("close").addEventListener("click", () => tell("close"));
  $("language").addEventListener("click", switchLanguage);
  $("jump").addEventListener("click", toEnd);
  $("scroll").addEventListener("scroll", () => isNearEnd() && ($("jump").hidden = true), { passive: true });
  $("person").addEventListener("click", () => {
    if (state.owner === "queue") post({ wish: "bot" }, t("back_to_assistant"));
    else post({ wish: "human" }, t("talk_to_person"));
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && !event.isComposing && tell("close"));
}

const chosen = languageShelf.get("sensei.language");
if (chosen && chosen !== language && !new URLSearchParams(location.search).has("language")) {
  location.replace(`/chat?language=${chosen === "en" ? "en" : "fr"}`);
} else {
  wire();
  composer.load();
  watchReady();
  let known; // undefined until the host said who is there
  listen({
    onIdentity(identity) {
      if (known !== undefined && known === identity) return;
      known = identity;
      start(identity);
    },
    onOpened() {
      state.open = true;
      composer.focus();
      requestAnimationFrame(toEnd); // hidden, the log had no height to scroll
      if (state.owner === "closed" && state.run) start(state.identity, { again: true });
    },
    onClosed() {
      state.open = false;
    },
  });
}

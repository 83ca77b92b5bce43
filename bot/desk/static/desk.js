/**
 * The desk: login, lists, one open conversation, refreshed without losing drafts, focus or place.
 *
 * Start here. lists, timeline and brief draw; writing owns the composer; api calls. Nothing is shown by its id.
 */

import { has, language, sayBy, shelf, show, t } from "/static/widget/words.js";
import * as api from "./api.js";
import { makeBrief } from "./brief.js";
import { makeList, nameOf, ownerWords } from "./lists.js";
import { makeTimeline } from "./timeline.js";
import { ask, forgetNote, makeWriting } from "./writing.js";

const BEAT_MS = 1500;
const SLOW_BEAT_MS = 5000; // while the connection is lost, or nobody looks at the page

const $ = (id) => document.getElementById(id);
const tab = shelf("sessionStorage");
const state = { agent: null, open: null, row: null, failures: 0, running: false };

// ---- parts ---------------------------------------------------------------------------------------------------

const timeline = makeTimeline($("timeline"), $("scroll"));
const brief = makeBrief($("brief"), {
  onQuote: (seq) => timeline.showSeq(seq),
  onSuggestion: (text) => writing.insert(text),
});
const writing = makeWriting({ onWrite: write, onInput: () => ($("said").textContent = "") });
const lists = {
  queue: makeList($("queue"), { waits: true, onOpen: openTalk }),
  mine: makeList($("mine"), { onOpen: openTalk }),
  others: makeList($("others"), { onOpen: openTalk }),
};

const isMine = (row) => row?.owner === "agent" && row.agent?.id === state.agent?.id;

// ---- refreshing ----------------------------------------------------------------------------------------------

async function refreshLists() {
  const [waiting, all] = await Promise.all([api.queue(), api.conversations()]);
  const others = all.filter((row) => row.owner !== "queue" && !isMine(row));
  const mine = all.filter(isMine);
  lists.queue.update(waiting, state.open);
  lists.mine.update(mine, state.open);
  lists.others.update(others, state.open);
  $("queue-empty").hidden = waiting.length > 0;
  $("mine-part").hidden = mine.length === 0;
  $("others-empty").hidden = others.length > 0;
  document.title = waiting.length ? `● ${t("title")}` : t("title");
}

async function refreshTalk() {
  const id = state.open;
  if (!id) return;
  const talk = await api.conversation(id);
  if (state.open !== id) return; // another one was opened meanwhile
  if (state.row?.id === id && talk.last < state.row.last) return; // an answer that was overtaken by a newer one
  drawTalk(talk);
  if (talk.unread && !document.hidden) api.read(id, talk.timeline.at(-1)?.seq ?? 0).catch(() => null);
}

function drawTalk(talk) {
  state.row = talk;
  show($("name"), nameOf(talk));
  const promised = talk.promise_by && talk.owner !== "closed" && t("row_promise", { when: sayBy(talk.promise_by) });
  show($("state"), [ownerWords(talk), promised].filter(Boolean).join(" · "));
  const another = talk.owner === "agent" && !isMine(talk);
  $("claim-part").hidden = isMine(talk) || another;
  // Only someone who waits for a person asks for the strong button.
  $("claim").className = `${talk.owner === "queue" ? "primary" : "quiet"} wide`;
  show($("with-other"), another ? t("with_other", { name: talk.agent?.name ?? t("us") }) : "");
  $("acts").hidden = !isMine(talk);
  writing.set({ conversation: talk.id, customer: nameOf(talk), mine: isMine(talk) });
  brief.update(talk.brief ?? null);
  timeline.update(talk.timeline ?? [], talk.brief?.reasons ?? talk.decision?.reasons ?? []);
}

async function beat() {
  try {
    await Promise.all([refreshLists(), refreshTalk()]);
    state.failures = 0;
    show($("connection"), "");
  } catch (error) {
    if (error.status === 401) return leave(t("session_over"));
    if (error.status === 404) closeTalk();
    state.failures += 1;
    if (state.failures > 1) show($("connection"), t("offline"));
  }
  return undefined;
}

async function run() {
  if (state.running) return;
  state.running = true;
  while (state.agent) {
    await beat();
    await new Promise((resolve) => setTimeout(resolve, state.failures || document.hidden ? SLOW_BEAT_MS : BEAT_MS));
  }
  state.running = false;
}

// ---- one conversation ----------------------------------------------------------------------------------------

async function openTalk(id) {
  if (state.open !== id) {
    timeline.clear();
    brief.update(null);
    show($("problem"), "");
    $("said").textContent = "";
  }
  state.open = id;
  tab.set("sensei.desk.open", id);
  $("choose").hidden = true;
  $("open").hidden = false;
  $("brief-part").hidden = false;
  document.body.classList.add("talking");
  await beat();
  $("talk").focus({ preventScroll: true });
}

function closeTalk() {
  state.open = null;
  state.row = null;
  tab.set("sensei.desk.open", null);
  $("choose").hidden = false;
  $("open").hidden = true;
  $("brief-part").hidden = true;
  document.body.classList.remove("talking");
}

/** Does one thing to the open conversation; says what went wrong, in words, and keeps every text. */
async function act(work, said = "") {
  show($("problem"), "");
  try {
    await work(state.open);
    $("said").textContent = said;
    await beat();
    return true;
  } catch (error) {
    if (error.status === 401) leave(t("session_over"));
    else if (error.code === "claimed") show($("problem"), t("claimed_by", { name: error.by?.name ?? t("us") }));
    else if (error.code === "not_owner") show($("problem"), t("not_owner"));
    else show($("problem"), error.message && error.status ? error.message : t("failed"));
    await beat();
    return false;
  }
}

async function write(message) {
  return act(() => api.write(message.conversation, message).then(() => writing.sent(message)), message.private ? t("note_kept") : t("sent_to"));
}

async function end(kind, send) {
  const draft = `${kind}:${state.open}`;
  const note = await ask({ title: t(`${kind}_title`), text: t(`${kind}_text`), act: t(kind), draft });
  if (note === null) return;
  await act((id) => send(id, note).then(() => forgetNote(draft)));
}

// ---- coming and going ----------------------------------------------------------------------------------------

function enter(agent) {
  state.agent = agent;
  $("login").hidden = true;
  $("work").hidden = false;
  $("logout").hidden = false;
  show($("me"), [agent.name, agent.role].filter(Boolean).join(", "));
  const before = tab.get("sensei.desk.open");
  if (before) openTalk(before);
  run();
}

function leave(reason = "") {
  state.agent = null;
  tab.set("sensei.desk.agent", null);
  $("work").hidden = true;
  $("logout").hidden = true;
  show($("me"), "");
  $("login").hidden = false;
  show($("login-problem"), reason);
  ($("password").value ? $("login-form").querySelector(".primary") : $("email")).focus();
}

async function login(event) {
  event.preventDefault();
  show($("login-problem"), "");
  try {
    const { agent } = await api.login($("email").value, $("password").value);
    tab.set("sensei.desk.agent", JSON.stringify(agent));
    enter(agent);
  } catch (error) {
    const known = error.status === 401 ? t("login_failed") : error.message;
    show($("login-problem"), error.status ? known || t("failed") : t("failed"));
  }
}

/** Who the cookie speaks for: the page says it; else this tab remembers; else we ask to log in. */
function agentOfPage() {
  for (const text of [document.documentElement.dataset.agent, tab.get("sensei.desk.agent")]) {
    try {
      if (text) return JSON.parse(text);
    } catch {
      // Not readable: the next source, then the login.
    }
  }
  return null;
}

$("login-form").addEventListener("submit", login);
$("logout").addEventListener("click", () => api.logout().catch(() => null).finally(() => leave()));
$("back").addEventListener("click", closeTalk);
$("claim").addEventListener("click", () => {
  writing.hold(true); // what is typed meanwhile would land in the note and vanish when replying opens
  act(api.claim).then((done) => {
    writing.hold(false);
    if (done) writing.focus();
  });
});
$("hand-back").addEventListener("click", () => end("hand_back", api.handBack));
$("resolve").addEventListener("click", () => end("resolve", api.resolve));
$("language").addEventListener("change", (event) => {
  shelf("localStorage").set("sensei.desk.language", event.target.value);
  location.replace(`/desk?language=${event.target.value}`);
});
document.addEventListener("visibilitychange", () => !document.hidden && state.agent && beat());
// On a narrow screen the talk comes first and the brief is one touch away.
if (window.matchMedia("(max-width: 1099px)").matches) $("brief-fold").open = false;

const chosen = shelf("localStorage").get("sensei.desk.language");
if (chosen && chosen !== language && !new URLSearchParams(location.search).has("language") && has("title")) {
  location.replace(`/desk?language=${chosen === "en" ? "en" : "fr"}`);
} else {
  const agent = agentOfPage();
  if (agent) enter(agent);
  else leave();
}

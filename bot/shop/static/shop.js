/**
 * The demo bar: who the visitor is and what time it is. Only loaded in the demo.
 *
 * Owns the pressed buttons; the server owns identity and clock, and the panel gets the identity through the
 * launcher. Nothing is asked for before a button is pressed, except to stay the person chosen in this tab.
 */

import { language, make, shelf, t, zone } from "/static/widget/words.js";

const NOBODY = "unknown";
const HOUR = { tuesday: { weekday: 2, hour: 14 }, saturday: { weekday: 6, hour: 23 } };
const DAY_MS = 86400000;

const store = shelf("sessionStorage");
const said = document.getElementById("tour-said");

function say(text, failed = false) {
  said.classList.toggle("failed", failed);
  said.replaceChildren(make("span", { text }));
}

async function post(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Accept-Language": language, ...csrf() },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.status === 204 ? {} : response.json();
}

/** The same protection as the desk's, when the server set its cookie. */
function csrf() {
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  return cookie ? { "X-CSRFToken": decodeURIComponent(cookie.slice("csrftoken=".length)) } : {};
}

function press(kind, value) {
  for (const button of document.querySelectorAll(`[data-${kind}]`)) {
    button.setAttribute("aria-pressed", String(button.dataset[kind] === value));
  }
}

const labelOf = (kind, value) => document.querySelector(`[data-${kind}="${value}"]`).textContent.trim();

async function be(who) {
  const answer = who === NOBODY ? { identity: null } : await post("/demo/identity", { who });
  window.Sensei?.identify(answer.identity ?? answer.token ?? null);
  store.set("sensei.who", who);
  press("who", who);
}

/** How many minutes the zone is ahead of UTC at `moment`. */
function aheadOfUtc(moment) {
  const name = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" })
    .formatToParts(moment).find((part) => part.type === "timeZoneName").value;
  const [, sign, hours, minutes] = name.match(/GMT(?:([+-])(\d\d):(\d\d))?/);
  return sign ? (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) : 0;
}

/** The next such weekday and hour in the shop's zone, as RFC 3339; null for the real time. */
function momentOf(time, now = Date.now()) {
  if (!HOUR[time]) return null;
  const { weekday, hour } = HOUR[time];
  for (let days = 0; days <= 8; days += 1) {
    const there = new Date(now + days * DAY_MS + aheadOfUtc(new Date(now)) * 60000);
    if (there.getUTCDay() !== weekday) continue;
    const wall = Date.UTC(there.getUTCFullYear(), there.getUTCMonth(), there.getUTCDate(), hour);
    const moment = new Date(wall - aheadOfUtc(new Date(wall)) * 60000);
    if (moment.getTime() > now) return moment.toISOString();
  }
  return null;
}

async function setClock(time) {
  await post("/demo/clock", { now: momentOf(time) });
  store.set("sensei.time", time);
  press("time", time);
}

/** Runs what a button asks for; a failure is said and the buttons stay as they were. */
async function attempt(work, done) {
  try {
    await work();
    if (done) say(done);
  } catch {
    say(t("tour_failed"), true);
  }
}

for (const button of document.querySelectorAll("[data-who]")) {
  const who = button.dataset.who;
  button.addEventListener("click", () => attempt(() => be(who), t("tour_be", { who: labelOf("who", who) })));
}
for (const button of document.querySelectorAll("[data-time]")) {
  const time = button.dataset.time;
  button.addEventListener("click", () => attempt(() => setClock(time), t("tour_clock", { time: labelOf("time", time) })));
}

const before = store.get("sensei.who");
if (before && before !== NOBODY) attempt(() => be(before));
const time = store.get("sensei.time");
if (time) press("time", time);

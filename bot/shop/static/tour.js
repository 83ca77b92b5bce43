/**
 * The demo bar: who the visitor is and what time it is. Only loaded in the demo.
 *
 * Owns what a press says and the moments behind the clock's buttons; the server owns the clock, person.js the person.
 */

import { ask, be } from "./person.js";
import { make, t, zone } from "/static/widget/words.js";

const HOUR = { tuesday: { weekday: 2, hour: 14 }, saturday: { weekday: 6, hour: 23 } };
const DAY_MS = 86400000;
const said = document.getElementById("tour-said");

function say(text, failed = false) {
  said.classList.toggle("failed", failed);
  said.replaceChildren(make("span", { text }));
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
  await ask("/demo/clock", { now: momentOf(time) });
  for (const button of document.querySelectorAll("[data-time]")) {
    button.setAttribute("aria-pressed", String(button.dataset.time === time));
  }
}

/** Runs what a button asks for; a failure is said and the buttons stay as they were. */
async function attempt(work, done) {
  try {
    await work();
    say(done);
  } catch {
    say(t("tour_failed"), true);
  }
}

for (const button of document.querySelectorAll("[data-who]")) {
  const who = button.textContent.trim();
  button.addEventListener("click", () => attempt(() => be(button.dataset.who), t("tour_be", { who })));
}
for (const button of document.querySelectorAll("[data-time]")) {
  const time = button.textContent.trim();
  button.addEventListener("click", () => attempt(() => setClock(button.dataset.time), t("tour_clock", { time })));
}

/**
 * Time as the front door's one clock reads it, and how long ago something was, in words.
 *
 * The demo moves the server's clock, so the browser's own says nothing about waiting: `setNow` corrects it.
 */

import { language, sayHour, t, zone } from "/static/widget/words.js";

const MINUTE_MS = 60000;
const day = new Intl.DateTimeFormat(language === "fr" ? "fr-FR" : "en-GB", { weekday: "long", timeZone: zone });
let ahead = 0; // how far the server's clock is ahead of this machine's
let known = false;

/** The server said what time it is. */
export function setNow(iso) {
  const now = Date.parse(iso);
  if (Number.isNaN(now)) return;
  ahead = now - Date.now();
  known = true;
}

/** "samedi 23 h": never "today", which moves with the demo's clock. */
export const sayTime = (iso) => `${day.format(new Date(iso))} ${sayHour(iso)}`;

/** How long ago, short: "4 min"; the moment itself while the server's time is not known. */
export function sayAge(iso) {
  if (!known) return sayTime(iso);
  const minutes = Math.floor((Date.now() + ahead - Date.parse(iso)) / MINUTE_MS);
  if (minutes < 1) return t("age_now");
  if (minutes < 60) return t("age_minutes", { n: minutes });
  if (minutes < 48 * 60) return t("age_hours", { n: Math.floor(minutes / 60) });
  return t("age_days", { n: Math.floor(minutes / 60 / 24) });
}

/** Whether the moment is over. */
export const isPast = (iso) => known && Date.parse(iso) < Date.now() + ahead;

/** The present as the server has it, for "today" and "tomorrow"; null while it is not known. */
export const nowIso = () => (known ? new Date(Date.now() + ahead).toISOString() : null);

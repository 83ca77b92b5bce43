/**
 * Words, times and colours of a page, shared by chat, shop and desk.
 *
 * Texts come from the server in `<html data-texts>`, already in the page's language. Must not hold a sentence
 * of its own, and never makes HTML: everything is put into the page as text.
 */

const page = document.documentElement;

/** Language of the page: "fr" or "en". */
export const language = page.lang === "en" ? "en" : "fr";

/** Zone in which times are said. */
export const zone = page.dataset.zone || "Europe/Paris";

const texts = JSON.parse(page.dataset.texts || "{}");
const bare = new Map(
  // The server may send "close" or "chat.close": both are found under "close".
  Object.entries(texts).map(([key, value]) => [key.split(".").pop(), typeof value === "string" ? value : value?.vous]),
);

/** Whether a text of that name exists. */
export const has = (key) => bare.has(key);

/** The text `key` with its `{places}` filled; the key itself when missing, so that a gap is seen in tests. */
export function t(key, values = {}) {
  const text = bare.get(key) ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (values[name] == null ? whole : String(values[name])));
}

/** What stands between a name and what it says. */
export const colon = language === "fr" ? "\u00a0: " : ": ";

const locale = language === "fr" ? "fr-FR" : "en-GB";
const format = (options) => new Intl.DateTimeFormat(locale, { timeZone: zone, ...options });
const clock = format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const day = format({ weekday: "long", day: "numeric", month: "long" });
const shortDay = format({ weekday: "long" });
const DAY_MS = 86400000;
/** The day `moment` is in, in the page's zone, as a number that grows by DAY_MS a day. */
const midnight = (moment) => Date.parse(new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(moment));
const dated = format({ day: "numeric", month: "long", year: "numeric" });

/** "14 h 05" or "2.05 pm", as the assistant says times; a full hour has no minutes. */
export function sayHour(iso) {
  const parts = Object.fromEntries(clock.formatToParts(new Date(iso)).map((part) => [part.type, part.value]));
  const [hour, minute] = [Number(parts.hour), parts.minute === "00" ? "" : parts.minute];
  if (language === "en") return `${hour % 12 || 12}${minute && `.${minute}`}\u00a0${hour < 12 ? "am" : "pm"}`;
  return `${hour}\u00a0h${minute && `\u00a0${minute}`}`;
}

/** "mardi 24 novembre". */
export const sayDay = (iso) => day.format(new Date(iso));

/** "24 novembre 2025". */
export const sayDate = (iso) => dated.format(new Date(iso));

/**
 * By when, as the assistant says it: "aujourd’hui avant 15 h 15". `from` is the moment it was said at; without it
 * the day is named, because the demo moves the server's clock and this page does not know what today is.
 */
export function sayBy(iso, from = null) {
  const at = new Date(iso);
  const days = from ? Math.round((midnight(at) - midnight(new Date(from))) / DAY_MS) : null;
  const hour = sayHour(iso);
  if (days === 0) return t("by_today", { hour });
  if (days === 1) return t("by_tomorrow", { hour });
  return t("by_day", { hour, day: days > 6 ? sayDay(iso) : shortDay.format(at) });
}

/** An element with text and properties; children are elements or texts, never HTML. */
export function make(tag, { text, on, data, ...attributes } = {}, ...children) {
  const element = document.createElement(tag);
  if (text != null) element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value != null && value !== false) element.setAttribute(name, value);
  }
  for (const [name, value] of Object.entries(data ?? {})) if (value != null) element.dataset[name] = value;
  for (const [name, handler] of Object.entries(on ?? {})) element.addEventListener(name, handler);
  element.append(...children.filter((child) => child != null));
  return element;
}

/** `text` drawn by `draw` (text → nodes); each line that begins with a dot is a block, so that it goes on under its words. */
export const inPoints = (text, draw) =>
  text.split(/(^• .*\n?)/m).flatMap((part, n) => (n % 2 ? make("span", { class: "point" }, ...draw(part)) : draw(part)));

/** Shows `text` in `element`, or hides the element when there is none. Does nothing when nothing changed. */
export function show(element, text) {
  if (element.textContent !== (text || "")) element.textContent = text || "";
  element.hidden = !text;
}

/** Up to two initials of a name, for a face drawn with letters. */
export function initials(name) {
  const parts = String(name || "").trim().split(/\s+/).filter(Boolean);
  const letters = parts.length > 1 ? [parts[0], parts.at(-1)] : parts;
  return letters.map((part) => [...part][0].toLocaleUpperCase(locale)).join("");
}

/** Browser storage that may be refused (private windows, third-party frames): then memory serves. */
export const shelf = (kind) => {
  const memory = new Map();
  const real = () => {
    try {
      return window[kind];
    } catch {
      return null;
    }
  };
  return {
    get(key) {
      try {
        return real()?.getItem(key) ?? memory.get(key) ?? null;
      } catch {
        return memory.get(key) ?? null;
      }
    },
    set(key, value) {
      if (value == null || value === "") memory.delete(key);
      else memory.set(key, value);
      try {
        if (value == null || value === "") real()?.removeItem(key);
        else real()?.setItem(key, value);
      } catch {
        // Refused or full: memory has it.
      }
    },
  };
};

/** Colours as chosen with `select`: "" as the device has them, "light" or "dark". Remembered under `key` where allowed. */
export function wireColours(select, key) {
  const kept = shelf("localStorage");
  const wear = () => (page.dataset.theme = select.value);
  select.value = kept.get(key) ?? "";
  wear();
  select.addEventListener("change", () => {
    wear();
    kept.set(key, select.value);
  });
}

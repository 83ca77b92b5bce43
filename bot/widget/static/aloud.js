/**
 * Reads a message aloud with the browser's own voice, only when somebody presses for it.
 *
 * One voice at a time; pressing again stops it. Where the browser has no voice, there is no button.
 */

import { make, t } from "./words.js";

const REGION = { fr: "fr-FR", en: "en-GB" };
let speaking = null; // the button whose message is being read

function mark(button, on) {
  button.setAttribute("aria-pressed", String(on));
  button.setAttribute("aria-label", on ? t("aloud_stop") : t("aloud"));
  button.title = button.getAttribute("aria-label");
}

function stop() {
  if (speaking) mark(speaking, false);
  speaking = null;
  window.speechSynthesis.cancel();
}

function start(button, text, lang) {
  stop();
  const words = new SpeechSynthesisUtterance(text);
  words.lang = REGION[lang] ?? lang;
  words.onend = words.onerror = () => speaking === button && stop();
  speaking = button;
  mark(button, true);
  window.speechSynthesis.speak(words);
}

/** A button that reads `text()` in language `lang`; null where there is no voice. */
export function aloudButton(text, lang) {
  if (!("speechSynthesis" in window) || !window.SpeechSynthesisUtterance) return null;
  const button = make("button", { type: "button", class: "aloud", on: {
    click: () => (speaking === button ? stop() : start(button, text(), lang)),
  } });
  mark(button, false);
  return button;
}

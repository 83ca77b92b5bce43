/**
 * Draws one message: who speaks, in which language, what can be chosen, listened to or kept.
 *
 * Never makes HTML out of words, never moves the focus, sends nothing itself. Reads aloud with the browser's own voice,
 * one at a time, only when somebody presses for it.
 */

import { fileCard } from "./files.js";
import { initials, inPoints, language, make, sayHour, t } from "./words.js";

const ADDRESS = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]'’»]/g;

export const isMine = (event) => event.sender.kind === "customer";

/** Who speaks, so that two messages in a row can be told to be of one person. */
export const speakerKey = (sender) => [sender.kind, sender.name, sender.role].join("|");

/** Choices belong to the moment they were offered in: the customer's next word closes them. Answers those closed. */
export function closeChoices(scope, taken) {
  const open = [...scope.querySelectorAll("button.choice:not([disabled])")];
  for (const button of open) {
    button.disabled = true;
    if (taken && button.dataset.choice === taken) {
      button.classList.add("taken");
      button.append(make("span", { class: "unseen", text: ` (${t("chosen")})` }));
    }
  }
  return open;
}

/** What closed them was refused: they are offered again. */
export function reopenChoices(buttons) {
  for (const button of buttons) {
    button.disabled = false;
    button.classList.remove("taken");
    button.querySelector(".unseen")?.remove();
  }
}

/** Buttons for `choices`; `onChoice(choice, {byKey})` when one is taken. Null when there are none. */
export function choiceList(choices, onChoice) {
  if (!choices?.length) return null;
  const list = make("div", { class: "choices", role: "group", "aria-label": t("choices_label") });
  for (const choice of choices) {
    const button = make("button", { type: "button", class: "choice", text: choice.label, data: { choice: choice.id } });
    button.addEventListener("click", (click) => {
      closeChoices(list, choice.id);
      onChoice(choice, { byKey: click.detail === 0 });
    });
    list.append(button);
  }
  return list;
}

/** Addresses that our side wrote can be followed; everything stays text. */
function withLinks(text) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(ADDRESS)) {
    parts.push(text.slice(end, found.index));
    parts.push(make("a", { href: found[0], target: "_blank", rel: "noopener noreferrer", text: found[0] }));
    end = found.index + found[0].length;
  }
  return [...parts, text.slice(end)];
}

function head(event, mine) {
  const { kind, name } = event.sender;
  const role = kind === "bot" ? t("assistant_role") : event.sender.role; // in this page's language, whenever it was said
  const line = make("p", { class: "by" }, make("span", { class: "by-who" },
    make("span", { class: "by-name", text: mine ? t("me") : name || t("us") }),
    // The comma is read aloud as a pause, and stands between the two where styles are missing.
    mine || !role ? null : make("span", { class: "by-role", text: `, ${role}` })));
  // Our own unsent words carry no time: only the server's clock counts.
  if (event.at) line.append(make("time", { datetime: event.at, text: sayHour(event.at) }));
  return line;
}

/** A face of letters: square for the assistant, round for a person; the line above the words says the same. */
export const face = (sender) =>
  make("span", { class: `face ${sender.kind}`, "aria-hidden": "true", text: initials(sender.name || "?") });

const REGION = { fr: "fr-FR", en: "en-GB" };
let speaking = null; // the button whose message is being read

function press(button, on) {
  button.setAttribute("aria-pressed", String(on));
  button.setAttribute("aria-label", on ? t("aloud_stop") : t("aloud"));
  button.title = button.getAttribute("aria-label");
}

function hush() {
  if (speaking) press(speaking, false);
  speaking = null;
  window.speechSynthesis.cancel();
}

function speak(button, text, lang) {
  hush();
  const words = new SpeechSynthesisUtterance(text);
  words.lang = REGION[lang] ?? lang;
  words.onend = words.onerror = () => speaking === button && hush();
  speaking = button;
  press(button, true);
  window.speechSynthesis.speak(words);
}

/** A button that reads `text()` in language `lang`; null where there is no voice. */
function aloudButton(text, lang) {
  if (!("speechSynthesis" in window) || !window.SpeechSynthesisUtterance) return null;
  const button = make("button", { type: "button", class: "aloud", on: {
    click: () => (speaking === button ? hush() : speak(button, text(), lang)),
  } });
  press(button, false);
  return button;
}

/**
 * The bubble of a message event. `tools`: `onChoice`, `fetchBlob(file)`, `onTrouble()`, `known(file)` (a blob this
 * page already has, or null).
 */
export function bubble(event, tools) {
  const mine = isMine(event);
  const lang = event.lang || language;
  const box = make("article", { class: `bubble ${mine ? "mine" : event.sender.kind}`, data: { by: speakerKey(event.sender) } });
  if (!mine) box.append(face(event.sender));
  box.append(head(event, mine));
  const words = make("p", { class: "words", lang, dir: "auto" }, ...(mine ? [event.text || ""] : inPoints(event.text || "", withLinks)));
  if (event.text) box.append(words);
  for (const file of event.attachments ?? []) {
    box.append(fileCard(file, { fetchBlob: tools.fetchBlob, onTrouble: tools.onTrouble, known: tools.known?.(file) }));
  }
  if (event.masked) box.append(make("p", { class: "aside", text: t("masked") }));
  const list = choiceList(event.choices, tools.onChoice);
  if (list) {
    list.lang = lang;
    box.append(list);
  }
  if (!mine && event.text) {
    const aloud = aloudButton(() => [event.text, ...(event.choices ?? []).map((choice) => choice.label)].join("\n"), lang);
    if (aloud) box.querySelector(".by").append(aloud);
  }
  return box;
}

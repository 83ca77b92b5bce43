/**
 * What is remembered of this person, on their account page: seen, changed, added to and forgotten.
 *
 * Owns that part of the page only. It speaks /chat/memory with a session of its own, which ends when somebody else is
 * chosen. What may be remembered is in the page's list; what may be kept is for the server to say.
 */

import { NOBODY, ask, follow } from "./person.js";
import { language, make, sayDay, t } from "/static/widget/words.js";

const part = (name) => document.getElementById(`memory${name}`);
const list = part("");
const status = part("-status");
const form = part("-form");
const key = part("-key");
const text = part("-text");
const choice = part("-choice");
let session = null;
let turn = 0;

async function call(method, path = "", token = session, body = undefined) {
  const response = await fetch(path || "/chat/memory", {
    method, body: body && JSON.stringify(body),
    headers: { Authorization: `Bearer ${token}`, "Accept-Language": language,
      ...(body ? { "Content-Type": "application/json" } : {}) },
  });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.status === 204 ? null : response.json();
}

/** The values a thing may have, in words: [[value, words]]; none when it is written freely. */
function values(name) {
  const said = [...key.options].find((option) => option.value === name)?.dataset.values;
  return said ? said.split("|").map((one) => one.split("=")) : [];
}

function say(item) {
  return values(item.key).find(([value]) => value === item.value)?.[1] ?? item.value;
}

/** Shows the field that fits what is chosen: a list where the values are few, else a line to write in. */
function fit(value = "") {
  const known = values(key.value);
  choice.replaceChildren(...known.map(([one, words]) => make("option", { value: one, text: words })));
  part("-chosen").hidden = known.length === 0;
  part("-written").hidden = known.length > 0;
  text.required = known.length === 0;
  part("-sensitive").hidden = !key.selectedOptions[0].hasAttribute("data-sensitive");
  if (known.length) choice.value = value || known[0][0];
  else text.value = value;
}

function button(name, item, act) {
  const made = make("button", { type: "button", class: "quiet", text: t(name),
    "aria-label": t(`${name}_what`, { what: item.label }) });
  made.addEventListener("click", act);
  return made;
}

function change(item) {
  key.value = item.key;
  fit(item.value);
  (text.required ? text : choice).focus();
}

async function forget(item) {
  try {
    await call("DELETE", `/chat/memory/${item.id}`);
    status.textContent = t("memory_forgotten");
    await show();
    list.querySelector("button")?.focus();
  } catch {
    status.textContent = t("tour_failed");
  }
}

function row(item) {
  return make("li", { class: "remembered" },
    make("p", {}, make("strong", { text: item.label }), document.createTextNode(` ${say(item)}`)),
    make("p", { class: "order-day" }, make("time", { datetime: item.since, text: sayDay(item.since) })),
    make("p", { class: "remembered-acts" }, button("memory_change", item, () => change(item)),
      button("memory_forget", item, () => forget(item))));
}

function fill({ items }) {
  list.replaceChildren(...items.map(row));
  part("-empty").hidden = items.length > 0;
}

async function show() {
  fill(await call("GET"));
}

key.addEventListener("change", () => fit());
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    fill(await call("PUT", "", session, { key: key.value, value: text.required ? text.value : choice.value }));
    status.textContent = t("memory_saved");
    fit();
  } catch {
    status.textContent = t("memory_refused");
  }
});

fit();
follow(async (who) => {
  const mine = ++turn;
  const old = session;
  session = null;
  form.hidden = true;
  list.replaceChildren();
  status.textContent = "";
  part("-empty").hidden = false;
  if (old) call("DELETE", "/chat/sessions", old).catch(() => {});
  if (who === NOBODY) return;
  try {
    const { identity } = await ask("/demo/identity", { who });
    const { token } = await ask("/chat/sessions", { identity, language: null, greet: false });
    if (mine !== turn) return;
    session = token;
    await show();
    form.hidden = mine !== turn;
  } catch {
    if (mine === turn) status.textContent = t("tour_failed");
  }
});

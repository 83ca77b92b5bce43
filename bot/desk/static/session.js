/**
 * Who sits at the desk: logging in, leaving, the language and the colours they read. Knows nothing of conversations.
 */

import { has, language, shelf, show, t, wireColours } from "/static/widget/words.js";
import * as api from "./api.js";

const $ = (id) => document.getElementById(id);
const tab = shelf("sessionStorage");
const local = shelf("localStorage");
const ONLY_INSIDE = ["logout", "sound", "keys-open"];

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

/** `onEnter(agent)` and `onLeave()`; `start()` enters at once when the session still holds. */
export function makeSession({ onEnter, onLeave }) {
  function enter(agent) {
    $("login").hidden = true;
    $("work").hidden = false;
    for (const id of ONLY_INSIDE) $(id).hidden = false;
    show($("me"), agent.name);
    $("tasks-link").hidden = !agent.lead;
    onEnter(agent);
  }

  function leave(reason = "") {
    onLeave();
    tab.set("sensei.desk.agent", null);
    $("work").hidden = true;
    for (const id of ONLY_INSIDE) $(id).hidden = true;
    show($("me"), "");
    $("tasks-link").hidden = true;
    show($("connection"), "");
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

  wireColours($("theme"), "sensei.desk.theme");
  $("login-form").addEventListener("submit", login);
  $("logout").addEventListener("click", () => api.logout().catch(() => null).finally(() => leave()));
  $("language").addEventListener("change", (event) => {
    local.set("sensei.desk.language", event.target.value);
    location.replace(`/desk?language=${event.target.value}`);
  });

  return {
    leave,
    start() {
      const chosen = local.get("sensei.desk.language");
      if (chosen && chosen !== language && !new URLSearchParams(location.search).has("language") && has("title")) {
        location.replace(`/desk?language=${chosen === "en" ? "en" : "fr"}`);
        return;
      }
      const known = agentOfPage();
      if (known) enter(known);
      else leave();
    },
  };
}

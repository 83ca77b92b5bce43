/**
 * What a reader may set or ask for: size of the words, pace, a copy of the conversation, its end.
 *
 * A disclosure, not a dialog: it never traps the focus. Esc closes it and gives the focus back to its button.
 */

import { save } from "./files.js";
import { shelf, t } from "./words.js";
import { exported, preferences } from "./wire.js";

const SIZES = ["1", "2", "3"];
const store = shelf("localStorage");
const $ = (id) => document.getElementById(id);

function makeDisclosure(button, panel) {
  const set = (open) => {
    panel.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
  };
  button.addEventListener("click", () => set(panel.hidden));
  document.addEventListener("click", (event) => {
    if (!panel.hidden && !panel.contains(event.target) && !button.contains(event.target)) set(false);
  });
  return {
    /** True when there was something to close. */
    close() {
      if (panel.hidden) return false;
      set(false);
      button.focus();
      return true;
    },
  };
}

function chooseSize(size) {
  document.documentElement.dataset.size = size;
  for (const button of document.querySelectorAll("[data-set-size]")) {
    button.setAttribute("aria-pressed", String(button.dataset.setSize === size));
  }
}

function wireSizes() {
  const before = store.get("sensei.size");
  chooseSize(SIZES.includes(before) ? before : "1");
  for (const button of document.querySelectorAll("[data-set-size]")) {
    button.addEventListener("click", () => {
      chooseSize(button.dataset.setSize);
      store.set("sensei.size", button.dataset.setSize);
    });
  }
}

/**
 * `token()` of the session or null; `onShared()` shows what was passed on; `onEnd()` ends the exchange;
 * `say(reason)` tells what did not work.
 */
export function makeMenu({ token, onShared, onEnd, say }) {
  const disclosure = makeDisclosure($("menu-button"), $("menu"));
  const after = (act) => () => {
    disclosure.close();
    act();
  };
  wireSizes();
  $("pace").checked = store.get("sensei.pace") === "easy";
  $("pace").addEventListener("change", async () => {
    const pace = $("pace").checked ? "easy" : "normal";
    store.set("sensei.pace", pace === "easy" ? pace : null);
    try {
      await preferences(token(), { pace });
    } catch {
      say(t("offline"));
    }
  });
  $("copy").addEventListener("click", after(async () => {
    try {
      save(await exported(token()), `${t("log_label").toLowerCase()}.txt`);
    } catch (error) {
      say(error.message && error.code ? error.message : t("not_now"));
    }
  }));
  $("shared").addEventListener("click", after(onShared));
  $("end").addEventListener("click", after(onEnd));
  return disclosure;
}

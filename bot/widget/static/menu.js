/**
 * What a reader may set or ask for: size of the words, colours, pace, how to be spoken to, a copy, the end.
 *
 * A disclosure, not a dialog: it never traps the focus. Esc closes it and gives the focus back to its button.
 */

import { save } from "./files.js";
import { shelf, t, wireColours } from "./words.js";
import { exported, preferences } from "./wire.js";

const SIZES = ["1", "2", "3"];
const store = shelf("localStorage");
const $ = (id) => document.getElementById(id);

function makeDisclosure(button, panel, onOpen) {
  const set = (open) => {
    if (open) onOpen();
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
  const prefer = async (wanted) => {
    try {
      const { pace, formality } = await preferences(token(), wanted);
      $("pace").checked = pace === "easy";
      $("formality").value = formality;
    } catch {
      if (Object.keys(wanted).length) say(t("offline"));
    }
  };
  // What holds is the server's to say: another tab, or the assistant, may have changed it.
  const disclosure = makeDisclosure($("menu-button"), $("menu"), () => prefer({}));
  const after = (act) => () => {
    disclosure.close();
    act();
  };
  wireSizes();
  wireColours($("theme"), "sensei.theme");
  $("pace").addEventListener("change", () => prefer({ pace: $("pace").checked ? "easy" : "normal" }));
  $("formality").addEventListener("change", () => prefer({ formality: $("formality").value }));
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

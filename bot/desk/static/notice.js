/**
 * Being called: the number of people who wait in the page's title, and a short sound for those who want one.
 *
 * Off until an agent turns it on; kept in this browser. The sound is made here, no file is fetched.
 */

import { shelf, t } from "/static/widget/words.js";

const store = shelf("localStorage");
const KEY = "sensei.desk.sound";

function ring(context) {
  const volume = context.createGain();
  volume.connect(context.destination);
  volume.gain.setValueAtTime(0.0001, context.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.12, context.currentTime + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.0001, context.currentTime + 0.5);
  for (const [pitch, after] of [[660, 0], [880, 0.12]]) {
    const tone = context.createOscillator();
    tone.frequency.value = pitch;
    tone.connect(volume);
    tone.start(context.currentTime + after);
    tone.stop(context.currentTime + 0.5);
  }
}

/** `update(waiting, unread)`: ids of people who wait, and how many of one's own have written. */
export function makeNotice(button) {
  let known = null; // who called before; the first list rings for nobody
  let context = null;

  const wanted = () => store.get(KEY) === "on";
  function showButton() {
    button.setAttribute("aria-pressed", String(wanted()));
  }

  button.addEventListener("click", () => {
    store.set(KEY, wanted() ? null : "on");
    showButton();
    if (!wanted()) return;
    context ??= new AudioContext(); // only a press may start sound
    ring(context);
  });
  showButton();

  return {
    update(waiting, unread) {
      const calls = [...waiting, ...unread];
      document.title = calls.length ? `(${calls.length}) ${t("title")}` : t("title");
      const isNew = known && calls.some((id) => !known.has(id));
      known = new Set(calls);
      if (isNew && wanted()) {
        context ??= new AudioContext();
        ring(context);
      }
    },
    forget() {
      known = null;
      document.title = t("title");
    },
  };
}

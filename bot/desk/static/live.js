/**
 * Being up to date: news from the stream, a regular look as a safety net, and knowing when neither is true.
 *
 * Owns the connection and says `onNews`, `onState("live" | "polling" | "lost")`. Must not draw anything, and never
 * counts as a sign of life: that is presence.js.
 */

import { openStream } from "./api.js";

const BEAT_MS = 1500; // without a stream
const CALM_BEAT_MS = 20000; // with one: waiting ages the queue even when nothing happens
const HIDDEN_BEAT_MS = 8000;
const SILENCE_MS = 45000; // a stream that says nothing for so long, not even a heartbeat, is broken
const ASLEEP_MS = 15000; // a timer that comes so much too late: the machine slept
const AGAIN_MS = [500, 1000, 2000, 4000, 8000];
const NO_STREAM_MS = 60000; // a server without one is asked again after a while

/** Reads server-sent events until the end; `onFrame(data)` gets each one, `onSign()` every sign of the line. */
export async function readStream(body, { onFrame, onSign }) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    onSign();
    const blocks = (rest + value).replaceAll("\r\n", "\n").split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const data = block.split("\n").filter((line) => line.startsWith("data:")).map((line) => line.slice(5).trimStart()).join("\n");
      if (!data) continue;
      try {
        onFrame(JSON.parse(data));
      } catch {
        // Not of this protocol: the next look at the lists has what it meant.
      }
    }
  }
}

/** `refresh()` fetches everything shown and throws when it cannot; `onNews(frame)` is called per frame. */
export function makeLive({ refresh, onNews, onState, onOver }) {
  let state = "";
  let failures = 0;
  let stopped = true;
  let streaming = null; // AbortController of the open stream
  let streamOpen = false;
  let lastSign = 0;
  let tries = 0;
  let timer = 0;

  function become(next) {
    if (state === next) return;
    state = next;
    onState(next);
  }

  /** One look at everything. What was missed is on the page before anyone hears that we are connected. */
  async function look() {
    try {
      await refresh();
      failures = 0;
      if (!stopped) become(streamOpen ? "live" : "polling");
    } catch (error) {
      if (error.status === 401) {
        onOver();
        return;
      }
      failures += 1;
      if (failures > 1 || !navigator.onLine) become("lost");
    }
  }

  async function stream() {
    streaming = new AbortController();
    const mine = streaming;
    let wait = AGAIN_MS[Math.min(tries, AGAIN_MS.length - 1)];
    try {
      const response = await openStream(mine.signal);
      if (!response.ok || !response.body) {
        wait = NO_STREAM_MS;
        throw new Error(`no stream: ${response.status}`);
      }
      streamOpen = true;
      tries = 0;
      lastSign = Date.now();
      look();
      await readStream(response.body, { onFrame: onNews, onSign: () => (lastSign = Date.now()) });
    } catch {
      // The regular look carries on meanwhile, and says so when it fails too.
    }
    if (mine !== streaming || stopped) return;
    streamOpen = false;
    tries += 1;
    schedule(0);
    setTimeout(() => mine === streaming && !stopped && stream(), wait);
  }

  function restart() {
    streaming?.abort();
    streamOpen = false;
    stream();
  }

  function schedule(wait) {
    clearTimeout(timer);
    const due = Date.now() + wait;
    timer = setTimeout(async () => {
      const slept = Date.now() - due > ASLEEP_MS;
      if (slept) become("lost");
      if (slept || (streamOpen && Date.now() - lastSign > SILENCE_MS)) restart();
      await look();
      if (!stopped) schedule(document.hidden ? HIDDEN_BEAT_MS : streamOpen && !failures ? CALM_BEAT_MS : BEAT_MS);
    }, wait);
  }

  window.addEventListener("offline", () => !stopped && become("lost"));
  window.addEventListener("online", () => {
    if (stopped) return;
    restart();
    schedule(0);
  });
  document.addEventListener("visibilitychange", () => !document.hidden && !stopped && schedule(0));

  return {
    start() {
      if (!stopped) return;
      stopped = false;
      schedule(0);
      stream();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      streaming?.abort();
      streaming = null;
      streamOpen = false;
      state = "";
    },
    look,
  };
}

/**
 * Follows a conversation: every event once, in order, resumed from the last number for ever.
 *
 * By stream (read with fetch, as `EventSource` cannot carry the conversation's token); where something in between refuses
 * or swallows streams, by long poll. Owns the pauses between tries. Knows nothing of how events look.
 */

import { Refusal, events, openStream } from "./wire.js";

const WAIT_S = 25;
const SILENCE_MS = 45000; // the server gives a sign of life more often than this
const PAUSES_MS = [500, 1000, 2000, 4000, 8000, 15000];
const NO_STREAM = [404, 405, 406, 501]; // the server, or a proxy, does not know it

/** A pause that ends early when the connection comes back or the page is looked at again. */
export function pause(ms, signal) {
  return new Promise((resolve) => {
    const ends = new AbortController();
    const end = () => {
      clearTimeout(timer);
      ends.abort();
      resolve();
    };
    const timer = setTimeout(end, ms);
    window.addEventListener("online", end, { signal: ends.signal });
    document.addEventListener("visibilitychange", () => document.hidden || end(), { signal: ends.signal });
    signal?.addEventListener("abort", end, { signal: ends.signal });
  });
}

/** How long to wait after `failures` failures in a row, with some chance so that pages do not return at once. */
export const backOff = (failures) =>
  PAUSES_MS[Math.min(failures, PAUSES_MS.length) - 1] * (0.8 + Math.random() * 0.4);

/** One block of lines as `{id, event, data}`; null when it is only a sign of life. */
function parseFrame(block) {
  const frame = { id: null, event: "message", data: [] };
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    if (colon === 0) continue; // a comment: the other side is alive
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "data") frame.data.push(value);
    else if (name === "id" || name === "event") frame[name] = value;
  }
  return frame.data.length ? { ...frame, data: frame.data.join("\n") } : null;
}

/** `promise`, or an error after `ms`. */
function within(promise, ms) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("silence")), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/**
 * The frames of `body`, in lists as they arrive (an empty list is a sign of life). Ends when the server ends it;
 * throws when nothing came for `silenceMs`.
 */
async function* frames(body, silenceMs) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await within(reader.read(), silenceMs);
      if (done) return;
      const blocks = (rest + value).replace(/\r\n?/g, "\n").split("\n\n");
      rest = blocks.pop();
      yield blocks.map(parseFrame).filter(Boolean);
    }
  } finally {
    reader.cancel().catch(() => null);
  }
}

/** What has been read so far, and how. `alive()` says that the connection works. */
function makeReader({ token, signal, onEvents, onLive, alive }) {
  let after = 0;
  let fruitless = 0; // streams that opened or failed without one sign of life

  const give = (list, history) => {
    const fresh = list.filter((event) => event.seq > after);
    if (fresh.length || history) onEvents(fresh, { history });
    after = Math.max(after, ...fresh.map((event) => event.seq));
    return fresh.length;
  };

  async function poll(wait) {
    const answer = await events(token, after, wait, signal);
    alive();
    const news = give(answer.events, wait === 0);
    after = Math.max(after, answer.last ?? 0);
    onLive(answer.live ?? []);
    return news;
  }

  async function stream() {
    const end = new AbortController();
    const stop = () => end.abort();
    signal.addEventListener("abort", stop, { once: true });
    window.addEventListener("offline", stop, { once: true }); // a dead stream would only be noticed by its silence
    fruitless += 1;
    try {
      for await (const batch of frames(await openStream(token, after, end.signal), SILENCE_MS)) {
        fruitless = 0;
        alive();
        for (const frame of batch) {
          const what = JSON.parse(frame.data);
          if (frame.event === "live") onLive([what]);
          else if (frame.event === "event") give([what], false);
        }
      }
    } finally {
      end.abort();
      signal.removeEventListener("abort", stop);
      window.removeEventListener("offline", stop);
    }
  }

  return { poll, stream, streamsWork: () => fruitless < 3 };
}

/**
 * Runs until `signal` ends it or the token is refused.
 *
 * `onEvents(events, {history})` gets stored events, `onLive(list)` passing ones, `onConnection(ok)` each change.
 * Returns "bad_token" or "ended".
 */
export async function follow({ token, signal, onEvents, onLive, onConnection }) {
  let failures = 0;
  let history = true; // until the first empty answer: what was said before this page opened
  let streaming = true;
  const alive = () => {
    if (failures) onConnection(true);
    failures = 0;
  };
  const reader = makeReader({ token, signal, onEvents, onLive, alive });
  while (!signal.aborted) {
    try {
      if (history) {
        history = (await reader.poll(0)) > 0;
      } else if (streaming && reader.streamsWork()) {
        await reader.stream();
        await pause(backOff(1), signal); // ended by the server: it restarts, or another one takes over
      } else {
        await reader.poll(WAIT_S);
      }
    } catch (error) {
      if (signal.aborted) break;
      if (error instanceof Refusal && error.status === 401) return "bad_token";
      if (!history && streaming && NO_STREAM.includes(error.status)) {
        streaming = false;
        continue;
      }
      failures += 1;
      // One missed beat is not worth a word: the next try often succeeds at once.
      if (failures === 2 || !navigator.onLine) onConnection(false);
      await pause(Math.max(backOff(failures), (error.retryAfter ?? 0) * 1000), signal);
    }
  }
  return "ended";
}

/**
 * Follows a conversation by long poll: every event once, in order, resumed from the last number for ever.
 *
 * Owns the pauses between tries. Knows nothing of how events look.
 */

import { Refusal, events } from "./wire.js";

const WAIT_S = 25;
const PAUSES_MS = [500, 1000, 2000, 4000, 8000, 15000];

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

/**
 * Runs until `signal` ends it or the token is refused.
 *
 * `onEvents(events, {history})` gets stored events, `onLive(list)` passing ones, `onConnection(ok)` each change.
 * Returns "bad_token" or "ended".
 */
export async function follow({ token, signal, onEvents, onLive, onConnection }) {
  let after = 0;
  let history = true; // until the first empty or short answer: what was said before this page opened
  let failures = 0;
  while (!signal.aborted) {
    try {
      const answer = await events(token, after, history ? 0 : WAIT_S, signal);
      if (signal.aborted) break;
      if (failures) onConnection(true);
      failures = 0;
      const fresh = answer.events.filter((event) => event.seq > after);
      if (fresh.length || history) onEvents(fresh, { history });
      if (!fresh.length) history = false;
      after = Math.max(after, answer.last ?? 0, ...fresh.map((event) => event.seq));
      onLive(answer.live ?? []);
    } catch (error) {
      if (signal.aborted) break;
      if (error instanceof Refusal && error.status === 401) return "bad_token";
      failures += 1;
      // One missed beat is not worth a word: the next try often succeeds at once.
      if (failures === 2 || !navigator.onLine) onConnection(false);
      await pause(backOff(failures), signal);
    }
  }
  return "ended";
}

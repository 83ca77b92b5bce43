/**
 * What the customer sends: shown at once, kept until the server has it, tried again with the same client id.
 *
 * Order is kept: the next message leaves when the one before it has arrived. Waiting messages survive a reload.
 */

import { backOff, pause } from "./follow.js";
import { Refusal, send } from "./wire.js";

/** crypto.randomUUID exists only on secure pages; a plain http one must work too. */
function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/**
 * `onState(item, state)` with state "sending" | "waiting" | "slow" | "sent"; `onRefused(item, error)` when the
 * server will never take it. `keep(list)` stores what waits, `kept` is what an earlier page left.
 */
export function makeOutbox({ token, signal, keep, kept, onState, onRefused, onBadToken }) {
  const waiting = [...(kept ?? [])];
  let busy = false;

  async function deliver(item) {
    for (let failures = 0; !signal.aborted; ) {
      try {
        onState(item, failures ? "waiting" : "sending");
        await send(token, { client_id: item.client_id, ...item.thing });
        return onState(item, "sent");
      } catch (error) {
        if (signal.aborted) return undefined;
        if (error instanceof Refusal && error.status === 401) return onBadToken();
        if (error instanceof Refusal && error.status === 429) {
          onState(item, "slow");
          await pause(Math.max(1, error.retryAfter) * 1000, signal);
          continue;
        }
        if (error instanceof Refusal && error.status < 500) return onRefused(item, error);
        failures += 1;
        onState(item, "waiting");
        await pause(backOff(failures), signal);
      }
    }
    return undefined;
  }

  async function run() {
    if (busy) return;
    busy = true;
    while (waiting.length && !signal.aborted) {
      await deliver(waiting[0]);
      if (signal.aborted) break; // stays kept: the next page sends it
      waiting.shift();
      keep(waiting);
    }
    busy = false;
  }

  return {
    /** Puts a thing in line (`{text}`, `{payload}` or `{wish}`) with the words its bubble shows. */
    add(thing, words) {
      const item = { client_id: newId(), thing, words };
      waiting.push(item);
      keep(waiting);
      run();
      return item;
    },
    /** Sends what an earlier page could not; returns those items so that they can be shown. */
    resume() {
      run();
      return [...waiting];
    },
  };
}

/**
 * What the customer sends: shown at once, kept until the server has it, tried again with the same client id.
 *
 * Order is kept: the next thing leaves when the one before it has arrived. Waiting words survive a reload; files
 * do not (a browser may not keep them), and then that is said.
 */

import { backOff, pause } from "./follow.js";
import { Refusal, send, upload } from "./wire.js";

/** As crypto.randomUUID, which exists only on secure pages; a plain http one must work too. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** What of an item can be kept over a reload. */
const keepable = ({ client_id, thing, words, files }) => ({
  client_id, thing, words, names: files.filter((entry) => !entry.id).map((entry) => entry.file.name),
});

/**
 * `onState(item, state)` with state "sending" | "waiting" | "slow" | "sent"; `onRefused(item, error)` when the
 * server will never take it, `error.file` being the one it refused. `shelf` keeps what waits (session.js); `carried` is what an
 * earlier outbox of this page had left.
 */
export function makeOutbox({ signal, shelf, carried = [], onState, onRefused, onBadToken }) {
  const line = [...carried];
  let token = null;
  let busy = false;

  /** Files first, each once; then the words that name them. */
  async function deliverOnce(item) {
    for (const entry of item.files) {
      if (entry.id) continue;
      try {
        entry.id = (await upload(token, entry.file, signal)).id;
      } catch (error) {
        throw Object.assign(error, { file: entry.file });
      }
    }
    const files = item.files.length ? { attachments: item.files.map((entry) => entry.id) } : {};
    await send(token, { client_id: item.client_id, ...item.thing, ...files });
  }

  /** True when the line may go on to the next thing. */
  async function deliver(item) {
    for (let failures = 0; !signal.aborted; ) {
      try {
        onState(item, item.arrived ? "sent" : failures || !navigator.onLine ? "waiting" : "sending");
        if (!item.arrived) await deliverOnce(item);
        onState(item, "sent");
        return true;
      } catch (error) {
        if (signal.aborted) return false;
        if (error instanceof Refusal && error.status === 401) {
          onBadToken();
          return false;
        }
        if (error instanceof Refusal && error.status === 429) {
          onState(item, "slow");
          await pause(Math.max(1, error.retryAfter) * 1000, signal);
          continue;
        }
        if (error instanceof Refusal && error.status < 500) {
          onRefused(item, error);
          return true;
        }
        failures += 1;
        if (item.arrived) continue;
        onState(item, "waiting");
        await pause(backOff(failures), signal);
      }
    }
    return false;
  }

  async function run() {
    if (busy || !token) return;
    busy = true;
    while (line.length && !signal.aborted) {
      if (!(await deliver(line[0]))) break; // stays kept: the next session sends it
      shelf.drop(line.shift());
    }
    busy = false;
  }

  return {
    /** Puts a thing in line with the words its bubble shows; it leaves as soon as there is a session. */
    add(thing, words, files = []) {
      const item = { client_id: newId(), thing, words, files: files.map((file) => ({ file, id: null })) };
      line.push(item);
      shelf.put(keepable(item));
      onState(item, token && navigator.onLine ? "sending" : "waiting");
      run();
      return item;
    },
    /** What an earlier page could not send goes out; answers what misses its files. */
    adopt() {
      const left = shelf.list().filter((kept) => !line.some((item) => item.client_id === kept.client_id));
      const lost = left.filter((kept) => kept.names?.length);
      for (const kept of lost) shelf.drop(kept);
      line.unshift(...left.filter((kept) => !lost.includes(kept)).map((kept) => ({ files: [], ...kept })));
      return lost;
    },
    start(with_) {
      token = with_;
      run();
    },
    /** The server has shown that it has this one: an answer lost on its way needs no second question. */
    arrived(client_id) {
      const item = line.find((one) => one.client_id === client_id);
      if (item) item.arrived = true;
    },
    /** The things not yet sent, for the session that comes next. */
    left: () => line,
    /** How many messages have not left yet. */
    get size() {
      return line.length;
    },
  };
}

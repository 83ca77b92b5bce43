/**
 * The chat session: a token for one conversation, kept in this browser once the panel was opened.
 *
 * Also keeps what waits to be sent. Another identity in the same browser never gets the conversation, nor the waiting
 * words, of the one before.
 */

import { backOff, pause } from "./follow.js";
import { personOf } from "./host.js";
import { openSession, signOut } from "./wire.js";
import { language, shelf } from "./words.js";

const KEY = "sensei.session";
const WAITING = "sensei.waiting";
const store = shelf("localStorage");

function kept(key) {
  try {
    return JSON.parse(store.get(key) || "null");
  } catch {
    return null;
  }
}

/** Forgets a token the server no longer takes. */
export const forget = () => store.set(KEY, null);

/** What `identity` has not been able to send yet. Each change is read first: other tabs keep theirs here too. */
export function waitingShelf(identity) {
  const person = personOf(identity);
  const list = () => (kept(WAITING)?.person === person ? kept(WAITING).items : []);
  const write = (items) => store.set(WAITING, items.length ? JSON.stringify({ person, items }) : null);
  const others = (item) => list().filter((other) => other.client_id !== item.client_id);
  return { list, put: (item) => write([...others(item), item]), drop: (item) => write(others(item)) };
}

/**
 * A session for `identity`: the remembered one, else a new one with a welcome. Tries until `signal` ends it;
 * `onTrouble()` is called at each failure. `again` asks the server for a new visit of the remembered conversation.
 */
export async function session({ identity, signal, onTrouble, again = false }) {
  const before = kept(KEY) ?? {};
  const same = before.person === personOf(identity);
  if (before.token && same && !again) return before;
  if (before.person && !same) signOut(before.token);
  // What was said before signing in comes along; another person's conversation never does.
  const token = same || !before.person ? before.token : null;
  for (let failures = 0; !signal.aborted; ) {
    try {
      const opened = await openSession({ identity, language, greet: true, token });
      const fresh = { token: opened.token, person: personOf(identity) };
      if (!signal.aborted) store.set(KEY, JSON.stringify(fresh));
      return fresh;
    } catch (error) {
      failures += 1;
      onTrouble(error, failures);
      if (error.code === "bad_identity") identity = null; // an expired proof: we go on without a name
      if (error.code === "bad_token") {
        forget();
        return session({ identity, signal, onTrouble });
      }
      await pause(Math.max(backOff(failures), (error.retryAfter ?? 0) * 1000), signal);
    }
  }
  return null;
}

/**
 * The chat session: a token for one conversation, kept in this browser once the panel was opened.
 *
 * Another person in the same browser (another identity) never gets the conversation of the one before.
 */

import { backOff, pause } from "./follow.js";
import { personOf } from "./host.js";
import { openSession } from "./wire.js";
import { language, shelf } from "./words.js";

const KEY = "sensei.session";
const store = shelf("localStorage");

function kept() {
  try {
    return JSON.parse(store.get(KEY) || "null");
  } catch {
    return null;
  }
}

/** The stored session of this person, if there is one. */
export function remembered(identity) {
  const session = kept();
  return session?.token && session.person === personOf(identity) ? session : null;
}

/** Forgets a token the server no longer takes. */
export const forget = () => store.set(KEY, null);

/** Changes what is kept beside the token (waiting messages). */
export function keep(changes) {
  const session = kept();
  if (session) store.set(KEY, JSON.stringify({ ...session, ...changes }));
}

/**
 * A session for `identity`: the remembered one, else a new one with a welcome. Tries until `signal` ends it;
 * `onTrouble()` is called at each failure. `again` asks the server for a new visit of the remembered conversation.
 */
export async function session({ identity, signal, onTrouble, again = false }) {
  const before = remembered(identity);
  if (before && !again) return before;
  for (let failures = 0; !signal.aborted; ) {
    try {
      const opened = await openSession({ identity, language, greet: true, token: before?.token });
      const fresh = { token: opened.token, person: personOf(identity), waiting: before?.waiting ?? [] };
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

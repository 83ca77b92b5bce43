/**
 * The web chat's calls (docs/web-chat.md), nothing else: no page, no storage, no retry.
 *
 * A refusal is thrown as `Refusal` with the server's code and sentence; a lost connection as any other error.
 */

const PATIENCE_MS = 15000; // a call that takes longer counts as a lost connection

/** The server said no, and why, in the reader's language. */
export class Refusal extends Error {
  constructor(status, body, retryAfter) {
    super(body?.error?.message || "");
    this.status = status;
    this.code = body?.error?.code || "";
    this.retryAfter = Number(retryAfter) || 0;
  }
}

async function call(method, path, { token, body, patience = PATIENCE_MS, signal } = {}) {
  const headers = { Accept: "application/json", "Accept-Language": document.documentElement.lang };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const limits = [AbortSignal.timeout(patience)];
  if (signal) limits.push(signal);
  const response = await fetch(path, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.any(limits),
    credentials: "omit",
    cache: "no-store",
  });
  if (response.status === 204) return null;
  const answer = await response.json().catch(() => null);
  if (response.ok && answer !== null) return answer;
  // No error shape: a proxy in between or a restart, to be tried again rather than shown.
  if (!answer?.error) throw new Error(`no answer: ${response.status}`);
  throw new Refusal(response.status, answer, response.headers.get("Retry-After"));
}

/** Opens a conversation, or comes back to the one of `token`; `greet` asks for the welcome. */
export const openSession = ({ identity, language, greet, token }) =>
  call("POST", "/chat/sessions", { token, body: { identity: identity ?? null, language, greet } });

/** Sends one thing: `text`, `payload` (a choice) or `wish`. The same `client_id` is never counted twice. */
export const send = (token, thing) => call("POST", "/chat/messages", { token, body: thing });

/** Everything after `after`; waits up to `wait` seconds for something to happen. */
export const events = (token, after, wait, signal) =>
  call("GET", `/chat/events?after=${after}&wait=${wait}`, { token, signal, patience: (wait + 12) * 1000 });

export const preferences = (token, wanted) => call("POST", "/chat/preferences", { token, body: wanted });

/** The parts that are still starting or down, or [] when the assistant can answer. */
export async function unready() {
  const response = await fetch("/health", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
  const health = await response.json();
  const parts = Object.entries(health.parts ?? {}).filter(([, part]) => ["starting", "down"].includes(part.status));
  return health.status === "starting" || parts.some(([name]) => name === "brain") ? ["brain"] : [];
}

/** Fetches a document with the conversation's token, as a local address for a download. */
export async function documentAddress(token, url) {
  const address = new URL(url, location.origin);
  if (address.origin !== location.origin) throw new Error("a document of another site"); // never hand out the token
  const response = await fetch(address, { headers: { Authorization: `Bearer ${token}` }, credentials: "omit" });
  if (!response.ok) throw new Error(`no document: ${response.status}`);
  return URL.createObjectURL(await response.blob());
}

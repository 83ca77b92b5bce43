/**
 * The web chat's calls (docs/web-chat.md), nothing else: no page, no storage, no retry.
 *
 * A refusal is thrown as `Refusal` with the server's code and sentence; a lost connection as any other error.
 */

const PATIENCE_MS = 15000; // a call that takes longer counts as a lost connection
const UPLOAD_PATIENCE_MS = 180000; // ten megabytes over a slow line

/** The server said no, and why, in the reader's language. */
export class Refusal extends Error {
  constructor(status, body, retryAfter) {
    super(body?.error?.message || "");
    this.status = status;
    this.code = body?.error?.code || "";
    this.retryAfter = Number(retryAfter) || 0;
  }
}

async function fetched(method, path, { token, body, accept = "application/json", patience = PATIENCE_MS, signal, extra } = {}) {
  const headers = { Accept: accept, "Accept-Language": document.documentElement.lang, ...extra };
  const isForm = body instanceof FormData;
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body !== undefined && !isForm) headers["Content-Type"] = "application/json";
  const limits = [signal, patience && AbortSignal.timeout(patience)].filter(Boolean);
  return fetch(path, {
    method,
    headers,
    body: body === undefined || isForm ? body : JSON.stringify(body),
    signal: AbortSignal.any(limits),
    credentials: "omit",
    cache: "no-store",
  });
}

async function refusal(response) {
  const answer = await response.json().catch(() => null);
  // No error shape: a proxy in between or a restart, to be tried again rather than shown.
  if (!answer?.error) return Object.assign(new Error(`no answer: ${response.status}`), { status: response.status });
  return new Refusal(response.status, answer, response.headers.get("Retry-After"));
}

async function ask(...what) {
  const response = await fetched(...what);
  if (!response.ok) throw await refusal(response);
  return response;
}

async function call(...what) {
  const response = await ask(...what);
  return response.status === 204 ? null : response.json();
}

/** Opens a conversation, or comes back to the one of `token`; `greet` asks for the welcome. */
export const openSession = ({ identity, language, greet, token }) =>
  call("POST", "/chat/sessions", { token, body: { identity: identity ?? null, language, greet } });

/** Ends a token: whoever was signed in has left. Also while the page goes away. */
export const signOut = (token) =>
  fetch("/chat/sessions", { method: "DELETE", headers: { Authorization: `Bearer ${token}` }, credentials: "omit", keepalive: true })
    .catch(() => null);

/**
 * Sends one thing: `text` and `attachments`, `payload` (a choice), `wish`, or a correction (`item`, `text`) of what
 * was passed on. The same `client_id` is never counted twice.
 */
export const send = (token, thing) => call("POST", "item" in thing ? "/chat/brief" : "/chat/messages", { token, body: thing });

/** Gives one file; answers what it is called from now on. */
export function upload(token, file, signal) {
  const body = new FormData();
  body.append("file", file, file.name);
  return call("POST", "/chat/attachments", { token, body, signal, patience: UPLOAD_PATIENCE_MS });
}

/** Everything after `after`; waits up to `wait` seconds for something to happen. */
export const events = (token, after, wait, signal) =>
  call("GET", `/chat/events?after=${after}&wait=${wait}`, { token, signal, patience: (wait + 12) * 1000 });

/** The same as one endless answer: its bytes, for follow.js to read. No limit of time but `signal`. */
export async function openStream(token, after, signal) {
  const extra = { "Last-Event-ID": String(after) };
  return (await ask("GET", "/chat/stream", { token, signal, extra, accept: "text/event-stream", patience: 0 })).body;
}

export const preferences = (token, wanted) => call("POST", "/chat/preferences", { token, body: wanted });

/** Tells the other side that one is writing, or how far one has read. Not worth a second try. */
export const typing = (token) => call("POST", "/chat/typing", { token, body: {} }).catch(() => null);
export const read = (token, seq) => call("POST", "/chat/read", { token, body: { seq } }).catch(() => null);

/** What was passed on to a person, or null before that. */
export const brief = async (token) => (await call("GET", "/chat/brief", { token })).shared ?? null;

/** The parts that are still starting or down, or [] when the assistant can answer. */
export async function unready() {
  const response = await fetch("/health", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
  const health = await response.json();
  const parts = Object.entries(health.parts ?? {}).filter(([, part]) => ["starting", "down"].includes(part.status));
  return health.status === "starting" || parts.some(([name]) => name === "brain") ? ["brain"] : [];
}

/** A file of the conversation; the token goes to our own server only. */
export async function file(token, url) {
  const address = new URL(url, location.origin);
  if (address.origin !== location.origin) throw new Error("a file of another site");
  return (await ask("GET", address, { token, accept: "*/*", patience: UPLOAD_PATIENCE_MS })).blob();
}

/** The whole conversation as text, to keep. */
export const exported = async (token) => (await ask("GET", "/chat/export", { token, accept: "text/plain" })).blob();

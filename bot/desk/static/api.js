/**
 * The desk API's calls (docs: /desk/api/schema). Cookie session, so every change carries the CSRF header.
 *
 * A refusal is thrown as `Refusal` with the server's code and details; a lost connection as any other error.
 */

import { language } from "/static/widget/words.js";

const PATIENCE_MS = 15000;
const UPLOAD_PATIENCE_MS = 120000;

export class Refusal extends Error {
  constructor(status, body) {
    super(body?.error?.message || "");
    this.status = status;
    this.code = body?.error?.code || "";
    this.by = body?.error?.by ?? body?.by ?? null;
  }
}

function csrf() {
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  return cookie ? { "X-CSRFToken": decodeURIComponent(cookie.slice("csrftoken=".length)) } : {};
}

/** `leaving`: the page may be closed before it is answered. */
async function call(method, path, body, { leaving = false } = {}) {
  const headers = { Accept: "application/json", "Accept-Language": language };
  const isForm = body instanceof FormData;
  if (method !== "GET") Object.assign(headers, isForm ? {} : { "Content-Type": "application/json" }, csrf());
  const response = await fetch(`/desk/api${path}`, {
    method, headers, cache: "no-store", keepalive: leaving,
    signal: AbortSignal.timeout(isForm ? UPLOAD_PATIENCE_MS : PATIENCE_MS),
    body: method === "GET" ? undefined : isForm ? body : JSON.stringify(body ?? {}),
  });
  if (response.status === 204) return null;
  const answer = await response.json().catch(() => null);
  if (response.ok && answer !== null) return answer;
  if (!answer?.error) throw new Error(`no answer: ${response.status}`);
  throw new Refusal(response.status, answer);
}

const one = (id) => `/conversations/${encodeURIComponent(id)}`;

export const login = (email, password) => call("POST", "/login", { email, password });
export const logout = () => call("POST", "/logout");
/** Lists come with the server's time: `{conversations, now, next}`; `next` when there is more, for `after`. */
export const queue = () => call("GET", "/queue");
export const conversations = (filter = {}) => call("GET", `/conversations?${new URLSearchParams(filter)}`);
export const conversation = (id) => call("GET", one(id));
export const claim = (id) => call("POST", `${one(id)}/claim`);
export const write = (id, { text, client_id, private: isPrivate, attachments }) =>
  call("POST", `${one(id)}/messages`, { client_id, text, private: isPrivate, attachments: attachments ?? [] });
export const handBack = (id, note) => call("POST", `${one(id)}/hand-back`, note ? { note } : {});
export const resolve = (id, note) => call("POST", `${one(id)}/resolve`, note ? { note } : {});
/** To a colleague by id; null: to the team, the next one takes it from the queue. */
export const passOn = (id, note, to = null) => call("POST", `${one(id)}/transfer`, { to, note: note ?? "" });
/** What this agent thinks of the newest hand-over; `reason`: the code that would have been right, or null. */
export const feedback = (id, verdict, reason) => call("POST", `${one(id)}/feedback`, { verdict, reason });
export const liftStandstill = (id) => call("POST", `${one(id)}/lift-standstill`);
/** Everybody at this desk, A to Z: `[{id, name, role}]`. */
export const agents = async () => (await call("GET", "/agents")).agents;
/** One file; the answer goes with the next reply. */
export function upload(id, file) {
  const form = new FormData();
  form.append("file", file);
  return call("POST", `${one(id)}/attachments`, form);
}
export const read = (id, seq) => call("POST", `${one(id)}/read`, { seq });
export const presence = (id, state, options) => call("POST", `${one(id)}/presence`, { state }, options);

/** For leads: how each self-service task goes; `query` is a URLSearchParams with days, in, channel. */
export const taskBoard = (query) => call("GET", `/tasks?${query}`);
export const decideTask = (task, { verdict, owner, note }) => call("POST", `/tasks/${encodeURIComponent(task)}/verdict`, { verdict, owner, note: note ?? "" });
export const makeHint = (wording) => call("POST", `/tasks/wordings/${encodeURIComponent(wording)}/hint`, {});
export const takeHintOff = (hint) => call("DELETE", `/tasks/hints/${encodeURIComponent(hint)}`);

/** News as they happen, read with `readStream`. */
export const openStream = (signal) =>
  fetch("/desk/api/stream", { headers: { Accept: "text/event-stream", "Accept-Language": language }, cache: "no-store", signal });

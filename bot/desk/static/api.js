/**
 * The desk API's calls (docs: /desk/api/schema). Cookie session, so every change carries the CSRF header.
 *
 * A refusal is thrown as `Refusal` with the server's code and details; a lost connection as any other error.
 */

import { language } from "/static/widget/words.js";

const PATIENCE_MS = 15000;

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

async function call(method, path, body) {
  const headers = { Accept: "application/json", "Accept-Language": language };
  if (method !== "GET") Object.assign(headers, { "Content-Type": "application/json" }, csrf());
  const response = await fetch(`/desk/api${path}`, {
    method, headers, cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS),
    body: method === "GET" ? undefined : JSON.stringify(body ?? {}),
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
export const queue = () => call("GET", "/queue").then((answer) => answer.conversations);
export const conversations = () => call("GET", "/conversations").then((answer) => answer.conversations);
export const conversation = (id) => call("GET", one(id));
export const claim = (id) => call("POST", `${one(id)}/claim`);
export const write = (id, { text, client_id, private: isPrivate }) =>
  call("POST", `${one(id)}/messages`, { client_id, text, private: isPrivate, attachments: [] });
export const handBack = (id, note) => call("POST", `${one(id)}/hand-back`, note ? { note } : {});
export const resolve = (id, note) => call("POST", `${one(id)}/resolve`, note ? { note } : {});
export const read = (id, seq) => call("POST", `${one(id)}/read`, { seq });

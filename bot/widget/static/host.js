/**
 * The page around the panel: who the visitor is, when it is opened, how it asks to be closed.
 *
 * Messages count only from the parent window and from an origin the server allowed. Alone in a tab, there is
 * no host: no identity, no close button.
 */

const PATIENCE_MS = 1500; // then we have a stranger, not a blank panel

const allowed = new Set([location.origin, ...(document.documentElement.dataset.origins || "").split(/\s+/)]);
const parent = window.parent !== window ? window.parent : null;

export const embedded = parent !== null;
let hostOrigin = null;
const unheard = []; // said before the host was known

/** Says something to the host page; kept until its origin is known, so nothing reaches a stranger. */
export function tell(what) {
  if (!parent) return;
  if (hostOrigin) parent.postMessage({ sensei: what }, hostOrigin);
  else unheard.push(what);
}

/**
 * `onIdentity(jwt or null)` at the start and at each change; `onOpened()`, `onClosed()`, `onBegin({task, step, place})`.
 */
export function listen({ onIdentity, onOpened, onClosed, onBegin }) {
  if (!parent) {
    onIdentity(null);
    return;
  }
  let heard = false;
  window.addEventListener("message", (event) => {
    if (event.source !== parent || !allowed.has(event.origin) || typeof event.data?.sensei !== "string") return;
    hostOrigin = event.origin;
    for (const what of unheard.splice(0)) tell(what);
    if (event.data.sensei === "identity") {
      heard = true;
      onIdentity(typeof event.data.identity === "string" ? event.data.identity : null);
    }
    if (event.data.sensei === "opened") onOpened();
    if (event.data.sensei === "closed") onClosed();
    if (event.data.sensei === "begin") onBegin(event.data.begin);
  });
  // "ready" holds nothing secret and must reach a host whose origin is not known yet.
  parent.postMessage({ sensei: "ready" }, "*");
  setTimeout(() => heard || onIdentity(null), PATIENCE_MS);
}

/** The person a token speaks of, only to see whether it is the same person as before; trusts nothing. */
export function personOf(jwt) {
  try {
    const middle = jwt.split(".")[1].replace(/-/g, "+").replace(/_/g, "/");
    return String(JSON.parse(atob(middle)).sub ?? "");
  } catch {
    return "";
  }
}

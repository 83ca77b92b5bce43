/**
 * The launcher: one `<script src="…/widget.js" defer>` adds a button that opens Sensei's panel.
 *
 * Before it is opened nothing is requested and nothing stored. The panel is a frame from the script's own
 * origin, so that the host page can read nothing of it; the button lives in a shadow tree, so that the host's
 * styles cannot break it. Optional: data-open, data-close, data-title, data-unread, data-language, data-side.
 * For the host page: `Sensei.open()`, `Sensei.close()`, `Sensei.identify(jwt or null)`, `Sensei.begin({task, step, place})`.
 */
(() => {
  if (window.Sensei) return;
  const script = document.currentScript;
  const origin = new URL(script.src).origin;
  const given = script.dataset.language || document.documentElement.lang || "";
  const language = given.startsWith("en") ? "en" : "fr";
  const words = {
    fr: { open: "Une question\u202f? On répond", close: "Fermer la conversation", title: "Conversation", unread: "Nouveau message" },
    en: { open: "A question? We answer", close: "Close the conversation", title: "Conversation", unread: "New message" },
  }[language];
  for (const name of Object.keys(words)) words[name] = script.dataset[name] || words[name];
  const side = script.dataset.side === "left" ? "left" : "right";
  const FULL = "(max-width: 520px), (max-height: 480px)"; // there the panel takes the whole screen

  const style = `
    :host { all: initial; color-scheme: light dark; --ink: #fffdf8; --leaf: #0d5f58; --edge: #fffdf8; --dot: #ffc94d; }
    button { position: fixed; z-index: 2147483000; ${side}: max(20px, env(safe-area-inset-${side})); bottom: max(20px, env(safe-area-inset-bottom));
      display: flex; align-items: center; gap: 10px; min-height: 56px; max-width: calc(100vw - 40px); padding: 0 22px 0 18px;
      border: 2px solid var(--edge); border-radius: 28px; background: var(--leaf); color: var(--ink); cursor: pointer;
      font: 600 16px/1.2 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; box-shadow: 0 6px 24px rgb(20 40 35 / .28);
      transition: translate .15s, box-shadow .15s; }
    button:hover { translate: 0 -2px; box-shadow: 0 10px 30px rgb(20 40 35 / .34); }
    button:focus-visible { outline: 3px solid var(--leaf); outline-offset: 3px; }
    svg { flex: none; width: 24px; height: 24px; }
    .dot { display: none; width: 12px; height: 12px; border-radius: 50%; background: var(--dot); border: 2px solid var(--edge); }
    .unread .dot { display: block; }
    button.away { width: 56px; padding: 0; justify-content: center; }
    .away span:not(.dot) { position: absolute; clip-path: inset(50%); }
    .away .dot { position: absolute; top: 0; right: 0; }
    .open button { display: none; }
    iframe { display: none; position: fixed; z-index: 2147483001; ${side}: 20px; bottom: 20px; width: min(420px, calc(100vw - 40px));
      height: min(720px, calc(100dvh - 40px)); border: 1px solid rgb(20 40 35 / .18); border-radius: 20px; background: #fdf9f1;
      box-shadow: 0 18px 60px rgb(20 40 35 / .3); }
    .open iframe { display: block; animation: rise .18s ease-out; }
    @keyframes rise { from { opacity: 0; translate: 0 12px; } }
    @media ${FULL} { iframe { inset: 0; width: 100vw; height: 100dvh; border: 0; border-radius: 0; } }
    @media (prefers-color-scheme: dark) {
      :host { --ink: #06201d; --leaf: #7fd6c6; --edge: #10201e; --dot: #ffc94d; }
      iframe { background: #121d1b; border-color: #3a4c49; } }
    @media (prefers-reduced-motion: reduce) { button, .open iframe { animation: none; transition: none; } }
    @media (forced-colors: active) { button { border-color: ButtonText; } .dot { background: Highlight; } }
    @media print { :host { display: none; } }`;

  const root = document.createElement("sensei-chat");
  const shadow = root.attachShadow({ mode: "open" });
  // A sheet made by script is allowed by a strict policy, where a <style> element is not.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  shadow.adoptedStyleSheets = [sheet];

  const box = document.createElement("div");
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("aria-haspopup", "dialog");
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", "M4 4h16a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-8l-5 4v-4H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2zm3 4v2h10V8zm0 4v2h7v-2z");
  path.setAttribute("fill", "currentColor");
  drawing.append(path);
  const label = document.createElement("span");
  label.textContent = words.open;
  const dot = document.createElement("span");
  dot.className = "dot";
  dot.setAttribute("role", "img");
  dot.setAttribute("aria-label", words.unread);
  button.append(drawing, label, dot);
  box.append(button);
  shadow.append(box);

  // On a small screen its words stand aside once the page is read further down; the sign keeps its name.
  const fold = () => button.classList.toggle("away", scrollY > 60 && matchMedia(FULL).matches);
  window.addEventListener("scroll", fold, { passive: true });
  fold();

  let frame = null;
  let ready = false; // before that, the frame is still a blank page of the host's
  let identity = null;
  let begin = null; // a task to begin, until the panel was told
  let covered = []; // what the panel hides on a small screen, so that no focus gets lost behind it
  const post = (message) => ready && frame.contentWindow?.postMessage(message, origin);

  function cover() {
    if (!matchMedia(FULL).matches) return;
    covered = [...document.body.children].filter((other) => other !== root && !other.inert);
    for (const other of covered) other.inert = true;
  }

  function tellBegin() {
    if (!ready || !begin) return;
    post({ sensei: "begin", begin });
    begin = null;
  }

  function makeFrame() {
    frame = document.createElement("iframe");
    frame.title = words.title;
    frame.src = `${origin}/chat?language=${language}`;
    box.append(frame);
  }

  function open() {
    if (!root.isConnected || box.className === "open") return;
    if (!frame) makeFrame();
    box.className = "open";
    cover();
    frame.focus();
    post({ sensei: "opened" });
  }

  function close() {
    if (box.className !== "open") return;
    box.className = "";
    for (const other of covered.splice(0)) other.inert = false;
    post({ sensei: "closed" });
    button.focus();
  }

  window.addEventListener("message", (event) => {
    if (event.origin !== origin || !frame || event.source !== frame.contentWindow) return;
    const said = event.data?.sensei;
    if (said === "ready") {
      ready = true;
      post({ sensei: "identity", identity });
      tellBegin();
      if (box.className === "open") post({ sensei: "opened" });
    }
    if (said === "close") close();
    if (said === "unread" && box.className !== "open") box.className = "unread";
  });
  window.addEventListener("keydown", (event) => event.key === "Escape" && close());
  button.addEventListener("click", open);

  window.Sensei = {
    open,
    close,
    /** Says who the visitor is, by a token signed by the company; null for nobody in particular. */
    identify(jwt) {
      identity = jwt || null;
      post({ sensei: "identity", identity });
    },
    /** Opens the panel with the wish for a task, as a printed code or a link of the page's asks for it. */
    begin({ task, step = "", place = "" }) {
      begin = { task: String(task), step: String(step), place: String(place) };
      open();
      tellBegin();
    },
  };
  // Without `defer`, in the head, there is no body yet.
  if (document.body) document.body.append(root);
  else document.addEventListener("DOMContentLoaded", () => document.body.append(root));
})();

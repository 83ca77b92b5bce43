/**
 * Files: those of the conversation as cards to keep, and those picked, pasted or dropped that wait beside the field.
 *
 * Pictures are drawn on a canvas, so that the page's policy never has to allow images from elsewhere. Owns what may be
 * attached and the kind words for what may not. Sends nothing.
 */

import { make, t } from "./words.js";

const PICTURES = ["image/jpeg", "image/png", "image/webp", "image/gif"];
const PICTURE_MAX = 10 * 1024 * 1024;
const SIDE_PX = 440; // twice the shown side, for sharp screens

/** "84 ko", "2,3 Mo": a size as people say it. */
function sizeWords(bytes) {
  if (!Number.isFinite(bytes)) return "";
  const [unit, amount] = bytes < 1e6 ? ["size_kb", Math.max(1, Math.round(bytes / 1e3))] : ["size_mb", Math.round(bytes / 1e5) / 10];
  return t(unit, { n: amount.toLocaleString(document.documentElement.lang) });
}

const KINDS = [[/^image\//, "kind_image"], [/^audio\//, "kind_audio"], [/^video\//, "kind_video"], [/^text\//, "kind_text"], [/pdf$/, "kind_pdf"]];

/** "photo, 2,3 Mo". */
function kindWords({ type, name, size }) {
  const kind = KINDS.find(([like]) => like.test(type || name || ""))?.[1] ?? "kind_other";
  return [t(kind), sizeWords(size)].filter(Boolean).join(", ");
}

const isPicture = ({ type, size }) => PICTURES.includes(type) && !(size > PICTURE_MAX);

/** A canvas with the picture in `blob`, at most `side` pixels wide or high; null when it cannot be read. */
async function picture(blob, label, side = SIDE_PX) {
  const bitmap = await createImageBitmap(blob).catch(() => null);
  if (!bitmap) return null;
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const canvas = make("canvas", { class: "picture", role: "img", "aria-label": label });
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return canvas;
}

/** Puts `blob` into the reader's downloads. */
export function save(blob, name) {
  const address = URL.createObjectURL(blob);
  make("a", { href: address, download: name || "" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

/** Calls `act` once, when `element` comes into view: old pictures are not fetched before somebody scrolls there. */
function whenSeen(element, act) {
  const watch = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watch.disconnect();
    act();
  });
  watch.observe(element);
}

/**
 * One file as a card. `fetchBlob(file)` gives its bytes; `onTrouble()` when it cannot be had now.
 * `known` is the blob when this page has it already (one's own file, just sent).
 */
export function fileCard(file, { fetchBlob, onTrouble, known = null, label = file.name }) {
  const bytes = async () => known ?? fetchBlob(file);
  const kind = make("span", { class: "file-kind", text: kindWords(file) });
  const words = make("span", { class: "file-words" }, make("span", { class: "file-name", dir: "auto", text: label || t("kind_other") }), kind);
  // Announced, and nowhere to be had yet: named, without a button that would lead nowhere.
  if (!known && !file.url) return make("div", { class: "file-card" }, make("div", { class: "file named" }, words));
  kind.append(make("span", { class: "file-do", text: t("download") }));
  const button = make("button", { type: "button", class: "file", on: {
    click: async () => {
      try {
        save(await bytes(), file.name);
      } catch {
        onTrouble();
      }
    },
  } }, make("span", { class: "file-mark", "aria-hidden": "true" }), words);
  const card = make("div", { class: "file-card" }, button);
  if (isPicture(file)) {
    whenSeen(card, async () => {
      const drawn = await bytes().then((blob) => picture(blob, t("picture_of", { name: file.name }))).catch(() => null);
      if (drawn) card.prepend(drawn);
    });
  }
  return card;
}

// waiting to be sent

const MOST = 5;
const MAX_BYTES = 10e6;
/** Named one by one, so that a phone hands over a photo in a form everybody can open. */
export const ACCEPT = "image/jpeg,image/png,image/webp,image/gif,application/pdf,text/plain,audio/*,video/*";
const TAKEN = /^(image\/(jpeg|png|webp|gif|heic|heif|avif)|application\/pdf|text\/(plain|csv|markdown)|audio\/.+|video\/.+)$/;

/** Why `file` cannot come along, in kind words; "" when it can. */
export function objection(file) {
  if (!TAKEN.test(file.type)) return t("file_kind_no", { name: file.name });
  if (file.size > MAX_BYTES) return t("file_too_big", { name: file.name, size: sizeWords(file.size) });
  return file.size ? "" : t("file_empty", { name: file.name });
}

function chip(file, onRemove) {
  const face = make("span", { class: "chip-face", "aria-hidden": "true" });
  if (isPicture(file)) picture(file, "", 96).then((drawn) => drawn && face.replaceChildren(drawn));
  return make("li", { class: "chip" }, face,
    make("span", { class: "file-words" },
      make("span", { class: "file-name", dir: "auto", text: file.name }),
      make("span", { class: "file-kind", text: kindWords(file) })),
    make("button", { type: "button", class: "quiet icon", "aria-label": t("file_remove", { name: file.name }), on: { click: onRemove } },
      make("span", { "aria-hidden": "true", text: "×" })));
}

/** Files over the panel are welcome anywhere on it; anything else dropped stays the browser's business. */
function takeDrops(area, add) {
  let depth = 0; // entering a child fires before leaving its parent
  const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
  const over = (on) => area.classList.toggle("dropping", on);
  area.addEventListener("dragenter", (event) => hasFiles(event) && (depth += 1) && over(true));
  area.addEventListener("dragleave", (event) => hasFiles(event) && (depth -= 1) <= 0 && over(false));
  area.addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
  area.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth = 0;
    over(false);
    add([...event.dataTransfer.files]);
  });
}

/** `say(reason)` tells why something was left out; `onChange()` after every change. */
export function makeTray({ list, picker, input, field, area, say, onChange }) {
  let files = [];

  function draw() {
    list.replaceChildren(...files.map((file) => chip(file, () => {
      files = files.filter((other) => other !== file);
      draw();
      field.focus();
    })));
    list.hidden = !files.length;
    onChange();
  }

  function add(more) {
    const reasons = [];
    for (const file of more) {
      const reason = files.length >= MOST ? t("file_too_many") : objection(file);
      if (reason) reasons.push(reason);
      else files.push(file);
    }
    say([...new Set(reasons)].join("\n"));
    draw();
    field.focus();
  }

  input.accept = ACCEPT;
  picker.addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    add([...input.files]);
    input.value = ""; // the same file may be picked again
  });
  field.addEventListener("paste", (event) => {
    const pasted = [...(event.clipboardData?.files ?? [])];
    if (!pasted.length) return;
    event.preventDefault();
    add(pasted);
  });
  takeDrops(area, add);

  return {
    /** Hands the files over and empties the tray. */
    take() {
      const taken = files;
      files = [];
      draw();
      return taken;
    },
    /** Puts files back that could not be sent. */
    restore(back) {
      files = [...back, ...files].slice(0, MOST);
      draw();
    },
    get size() {
      return files.length;
    },
  };
}

/**
 * Shows files of the conversation: a small picture or a name, what kind and how big, and a way to keep it.
 *
 * Pictures are drawn on a canvas, so that the page's policy never has to allow images from elsewhere. Sends nothing.
 */

import { make, t } from "./words.js";

const PICTURES = ["image/jpeg", "image/png", "image/webp", "image/gif"];
const PICTURE_MAX = 10 * 1024 * 1024;
const SIDE_PX = 440; // twice the shown side, for sharp screens

/** "84 ko", "2,3 Mo": a size as people say it. */
export function sizeWords(bytes) {
  if (!Number.isFinite(bytes)) return "";
  const [unit, amount] = bytes < 1e6 ? ["size_kb", Math.max(1, Math.round(bytes / 1e3))] : ["size_mb", Math.round(bytes / 1e5) / 10];
  return t(unit, { n: amount.toLocaleString(document.documentElement.lang) });
}

const KINDS = [[/^image\//, "kind_image"], [/^audio\//, "kind_audio"], [/^video\//, "kind_video"], [/^text\//, "kind_text"], [/pdf$/, "kind_pdf"]];

/** "photo, 2,3 Mo". */
export function kindWords({ type, name, size }) {
  const kind = KINDS.find(([like]) => like.test(type || name || ""))?.[1] ?? "kind_other";
  return [t(kind), sizeWords(size)].filter(Boolean).join(", ");
}

export const isPicture = ({ type, size }) => PICTURES.includes(type) && !(size > PICTURE_MAX);

/** A canvas with the picture in `blob`, at most `side` pixels wide or high; null when it cannot be read. */
export async function picture(blob, label, side = SIDE_PX) {
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

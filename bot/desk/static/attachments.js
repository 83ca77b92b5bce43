/**
 * Files in the conversation, shown without trusting them. Names are text; pictures, sounds and films are shown, all
 * else is saved.
 *
 * Must not open a file inside our pages: the server says `attachment`, and so does the link.
 */

import { language, make, t } from "/static/widget/words.js";

const PICTURES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);
const SOUNDS = /^audio\/[\w.+-]+$/;
const FILMS = /^video\/[\w.+-]+$/;
// Where the desk fetches a file: our own address and no other, because a link is pressed without reading it.
const OURS = /^\/desk\/api\/conversations\/[\w-]+\/attachments\/[\w-]+$/;
const KILO = 1024;

/** "12 kB", in the reader's language. */
export function saySize(bytes) {
  const number = (value, digits = 0) => new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
  if (bytes < KILO * KILO) return t("size_kilo", { n: number(Math.max(1, bytes / KILO)) });
  return t("size_mega", { n: number(bytes / KILO / KILO, 1) });
}

function drawFile(file) {
  const url = OURS.test(file.url ?? "") ? file.url : "";
  const name = String(file.name || t("file"));
  const size = Number(file.size) > 0 ? make("span", { class: "aside", text: saySize(Number(file.size)) }) : null;
  if (!url) return make("li", { class: "file" }, make("span", { class: "file-name", dir: "auto", text: name }), size);
  const link = make("a", { class: "file-name", href: url, download: name, rel: "noopener", dir: "auto", text: name });
  return make("li", { class: "file" }, drawContent(file.type ?? "", url, name), link, size);
}

/** A picture, or a player that fetches nothing until it is asked to; null: the name is all there is to see. */
function drawContent(type, url, name) {
  if (SOUNDS.test(type)) return make("audio", { src: url, controls: true, preload: "none", "aria-label": name });
  if (FILMS.test(type)) return make("video", { src: url, controls: true, preload: "none", class: "file-picture", "aria-label": name });
  if (!PICTURES.has(type)) return null;
  const picture = make("img", { src: url, alt: t("picture_of", { name }), loading: "lazy", class: "file-picture" });
  picture.addEventListener("error", () => picture.remove()); // gone or unreadable: the name stays
  return picture;
}

/** The files of a message, or null. */
export const drawFiles = (files) => (files?.length ? make("ul", { class: "files", "aria-label": t("files") }, ...files.map(drawFile)) : null);

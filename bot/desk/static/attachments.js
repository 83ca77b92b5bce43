/**
 * Files in the conversation: shown without trusting them. Names are text, only pictures are shown, all else is saved.
 *
 * Must not open a file inside our pages: the server says `attachment`, and so does the link.
 */

import { language, make, t } from "/static/widget/words.js";

const PICTURES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);
const OURS = /^\/(?:desk\/api|chat)\/attachments\/[\w-]+(?:\/[\w-]+)*$/;
const KILO = 1024;

/** Where an agent fetches it: the desk's own address, because the session's cookie is sent to no other. */
function addressOf(file) {
  const url = String(file.url ?? "");
  return OURS.test(url) ? url.replace(/^\/chat\//, "/desk/api/") : "";
}

/** "12 kB", in the reader's language. */
export function saySize(bytes) {
  const number = (value, digits = 0) => new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
  if (bytes < KILO * KILO) return t("size_kilo", { n: number(Math.max(1, bytes / KILO)) });
  return t("size_mega", { n: number(bytes / KILO / KILO, 1) });
}

function drawFile(file) {
  const url = addressOf(file);
  const name = String(file.name || t("file"));
  const size = Number(file.size) > 0 ? make("span", { class: "aside", text: saySize(Number(file.size)) }) : null;
  if (!url) return make("li", { class: "file" }, make("span", { class: "file-name", dir: "auto", text: name }), size);
  const link = make("a", { class: "file-name", href: url, download: name, rel: "noopener", dir: "auto", text: name });
  if (!PICTURES.has(file.type)) return make("li", { class: "file" }, link, size);
  const picture = make("img", { src: url, alt: t("picture_of", { name }), loading: "lazy", class: "file-picture" });
  picture.addEventListener("error", () => picture.remove()); // gone or unreadable: the name stays
  return make("li", { class: "file" }, picture, link, size);
}

/** The files of a message, or null. */
export const drawFiles = (files) => (files?.length ? make("ul", { class: "files", "aria-label": t("files") }, ...files.map(drawFile)) : null);

/**
 * Files picked, pasted or dropped, waiting beside the field to be sent with the next message.
 *
 * Owns what may be attached and the kind words for what may not. Sends nothing.
 */

import { isPicture, kindWords, picture, sizeWords } from "./files.js";
import { make, t } from "./words.js";

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

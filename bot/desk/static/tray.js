/**
 * Files an agent is about to send, per conversation: chosen, dropped or pasted, sent to the server at once.
 *
 * A file the server refused says why and goes. Nothing is shown that could run.
 */

import { make, show, t } from "/static/widget/words.js";
import * as api from "./api.js";
import { saySize } from "./attachments.js";

const MOST = 5;
const $ = (id) => document.getElementById(id);

export function makeTray() {
  const kept = new Map(); // conversation → [{id, name, size}]
  let here = null;
  let allowed = false;
  let busy = 0;

  const mine = () => kept.get(here) ?? [];

  function draw() {
    $("tray").hidden = !allowed || !mine().length;
    $("attach-part").hidden = !allowed;
    $("tray").replaceChildren(...mine().map((file) => make("li", { class: "file" },
      make("span", { class: "file-name", dir: "auto", text: file.name }), make("span", { class: "aside", text: file.id ? saySize(file.size) : t("file_leaves") }),
      make("button", { type: "button", class: "link", text: t("file_remove"), "aria-label": t("file_remove_name", { name: file.name }), on: { click: () => drop(file) } }))));
  }

  function drop(file) {
    kept.set(here, mine().filter((one) => one !== file));
    draw();
    $("text").focus();
  }

  async function add(file) {
    const where = here;
    show($("problem"), "");
    if (mine().length >= MOST) return show($("problem"), t("file_most", { n: MOST }));
    const entry = { id: "", name: file.name, size: file.size };
    kept.set(where, [...mine(), entry]);
    busy += 1;
    draw();
    try {
      Object.assign(entry, await api.upload(where, file));
    } catch (error) {
      kept.set(where, (kept.get(where) ?? []).filter((one) => one !== entry));
      show($("problem"), error.status && error.message ? error.message : t("failed"));
    } finally {
      busy -= 1;
      draw();
    }
    return undefined;
  }

  const addAll = (list) => allowed && [...list].forEach(add);

  $("attach").addEventListener("change", (event) => {
    addAll(event.target.files);
    event.target.value = "";
  });
  $("text").addEventListener("paste", (event) => {
    if (!allowed || !event.clipboardData?.files.length) return;
    event.preventDefault();
    addAll(event.clipboardData.files);
  });
  $("composer").addEventListener("dragover", (event) => allowed && event.preventDefault());
  $("composer").addEventListener("drop", (event) => {
    if (!allowed) return;
    event.preventDefault();
    addAll(event.dataTransfer.files);
  });

  return {
    open(conversation, isAllowed) {
      [here, allowed] = [conversation, isAllowed];
      draw();
    },
    ids: () => (allowed ? mine().map((file) => file.id).filter(Boolean) : []),
    isBusy: () => busy > 0,
    clear(conversation) {
      kept.delete(conversation);
      draw();
    },
  };
}

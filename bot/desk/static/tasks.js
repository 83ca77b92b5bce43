/**
 * The page about self-service tasks: asks for the figures, draws a card for each, and passes on what a lead decides.
 */

import { show, t, wireColours } from "/static/widget/words.js";
import * as api from "./api.js";
import { card } from "./tasks_card.js";

const $ = (id) => document.getElementById(id);
let people = [];
let asked = 0;

const filter = () => new URLSearchParams([...new FormData($("filters"))].filter(([, value]) => value));

/** What stood open stays open, and the focus comes back to its card. */
function draw(tasks) {
  const open = new Set([...document.querySelectorAll("details[open]")].map((one) => `${one.closest(".task").dataset.task} ${one.dataset.step}`));
  const at = document.activeElement?.closest(".task")?.dataset.task;
  const acts = { onDecide: decide, onHint: (wording) => act(() => api.makeHint(wording.id), t("hint_made")), onOff: (hint) => act(() => api.takeHintOff(hint.id), t("hint_off")) };
  const cards = [...tasks].sort((one, two) => Boolean(two.begun) - Boolean(one.begun)).map((task) => card(task, people, acts));
  $("tasks").replaceChildren(...cards);
  for (const one of document.querySelectorAll(".task details")) one.open = open.has(`${one.closest(".task").dataset.task} ${one.dataset.step}`);
  const back = at && document.querySelector(`.task[data-task="${at}"] summary`);
  if (back) back.focus();
}

async function load() {
  const number = (asked += 1);
  $("table").href = `/desk/api/tasks/report.csv?${filter()}`;
  show($("problem"), "");
  try {
    if (!people.length) people = await api.agents();
    const board = await api.taskBoard(filter());
    if (number !== asked) return; // a newer question is on its way
    draw(board.tasks);
    if (!board.tasks.some((task) => task.begun)) $("said").textContent = t("nothing_yet");
  } catch (error) {
    show($("problem"), error.message && error.status ? error.message : t("failed"));
  }
}

async function act(doing, done) {
  show($("problem"), "");
  try {
    await doing();
    $("said").textContent = done;
    await load();
  } catch (error) {
    show($("problem"), error.status ? error.message : t("failed"));
  }
}

const decide = (task, fields) => act(() => api.decideTask(task.task, fields), t("decision_kept", { task: task.label }));

wireColours($("theme"), "sensei.desk.theme");
$("filters").addEventListener("change", () => {
  $("said").textContent = "";
  load();
});
$("filters").addEventListener("submit", (event) => event.preventDefault());
load();

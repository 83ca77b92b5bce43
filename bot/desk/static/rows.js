/**
 * What the desk knows of all conversations: one row each, and the order of the queue as the server sorted it.
 *
 * Holds data, draws nothing. Urgency is the server's alone; every other list is A to Z by name.
 */

import { language } from "/static/widget/words.js";

const byName = new Intl.Collator(language, { sensitivity: "base", numeric: true });

/** People whose name is not known come last. */
function alphabetic(a, b) {
  if (!a.name !== !b.name) return a.name ? -1 : 1;
  return byName.compare(a.name ?? "", b.name ?? "") || (a.id < b.id ? -1 : 1);
}

export function makeRows() {
  let all = new Map();
  let order = [];

  return {
    /** Everything anew: `waiting` most urgent first. */
    replace(waiting, everyone) {
      all = new Map([...everyone, ...waiting].map((row) => [row.id, row]));
      order = waiting.map((row) => row.id);
    },
    setQueue(waiting) {
      for (const row of all.values()) {
        if (row.owner === "queue" && !waiting.some(({ id }) => id === row.id)) all.delete(row.id);
      }
      for (const row of waiting) all.set(row.id, row);
      order = waiting.map((row) => row.id);
    },
    /** News of one; true when the queue has to be asked for again, because its order may be another. */
    put(row) {
      const before = all.get(row.id);
      if (before && before.last > row.last) return false; // overtaken on the way
      all.set(row.id, row);
      return row.owner === "queue" || before?.owner === "queue";
    },
    drop: (id) => all.delete(id),
    get: (id) => all.get(id),
    markRead(id) {
      const row = all.get(id);
      if (row) all.set(id, { ...row, unread: 0 });
    },
    /** `{queue, mine, others}` for this agent. */
    lists(agent) {
      const isMine = (row) => row.owner === "agent" && row.agent?.id === agent?.id;
      const waiting = order.map((id) => all.get(id)).filter((row) => row?.owner === "queue");
      const late = [...all.values()].filter((row) => row.owner === "queue" && !order.includes(row.id));
      const rest = [...all.values()].filter((row) => row.owner !== "queue").sort(alphabetic);
      return { queue: [...waiting, ...late], mine: rest.filter(isMine), others: rest.filter((row) => !isMine(row)) };
    },
  };
}

/**
 * What the desk knows of all conversations: one row each, and the order of the queue as the server sorted it.
 *
 * Holds data, draws nothing. Urgency is the server's alone; every other list is A to Z by name.
 */

/** A to Z as the server sorts names (`sort`); people whose name is not known come last. */
function alphabetic(a, b) {
  if (!a.name !== !b.name) return a.name ? -1 : 1;
  if (a.sort !== b.sort) return a.sort < b.sort ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

export function makeRows() {
  let all = new Map();
  let order = [];
  let edge = null; // the last row of the list of others as far as it was asked for; null: that is all of them

  return {
    /** Everything anew: `waiting` most urgent first; `others` A to Z, of which there is more when `more`. */
    replace(waiting, own, others, more) {
      all = new Map([...others, ...own, ...waiting].map((row) => [row.id, row]));
      order = waiting.map((row) => row.id);
      edge = more ? others.at(-1) : null;
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
      const others = rest.filter((row) => !isMine(row) && (!edge || alphabetic(row, edge) <= 0)); // no gap before a Z heard of early
      return { queue: [...waiting, ...late], mine: rest.filter(isMine), others, more: edge !== null };
    },
  };
}

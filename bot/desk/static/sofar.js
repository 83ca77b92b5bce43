/**
 * What the desk can already say of a conversation that nobody handed over, in the brief's own shape.
 *
 * Only what stands in the story: who it is, how far the task is, what was given. Guesses nothing and fetches nothing.
 */

/** The newest of each step and of each thing given, in the order they came up. */
export function soFar({ name, language, owner, timeline }) {
  const [steps, facts] = [new Map(), new Map()];
  for (const event of timeline ?? []) {
    const own = event[event.kind];
    if (event.kind === "step" && own?.label) steps.set(`${own.run} ${own.step}`, own);
    if (event.kind === "fact" && own?.label) facts.set(own.name, { ...own, id: own.name });
  }
  return { early: true, goesOn: owner === "bot", language, who: name ? { name } : null, steps: [...steps.values()], facts: [...facts.values()] };
}

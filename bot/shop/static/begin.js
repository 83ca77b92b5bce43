/**
 * A printed code leads here with `?task=…&step=…&place=…`: the panel opens with that wish, once.
 *
 * What stands in the address is passed on as it is; the server knows which tasks and steps there are.
 */

const address = new URL(location.href);
const [task, step, place] = ["task", "step", "place"].map((name) => address.searchParams.get(name) ?? "");
if (task) {
  for (const name of ["task", "step", "place"]) address.searchParams.delete(name);
  history.replaceState(null, "", address); // a reload must not wish it again
  window.Sensei.begin({ task, step, place });
}

/**
 * Where the reader is in the conversation: stays at the end while it is being read, never pulls anybody away from
 * older words, and knows when something was really seen.
 */

const NEAR_PX = 80; // closer than this to the end counts as reading the end
const READ_MS = 600; // a glance is not reading

/** `scroll` holds the conversation `talk`, `jump` leads to its end; `onRest()` once the end was in view for a moment. */
export function makeView({ scroll, talk, jump, onRest }) {
  let near = true; // follows the end until somebody scrolls up
  let top = 0;
  let timer = 0;
  const isNear = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_PX;

  function toEnd() {
    scroll.scrollTop = scroll.scrollHeight;
    near = true;
    jump.hidden = true;
  }

  function rest() {
    clearTimeout(timer);
    timer = setTimeout(() => !document.hidden && isNear() && onRest(), READ_MS);
  }

  jump.addEventListener("click", toEnd);
  scroll.addEventListener("scroll", () => {
    // What grows below is no scrolling up.
    near = isNear() || (near && scroll.scrollTop >= top);
    top = scroll.scrollTop;
    if (near) jump.hidden = true;
    rest();
  }, { passive: true });
  document.addEventListener("visibilitychange", rest);
  // The field grows, a screen keyboard comes, a picture is there at last: the end stays the end for who is reading it.
  const watch = new ResizeObserver(() => near && toEnd());
  watch.observe(scroll);
  watch.observe(talk);

  return {
    /** Whether new words should come into view by themselves. */
    follows: () => near,
    toEnd,
    rest,
    /** Something new stands below what is being read. */
    offer() {
      jump.hidden = false;
    },
  };
}

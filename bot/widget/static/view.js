/**
 * Where the reader is in the conversation: stays at the end while it is being read, never pulls anybody away from
 * older words, and knows when something was really seen.
 */

const NEAR_PX = 80; // closer than this to the end counts as reading the end
const READ_MS = 600; // a glance is not reading

/** `scroll` holds the conversation, `jump` leads to its end; `onRest()` once the end was in view for a moment. */
export function makeView({ scroll, jump, onRest }) {
  let near = true;
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
    near = isNear();
    if (near) jump.hidden = true;
    rest();
  }, { passive: true });
  document.addEventListener("visibilitychange", rest);
  // The field grows, a screen keyboard comes: who was reading the end goes on reading the end.
  new ResizeObserver(() => near && toEnd()).observe(scroll);

  return {
    isNear,
    toEnd,
    rest,
    /** Something new stands below what is being read. */
    offer() {
      jump.hidden = false;
    },
  };
}

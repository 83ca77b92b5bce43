/**
 * Reads server-sent events from a fetched answer: `EventSource` cannot carry the conversation's token.
 *
 * Owns the format and the watch over silence. Knows nothing of chats.
 */

/** One block of lines as `{id, event, data}`; null when it is only a sign of life. */
export function parseFrame(block) {
  const frame = { id: null, event: "message", data: [] };
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    if (colon === 0) continue; // a comment: the other side is alive
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "data") frame.data.push(value);
    else if (name === "id" || name === "event") frame[name] = value;
  }
  return frame.data.length ? { ...frame, data: frame.data.join("\n") } : null;
}

/** `promise`, or an error after `ms`. */
function within(promise, ms) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("silence")), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/**
 * The frames of `body`, in lists as they arrive (an empty list is a sign of life). Ends when the server ends it;
 * throws when nothing came for `silenceMs`.
 */
export async function* frames(body, silenceMs) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await within(reader.read(), silenceMs);
      if (done) return;
      const blocks = (rest + value).replace(/\r\n?/g, "\n").split("\n\n");
      rest = blocks.pop();
      yield blocks.map(parseFrame).filter(Boolean);
    }
  } finally {
    reader.cancel().catch(() => null);
  }
}

/**
 * The account page's link to Telegram: one tap, and the conversation goes on there as the person who is logged in here.
 *
 * A link works once and for ten minutes, so it is asked for anew before it ends. While there is none to give, nothing
 * of it is shown: nobody is sent where they cannot go.
 */

import { NOBODY, ask, follow } from "./person.js";

const ANEW_MS = 9 * 60 * 1000;
const AGAIN_MS = 60 * 1000;
const part = document.getElementById("telegram");
const link = part?.querySelector("a");
let wanted = NOBODY;
let timer;

async function renew() {
  clearTimeout(timer);
  const who = wanted;
  if (who === NOBODY) return hide();
  let wait = ANEW_MS;
  try {
    const { identity } = await ask("/demo/identity", { who });
    const { url } = await ask("/telegram/links", { identity });
    if (who !== wanted) return undefined; // somebody else was chosen meanwhile
    link.href = url;
    part.hidden = false;
  } catch {
    if (who !== wanted) return undefined;
    hide();
    wait = AGAIN_MS;
  }
  timer = setTimeout(renew, wait);
  return undefined;
}

function hide() {
  part.hidden = true;
  link.removeAttribute("href");
}

if (link) {
  link.addEventListener("click", () => setTimeout(renew, 1000)); // this one is used now
  follow((who) => {
    if (who !== wanted) {
      wanted = who;
      hide();
      renew();
    }
  });
}

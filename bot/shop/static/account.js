/**
 * The account page: the name of the person chosen in this tab, and what they ordered.
 *
 * Owns what is shown of an answer of /demo/account. No number of an order is shown: they are recognised, by picture,
 * name and day.
 */

import { NOBODY, ask, be, follow } from "./person.js";
import { language, make, sayDay, show, t, zone } from "/static/widget/words.js";

const at = (id) => document.getElementById(id);
const upper = (text) => text.slice(0, 1).toLocaleUpperCase(language) + text.slice(1);
const month = new Intl.DateTimeFormat(language === "fr" ? "fr-FR" : "en-GB", { month: "long", year: "numeric", timeZone: zone });
const title = document.title;
let wanted = NOBODY;

function order(one) {
  const picture = make("img", { src: `/static/shop/${one.picture}.svg`, alt: "", width: 120, height: 94 });
  return make("li", { class: "order" }, picture,
    make("div", {}, make("h3", { text: upper(one.label) }), make("p", { class: "order-status", text: upper(one.status) }),
      make("p", { class: "order-day" }, make("time", { datetime: one.at, text: sayDay(one.at) }))));
}

function nobody() {
  document.title = title;
  at("account-known").hidden = true;
  at("account-people").hidden = false;
  at("account-title").textContent = t("account_nobody");
  show(at("account-since"), t("account_nobody_text"));
}

function known(account) {
  document.title = t("account_hello", { name: account.name });
  at("account-title").textContent = t("account_hello", { name: account.name });
  show(at("account-since"), account.since ? t("account_since", { month: month.format(new Date(account.since)) }) : "");
  at("account-name").textContent = t("account_name_text", { name: account.name });
  at("orders").replaceChildren(...account.orders.map(order));
  at("orders-empty").hidden = account.orders.length > 0;
  at("account-people").hidden = true;
  at("account-known").hidden = false;
}

async function open(who) {
  wanted = who;
  if (who === NOBODY) return nobody();
  try {
    const account = await ask(`/demo/account?customer=${encodeURIComponent(who)}`);
    if (wanted === who) known(account);
  } catch {
    nobody();
    show(at("account-since"), t("tour_failed"));
  }
  return undefined;
}

// With the tour's bar above, its script listens to these buttons too; inside a frame there is no bar.
if (!document.querySelector(".tour")) {
  for (const button of document.querySelectorAll("[data-who]")) {
    button.addEventListener("click", () => be(button.dataset.who).catch(() => show(at("account-since"), t("tour_failed"))));
  }
}
at("ask").addEventListener("click", () => window.Sensei?.open());
follow(open);

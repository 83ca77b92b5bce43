/**
 * The brief: one column, in the order an answer is thought out, each statement with the customer's own words.
 *
 * Draws only what is known; an empty part is left out rather than shown empty. Knows nothing of how it is fetched.
 */

import { colon, has, make, sayBy, sayDate, t } from "/static/widget/words.js";
import { feelingWord, moodMark, reasonWord } from "./lists.js";

const say = (value) => (value == null ? "" : typeof value === "object" ? value.text ?? value.label ?? value.name ?? "" : String(value));

/** Redrawn as a whole when it changed; `onQuote(seq)` shows a passage, `onSuggestion(text)` takes the sentence. */
export function makeBrief(root, { onQuote, onSuggestion }) {
  let seen = "";
  let writes = "fr";
  let corrected = new Map();
  let today = ""; // the day of the brief: "with us since today" says nothing

  function quote(words, seq) {
    const text = make("q", { lang: writes, text: words });
    if (seq == null) return make("p", { class: "quote" }, text);
    return make("button", { type: "button", class: "quote", title: t("words_of_seq"), on: { click: () => onQuote(seq) } }, text);
  }

  const list = (items) => (items.length ? make("ul", {}, ...items) : null);
  const item = (...parts) => make("li", {}, ...parts);
  const line = (text, kind) => (text ? make("p", { text, class: kind }) : null);

  function part(name, ...children) {
    const inside = children.filter((child) => child != null);
    if (!inside.length) return null;
    return make("section", { class: `part part-${name}` }, make("h3", { text: t(`section_${name}`) }), ...inside);
  }

  const joined = (quotes) => quotes.map(({ words }) => words).join(" … ");

  /** A statement with its quotes; one made of nothing but its quotes is not said twice. */
  function told(thing) {
    if (!thing) return [];
    const quotes = thing.quotes ?? [];
    return [quotes.length && joined(quotes) === thing.text ? null : line(thing.text), ...quotes.map(({ words, seq }) => quote(words, seq))];
  }

  function who(person) {
    if (!person) return null;
    const rows = [
      person.call_them && person.call_them !== person.name && t("who_call_them", { name: person.call_them }),
      [`who_language_${writes}`, writes === "fr" && `who_${person.formality}`, `who_level_${person.level}`].filter((key) => key && has(key)).map((key) => t(key)).join(" · "),
      person.pace === "easy" && t("who_pace_easy"),
      person.writes_for && t(person.writes_for.name ? "who_writes_for" : "who_writes_for_unnamed", person.writes_for),
      person.since && sayDate(person.since) !== today && t("who_since", { when: sayDate(person.since) }),
      ...(person.last_contacts ?? []).map((last) =>
        t(last.agent ? "who_last_contact" : "who_last_contact_alone", { when: sayDate(last.at), about: last.about, agent: say(last.agent) })),
      ...(person.preferences ?? []).map(say),
      ...(person.dates ?? []).map(say),
    ];
    const minor = person.minor ? line(t("who_minor"), "warn") : null;
    return part("who", line(person.name || t("stranger"), "who-name"), minor, ...rows.map((row) => line(row || "")));
  }

  /** Says that the customer put this right, and what stood there before. */
  function correction(item) {
    const known = corrected.get(item);
    if (!known) return null;
    return make("span", { class: known.isFresh ? "corrected fresh" : "corrected", title: t("corrected_was", { was: known.was }), text: t("corrected") });
  }

  /** A wish made of quotes leaves out those the hope below has too, unless nothing else is left of it. */
  function wish({ want, hope }) {
    const quotes = (want?.quotes ?? []).filter(({ words }) => !hope?.quotes?.some((other) => other.words === words));
    return quotes.length && joined(want.quotes) === want.text ? { text: joined(quotes), quotes } : want;
  }

  /** Each reason with its words; what would have changed it is folded away: an answer does not need it. */
  function reasons(all) {
    const read = new Set(); // words that gave two reasons are read once
    const otherwise = (all ?? []).map((reason) => reason.nearest).filter(Boolean);
    return part("reasons", list((all ?? []).map((reason) => item(
      make("strong", { text: reasonWord(reason.code) }),
      ...(reason.words ?? []).map((words, place) => (read.has(words) ? null
        : read.add(words) && quote(words, reason.seq?.[Math.min(place, (reason.seq?.length ?? 1) - 1)]))),
    ))), otherwise.length ? make("details", {}, make("summary", { class: "aside", text: t("why_not") }),
      make("ul", {}, ...otherwise.map((text) => item(line(text, "aside"))))) : null);
  }

  function mood(value) {
    if (!value?.now) return null;
    const points = (value.curve ?? []).filter((point) => point.feelings?.length);
    const curve = points.length > 1 && make("ol", { class: "curve", "aria-label": t("curve") }, ...points.map((point) => item(
      make("button", {
        type: "button", class: "link", title: t("words_of_seq"), on: { click: () => onQuote(point.seq) },
        text: point.feelings.map((feeling) => feelingWord(feeling.name)).join(", "),
      }))));
    return part("mood", make("p", {}, moodMark(value.now, writes)), curve || null);
  }

  /** What they gave; what already stands above as their wish is not said twice, unless they corrected it. */
  function facts(brief) {
    const above = [brief.want, brief.hope, ...(brief.invested ?? [])].flatMap((thing) => [thing?.text, ...(thing?.quotes ?? []).map((q) => q.words)]);
    const all = (brief.facts ?? []).filter((fact) => fact.corrected || !above.includes(fact.value));
    return part("facts", all.length ? make("dl", {}, ...all.flatMap((fact) => [
      make("dt", { text: has(`fact_${fact.name}`) ? t(`fact_${fact.name}`) : fact.label }),
      make("dd", { class: corrected.get(fact.id)?.isFresh ? "fresh" : null }, fact.seq == null ? make("span", { text: say(fact.value) }) : make("button", {
        type: "button", class: "link", title: t("words_of_seq"), text: say(fact.value), on: { click: () => onQuote(fact.seq) },
      }), correction(fact.id) ?? (fact.corrected ? make("span", { class: "corrected", text: t("corrected") }) : null)),
    ])) : null);
  }

  /** A step that was put to them stands there only until something came of it. */
  const isOpen = (step, place, all) => step.state !== "shown" || !all.slice(place + 1).some((later) => later.run === step.run && later.step === step.step);

  const steps = (all, name = "steps") => part(name, list((all ?? []).filter(isOpen).map((step) => item(
    make("span", { text: step.label }),
    has(`step_${step.state}`) ? make("span", { class: `state ${step.state}`, text: t(`step_${step.state}`) }) : null,
    step.said ? quote(step.said, step.seq) : null, correction(`step-${step.seq}`)))));

  const policy = (all) => part("policy", list((all ?? []).map((rule) => item(
    make("strong", { text: t(rule.allows ? "policy_yes" : "policy_no") }), line(say(rule.text)),
    rule.law ? line(t("law_first", { name: say(rule.law.name) }), "law") : null,
    rule.law ? line(say(rule.law.text)) : null))));

  const promises = (all) => part("promises", list((all ?? []).map((promise) => item(
    line([promise.who, promise.what].filter(Boolean).join(colon)),
    make("p", { class: "aside", text: [promise.by && sayBy(promise.by),
      has(`promise_state_${promise.state}`) && t(`promise_state_${promise.state}`)].filter(Boolean).join(" · ") })))));

  function orders(value) {
    if (!value) return null;
    if (value.state !== "ok" || !value.items?.length) {
      return part("orders", line(t(value.state === "ok" ? "orders_none" : `orders_${value.state}`)));
    }
    return part("orders", list(value.items.map((order) => item(
      make("span", { text: order.label }),
      make("span", { class: "aside", text: [say(order.status), order.at && sayDate(order.at)].filter(Boolean).join(" · ") })))));
  }

  const gestures = (all) => part("gestures", list((all ?? []).map((gesture) => item(
    line(gesture.label), line([gesture.cost != null && t("gesture_cost", { cost: gesture.cost }),
      gesture.cost_of_no != null && t("gesture_cost_of_no", { cost: gesture.cost_of_no })].filter(Boolean).join(" · "), "aside")))));

  const suggestion = (text) => text && part("suggestion",
    make("blockquote", { lang: writes, dir: "auto", text }),
    make("button", { type: "button", class: "quiet", text: t("take_sentence"), on: { click: () => onSuggestion(text) } }));

  return {
    /** `corrections`: item → `{was, isFresh}`, what the customer put right; fresh while the conversation was open. */
    update(brief, corrections = new Map()) {
      corrected = corrections;
      const look = JSON.stringify([brief, ...corrections]);
      if (look === seen) return;
      seen = look;
      const top = root.parentElement.scrollTop;
      if (!brief) {
        root.replaceChildren(line(t("brief_waiting"), "aside"));
        return;
      }
      writes = brief.language || "fr";
      today = brief.at ? sayDate(brief.at) : "";
      const goal = brief.goal && [line(say(brief.goal)), brief.goal.deadline && line(deadline(brief.goal.deadline))];
      root.replaceChildren(...[
        who(brief.who), part("want", ...told(wish(brief)), correction("want")), part("hope", ...told(brief.hope), correction("hope")),
        part("goal", ...(goal || []).filter(Boolean), correction("goal")), part("invested", ...(brief.invested ?? []).flatMap(told)),
        reasons(brief.reasons), mood(brief.mood), facts(brief), steps(brief.steps, brief.early && "so_far"), policy(brief.policy),
        promises(brief.promises), orders(brief.orders), gestures(brief.gestures),
        part("unknown", list((brief.unknown ?? []).map((gap) => item(make("span", { text: say(gap.question) }))))),
        suggestion(brief.suggestion), brief.goesOn && line(t("brief_waiting"), "aside"),
      ].filter(Boolean));
      root.parentElement.scrollTop = top;
    },
  };
}

/** A deadline may be a time or the customer's own words ("avant Noël"). */
const deadline = (value) => (/^\d{4}-\d\d-\d\d/.test(value) ? t("goal_by", { when: sayDate(value) }) : value);

"""Which of the company's rules a message touches, and the law that stands above each.

Owns matching only. Must not decide what follows (`escalation`) nor word a refusal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.core.folding import Folded, fold
from bot.core.phrases import Phrases, Span, fill_groups, words_of


class BadPolicy(ValueError):
    """A policy file cannot be used; the message names it and what is wrong."""


@dataclass(frozen=True)
class PolicyMatch:
    """A rule the customer's words touch.

    `text` is by language; `law` is None or {"name": by language, "text": by language}; `words` are exact
    substrings. `story` lists what kinds of story make a "no" an exception (data/escalation.yml).
    """

    id: str
    text: Mapping[str, str]
    allows: bool
    law: Mapping[str, Mapping[str, str]] | None
    words: tuple[str, ...]
    story: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class _Policy:
    id: str
    text: Mapping[str, str]
    allows: bool
    law: Mapping[str, Mapping[str, str]] | None
    story: tuple[str, ...]
    instead_of: tuple[str, ...]
    words: Mapping[str, Phrases]
    except_: Mapping[str, Phrases]

    def find(self, folded: Folded, language: str) -> list[Span]:
        apart_from = self.except_.get(language, Phrases()).find(folded)
        return self.words.get(language, Phrases()).find(folded, apart_from)


@dataclass(frozen=True)
class Policies:
    """Every rule, from data/policies; `tasks`: the ids a coached task is about, by its name."""

    entries: tuple[_Policy, ...]
    tasks: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @classmethod
    def from_mapping(
        cls, mapping: Mapping[str, Mapping[str, Any]], tasks: Mapping[str, Sequence[str]] | None = None,
    ) -> Policies:
        """Read `{<file stem>: <content of data/policies/<stem>.yml>}`. Raises `BadPolicy` naming the file."""
        return cls(tuple(_policy(name, content) for name, content in sorted(mapping.items())), tasks or {})

    def of_tasks(self, names: Iterable[str]) -> list[PolicyMatch]:
        """The rules these tasks are about, in their order, whatever was written: without words."""
        wanted = dict.fromkeys(policy for name in names for policy in self.tasks.get(name, ()))
        known = {p.id: p for p in self.entries}
        return [PolicyMatch(p.id, p.text, p.allows, p.law, (), p.story) for p in map(known.get, wanted) if p]

    def match(self, text: str, language: str) -> list[PolicyMatch]:
        """The rules `text` touches. A rule about a part pushes aside the one about the whole, on the same words."""
        folded = fold(text)
        found = {policy: spans for policy in self.entries if (spans := policy.find(folded, language))}
        for policy, spans in list(found.items()):
            for other in list(found):
                if other.id in policy.instead_of:
                    found[other] = [s for s in found[other] if not any(s.overlaps(mine) for mine in spans)]
        return [
            PolicyMatch(p.id, p.text, p.allows, p.law, words_of(folded, spans), p.story)
            for p, spans in found.items() if spans
        ]


def _policy(name: str, content: Mapping[str, Any]) -> _Policy:
    try:
        groups = content.get("groups")
        return _Policy(
            id=str(content["id"]), text=dict(content["text"]), allows=bool(content["allows"]),
            law=content.get("law"), story=tuple(content.get("story", ())),
            instead_of=tuple(content.get("instead_of", ())),
            words={lang: Phrases.of(fill_groups(ps, groups, lang)) for lang, ps in content["words"].items()},
            except_={lang: Phrases.of(ps) for lang, ps in content.get("except", {}).items()},
        )
    except (KeyError, ValueError) as error:
        raise BadPolicy(f"policy {name}: {error}") from error


def mediation(who: str) -> PolicyMatch:
    """What an agent should know, and say, when a dispute stays open: anybody may go to the company's mediator."""
    return PolicyMatch(
        "mediation",
        {"fr": f"Si le désaccord reste, le médiateur peut être saisi : {who}",
         "en": f"If the disagreement stays, the mediator can be asked: {who}"},
        True,
        {"name": {"fr": "Médiation de la consommation", "en": "Consumer mediation"},
         "text": {"fr": "Elle est gratuite pour la personne, après une réclamation écrite à l’entreprise.",
                  "en": "It is free for the customer, after a written complaint to the company."}},
        ())

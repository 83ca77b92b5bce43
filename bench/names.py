"""How well names are heard: `make bench-names DATA=…`, beside plain spaCy and a capital-letter baseline, in one run.

Runs in the brain's environment, on our own sentences (tests/names) and on three public sets by path. Owns the
measuring only: sets are read, never copied. Must not be tuned row by row: what is learnt here is a pattern or nothing.

A prediction is right when it is exactly the span of the gold name, capitals and a title aside (the sets keep "Miss"
in one row and leave it out in the next; Sensei keeps it as given).
"""

from __future__ import annotations

import argparse
import json
import logging
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from bot.components.own_names import find

ROOT = Path(__file__).resolve().parent.parent
OWN = ROOT / "tests/names"
HOW = """DATA=<folder> is missing or holds none of the public sets. They are
  ner_restaurant8k_names  PolyAI-LDN/task-specific-datasets, span_extraction/restaurant8k (CC BY 4.0)
  ner_star_names          RasaHQ/STAR, dialogues (MIT)
  ner_massive_person      AmazonScience/massive, slot `person`, fr-FR and en-US (CC BY 4.0)
each a folder of .jsonl files, one row a line: {"lang", "text", "entities": [{"text"}], "requested" | "prev_agent"}.
Only our own sentences were measured."""
_TITLE = re.compile(r"(?:m\.|m|mr|mrs|ms|miss|mme|mlle|dr|madame|monsieur|doctor|docteur)\.? ", re.IGNORECASE)
_ASKED = re.compile(r"\byour\b[^?.!]*\bname\b|^(?:full )?name\b|\bprovide your name", re.IGNORECASE)
# Where a booking, not the writer, carries the name: "the table under …", "… for …".
_BOOKED = re.compile(
    r"\b(?:under|for|of|by|on|name|called|on name)(?: the)?(?: name)?(?: of)?[\s:\"'“]*(?:mrs?\.? |miss )?\Z",
    re.IGNORECASE)
_STATED = re.compile(
    r"\b(?:my|first|last|full|second|family)(?:\s\w+)?\s(?:name|surname)\W*\Z|\bname[:,?-]\s*\Z", re.IGNORECASE)
_BOOKED_AFTER = re.compile(r"\A(?:'s|’s)? (?:party|table|booking|reservation)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Row:
    """One message; `gold` are the names in it as written, `stated`: the writer's own, not that of a booking."""

    text: str
    language: str
    gold: tuple[str, ...]
    asked: bool = False
    known: str | None = None
    stated: bool = True
    kind: str = ""


@dataclass
class Score:
    """Exact spans: found and right, found and wrong, missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    failures: list[str] = field(default_factory=list)

    def add(self, row: Row, names: Iterable[str]) -> None:
        gold, said = {key(g) for g in row.gold}, {key(n) for n in names}
        if len(gold) > 1 and said == {" ".join(key(g) for g in row.gold)}:
            gold = said     # first and family name, marked apart and read as one
        self.right += len(gold & said)
        self.wrong += len(said - gold)
        self.missed += len(gold - said)
        if gold != said:
            asked = "asked" if row.asked else "     "
            self.failures.append(f"{asked} {row.text!r}: {sorted(said)}, not {list(row.gold)}")

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)

    def line(self, name: str) -> str:
        return f"  {name:<34}{self.precision:8.3f}{self.recall:8.3f}{self.f1:8.3f}"


def key(name: str) -> str:
    """Names are compared without title, capitals and outer punctuation; accents count."""
    bare = name.strip(" .,!?\"'“”«»").replace("’", "'").replace(",", "").casefold()
    return _TITLE.sub("", bare + " ", count=1).strip()


# --- the three that are compared ----------------------------------------------------------------------------------


def sensei(row: Row) -> list[str]:
    name = find(row.text, row.language, asked=row.asked, known=row.known)
    return [name] if name else []


def capitals(row: Row) -> list[str]:
    """Runs of words with a capital, not counting the first word of a sentence unless it is all there is."""
    found = []
    for run in re.finditer(r"[A-ZÀ-Þ][\w’'-]*(?: [A-ZÀ-Þ][\w’'-]*)*", row.text):
        begins = not re.search(r"[^\s.!?]", re.split(r"[.!?\n]", row.text[: run.start()])[-1])
        words = run.group().split()
        if begins and run.group() != row.text.strip(" .!?"):
            words = words[1:]
        if words and words != ["I"]:
            found.append(" ".join(words))
    return found


def plain_spacy() -> tuple[Callable[[Row], list[str]], str]:
    """Every person spaCy sees, by the language's own model; without an English one the French model reads both."""
    import spacy

    models = {"fr": spacy.load("fr_core_news_md")}
    try:
        models["en"] = spacy.load("en_core_web_sm")
        about = "fr_core_news_md, en_core_web_sm"
    except OSError:
        models["en"] = models["fr"]
        about = "fr_core_news_md for both languages: no English model is installed"

    def read(row: Row) -> list[str]:
        return [e.text for e in models[row.language](row.text).ents if e.label_ in ("PER", "PERSON")]

    return read, about


# --- reading the sets ---------------------------------------------------------------------------------------------


def own_rows(path: Path) -> Iterator[Row]:
    file = yaml.safe_load(path.read_text("utf-8"))
    for group in file["groups"]:
        if group.get("display"):
            continue
        for text, name in group["rows"]:
            yield Row(text, file["language"], (name,) if name else (), bool(group.get("asked")), group.get("known"),
                      kind=group["kind"])


def public_rows(folder: Path) -> Iterator[Row]:
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            raw = json.loads(line)
            asked = any("name" in slot for slot in raw.get("requested", ())) or bool(
                _ASKED.search(raw.get("prev_agent", "")))
            gold = tuple(entity["text"] for entity in raw["entities"])
            yield Row(raw["text"], raw["lang"], gold, asked, stated=asked or not _is_booked(raw), kind=folder.name)


def _is_booked(raw: dict) -> bool:
    for entity in raw["entities"]:
        start = entity.get("start", raw["text"].find(entity["text"]))
        before, after = raw["text"][:start], raw["text"][start + len(entity["text"]):]
        if (_BOOKED.search(before) and not _STATED.search(before)) or _BOOKED_AFTER.match(after):
            return True
    return False


# --- the run ------------------------------------------------------------------------------------------------------


def measure(name: str, rows: list[Row], systems: dict[str, Callable[[Row], list[str]]], show: bool) -> None:
    print(f"\n{name}: {len(rows)} messages, {sum(len(r.gold) for r in rows)} names")
    print(f"  {'':<34}{'prec.':>8}{'recall':>8}{'F1':>8}")
    for system, read in systems.items():
        score = Score()
        for row in rows:
            score.add(row, read(row))
        print(score.line(system))
        if show and system == "Sensei":
            print(*(f"    {f}" for f in score.failures), sep="\n")


def third_persons(name: str, rows: list[Row], systems: dict[str, Callable[[Row], list[str]]], show: bool) -> None:
    """How many messages that are about somebody else were taken for an introduction."""
    print(f"\n{name}: {len(rows)} messages with nobody's own name; somebody's was taken in")
    for system, read in systems.items():
        taken = [f"{row.text!r}: {said}" for row in rows if (said := read(row))]
        print(f"  {system:<34}{len(taken):8}{100 * len(taken) / max(1, len(rows)):8.1f} %")
        if show and system == "Sensei":
            print(*(f"    {t}" for t in taken), sep="\n")


def main() -> int:
    parser = argparse.ArgumentParser(description="How well names are heard.")
    parser.add_argument("data", nargs="?", default="", help="folder that holds the public sets")
    parser.add_argument("--show", action="store_true", help="print what Sensei got wrong")
    options = parser.parse_args()
    logging.disable(logging.WARNING)
    spacy_reads, about = plain_spacy()
    systems = {"Sensei": sensei, "plain spaCy": spacy_reads, "capital letters": capitals}
    print(f"plain spaCy: {about}")
    for file in ("own_fr", "own_en", "unseen_fr", "unseen_en", "unseen_2_fr", "unseen_2_en"):
        rows = list(own_rows(OWN / f"{file}.yml"))
        measure(file, rows, systems, options.show)
        third_persons(file, [r for r in rows if r.kind.startswith("third")], systems, False)
    public = {p.name: list(public_rows(p)) for p in sorted(Path(options.data).glob("ner_*"))} if options.data else {}
    for name, rows in public.items():
        _public(name, rows, systems, options.show)
    if not public:
        print(f"\n{HOW}")
    return 0


def _public(name: str, rows: list[Row], systems: dict[str, Callable[[Row], list[str]]], show: bool) -> None:
    if "massive" in name:   # commands to a loudspeaker: every person in them is somebody else
        for language in sorted({r.language for r in rows}):
            own = [r for r in rows if r.language == language]
            third_persons(f"{name}, {language}", own, systems, show)
        return
    stated = [r for r in rows if r.stated]
    measure(f"{name}, stated own names", stated, systems, show)
    forgetful = {"Sensei, not told what was asked": lambda r: sensei(Row(r.text, r.language, r.gold))}
    measure(f"{name}, asked for the name", [r for r in stated if r.asked], {**systems, **forgetful}, False)
    measure(f"{name}, every row", rows, systems, False)


if __name__ == "__main__":
    sys.exit(main())

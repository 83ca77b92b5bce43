"""Lints every word a customer reads and every sentence the assistant learnt from: `python scripts/check_words.py`.

Reads data/{responses,nlu,safety,tasks,policies,faq,voices,worlds}, data/coach.yml, bot/texts and domain.yml. Exit 1
and one line for each problem. The rules themselves live in scripts/wording/. Changes nothing, unless `--mend` asks for
the spaces and apostrophes of French typography to be put into responses and bot/texts first.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from scripts.wording import examples, faq, readability, responses  # noqa: E402
from scripts.wording.mend import mend  # noqa: E402
from scripts.wording.sentences import Sentence, check  # noqa: E402

LANGUAGES = ("fr", "en")
# Sections of bot/texts that become bubbles; the others are pages, mails, notes for agents and the terminal.
IN_THE_CHAT = frozenset({"attachments", "exceptions", "handoff", "masking", "media", "minor", "own_words",
                         "safety_notice", "step_up", "telegram", "waiting", "welcome"})
# Beside responses and texts: files with words in both languages side by side, {fr: …, en: …}.
BILINGUAL = ("coach.yml", "safety/*.yml", "tasks/*.yml", "policies/*.yml", "voices/*.yml", "worlds/*.yml")


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8")) or {}


def check_all(root: Path = ROOT) -> list[str]:
    """Every problem in the words of the project under `root`."""
    own = [*check_response_files(root), *check_example_files(root), *check_faq_files(root)]
    return [*own, *check_text_files(root), *check_bilingual_files(root)]


def check_response_files(root: Path) -> list[str]:
    variations = []
    for path in sorted((root / "data/responses").glob("*.yml")):
        variations += responses.read(path.name, load(path).get("responses") or {})
    coached = {path.stem for path in (root / "data/tasks").glob("*.yml")} | {"coach"}
    easy = readability.check(v for v in variations if Path(v.file).stem in coached)
    return [*responses.check_responses(variations, filled_names(root)), *easy]


def filled_names(root: Path) -> set[str]:
    """Names that may fill a placeholder: slots, values of tasks, and whatever an action says by that name."""
    names = set(load(root / "domain.yml").get("slots") or {})
    for path in [*(root / "actions").rglob("*.py"), *(root / "bot/components").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg:
                names.add(node.arg)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
                names.add(node.value)
    for path in (root / "data/tasks").glob("*.yml"):
        names |= set(_keys(load(path)))
    return names


def _keys(value: Any) -> Iterator[str]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    yield from (str(key) for key in value) if isinstance(value, dict) else ()
    for one in inner:
        yield from _keys(one)
    if isinstance(value, str) and value.isidentifier():
        yield value     # a step or value listed by its name


def check_example_files(root: Path) -> list[str]:
    found = []
    for path in sorted((root / "data/nlu").glob("*.yml")):
        found += examples.read(path.name, load(path).get("nlu") or [])
    intents = [next(iter(i)) if isinstance(i, dict) else i for i in load(root / "domain.yml")["intents"]]
    questions = faq_questions(root)
    learnt = [*found, *questions]
    return list(dict.fromkeys([*examples.check_examples(found, intents), *examples.twice(learnt)]))


def faq_questions(root: Path) -> list[examples.Example]:
    return [
        question for path in sorted((root / "data/faq").glob("*.yml"))
        for question in faq.read(path.name, load(path).get("entries") or {})
    ]


def check_faq_files(root: Path) -> list[str]:
    """data/faq: what is answered, how often each question is asked, and data/intents.yml, what is offered."""
    problems = [
        problem for path in sorted((root / "data/faq").glob("*.yml"))
        for problem in faq.check_entries(path.name, load(path).get("entries") or {})
    ]
    offered = root / "data/intents.yml"
    rows = (load(offered).get("requests") or {}) if offered.is_file() else {}
    return [*problems, *(p for name, row in rows.items() for p in _bilingual(row, f"intents.yml: {name}"))]


def check_text_files(root: Path) -> list[str]:
    """bot/texts/<section>.<language>.yml: each sentence, and each key in both languages."""
    problems: list[str] = []
    keys: dict[str, dict[str, set[str]]] = {}
    for path in sorted((root / "bot/texts").glob("*.yml")):
        section, _, language = path.stem.rpartition(".")
        if language not in LANGUAGES:
            problems.append(f"{path.name}: its name must end in .fr.yml or .en.yml")
            continue
        sentences = list(_walk(load(path), path.name, language, None))
        keys.setdefault(section, {})[language] = {s.where.split(": ", 1)[1] for s in sentences}
        problems += [p for s in sentences for p in check(_as_read(section, s))]
    for section, by_language in keys.items():
        for language in LANGUAGES:
            missing = set().union(*by_language.values()) - by_language.get(language, set())
            # English says "you" once where French says tu and vous.
            problems += [
                f"{section}.{language}.yml: {key} is missing"
                for key in sorted({k.removesuffix(".vous").removesuffix(".tu") for k in missing})
                if not any(have == key or have.startswith(f"{key}.") for have in by_language.get(language, set()))
            ]
    return problems


def _as_read(section: str, sentence: Sentence) -> Sentence:
    """A sentence as people meet it: a bubble in the chat is short, a terminal is laid out with blanks."""
    if section == "cli":
        return replace(sentence, text=re.sub(" {2,}", " ", sentence.text))
    return replace(sentence, short=section in IN_THE_CHAT and ": mail_" not in sentence.where)


def check_bilingual_files(root: Path) -> list[str]:
    """What stands under `fr:` and `en:` as a text, wherever it is; lists there are words to recognise, not to say."""
    return [
        problem
        for files in BILINGUAL
        for path in sorted((root / "data").glob(files))
        for problem in _bilingual(load(path), str(path.relative_to(root / "data")))
    ]


def _walk(value: Any, where: str, language: str, formality: str | None, key: str = "") -> Iterator[Sentence]:
    if isinstance(value, dict):
        for name, inner in value.items():
            own = name if name in ("tu", "vous") else formality
            yield from _walk(inner, where, language, own, f"{key}.{name}" if key else str(name))
    elif isinstance(value, list):
        for n, inner in enumerate(value, start=1):
            yield from _walk(inner, where, language, formality, f"{key}.{n}")
    elif isinstance(value, str):
        yield Sentence(f"{where}: {key}" if key else where, language, value, formality)


def _bilingual(value: Any, where: str) -> Iterator[str]:
    if isinstance(value, list):
        for n, inner in enumerate(value, start=1):
            yield from _bilingual(inner, f"{where}[{n}]")
    if not isinstance(value, dict):
        return
    said = {language: value[language] for language in LANGUAGES if isinstance(value.get(language), (str, dict))}
    for language, words in said.items():
        for sentence in _walk(words, where, language, None):
            yield from check(sentence)
    if len(said) == 1:
        yield f"{where}: only in {next(iter(said))}"
    for name, inner in value.items():
        if name not in said:
            yield from _bilingual(inner, f"{where}.{name}")


def mend_all(root: Path = ROOT) -> int:
    """Right spaces and apostrophes in responses and bot/texts; how many sentences changed."""
    changed = 0
    for path in sorted((root / "data/responses").glob("*.yml")):
        said = responses.read(path.name, load(path).get("responses") or {})
        changed += mend(path, [Sentence(v.where, v.condition("language") or "", v.text) for v in said])
    for path in sorted((root / "bot/texts").glob("*.*.yml")):
        changed += mend(path, _walk(load(path), path.name, path.stem.rpartition(".")[2], None))
    return changed


def main(arguments: list[str]) -> int:
    if arguments == ["--mend"]:
        print(f"words: {mend_all()} sentence(s) mended")
    problems = check_all()
    for problem in problems:
        print(problem)
    print(f"words: {len(problems)} problem(s)" if problems else "words: good")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

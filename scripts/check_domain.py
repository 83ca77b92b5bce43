"""Validates what Rasa is trained on: `python scripts/check_domain.py`.

Two halves: what Rasa does not look at (each `utter_` that a rule, a form or an action names exists, each can be said
by one, each form can ask, rules are named once), then `rasa data validate`, failing on every warning that is not in
ALLOWED; a response "not used in any story or rule" passes only when code can say that very response.
Needs .venv-brain for the second half; changes nothing.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
RASA = ".venv-brain/bin/rasa"

# Warnings we know and accept, each with its reason. A new one fails until someone decides.
ALLOWED: tuple[tuple[str, str], ...] = (
    (r"The intent '(faq|near_miss)' is listed in the domain file, but is not found in the NLU",
     "learnt from data/faq; set by bot/components/doubt.py"),
    (r"DeprecationWarning|MovedIn20Warning|PkgResourcesDeprecationWarning", "Rasa's own libraries"),
)
# Rasa knows of stories and rules only: such a line is allowed when code can say that very response (`spoken`).
UNUSED = re.compile(r"The utterance '(utter_\w+)' is not used in any story or rule")
# How the coach makes a response of a step (actions/coach.py, actions/moves.py).
OF_A_STEP = ("ask", "again", "easier", "why", "example", "hint", "hint_more")
# Said by a policy of ours, not by a rule.
SAID_BY_POLICIES = {"utter_handoff", "utter_offer_human", "utter_faq_helped"}
# Looks like a response in the sources and is none: the key under which Rasa notes which one was said.
NOT_RESPONSES = {"utter_action"}


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8")) or {}


def check_references(root: Path = ROOT) -> list[str]:
    """Every response someone names exists, and every response is named by someone."""
    domain = load(root / "domain.yml")
    responses = {key for path in sorted((root / "data/responses").glob("*.yml")) for key in load(path)["responses"]}
    responses |= set(domain.get("responses") or {})
    named = {**_named_in_rules(root), **_named_in_code(root)}
    problems = [f"{where}: {key} does not exist" for key, where in sorted(named.items()) if key not in responses]
    problems += [
        f"{key}: no rule, form or action says it"
        for key in sorted(responses - _named_in_rules(root).keys() - spoken(root))
    ]
    return [*problems, *_forms_can_ask(domain, responses), *_rules_named_once(root), *_intents_answered(root, domain)]


def spoken(root: Path = ROOT) -> set[str]:
    """Every response that code can say: by its full name, by a form, by a policy, or by the coach, who puts the name
    of a task (or `task`) before a short name found in the actions, or before `<way>_<step>`."""
    topics = [load(path)["task"] for path in sorted((root / "data/tasks").glob("*.yml"))]
    short = {word for path in (root / "actions").rglob("*.py")
             for word in re.findall(r"[\"'](\w+)[\"']", path.read_text(encoding="utf-8"))}
    coached = {
        f"utter_{owner}_{name}"
        for topic in topics for owner in (topic["name"], "task")
        for name in short | set(OF_A_STEP) | {f"{way}_{step['name']}" for way in OF_A_STEP for step in topic["steps"]}
    }
    return coached | set(_named_in_code(root)) | _ask_responses(load(root / "domain.yml")) | SAID_BY_POLICIES


def _steps(root: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for folder in ("rules", "stories"):
        for path in sorted((root / "data" / folder).glob("*.yml")):
            for item in load(path).get(folder) or []:
                for step in item.get("steps") or []:
                    yield f"{path.name}: {item.get('rule') or item.get('story')}", step


def _named_in_rules(root: Path) -> dict[str, str]:
    return {
        step["action"]: where for where, step in _steps(root) if str(step.get("action", "")).startswith("utter_")
    }


def _named_in_code(root: Path) -> dict[str, str]:
    """Full names only; those built at run time from a task's name are the business of that task's tests."""
    found: dict[str, str] = {}
    for folder in ("actions", "bot/components"):
        for path in sorted((root / folder).rglob("*.py")):
            for key in re.findall(r"[\"'](utter_\w+)[\"']", path.read_text(encoding="utf-8")):
                if key not in NOT_RESPONSES:
                    found.setdefault(key, str(path.relative_to(root)))
    return found


def _ask_names(form: str, slot: str) -> list[str]:
    return [f"action_ask_{form}_{slot}", f"utter_ask_{form}_{slot}", f"action_ask_{slot}", f"utter_ask_{slot}"]


def _ask_responses(domain: dict[str, Any]) -> set[str]:
    return {
        name
        for form, about in (domain.get("forms") or {}).items()
        for slot in about.get("required_slots") or []
        for name in _ask_names(form, slot)
    }


def _forms_can_ask(domain: dict[str, Any], responses: set[str]) -> list[str]:
    known = responses | set(domain.get("actions") or [])
    return [
        f"domain.yml: {form} has no words to ask for {slot}; Rasa would stay silent"
        for form, about in (domain.get("forms") or {}).items()
        for slot in about.get("required_slots") or []
        if not known & set(_ask_names(form, slot))
    ]


def _rules_named_once(root: Path) -> list[str]:
    names = Counter(
        item["rule"] for path in (root / "data/rules").glob("*.yml") for item in load(path).get("rules") or []
    )
    return [f"rule named {n} times: {name!r}" for name, n in names.items() if n > 1]


def _intents_answered(root: Path, domain: dict[str, Any]) -> list[str]:
    """An intent without a rule outside a task falls to Rasa's fallback, which reverts what the customer wrote."""
    intents = {next(iter(i)) if isinstance(i, dict) else i for i in domain["intents"]}
    answered: set[str] = set()
    for path in (root / "data/rules").glob("*.yml"):
        for rule in load(path).get("rules") or []:
            inside = any(c.get("active_loop") for c in rule.get("condition") or [])
            if not inside:
                answered |= {s["intent"] for s in rule["steps"] if "intent" in s}
    return [f"{intent}: no rule answers it outside a task" for intent in sorted(intents - answered)]


def check_rasa(root: Path = ROOT) -> list[str]:
    """What `rasa data validate` complains about, except what ALLOWED explains."""
    rasa = root / RASA
    if not rasa.exists():
        return [f"{RASA} is missing: run ./sensei setup"]
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "SQLALCHEMY_SILENCE_UBER_WARNING": "1"}
    done = subprocess.run(
        [str(rasa), "data", "validate", "--fail-on-warnings", "--domain", "domain.yml", "--data", "data"],
        cwd=root, env={**os.environ, **quiet}, capture_output=True, text=True, timeout=300, check=False,
    )
    problems = complaints(done.stdout + "\n" + done.stderr, spoken(root))
    if done.returncode > 1 or "Traceback (most recent call last)" in done.stderr:
        problems.append(f"rasa data validate stopped with {done.returncode}: {done.stderr.strip()[-800:]}")
    return problems


def complaints(output: str, spoken: Collection[str] = ()) -> list[str]:
    """The warnings and errors in Rasa's output, each once, without those we accept."""
    lines = re.sub(r"\x1b\[[0-9;]*m", "", output).splitlines()
    found = [
        re.sub(r"^.*?(Warning: |WARNING\s+|ERROR\s+)", "", line).strip()
        for line in lines
        if re.search(r"Warning: | WARNING | ERROR |Error: |Exception: |Contradicting", line)
        and not any(re.search(pattern, line) for pattern, _ in ALLOWED)
        and not ((unused := UNUSED.search(line)) and unused[1] in spoken)
    ]
    return list(dict.fromkeys(found))


def main() -> int:
    problems = [*check_references(), *check_rasa()]
    for problem in problems:
        print(problem)
    print(f"domain: {len(problems)} problem(s)" if problems else "domain: good")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

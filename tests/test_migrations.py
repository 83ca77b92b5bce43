"""The migrations of the front door are one line: two people who number theirs alike are told before the product is."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

VERSIONS = Path(__file__).resolve().parent.parent / "bot/store/migrations/versions"


def named(name: str) -> list[str]:
    """What `name = "…"` says in each migration, in the order of their files; an absent one is ""."""
    found = [re.search(rf'^{name}\s*=\s*(?:"(.*)"|None)$', path.read_text(encoding="utf-8"), re.MULTILINE)
             for path in sorted(VERSIONS.glob("[0-9]*.py"))]
    return [(match.group(1) or "") if match else "?" for match in found]


def test_each_migration_has_a_number_of_its_own_and_the_one_before_it_beneath() -> None:
    numbers = named("revision")
    assert [number for number, times in Counter(numbers).items() if times > 1] == []
    assert named("down_revision") == ["", *numbers[:-1]]


def test_a_migrations_file_begins_with_its_number() -> None:
    assert [path.name[:4] for path in sorted(VERSIONS.glob("[0-9]*.py"))] == named("revision")

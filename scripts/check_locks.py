"""Do the locks still say what pyproject.toml asks for? No network needed, so newer versions are not its business.

Each direct dependency of a group must be locked at a version it allows, each locked package must carry hashes, be meant
for the one platform we support, and be there because somebody asked for it.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import tomllib
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PLATFORM = {"sys_platform": "linux", "platform_machine": "x86_64", "implementation_name": "cpython"}
PYTHON = {"front": "3.12.0", "brain": "3.10.0"}
ENTRY = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^]]*\])?==(?P<version>[^ ;]+)(?: ; (?P<marker>.*?))? \\$")


def problems(group: str, wanted: list[str], lock: str) -> list[str]:
    """What is wrong with one lock, as sentences."""
    found: list[str] = []
    locked: dict[str, list[str]] = {}
    python = PYTHON[group]
    environment = {**PLATFORM, "python_full_version": python, "python_version": python.rsplit(".", 1)[0]}
    if "://" in lock:
        found.append("it names an address")
    for block in re.split(r"\n(?=\S)", lock.strip()):
        entry = ENTRY.match(block.splitlines()[0]) if not block.startswith("#") else None
        if entry is None:
            found.append(f"cannot read {block.splitlines()[0]!r}")
            continue
        name = canonicalize_name(entry["name"])
        locked.setdefault(name, [])
        if entry["marker"] is None or Marker(entry["marker"]).evaluate(environment):
            locked[name].append(entry["version"])
        if "--hash=sha256:" not in block:
            found.append(f"{name} has no hash")
        if "# via" not in block and name not in {canonicalize_name(Requirement(w).name) for w in wanted}:
            found.append(f"{name} is locked and nobody asks for it any more")
    for line in wanted:
        requirement = Requirement(line)
        versions = locked.get(canonicalize_name(requirement.name))
        if not versions:
            found.append(f"{requirement.name} is not locked for this group")
        elif not any(requirement.specifier.contains(version, prereleases=True) for version in versions):
            found.append(f"{requirement.name} is locked at {versions[0]}, asked for is {requirement.specifier}")
    return found


def main() -> int:
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    wrong = [
        f"locks/{group}.txt: {problem}"
        for group in PYTHON
        for problem in problems(group, groups[group], (ROOT / "locks" / f"{group}.txt").read_text("utf-8"))
    ]
    for line in wrong:
        print(line, file=sys.stderr)
    if wrong:
        print("Run `make lock` and commit locks/.", file=sys.stderr)
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())

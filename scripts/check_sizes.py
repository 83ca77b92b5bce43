"""Is the chat still light? The launcher weighs at most 10 kB, the whole panel at most 40 kB, gzipped.

The panel is everything /chat loads: its page, styles, modules and drawings, and the words in the heavier language.
Exit 1 and one line for each that is too heavy. Changes nothing.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
LAUNCHER_MAX = 10_000
PANEL_MAX = 40_000


def weight(content: bytes) -> int:
    """Bytes on the wire; each file is compressed by itself, as it travels."""
    return len(gzip.compress(content, mtime=0))


def words(root: Path, language: str) -> bytes:
    texts = yaml.safe_load((root / "bot/texts" / f"chat.{language}.yml").read_text("utf-8"))
    return json.dumps(texts, ensure_ascii=False).encode()


def weights(root: Path = ROOT) -> dict[str, int]:
    """What a customer's browser fetches: the launcher on every page, the panel once it is opened."""
    static = root / "bot/widget/static"
    page = re.sub(rb"\{#.*?#\}", b"", (root / "bot/widget/templates/chat.html").read_bytes(), flags=re.S)
    files = [path.read_bytes() for path in sorted(static.iterdir()) if path.name != "launcher.js"]
    heavier = max((words(root, language) for language in ("fr", "en")), key=weight)
    panel = weight(page + heavier) + sum(weight(content) for content in files)
    return {"launcher": weight((static / "launcher.js").read_bytes()), "panel": panel}


def main() -> int:
    found = weights()
    heavy = [(name, most) for name, most in (("launcher", LAUNCHER_MAX), ("panel", PANEL_MAX)) if found[name] > most]
    for name, most in heavy:
        print(f"the {name} weighs {found[name]} bytes gzipped, at most {most} are allowed", file=sys.stderr)
    if not heavy:
        print(f"sizes: good (launcher {found['launcher']} bytes, panel {found['panel']} bytes, gzipped)")
    return bool(heavy)


if __name__ == "__main__":
    sys.exit(main())

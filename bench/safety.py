"""How often the safety check disturbs ordinary talk: each customer line of two sets, `python -m bench.safety DATA`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from bot.core.safety import check
from bot.files import load_safety


def main() -> None:
    data, rules = Path(sys.argv[1]), load_safety("fr")
    print("| set | customer lines | false alarms |\n|---|---|---|")
    for name, who in (("wmt24_chat_fr", "customer"), ("star", "user")):
        rows = [json.loads(line) for line in (data / name / "train.jsonl").read_text("utf-8").splitlines()]
        said = [turn["text"] for row in rows for turn in row["turns"] if turn["s"] == who and turn.get("text")]
        found = [text for text in said if check(text, rules) is not None]
        print(f"| {name} | {len(said)} | {len(found)} ({len(found) / len(said):.2%}) |")


if __name__ == "__main__":
    main()

"""What agents say of hand-overs: the closed verdicts, how often each reason was right, and what may leave as data.

Pure. An exported line has codes and numbers only: no words, names or ids of anybody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.core.escalation_rules import REASON_CODES

VERDICTS = ("right", "too_early", "too_late", "wrong_reason")
NEEDLESS = frozenset({"too_early", "wrong_reason"})
# Nobody was called, and somebody should have been: what is said of a case that a person took over unasked.
MISSED = "missed"


def confusion(judged: Iterable[Mapping[str, Any]]) -> list[tuple[str, dict[str, int], dict[str, int]]]:
    """For each reason that was judged: how often each verdict, and which reasons would have been right instead.

    `judged`: {"reasons": [code], "verdict", "reason"}; a case nobody was called for counts under `missed`.
    """
    verdicts: dict[str, Counter[str]] = {}
    instead: dict[str, Counter[str]] = {}
    for one in judged:
        for code in one["reasons"] or [MISSED]:
            verdicts.setdefault(code, Counter())[one["verdict"]] += 1
            if one["reason"]:
                instead.setdefault(code, Counter())[one["reason"]] += 1
    order = (*REASON_CODES, MISSED)
    return [(code, dict(verdicts[code]), dict(instead.get(code, Counter())))
            for code in sorted(verdicts, key=order.index)]


def exported(one: Mapping[str, Any]) -> dict[str, Any]:
    """One line of evaluation data: the verdict, and the numbers the decision was made of.

    `one`: {"day", "language", "decision": D | None, "understanding": shape | None, "before", "verdict", "reason"}.
    """
    decision, understanding = one["decision"], one["understanding"]
    emotion = (understanding or {}).get("emotion") or {}
    return {
        "day": one["day"], "language": one["language"], "verdict": one["verdict"], "right_reason": one["reason"],
        "action": decision["action"] if decision else "continue",
        "priority": decision["priority"] if decision else "normal",
        "reasons": [{key: reason[key] for key in ("code", "feeling", "confidence") if key in reason}
                    for reason in (decision or {"reasons": []})["reasons"]],
        "feelings": [_plain(feeling) for feeling in emotion.get("feelings") or []],
        "urgency": emotion.get("urgency") or 0.0, "intent": (understanding or {}).get("intent"),
        "moods_before": [[_plain(feeling) for feeling in point["feelings"]] for point in one["before"]],
    }


def judged_well(verdicts: Sequence[tuple[str, bool]]) -> dict[str, tuple[int, int]]:
    """Of (verdict, still called): how many right calls there were and still are, and how many needless ones."""
    right = [called for verdict, called in verdicts if verdict not in NEEDLESS]
    needless = [called for verdict, called in verdicts if verdict in NEEDLESS]
    return {"right": (len(right), sum(right)), "needless": (len(needless), sum(needless))}


def _plain(feeling: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": feeling["name"], "intensity": feeling["intensity"]}

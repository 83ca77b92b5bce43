"""Arguments of the `sensei` commands that take any. Imports nothing of ours, so that a broken part breaks no other."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from datetime import date

LANGUAGES = ("fr", "en")
CHANNELS = ("web", "telegram")


def _days(parser: ArgumentParser) -> None:
    parser.add_argument("--days", type=int, default=30, help="how far back (default: 30)")


def telegram(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=("check", "setup"), help="look, or write the bot's words at Telegram")


def faq(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=("report",), help="list them, the most frequent first")
    _days(parser)


def replay(parser: ArgumentParser) -> None:
    parser.add_argument("--set", action="append", default=[], metavar="thresholds.emotion_offer=0.5",
                        help="a number of data/escalation.yml to try, as often as you like")
    _days(parser)


def feedback(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=("report", "export"), help="verdicts for each reason, or JSON lines")
    parser.add_argument("--to", default="", metavar="FILE", help="where the lines are written (default: here)")
    _days(parser)


def _who(parser: ArgumentParser) -> None:
    parser.add_argument("who", help="the company's own id, a proven address, or the id of a conversation")


def export(parser: ArgumentParser) -> None:
    _who(parser)
    parser.add_argument("--to", default=".", help="folder in which the export's folder is made")
    parser.add_argument("--language", choices=LANGUAGES, default="", help="of the text to read")


def erase(parser: ArgumentParser) -> None:
    _who(parser)
    parser.add_argument("--yes", action="store_true", help="do not ask again")


def tasks(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=("report",), help="the funnel of each task and step")
    _days(parser)
    parser.add_argument("--from", dest="first", type=date.fromisoformat, metavar="DATE", help="first day, 2026-11-01")
    parser.add_argument("--to", dest="last", type=date.fromisoformat, metavar="DATE", help="last day, included")
    parser.add_argument("--task", default="", help="this task only")
    parser.add_argument("--language", default="", choices=LANGUAGES, help="runs in this language only")
    parser.add_argument("--channel", default="", choices=CHANNELS, help="runs begun on this channel only")
    parser.add_argument("--in", dest="words", default="", choices=LANGUAGES, help="language of the report itself")
    parser.add_argument("--csv", action="store_true", help="a table for a spreadsheet")


def qr(parser: ArgumentParser) -> None:
    parser.add_argument("task", help="a task's name, such as next_departures")
    parser.add_argument("step", nargs="?", default="", help="the step to begin with; - for none")
    parser.add_argument("place", nargs="?", default="", help="where the sheet hangs, such as “Bellecour” or “4”")
    parser.add_argument("--channel", default="web", choices=CHANNELS, help="where the code leads (default: web)")
    parser.add_argument("--language", default="", choices=LANGUAGES, help="of the sheet; without it, both")
    parser.add_argument("--url", default="", help="page with the chat (default: SENSEI_PUBLIC_URL)")
    parser.add_argument("--bot", default="", help="the Telegram bot's user name")
    parser.add_argument("--to", default="", metavar="FILE", help="the sheet to write (default: <task>.html)")


TAKEN: dict[str, Callable[[ArgumentParser], None]] = {
    "telegram": telegram, "faq": faq, "replay": replay, "feedback": feedback, "export": export, "erase": erase,
    "tasks": tasks, "qr": qr}

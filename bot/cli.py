"""The `sensei` command: reads its arguments, hands over to the part that does the work, turns errors into sentences.

Must not do the work itself. Each part is imported only when it is asked for, so that a broken one breaks no other.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable

from bot import settings as settings_module
from bot.settings import SettingError, Settings


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="sensei", description="Sensei: customer care that knows your name.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    for name, (_, summary) in COMMANDS.items():
        commands.add_parser(name, help=summary, description=summary)
    command = parser.parse_args(arguments).command
    try:
        return COMMANDS[command][0](settings_module.load())
    except SettingError as error:
        print(f"sensei: {error}", file=sys.stderr)
        return 2


def _run(settings: Settings) -> int:
    from bot.supervisor import StartError, run
    from bot.terminal import Terminal

    terminal = Terminal(settings)
    try:
        return run(settings, os.environ, terminal.tell)
    except StartError as error:
        terminal.tell(error.key, **error.values)
        return 1


def _front_door(settings: Settings) -> int:
    from bot.wiring import run_front_door

    run_front_door(settings)
    return 0


def _migrate(settings: Settings) -> int:
    from bot.wiring import migrate

    migrate(settings)
    return 0


def _doctor(settings: Settings) -> int:
    from bot.doctor import examine

    return examine(settings)


def _train(settings: Settings) -> int:
    from bot.training import TrainingError, train

    try:
        print("The model is trained." if train() else "Nothing changed: the model is fresh.")
    except TrainingError as error:
        print(f"sensei: {error}", file=sys.stderr)
        return 1
    return 0


def _settings(settings: Settings) -> int:
    for setting in settings_module.SETTINGS:
        print(f"{setting.name}={setting.default}\n    {setting.help}")
    return 0


COMMANDS: dict[str, tuple[Callable[[Settings], int], str]] = {
    "run": (_run, "Start everything and keep it alive until Ctrl-C."),
    "doctor": (_doctor, "Say what is missing on this machine and how to mend it."),
    "train": (_train, "Train the model if words, rules or components changed."),
    "settings": (_settings, "List every setting with its default."),
    "migrate": (_migrate, "Bring the database up to date (run does it)."),
    "front-door": (_front_door, "Run the web part alone (run starts it)."),
}

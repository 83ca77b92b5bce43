"""The `sensei` command: reads its arguments, hands over to the part that does the work, turns errors into sentences.

Must not do the work itself. Each part is imported only when it is asked for, so that a broken one breaks no other.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
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

    _check_files(settings)
    for sentence in settings_module.unknown():
        print(f"sensei: {sentence}", file=sys.stderr)
    terminal = Terminal(settings)
    try:
        return run(settings, os.environ, terminal.tell)
    except StartError as error:
        terminal.tell(error.key, **error.values)
        return 1


def _check_files(settings: Settings) -> None:
    """What the front door would stumble over at its start is said here, once, before anything runs."""
    from bot import files, keys

    countries = sorted(path.stem for path in (files.DATA / "safety").glob("*.yml"))
    if settings.country not in countries:
        raise SettingError(
            f"SENSEI_COUNTRY is {settings.country!r}: choose {' or '.join(countries)}, or write data/safety/ for yours."
        )
    try:
        if settings.jwt_keys:
            keys.load(settings)
        files.load_texts()
        files.load_safety(settings.country)
        files.load_knowledge()
        files.load_calendar(settings.timezone)
    except SettingError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        why = " ".join(str(error).split())
        raise SettingError(f"A file of rules or words cannot be used ({why}): mend it, then start again.") from error


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
    from bot.training import TrainingError, is_fresh, train

    log = settings.data_dir / "log" / "train.log"
    began = time.monotonic()
    try:
        if not is_fresh():
            print(f"Training the model, which takes about a minute; Rasa writes to {log}", flush=True)
        trained = train(log=log)
    except TrainingError as error:
        if not os.path.samestat(os.fstat(sys.stdout.fileno()), log.stat()):  # the supervisor's job writes there already
            print("\n".join(error.lines), flush=True)
        print(f"sensei: {error}", file=sys.stderr, flush=True)
        return 1
    except OSError as error:
        where = error.filename or "models/"
        cure = "give the folder to this user and train again."
        print(f"sensei: {where} cannot be written ({error.strerror or error}): {cure}", file=sys.stderr)
        return 1
    seconds = round(time.monotonic() - began)
    print(f"The model is trained ({seconds} s)." if trained else "Nothing changed: the model is fresh.")
    return 0


def _shell(settings: Settings) -> int:
    from bot.shell import talk

    log = settings.data_dir / "log" / "shell.log"
    print(f"Loading the brain alone, no front door, no orders (log: {log}).", flush=True)
    try:
        return talk(settings.data_dir)
    except OSError as error:
        where = error.filename or settings.data_dir
        cure = "run `./sensei setup brain`, or choose another folder with SENSEI_DATA_DIR."
        print(f"sensei: {where}: {error.strerror or error}; {cure}", file=sys.stderr)
        return 1


def _settings(settings: Settings) -> int:
    for setting in settings_module.SETTINGS:
        print(f"{setting.name}={setting.default}\n    {setting.help}")
    return 0


COMMANDS: dict[str, tuple[Callable[[Settings], int], str]] = {
    "run": (_run, "Start everything and keep it alive until Ctrl-C."),
    "doctor": (_doctor, "Say what is missing on this machine and how to mend it."),
    "train": (_train, "Train the model if words, rules or components changed."),
    "shell": (_shell, "Talk to the bare brain in the terminal."),
    "settings": (_settings, "List every setting with its default."),
    "migrate": (_migrate, "Bring the database up to date (run does it)."),
    "front-door": (_front_door, "Run the web part alone (run starts it)."),
}

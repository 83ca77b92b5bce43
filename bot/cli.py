"""The `sensei` command: reads its arguments, hands over to the part that does the work, turns errors into sentences.

Must not do the work itself. Each part is imported only when it is asked for, so that a broken one breaks no other.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable

from bot import arguments as taken
from bot import settings as settings_module
from bot.core.questions import Question
from bot.settings import SettingError, Settings


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="sensei", description="Sensei: customer care that knows your name.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    for name, summary in {**{name: summary for name, (_, summary) in COMMANDS.items()}, **WITH_SERVICE}.items():
        about = commands.add_parser(name, help=summary, description=summary)
        taken.TAKEN.get(name, _nothing)(about)
    given = parser.parse_args(arguments)
    try:
        if given.command == "telegram":
            return _telegram(settings_module.load(), given.what)
        if given.command == "faq":
            return _faq(settings_module.load(), given.days)
        if given.command in WITH_SERVICE:
            return _with_service(settings_module.load(), given)
        return COMMANDS[given.command][0](settings_module.load())
    except SettingError as error:
        print(f"sensei: {error}", file=sys.stderr)
        return 2


def _nothing(parser: argparse.ArgumentParser) -> None:
    """A command without arguments."""


def _with_service(settings: Settings, given: argparse.Namespace) -> int:
    """Commands that open the front door's service for themselves."""
    from bot import decision_commands, privacy, task_commands
    from bot.wiring import service_alone

    doing = {
        "export": privacy.export, "erase": privacy.erase, "tasks": task_commands.report,
        "qr": task_commands.qr,
        "replay": decision_commands.replay, "feedback": decision_commands.feedback,
    }[given.command]
    return doing(settings, given, service_alone)


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


def _telegram(settings: Settings, what: str = "check") -> int:
    """Say what is missing at Telegram (check), or write the bot's own words there (setup)."""
    import asyncio

    from bot import files
    from bot.channels.telegram import setup
    from bot.channels.telegram.account import Address

    texts = files.load_texts()
    if not settings.telegram_token:
        print(texts.say("cli.telegram_off", settings.language))
        return 1
    address = Address(settings.telegram_token, settings.telegram_api_url, settings.telegram_webhook_url,
                      settings.telegram_secret)
    doing = setup.check(address) if what == "check" else setup.set_up(address, texts, settings.language)
    findings = asyncio.run(doing)
    for found in findings:
        mark = {"ok": "✓", "note": "·", "bad": "✗"}[found.status]
        print(f"{mark} {texts.say(f'cli.telegram_{found.key}', settings.language, **found.values)}")
    return 1 if any(found.status == "bad" for found in findings) else 0


def _faq(settings: Settings, days: int = 30) -> int:
    """Questions nobody answered, for data/faq: how often, why, in the customers' (masked) words."""
    import asyncio

    from bot import files
    from bot.wiring import service_alone

    async def ask() -> list[Question]:
        service, close = await service_alone(settings)
        try:
            return await service.unanswered_questions(days)
        finally:
            await close()

    texts, found = files.load_texts(), asyncio.run(ask())
    say = texts.say
    for question in found:
        print(f"{question.times:4}  {say(f'cli.faq_{question.why}', settings.language)}  {question.text}")
    if not found:
        print(say("cli.faq_none", settings.language, days=str(days)))
    return 0


COMMANDS: dict[str, tuple[Callable[[Settings], int], str]] = {
    "run": (_run, "Start everything and keep it alive until Ctrl-C."),
    "doctor": (_doctor, "Say what is missing on this machine and how to mend it."),
    "train": (_train, "Train the model if words, rules or components changed."),
    "shell": (_shell, "Talk to the bare brain in the terminal."),
    "settings": (_settings, "List every setting with its default."),
    "telegram": (_telegram, "Look at the Telegram bot (check), or write its words there (setup)."),
    "faq": (_faq, "List the questions that went unanswered (report)."),
    "migrate": (_migrate, "Bring the database up to date (run does it)."),
    "front-door": (_front_door, "Run the web part alone (run starts it)."),
}

WITH_SERVICE: dict[str, str] = {
    "export": "Write everything Sensei keeps of one customer into a folder.",
    "erase": "Erase everything Sensei keeps of one customer; what remains proves when.",
    "replay": "Show what other thresholds would have decided: test set, stored turns, judged hand-overs (--set).",
    "feedback": "Say how often agents found each reason right (report), or write evaluation data (export).",
    "qr": "Write a printable sheet whose code begins a task, at a step, at a place.",
    "tasks": "Say how each self-service task goes, step by step (report).",
}

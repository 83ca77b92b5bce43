"""The supervisor with children of a few lines: order, restarts, giving up, and nothing left behind."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import stat
import sys
import textwrap
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot import plan as plan_module
from bot.children import ROOT, Child, Job, Pace, Part, Probe, run_job
from bot.plan import Inside, Plan, free_ports, make_plan, write_endpoints
from bot.settings import load
from bot.supervisor import StartError, Supervisor, check_port
from bot.supervisor import run as run_supervisor

FAST = Pace(first=0.01, longest=0.02, failures=5, window=60.0, probe_every=0.01)

# Answers every request; writes its environment and its pid where the test can read them.
SERVER = """
    import http.server, json, os, sys
    folder, name, port, code = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(code); self.end_headers()
        def log_message(self, *_): pass
    server = http.server.HTTPServer(("127.0.0.1", port), Handler)
    with open(os.path.join(folder, name + ".started"), "a") as file:
        file.write(str(os.getpid()) + "\\n")
    server.serve_forever()
"""
STUBBORN = "import signal, sys\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + textwrap.dedent(SERVER)


class House:
    """A data folder, the fake children in it, and what the supervisor said."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.told: list[tuple[str, dict[str, Any]]] = []
        self.heard = asyncio.Event()
        for name in ("run", "log"):
            (folder / name).mkdir()

    def tell(self, key: str, **values: Any) -> None:
        self.told.append((key, values))
        self.heard.set()

    async def hears(self, key: str) -> dict[str, Any]:
        async with asyncio.timeout(20):
            while True:
                for told, values in self.told:
                    if told == key:
                        return values
                self.heard.clear()
                await self.heard.wait()

    def part(self, name: str, source: str = SERVER, code: int = 200, patience: float = 5.0) -> Part:
        (port,) = free_ports(1)
        command = (sys.executable, "-c", textwrap.dedent(source), str(self.folder), name, str(port), str(code))
        return Part(name, command, dict(os.environ), Probe(port, "/", any_answer=code != 200), patience)

    def job(self, name: str, source: str = "") -> Job:
        return Job(name, (sys.executable, "-c", textwrap.dedent(source)), dict(os.environ))

    def plan(self, **changed: Any) -> Plan:
        parts = {
            "migrate": self.job("migrate"),
            "front": (self.part("backoffice"), self.part("front_door", code=503)),
            "prepare": (self.job("setup"), self.job("train")),
            "brain": (self.part("actions"), self.part("brain")),
        }
        return Plan(folder=self.folder, **{**parts, **changed})

    def starts(self, name: str) -> list[int]:
        path = self.folder / f"{name}.started"
        return [int(line) for line in path.read_text().split()] if path.exists() else []

    def state(self) -> dict[str, dict[str, str]]:
        return json.loads((self.folder / "run" / "state.json").read_text())["parts"]


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    yield House(tmp_path)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"


async def until(condition: Callable[[], bool]) -> None:
    """Wait for another process, which cannot set an event of ours."""
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_pages_come_first_and_the_brain_follows(house: House) -> None:
    supervisor = Supervisor(house.plan(), house.tell, FAST)
    running = asyncio.create_task(supervisor.run())
    await house.hears("brain_ready")
    assert [key for key, _ in house.told] == ["pages_ready", "brain_ready"]
    assert {part: line["status"] for part, line in house.state().items()} == {
        "backoffice": "ok", "front_door": "ok", "actions": "ok", "brain": "ok",
    }  # fmt: skip
    for part in ("backoffice", "front_door", "actions", "brain"):
        assert int((house.folder / "run" / f"{part}.pid").read_text()) == house.starts(part)[0]
    supervisor.stop()
    assert await running == 0


async def test_training_waits_until_the_pages_answer(house: House) -> None:
    started = house.folder / "front_door.started"
    job = house.job("setup", f"import os, sys; sys.exit(0 if os.path.exists({str(started)!r}) else 'too early')")
    supervisor = Supervisor(house.plan(prepare=(job,)), house.tell, FAST)
    running = asyncio.create_task(supervisor.run())
    await house.hears("brain_ready")
    supervisor.stop()
    assert await running == 0


async def test_an_orderly_stop_leaves_no_process_and_no_pid_file(house: House) -> None:
    supervisor = Supervisor(house.plan(), house.tell, FAST)
    running = asyncio.create_task(supervisor.run())
    await house.hears("brain_ready")
    pids = [house.starts(part)[0] for part in house.state()]
    supervisor.stop()
    assert await running == 0
    assert not any(map(alive, pids))
    assert not list((house.folder / "run").glob("*.pid"))
    assert {line["status"] for line in house.state().values()} == {"off"}


async def test_the_front_door_is_told_to_stop_while_the_others_still_run(house: House) -> None:
    last_words = """
        import os, signal, sys, threading
        def finish(*_):
            with open(os.path.join(sys.argv[1], "order"), "w") as file:
                brain = open(os.path.join(sys.argv[1], "brain.started")).read().split()[0]
                file.write(str(os.path.exists("/proc/" + brain)))
            os._exit(0)
        signal.signal(signal.SIGTERM, finish)
    """
    front = house.part("front_door", textwrap.dedent(last_words) + textwrap.dedent(SERVER))
    supervisor = Supervisor(house.plan(front=(front,)), house.tell, FAST)
    running = asyncio.create_task(supervisor.run())
    await house.hears("brain_ready")
    supervisor.stop()
    await running
    assert (house.folder / "order").read_text() == "True"


async def test_a_killed_child_is_started_again_on_the_same_port(house: House) -> None:
    supervisor = Supervisor(house.plan(), house.tell, FAST)
    running = asyncio.create_task(supervisor.run())
    await house.hears("brain_ready")
    os.kill(house.starts("brain")[0], signal.SIGKILL)
    await until(lambda: len(house.starts("brain")) == 2)
    await until(lambda: house.state()["brain"]["status"] == "ok")
    assert len(house.starts("front_door")) == 1
    supervisor.stop()
    assert await running == 0


async def test_five_failures_in_a_minute_end_the_trying_and_the_rest_stays(house: House) -> None:
    broken = house.part("brain", "raise SystemExit(3)")
    supervisor = Supervisor(house.plan(brain=(house.part("actions"), broken)), house.tell, FAST)
    running = asyncio.create_task(supervisor.run())
    assert (await house.hears("part_gave_up"))["part"] == "brain"
    state = house.state()
    assert state["brain"]["status"] == "down" and "failed 5 times" in state["brain"]["detail"]
    await until(lambda: house.state()["front_door"]["status"] == "ok")
    assert not running.done()
    supervisor.stop()
    assert await running == 0


async def test_without_its_front_door_the_supervisor_ends_with_an_error(house: House) -> None:
    front = (house.part("front_door", "raise SystemExit(3)"),)
    supervisor = Supervisor(house.plan(front=front), house.tell, FAST)
    assert await supervisor.run() == 1
    assert (await house.hears("part_gave_up"))["part"] == "front_door"


@pytest.mark.parametrize("job", ["setup", "train"])
async def test_when_the_brain_cannot_be_prepared_the_pages_stay_and_the_reason_is_said(house: House, job: str) -> None:
    prepare = tuple(
        house.job(name, "import sys; sys.exit('No network: try again.')" if name == job else "")
        for name in ("setup", "train")
    )
    supervisor = Supervisor(house.plan(prepare=prepare), house.tell, FAST)
    running = asyncio.create_task(supervisor.run())
    assert (await house.hears(f"{job}_failed"))["why"] == "No network: try again."
    await house.hears("pages_ready")
    assert house.state()["brain"] == {"status": "down", "detail": f"{job}: No network: try again."}
    assert house.starts("brain") == []
    supervisor.stop()
    assert await running == 0


async def test_a_failed_migration_starts_nothing(house: House) -> None:
    supervisor = Supervisor(
        house.plan(migrate=house.job("migrate", "raise SystemExit('disk is full')")), house.tell, FAST
    )
    assert await supervisor.run() == 1
    assert house.told[0][1]["why"] == "disk is full"
    assert house.starts("front_door") == []


async def test_a_child_that_ignores_sigterm_is_killed_after_its_patience(house: House) -> None:
    child = Child(house.part("brain", STUBBORN, patience=0.05), house.folder, lambda *_: None, FAST)
    keeping = asyncio.create_task(child.keep())
    await asyncio.wait_for(child.ready.wait(), 20)
    (pid,) = house.starts("brain")
    await child.stop()
    await keeping
    assert not alive(pid)


async def test_a_job_and_what_it_started_end_when_the_supervisor_stops(house: House) -> None:
    source = f"""
        import subprocess, sys
        child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
        open({str(house.folder / "pid")!r}, "w").write(str(child.pid))
        child.wait()
    """
    supervisor = Supervisor(house.plan(prepare=(house.job("setup", source),)), house.tell, FAST)
    running = asyncio.create_task(supervisor.run())
    await until(lambda: (house.folder / "pid").exists() and (house.folder / "pid").read_text() != "")
    grandchild = int((house.folder / "pid").read_text())
    supervisor.stop()
    assert await running == 0
    await until(lambda: not alive(grandchild))


async def test_the_last_line_of_a_job_is_its_reason(house: House) -> None:
    code, last = await run_job(
        house.job("train", "print('a'); print('b'); raise SystemExit(4)"), house.folder, asyncio.Event()
    )
    assert (code, last) == (4, "b")


async def test_children_die_with_a_killed_supervisor(house: House) -> None:
    part = house.part("brain")
    source = f"""
        import asyncio, os
        from pathlib import Path
        from bot.children import Child, Part, Probe
        part = Part("brain", {part.command!r}, dict(os.environ), Probe({part.probe.port}, "/"))
        asyncio.run(Child(part, Path({str(house.folder)!r}), lambda *_: None).keep())
    """
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", textwrap.dedent(source), cwd=ROOT)
    await until(lambda: house.starts("brain") != [])
    (pid,) = house.starts("brain")
    parent.kill()
    await parent.wait()
    await until(lambda: not alive(pid))


async def test_ctrl_c_twice_ends_at_once(house: House) -> None:
    front = (house.part("front_door", STUBBORN, patience=600.0),)
    supervisor = Supervisor(house.plan(front=front), house.tell, FAST)
    running = asyncio.create_task(supervisor.run())
    await house.hears("brain_ready")
    supervisor.stop()
    await house.hears("stopping")
    supervisor.stop()
    assert await asyncio.wait_for(running, 20) == 0


# --- the plan ---------------------------------------------------------------------------------------------------


def planned(folder: Path, **environ: str) -> dict[str, Part]:
    (folder / "run").mkdir(parents=True, exist_ok=True)
    given = {"SENSEI_DATA_DIR": str(folder), "PATH": "/bin", **environ}
    return {part.name: part for part in make_plan(load(given), given).parts}


def test_each_child_gets_the_secrets_it_needs_and_no_other(tmp_path: Path) -> None:
    parts = planned(tmp_path, SENSEI_TELEGRAM_TOKEN="1:t", SENSEI_JWT_KEYS="", SENSEI_DEMO="1")
    held = {
        name: {k for k in part.environ if k in plan_module.SECRETS and part.environ[k]} for name, part in parts.items()
    }
    assert held["brain"] == {"SENSEI_BRAIN_TOKEN"}
    assert held["actions"] == {"SENSEI_TICKET_KEY", "SENSEI_BACKOFFICE_TOKEN"}
    assert held["backoffice"] == {"SENSEI_BACKOFFICE_TOKEN"}
    assert held["front_door"] == {
        "SENSEI_BRAIN_TOKEN", "SENSEI_TICKET_KEY", "SENSEI_BACKOFFICE_TOKEN", "SENSEI_TELEGRAM_TOKEN",
    }  # fmt: skip
    assert parts["front_door"].environ["SENSEI_TICKET_KEY"] == parts["actions"].environ["SENSEI_TICKET_KEY"]


def test_no_secret_stands_on_a_command_line(tmp_path: Path) -> None:
    for part in planned(tmp_path, SENSEI_DEMO="1").values():
        secrets = {part.environ[k] for k in plan_module.SECRETS & part.environ.keys()}
        assert not secrets & set(part.command)


def test_two_starts_have_different_secrets(tmp_path: Path) -> None:
    one, two = (planned(tmp_path)["brain"].environ["SENSEI_BRAIN_TOKEN"] for _ in range(2))
    assert one != two


def test_a_company_with_its_own_back_office_gets_no_demo_one(tmp_path: Path) -> None:
    parts = planned(tmp_path, SENSEI_BACKOFFICE_URL="https://office.example", SENSEI_BACKOFFICE_TOKEN="real")
    assert "backoffice" not in parts
    assert parts["actions"].environ["SENSEI_BACKOFFICE_URL"] == "https://office.example"
    assert parts["actions"].environ["SENSEI_BACKOFFICE_TOKEN"] == "real"


def test_inner_addresses_are_loopback_and_agree(tmp_path: Path) -> None:
    parts = planned(tmp_path, SENSEI_DEMO="1")
    environ = parts["front_door"].environ
    assert environ["SENSEI_BRAIN_URL"] == f"http://127.0.0.1:{parts['brain'].probe.port}"
    assert environ["SENSEI_BACKOFFICE_URL"] == f"http://127.0.0.1:{parts['backoffice'].probe.port}"
    assert parts["actions"].environ["SANIC_HOST"] == "127.0.0.1"
    assert "127.0.0.1" in parts["brain"].command


def test_the_brain_s_endpoints_keep_our_nlg_and_replace_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "endpoints.yml").write_text(
        "# stock\naction_endpoint:\n  url: http://127.0.0.1:5055/webhook\n\n  # more\n\n"
        "nlg:\n  type: bot.components.nlg.X\n"
        "tracker_store:\n  type: InMemory\n"
    )
    monkeypatch.setattr(plan_module, "ROOT", tmp_path)
    write_endpoints(tmp_path, Inside(1, 2, 3, "b", "t", "o"))
    path = tmp_path / "run" / "endpoints.yml"
    import yaml

    assert yaml.safe_load(path.read_text()) == {
        "nlg": {"type": "bot.components.nlg.X"},
        "action_endpoint": {"url": "http://127.0.0.1:2/webhook"},
        "tracker_store": {"type": "SQL", "dialect": "sqlite", "db": str(tmp_path / "tracker.db")},
    }
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


# --- starting ---------------------------------------------------------------------------------------------------


def test_a_taken_port_is_said_with_another_one_to_try() -> None:
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        one.listen()
        port = one.getsockname()[1]
        with pytest.raises(StartError) as caught:
            check_port("127.0.0.1", port)
    assert caught.value.key == "port_taken" and caught.value.values["other"] == port + 1


def test_an_address_of_another_machine_is_not_called_a_taken_port() -> None:
    with pytest.raises(StartError) as caught:
        check_port("192.0.2.1", 8080)
    assert caught.value.key == "host_unknown"


def test_a_data_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StartError) as caught:
        run_supervisor(load({"SENSEI_DATA_DIR": str(tmp_path / "file")}), {}, lambda *_, **__: None)
    assert caught.value.key == "folder_not_writable"


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "en_GB.UTF-8", "SENSEI_LANGUAGE": "fr"}, ""),
        ({"LANG": "de_DE.UTF-8"}, ""),
        ({}, ""),
    ],
)
def test_the_terminal_speaks_its_reader_s_language(environ: dict[str, str], language: str) -> None:
    from bot.terminal import language_of

    assert language_of(environ) == language


def test_a_second_start_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    import fcntl

    (tmp_path / "run").mkdir()
    with (tmp_path / "run" / "supervisor.pid").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(StartError) as caught:
            run_supervisor(load({"SENSEI_DATA_DIR": str(tmp_path)}), {}, lambda *_, **__: None)
    assert caught.value.key == "folder_taken"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_line_of_the_terminal_can_be_said(
    language: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.terminal import Terminal

    monkeypatch.setenv("SENSEI_LANGUAGE", language)
    terminal = Terminal(load({"SENSEI_LANGUAGE": language, "SENSEI_DEMO": "1"}))
    for key in ("starting", "pages_ready", "brain_ready", "stopping"):
        terminal.tell(key)
    for key in ("migrate_failed", "setup_failed", "train_failed"):
        terminal.tell(key, why="w", log="l")
    terminal.tell("part_gave_up", part="brain", log="l")
    terminal.tell("port_taken", host="127.0.0.1", port=8080, other=8081)
    terminal.tell("port_forbidden", port=80)
    terminal.tell("folder_taken", folder="var")
    terminal.tell("folder_not_writable", folder="var", why="w")
    terminal.tell("host_unknown", host="shop.invalid")
    said = capsys.readouterr().out
    assert "http://127.0.0.1:8080/desk" in said and "{" not in said
    assert len({len(line) for line in said.splitlines() if line.startswith(("│", "╭", "╰"))}) == 1


def test_the_bare_shell_has_its_own_action_server_and_a_tracker_in_memory() -> None:
    from bot.plan import endpoints_text

    text = endpoints_text(4711)
    assert "url: http://127.0.0.1:4711/webhook" in text and "5055" not in text
    assert "tracker_store" not in text and "bot.components.nlg" in text


async def test_a_part_that_lives_and_does_not_answer_is_told_and_started_again(house: House) -> None:
    part = house.part("brain")
    part = replace(part, probe=replace(part.probe, seconds=0.2))
    told: list[tuple[str, str]] = []
    child = Child(part, house.folder, lambda _, status, detail: told.append((status, detail)),
                  replace(FAST, look_every=0.02, silent=1, hopeless=3))
    keeping = asyncio.create_task(child.keep())
    await asyncio.wait_for(child.ready.wait(), 20)
    os.kill(house.starts("brain")[0], signal.SIGSTOP)
    await until(lambda: len(house.starts("brain")) == 2)
    assert ("down", "runs and does not answer") in told
    assert any(status == "down" and detail.startswith("ended with -9") for status, detail in told)
    await child.stop()
    await keeping


async def test_a_disk_without_room_for_the_pid_file_leaves_no_child_behind(house: House) -> None:
    (house.folder / "run" / "brain.pid").mkdir()  # cannot be written, whoever we are
    child = Child(house.part("brain"), house.folder, lambda *_: None, FAST)
    keeping = asyncio.create_task(child.keep())
    await asyncio.wait_for(child.ready.wait(), 20)
    await child.stop()
    with contextlib.suppress(OSError):
        await keeping
    assert not any(alive(pid) for pid in house.starts("brain"))

"""Set-up: what it finds, what it refuses, and what it says. The real installation is what CI does in a fresh clone."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from bot import training

ROOT = Path(__file__).resolve().parent.parent


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"sensei_{name}", ROOT / "scripts" / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


setup: Any = script("setup")
check_locks: Any = script("check_locks")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout with locks and nothing else."""
    (tmp_path / "locks").mkdir()
    for name in ("front", "brain", "uv"):
        (tmp_path / "locks" / f"{name}.txt").write_text("uv==1.2.3 \\\n    --hash=sha256:0\n")
    return tmp_path


def program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(0o755)
    return path


def test_set_up_speaks_the_oldest_python_it_promises() -> None:
    import ast

    ast.parse((ROOT / "scripts" / "setup.py").read_text("utf-8"), feature_version=(3, 8))


@pytest.mark.parametrize(("system", "machine"), [("Darwin", "arm64"), ("Linux", "aarch64"), ("Windows", "AMD64")])
def test_another_platform_is_refused_in_one_sentence(system: str, machine: str) -> None:
    with pytest.raises(setup.SetupError, match=f"this is {system} {machine}: use"):
        setup.check_platform(system, machine)


def test_an_environment_is_ready_only_for_the_lock_it_was_made_from(root: Path) -> None:
    folder = root / ".venv"
    program(folder / "bin" / "python", "exit 0\n")
    assert not setup.is_ready(setup.FRONT, root)
    (folder / "sensei.stamp").write_text(setup.stamp(setup.FRONT, root) + "\n")
    assert setup.is_ready(setup.FRONT, root)
    (root / "locks" / "front.txt").write_text("another\n")
    assert not setup.is_ready(setup.FRONT, root)


def test_an_environment_whose_interpreter_has_gone_is_not_ready(root: Path) -> None:
    (root / ".venv").mkdir()
    (root / ".venv" / "sensei.stamp").write_text(setup.stamp(setup.FRONT, root))
    assert not setup.is_ready(setup.FRONT, root)


def test_a_sync_that_installed_nothing_is_noticed(root: Path) -> None:
    program(
        root / ".venv" / "bin" / "python", 'case "$*" in *version_info*) echo 3 12;; *) echo no >&2; exit 1;; esac\n'
    )
    with pytest.raises(setup.SetupError, match="import litestar"):
        setup.verify(setup.FRONT, root)


def test_an_environment_of_the_wrong_python_is_noticed(root: Path) -> None:
    program(root / ".venv-brain" / "bin" / "python", "echo 3 12\n")
    with pytest.raises(setup.SetupError, match="another Python"):
        setup.verify(setup.BRAIN, root)


def test_pyenv_comes_before_the_path(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = program(root / "pyenv" / "versions" / "3.12.9" / "bin" / "python3.12", "echo 3 12\n")
    program(root / "path" / "python3.12", "echo 3 12\n")
    monkeypatch.setenv("PYENV_ROOT", str(root / "pyenv"))
    monkeypatch.setenv("PATH", f"{root / 'path'}:/usr/bin:/bin")
    assert setup.find_python(setup.FRONT, None) == str(own)


def test_a_shim_that_stands_for_nothing_is_passed_over(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(root / "shims" / "python3.10", "echo 'version 3.10 is not installed' >&2; exit 1\n")
    real = program(root / "path" / "python3.10", "echo 3 10\n")
    monkeypatch.setenv("PYENV_ROOT", str(root / "none"))
    monkeypatch.setenv("PATH", f"{root / 'shims'}:{root / 'path'}:/bin")
    assert setup.find_python(setup.BRAIN, None) == str(real)


def test_uv_is_asked_last(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = program(root / "managed" / "python3.12", "echo 3 12\n")
    uv = program(root / "uv", f'[ "$UV_PYTHON_DOWNLOADS" = never ] && [ "$4" = 3.12 ] && echo {known}\n')
    monkeypatch.setenv("PYENV_ROOT", str(root / "none"))
    monkeypatch.setenv("PATH", "/nowhere:/bin")
    assert setup.find_python(setup.FRONT, str(uv)) == str(known)


def test_a_missing_python_is_said_with_its_cure(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "find_python", lambda *_: None)
    with pytest.raises(setup.SetupError, match=r"Python 3\.10 is needed .* `pyenv install 3\.10`"):
        setup._create(setup.BRAIN, "uv", root)


def test_a_python_that_cannot_make_environments_names_the_debian_package(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "_hosts", lambda: iter([str(program(root / "python3", "exit 1\n"))]))
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(setup.SetupError, match="apt-get install python3-venv"):
        setup.ensure_uv(root)


def test_a_uv_of_the_pinned_version_on_the_path_is_used(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    uv = program(root / "path" / "uv", "echo uv 1.2.3\n")
    monkeypatch.setenv("PATH", f"{root / 'path'}:/bin")
    assert setup.ensure_uv(root) == str(uv)


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("error: Failed to fetch: `https://index.example/x`\n  Caused by: dns error", "check the network"),
        ("ERROR: Could not find a version\nERROR: No matching distribution found for uv==1", "check the network"),
        ("write failed: No space left on device", "the disk is full"),
        ("error: hash mismatch for x\n", "hash mismatch for x"),
        ("", "no reason was given"),
    ],
)
def test_a_failed_command_becomes_one_sentence(output: str, said: str) -> None:
    sentence = setup.explain("It failed", output)
    assert said in sentence and "\n" not in sentence


def test_a_forbidden_network_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_OFFLINE", "1")
    assert "UV_OFFLINE is set" in setup.explain("It failed", "error: no solution found")


def test_a_certificate_only_the_system_knows_is_tried_before_giving_up(root: Path) -> None:
    uv = program(root / "uv", 'echo "invalid peer certificate: UnknownIssuer"; [ "${UV_SYSTEM_CERTS:-}" = 1 ]\n')
    setup._run([str(uv)], "It failed")
    program(uv, 'echo "invalid peer certificate: UnknownIssuer"; exit 2\n')
    with pytest.raises(setup.SetupError, match="set SSL_CERT_FILE"):
        setup._run([str(uv)], "It failed")


def test_a_checkout_that_cannot_be_written_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "/checkout/.uv.lock")

    monkeypatch.setattr(setup, "make", refuse)
    assert setup.main(["front"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("sensei: /checkout/.uv.lock cannot be written") and said.count("\n") == 1


def test_an_unknown_word_is_refused_in_one_line() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "setup.py"), "everything"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == "sensei: `everything` is not one of front, brain, all, uv.\n"


def test_sensei_passes_over_a_python_that_does_not_start(tmp_path: Path) -> None:
    program(tmp_path / "python3", "echo 'pyenv: version 3.12 is not installed' >&2; exit 127\n")
    environ = {**os.environ, "PATH": f"{tmp_path}:/usr/bin:/bin"}
    command = [str(ROOT / "sensei"), "setup", "x"]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert "is not one of front" in done.stderr


# --- locks ------------------------------------------------------------------------------------------------------

LOCK = (
    "httpx==0.28.1 ; python_full_version >= '3.12' and sys_platform == 'linux' \\\n    --hash=sha256:0\n"
    "idna==3.10 ; python_full_version >= '3.12' \\\n    --hash=sha256:0\n    # via httpx\n"
)


def test_a_lock_that_agrees_has_no_problem() -> None:
    assert check_locks.problems("front", ["httpx>=0.28"], LOCK) == []


@pytest.mark.parametrize(
    ("wanted", "lock", "said"),
    [
        (["httpx>=0.29"], LOCK, "httpx is locked at 0.28.1"),
        (["httpx>=0.28", "litestar"], LOCK, "litestar is not locked"),
        (["idna"], LOCK, "httpx is locked and nobody asks for it"),
        (["httpx"], LOCK.replace("--hash=sha256:0", "# none"), "httpx has no hash"),
        (["httpx"], LOCK.replace(">= '3.12'", "< '3.11'"), "httpx is not locked for this group"),
        (["httpx"], "--index-url https://index.example\n" + LOCK, "it names an address"),
    ],
)
def test_a_lock_that_does_not_agree_is_named(wanted: list[str], lock: str, said: str) -> None:
    assert any(said in problem for problem in check_locks.problems("front", wanted, lock))


# --- training ---------------------------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "data" / "nlu").mkdir(parents=True)
    (tmp_path / "config.yml").write_text("pipeline: []\n")
    (tmp_path / "data" / "nlu" / "greet.yml").write_text("nlu: []\n")
    rasa = 'for last; do :; done\nmkdir -p "$8" && echo trained >> runs && cp config.yml "$8/new.tar.gz"\n'
    program(tmp_path / "bin" / "python", "shift\n" + rasa.replace("$8", "$9"))
    monkeypatch.setattr(training, "BRAIN_BIN", tmp_path / "bin")
    return tmp_path


def runs(project: Path) -> int:
    return len((project / "runs").read_text().splitlines()) if (project / "runs").exists() else 0


def test_a_second_training_trains_nothing_when_nothing_changed(project: Path) -> None:
    model = project / "models" / "sensei.tar.gz"
    assert training.train(project, model) is True
    assert training.train(project, model) is False
    assert runs(project) == 1 and training.is_fresh(project, model)


@pytest.mark.parametrize(
    "changed", ["config.yml", "data/nlu/greet.yml", "data/emotion/fr.yml", "bot/components/nlg.py"]
)
def test_a_change_in_what_a_model_is_made_of_trains_again(project: Path, changed: str) -> None:
    model = project / "models" / "sensei.tar.gz"
    training.train(project, model)
    (project / changed).parent.mkdir(parents=True, exist_ok=True)
    (project / changed).write_text("# changed\n")
    assert not training.is_fresh(project, model)
    assert training.train(project, model) is True


def test_a_change_elsewhere_trains_nothing(project: Path) -> None:
    model = project / "models" / "sensei.tar.gz"
    training.train(project, model)
    (project / "README.md").write_text("new words\n")
    assert training.is_fresh(project, model)


def test_a_failed_training_keeps_the_model_that_was_there(project: Path) -> None:
    model = project / "models" / "sensei.tar.gz"
    training.train(project, model)
    program(project / "bin" / "python", "exit 1\n")
    (project / "config.yml").write_text("broken\n")
    with pytest.raises(training.TrainingError):
        training.train(project, model)
    assert model.read_text() == "pipeline: []\n" and not training.is_fresh(project, model)
    assert not list(model.parent.glob(".training-*"))


def test_training_writes_to_its_log_and_shows_the_error_alone(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    noise = "/lib/x.py:1: DeprecationWarning: old\\n\\033[93mloading\\033[0m\\n"
    program(project / "bin" / "python", f'printf "{noise}YamlException: line 3\\nhere\\n"; exit 1\n')
    log = project / "var" / "log" / "train.log"
    with pytest.raises(training.TrainingError, match=r"train\.log") as caught:
        training.train(project, project / "models" / "sensei.tar.gz", log)
    assert caught.value.lines == ("YamlException: line 3", "here")
    assert "DeprecationWarning" in log.read_text()
    assert capfd.readouterr() == ("", "")

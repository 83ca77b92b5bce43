"""One real brain for the whole run: trained once, started once, its action server a stand-in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.brain_contract.running import Actions, RunningBrain, train


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return train(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="session")
def actions() -> Iterator[Actions]:
    server = Actions()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def running(model: Path, actions: Actions, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningBrain]:
    brain = RunningBrain(model, tmp_path_factory.mktemp("brain"), actions.url)
    brain.start()
    yield brain
    brain.stop()

"""A demo back office for a file of tests, and the actions told where it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.actions.test_replace_part import use
from tests.backoffice.running import Running, running


@pytest.fixture(scope="module")
def shared_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("office")) as server:
        yield server


@pytest.fixture
def office(shared_office: Running, monkeypatch: pytest.MonkeyPatch) -> Running:
    use(monkeypatch, shared_office.url)
    return shared_office

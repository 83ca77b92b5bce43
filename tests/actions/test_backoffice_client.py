"""`actions/backoffice.py`, the actions' client, held to the contract and to "once"."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from actions.backoffice import BackOffice, BackOfficeDown, BackOfficeRefused, OutcomeUnknown
from tests.backoffice.contract import ClientContract
from tests.backoffice.running import BODY, Running, running

KEY = "turn-1.replace_part:confirm"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with running(tmp_path_factory.mktemp("office")) as server:
        yield server


@pytest.fixture(scope="module")
def failing_office(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with running(tmp_path_factory.mktemp("failing"), failing=99) as server:
        yield server


def replace(url: str, key: str = KEY, read: float = 4.0, **changes: Any) -> dict[str, Any]:
    client = BackOffice(url, "test-token", timeout=(2.0, read))
    return asyncio.run(client.act("/customers/awa/replacements", {**BODY, **changes}, key))


class TestBackOffice(ClientContract):
    down, refused = BackOfficeDown, BackOfficeRefused

    def client(self, url: str, token: str) -> BackOffice:
        return BackOffice(url, token)

    def test_only_products_with_parts_are_offered(self, office: Running) -> None:
        assert [p["id"] for p in self.ask(office.url, "products")] == ["robot_pixel", "red_kettle"]


def test_the_same_key_twice_makes_one_order(office: Running) -> None:
    assert replace(office.url) == replace(office.url)
    assert [o["key"] for o in office.replacements()].count(KEY) == 1


def test_a_key_used_for_something_else_is_refused(office: Running) -> None:
    replace(office.url, "other")
    with pytest.raises(BackOfficeRefused) as caught:
        replace(office.url, "other", part="antenna")
    assert caught.value.code == "key_reused"


@pytest.mark.parametrize("fault", ["slow_after", "slow_before"])
def test_a_silence_after_sending_is_asked_about_and_ends_in_one_order(tmp_path: Path, fault: str) -> None:
    with running(tmp_path, **{fault: 1.0}) as slow:
        assert replace(slow.url, read=0.4)["part"] == "left_wheel"
        assert len(slow.replacements()) == 1


def test_a_back_office_that_stays_silent_is_unknown_not_failed(tmp_path: Path) -> None:
    with running(tmp_path, slow_before=1.0, slow_times=5) as slow, pytest.raises(OutcomeUnknown):
        replace(slow.url, read=0.3)


def test_one_broken_answer_is_asked_again(tmp_path: Path) -> None:
    with running(tmp_path, failing=1) as shaky:
        assert replace(shaky.url)["key"] == KEY


@pytest.mark.parametrize("url", ["", "http://127.0.0.1:9"])
def test_a_request_that_never_left_is_down_not_unknown(url: str) -> None:
    with pytest.raises(BackOfficeDown):
        replace(url)

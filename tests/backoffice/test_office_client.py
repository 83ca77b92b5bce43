"""`bot/office.py`, the front door's client, held to the contract."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import httpx
import pytest

from bot.office import Office, OfficeDown, OfficeRefused
from tests.backoffice.contract import ClientContract
from tests.backoffice.running import BODY, Running, running


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with running(tmp_path_factory.mktemp("office")) as server:
        yield server


@pytest.fixture(scope="module")
def failing_office(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with running(tmp_path_factory.mktemp("failing"), failing=99) as server:
        yield server


class TestOffice(ClientContract):
    down, refused = OfficeDown, OfficeRefused

    def client(self, url: str, token: str) -> Office:
        return Office(url, token)

    async def close(self, client: Office) -> None:
        await client.close()

    def test_a_customer_is_found_by_an_address_and_only_by_the_whole_of_it(self, office: Running) -> None:
        assert [r["id"] for r in self.ask(office.url, "find_by_email", "awa.diallo@example.org")] == ["awa"]
        for nobody in ("diallo@example.org", "", "*", "%"):
            assert self.ask(office.url, "find_by_email", nobody) == []

    @pytest.mark.parametrize(("language", "label", "status"), [
        ("fr", "pièce de remplacement : la roue gauche (le robot Pixel)", "en préparation"),
        ("en", "replacement part: the left wheel (the Pixel robot)", "being prepared"),
    ])
    def test_orders_are_said_in_the_readers_language(
        self, office: Running, language: str, label: str, status: str
    ) -> None:
        office.send("POST", "/customers/awa/replacements", BODY, {"Idempotency-Key": "words"})

        async def once() -> list[dict[str, Any]]:
            client = Office(office.url, office.token)
            try:
                return await client.orders("awa", language=language)
            finally:
                await client.close()

        found = next(o for o in asyncio.run(once()) if o["key"] == "words")
        assert (found["kind"], found["label"], found["status"]) == ("replacement", label, status)

    def test_a_brief_does_not_wait_longer_than_it_asked_to(self) -> None:
        async def once() -> float:
            async def silent(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
                await asyncio.Event().wait()

            server = await asyncio.start_server(silent, "127.0.0.1", 0)
            client = Office(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", "t")
            begun = time.monotonic()
            with pytest.raises(OfficeDown):
                await client.orders("awa", seconds=0.2)
            await client.close()
            server.close()
            return time.monotonic() - begun

        assert asyncio.run(once()) < 1.5

    @pytest.mark.parametrize("order", [{"id": "1"}, "an order", {"id": "1", "kind": "order", "at": "x", "label": "socks",
                                                                 "status": {}}])
    def test_orders_in_a_shape_nobody_agreed_on_count_as_no_answer(self, order: Any) -> None:
        async def once() -> None:
            client = Office("http://office.example", "token", transport=httpx.MockTransport(
                lambda request: httpx.Response(200, json={"orders": [order]})))
            try:
                with pytest.raises(OfficeDown):
                    await client.orders("awa")
            finally:
                await client.close()

        asyncio.run(once())

"""What both clients must do alike against docs/backoffice.yml. Run by tests in each environment."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.backoffice.running import BODY, Running


class ClientContract:
    """Subclass with `client(url, token)`, `down` and `refused` (error types) and `close`."""

    down: type[Exception]
    refused: type[Exception]

    def client(self, url: str, token: str) -> Any:
        raise NotImplementedError

    async def close(self, client: Any) -> None:
        """Nothing to close unless the client says so."""

    def ask(self, url: str, call: str, *args: str, token: str = "test-token") -> Any:
        async def once() -> Any:
            client = self.client(url, token)
            try:
                return await getattr(client, call)(*args)
            finally:
                await self.close(client)

        return asyncio.run(once())

    def test_a_customer_is_found_by_the_companys_own_id(self, office: Running) -> None:
        found = self.ask(office.url, "customer", "awa")
        assert (found["name"], found["call_them"], found["address"]["city"]) == ("Awa Diallo", "Awa", "Montreuil")

    def test_a_child_has_no_address_and_an_unknown_customer_is_nobody(self, office: Running) -> None:
        assert self.ask(office.url, "customer", "luka")["address"] is None
        assert self.ask(office.url, "customer", "nobody/../awa") is None

    def test_orders_come_newest_first_and_a_stranger_has_none(self, office: Running) -> None:
        kinds = [order["id"] for order in self.ask(office.url, "orders", "awa") if order["kind"] == "order"]
        assert kinds == ["awa-trainers", "awa-robot", "awa-jumper"]
        assert self.ask(office.url, "orders", "luka") == [] == self.ask(office.url, "orders", "nobody")

    def test_an_operation_is_found_by_its_key_and_only_then(self, office: Running) -> None:
        office.send("POST", "/customers/awa/replacements", BODY, {"Idempotency-Key": "t:1.replace_part:confirm"})
        found = self.ask(office.url, "operation", "t:1.replace_part:confirm")
        assert (found["customer"], found["result"]["part"]) == ("awa", "left_wheel")
        assert self.ask(office.url, "operation", "t:2.replace_part:confirm") is None

    def test_a_wrong_token_is_refused(self, office: Running) -> None:
        with pytest.raises(self.refused) as caught:
            self.ask(office.url, "customer", "awa", token="guess")
        assert (caught.value.status, caught.value.code) == (401, "bad_token")  # type: ignore[attr-defined]

    def test_a_closed_door_is_an_error_of_its_own(self) -> None:
        with pytest.raises(self.down):
            self.ask("http://127.0.0.1:9", "orders", "awa")

    def test_a_broken_back_office_is_down_not_empty(self, failing_office: Running) -> None:
        with pytest.raises(self.down):
            self.ask(failing_office.url, "orders", "awa")

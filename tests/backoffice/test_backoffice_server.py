"""The demo back office as docs/backoffice.yml describes it, over real HTTP."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.backoffice.running import BODY, ROOT, Running, running


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with running(tmp_path_factory.mktemp("office")) as server:
        yield server


def order(office: Running, key: str, customer: str = "awa", **changes: Any) -> tuple[int, Any]:
    return office.send("POST", f"/customers/{customer}/replacements", {**BODY, **changes}, {"Idempotency-Key": key})


def test_the_same_key_and_body_give_the_same_answer_and_one_order(office: Running) -> None:
    before = len(office.replacements())
    assert order(office, "same") == order(office, "same")
    assert len(office.replacements()) == before + 1


def test_the_same_key_with_another_body_is_a_conflict(office: Running) -> None:
    order(office, "conflict")
    status, body = order(office, "conflict", part="antenna")
    assert (status, body["error"]["code"]) == (409, "key_reused")


def test_twenty_at_once_with_one_key_make_one_order(office: Running) -> None:
    answers: list[Any] = []
    threads = [threading.Thread(target=lambda: answers.append(order(office, "crowd"))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert [status for status, _ in answers] == [201] * 20
    assert len([o for o in office.replacements() if o["key"] == "crowd"]) == 1


@pytest.mark.parametrize(("reason", "cents"), [("missing", 0), ("broken", 0), ("lost", 490)])
def test_only_a_part_its_owner_lost_costs_something(office: Running, reason: str, cents: int) -> None:
    status, made = order(office, f"price-{reason}", reason=reason)
    assert (status, made["price"], made["arrives_on"]) == (201, {"cents": cents, "currency": "EUR"}, "2026-11-26")


@pytest.mark.parametrize(("customer", "changes", "status", "code"), [
    ("nobody", {}, 404, "not_found"),
    ("luka", {}, 422, "not_ordered"),
    ("moreau", {}, 422, "not_ordered"),
    ("awa", {"product": ["robot_pixel"]}, 422, "not_ordered"),
    ("awa", {"part": "right_wheel"}, 422, "unknown_part"),
    ("awa", {"reason": "bored"}, 422, "unknown_reason"),
    ("awa", {"address": "10 rue d’ailleurs"}, 422, "no_address"),
])
def test_a_request_that_cannot_be_met_is_refused_by_name(
    office: Running, customer: str, changes: Any, status: int, code: str
) -> None:
    found, body = order(office, "refused", customer, **changes)
    assert (found, body["error"]["code"]) == (status, code)
    assert office.send("GET", "/operations/refused")[0] == 404


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_a_replacement_needs_a_key(office: Running, key: str) -> None:
    status, body = order(office, key)
    assert (status, body["error"]["code"]) == (422, "no_key")


def test_bad_json_and_strange_paths_have_the_error_shape(office: Running) -> None:
    status, body = office.send("POST", "/customers/awa/replacements", ["not an object"], {"Idempotency-Key": "list"})
    assert (status, body["error"]["code"]) == (400, "bad_request")
    assert office.send("GET", "/nowhere")[1]["error"]["code"] == "not_found"


def test_what_was_done_survives_a_restart(tmp_path: Path) -> None:
    with running(tmp_path) as first:
        made = order(first, "kept")
    with running(tmp_path) as second:
        assert order(second, "kept") == made
        assert len(second.replacements()) == 1


def test_every_path_of_the_contract_is_served_and_no_other(office: Running) -> None:
    contract = yaml.safe_load((ROOT / "docs" / "backoffice.yml").read_text(encoding="utf-8"))
    assert set(contract["paths"]) == {
        "/health", "/products", "/customers/{customer}", "/customers/{customer}/orders",
        "/customers/{customer}/replacements", "/operations/{key}",
    }
    order(office, "same")
    for path, methods in contract["paths"].items():
        status, _ = office.send("GET", path.format(customer="awa", key="same"))
        assert status == (200 if "get" in methods else 405)

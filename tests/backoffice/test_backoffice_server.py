"""The demo back office as docs/backoffice.yml describes it, over real HTTP."""

from __future__ import annotations

import re
import threading
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.backoffice.company import Company, Faults
from bot.backoffice.journal import Journal
from bot.backoffice.topics import every_route
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


def test_every_path_of_the_contract_is_served_and_no_other(office: Running, tmp_path: Path) -> None:
    contract = yaml.safe_load((ROOT / "docs" / "backoffice.yml").read_text(encoding="utf-8"))
    company = Company(Journal(tmp_path / "journal.db"), lambda: datetime(2026, 11, 23, tzinfo=UTC), Faults())
    served = {route.rstrip("/") for handler in every_route(company) for route in handler.paths}
    assert {re.sub(r":str", "", path) for path in served} | {"/health"} == set(contract["paths"])
    order(office, "same")
    for path, methods in contract["paths"].items():
        if path == "/documents/{ref}":
            continue  # no JSON: its own test
        status, _ = office.send("GET", path.format(customer="awa", key="same", order="awa-trainers", till="till-1",
                                                    card="awa-pass", stop="4512", payee="sister"))
        assert status == (200 if "get" in methods else 405)


def cancel(office: Running, key: str, order: str = "awa-trainers", customer: str = "awa") -> tuple[int, Any]:
    return office.send("POST", f"/customers/{customer}/orders/{order}/cancellation", {}, {"Idempotency-Key": key})


def undo(office: Running, key: str, customer: str = "awa") -> tuple[int, Any]:
    return office.send("POST", f"/customers/{customer}/operations/{key}/undo")


def test_an_order_is_cancelled_once_and_brought_back_once(office: Running) -> None:
    made = cancel(office, "cancel-1")
    assert (made[0], made[1]["refund"]["cents"], made[1]["undo_until"][:16]) == (201, 5990, "2026-11-23T09:30")
    assert cancel(office, "cancel-1") == made
    assert cancel(office, "cancel-2")[1]["error"]["code"] == "not_cancellable"
    where = office.send("GET", "/customers/awa/orders/awa-trainers/tracking")[1]
    assert (where["code"], where["arrives_on"]) == ("cancelled", None)
    assert undo(office, "cancel-1")[1]["undone"] is True
    assert undo(office, "cancel-1")[0] == 200
    assert office.send("GET", "/customers/awa/orders/awa-trainers/tracking")[1]["arrives_on"] == "2026-11-24"
    assert [o["kind"] for o in office.send("GET", "/customers/awa/orders")[1]["orders"]].count("cancellation") == 0


@pytest.mark.parametrize(("order_id", "customer", "status", "code"), [
    ("awa-robot", "awa", 422, "not_cancellable"), ("awa-trainers", "moreau", 404, "not_found"),
    ("nothing", "awa", 404, "not_found"), ("awa-trainers", "nobody", 404, "not_found"),
])
def test_only_ones_own_order_that_has_not_arrived_is_cancelled(
    office: Running, order_id: str, customer: str, status: int, code: str
) -> None:
    found, body = cancel(office, "refused", order_id, customer)
    assert (found, body["error"]["code"]) == (status, code)


def test_what_somebody_else_did_and_what_has_no_time_for_it_is_not_undone(office: Running) -> None:
    cancel(office, "mine")
    assert undo(office, "mine", "moreau")[0] == 404
    undo(office, "mine")
    order(office, "sent")
    assert undo(office, "sent")[1]["error"]["code"] == "too_late"
    assert undo(office, "never")[0] == 404


def test_a_document_is_a_real_pdf_in_the_readers_language_and_another_ref_has_none(office: Running) -> None:
    order(office, "paper")
    for language in ("fr", "en"):
        request = urllib.request.Request(f"{office.url}/documents/confirmation.{language}.paper",
                                         headers={"Authorization": f"Bearer {office.token}"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            content = answer.read()
            assert answer.headers["content-type"] == "application/pdf"
        assert content.startswith(b"%PDF-") and content.rstrip().endswith(b"%%EOF") and len(content) < 20_000
    for ref in ("confirmation.fr.nothing", "confirmation.de.paper", "invoice.fr.paper", "..%2F..%2Fetc", "x"):
        assert office.send("GET", f"/documents/{ref}")[0] == 404

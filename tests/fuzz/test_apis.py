"""Both HTTP APIs, and the demo's, under a fuzzer that reads our own OpenAPI document.

For each operation: requests of the described shape, and requests that break it. They go in with a customer's session or a lead's token, at conversations in every state. `make fuzz` sends many more.
"""

from __future__ import annotations

import zlib
from collections import Counter
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode, checks
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.fuzz.running import INPUTS, Inside, owes_one_shape
from tests.house import NADIA, AgentAtDesk, Visitor

BASE = "http://127.0.0.1:8080"
EACH = min(INPUTS // 250, 400) or 10  # examples of each operation and kind
OWNERS = ("bot", "queue", "agent", "closed")
# A login costs a password check and a log-out a login; both are tried often enough by a fifth.
COSTLY = {"/desk/api/login", "/desk/api/logout"}

CHECKS = [checks.not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


class Target:
    """The house with people in every state, who stay there whatever the fuzzer did before."""

    def __init__(self, inside: Inside) -> None:
        self.inside = inside
        self.lead: AgentAtDesk = inside.portal.call(inside.house.agent, NADIA)
        self.visitors: dict[str, Visitor] = {}
        self.sent = 0

    def stage(self) -> None:
        """People anew: earlier requests ended visits, moved owners and the clock, or logged the lead out."""
        call = self.inside.portal.call
        self.inside.send("POST", "/demo/clock", json={"now": None})
        self.lead = call(self.inside.house.agent, NADIA)
        for owner in OWNERS:
            visitor: Visitor = call(self.inside.house.visitor)
            call(visitor.say, "bonjour")
            if owner == "closed":
                call(visitor.wish, "close")
            elif owner != "bot":
                call(visitor.wish, "human")
            if owner == "agent":
                call(self.lead.claim, visitor.conversation)
            self.visitors[owner] = visitor

    def headers(self, path: str, pick: int) -> dict[str, str]:
        if path.startswith("/chat"):
            return {"Authorization": f"Bearer {list(self.visitors.values())[pick % len(OWNERS)].token}"}
        return dict(self.lead.headers) if path.startswith("/desk") else {}

    def send(self, case: schemathesis.Case) -> httpx.Response:
        if self.sent % 25 == 0 or case.path in ("/desk/api/logout", "/demo/clock"):
            self.stage()
        self.sent += 1
        pick = zlib.crc32(repr((case.path_parameters, case.query, case.body, case.method)).encode("utf-8", "replace"))
        if "conversation_id" in (case.path_parameters or {}) and pick % 5:  # the fifth stays as fuzzed: nobody's
            case.path_parameters["conversation_id"] = self.visitors[OWNERS[pick % len(OWNERS)]].conversation
        made = requests.Request(**_only_request(case.as_transport_kwargs(base_url=BASE))).prepare()
        headers = {**dict(made.headers), **self.headers(case.path, pick // 7)}
        return self.inside.send(str(made.method), _short_wait(str(made.url)), headers=headers, content=made.body)


def _only_request(parts: dict[str, Any]) -> dict[str, Any]:
    return {key: parts[key] for key in ("method", "url", "headers", "params", "data", "json", "cookies", "files")
            if parts.get(key) is not None}


def _short_wait(url: str) -> str:
    """Long polls that may wait half a minute, and streams that go on, wait a moment."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True, errors="surrogateescape")
    if parts.path.endswith("/stream") and all(key != "wait" for key, _ in pairs):  # it would go on for an hour
        return urlunsplit(parts._replace(query=urlencode([*pairs, ("wait", "0.01")], errors="surrogateescape")))
    if not any(key == "wait" and _waits(value) for key, value in pairs):
        return url
    shorter = [(key, "0.01" if key == "wait" and _waits(value) else value) for key, value in pairs]
    return urlunsplit(parts._replace(query=urlencode(shorter, errors="surrogateescape")))


def _waits(value: str) -> bool:
    try:
        return 0.01 < float(value) <= 3600
    except ValueError:
        return False


@pytest.mark.parametrize("mode", ["as described", "broken"])
def test_no_operation_breaks_and_every_refusal_has_one_shape(inside: Inside, mode: str) -> None:
    described = inside.send("GET", "/desk/api/schema/openapi.json").json()
    assert {"/chat/messages", "/desk/api/queue", "/demo/clock"} <= set(described["paths"])
    target, tried, answers = Target(inside), Counter[str](), Counter[int]()

    for found in schemathesis.openapi.from_dict(described).get_all_operations():
        operation = found.ok()
        if mode == "broken" and not (operation.body or operation.query or operation.path_parameters):
            continue  # nothing in it can be broken

        @seed(INPUTS)
        @settings(max_examples=max(EACH // 5, 2) if operation.path in COSTLY else EACH, deadline=None, database=None,
                  suppress_health_check=list(HealthCheck))
        @given(operation.as_strategy(GenerationMode.NEGATIVE if mode == "broken" else GenerationMode.POSITIVE))
        def holds(case: schemathesis.Case) -> None:
            response = target.send(case)
            tried[case.operation.label] += 1
            answers[response.status_code] += 1
            owes_one_shape(response)
            case.validate_response(response, checks=CHECKS)

        try:
            holds()
        except Unsatisfiable:  # its parameters are texts: any value is of the described shape
            assert mode == "broken" and not operation.body, operation.label
    print(f"\n{mode}: {tried.total()} requests at {len(tried)} operations; answers {dict(sorted(answers.items()))}")
    assert len(tried) >= (len(described["paths"]) if mode == "as described" else 12)
    assert answers[422] and (mode == "broken" or (answers[200] and answers[202]))

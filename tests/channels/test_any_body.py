"""Whatever bytes arrive, a body is either ours or refused by code."""

from __future__ import annotations

import json

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.web import NewMessage, NewSession, check_message
from bot.core.problems import Problem
from bot.desk.routes import Reply
from bot.web.bodies import decode

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4), max_leaves=8)
ours = st.fixed_dictionaries({"client_id": anything | st.uuids().map(str)}, optional={
    "text": anything, "attachments": anything, "payload": anything, "wish": anything})


@given(st.binary(max_size=200) | (anything | ours).map(lambda value: json.dumps(value).encode()))
def test_a_body_is_read_or_refused_and_never_breaks_anything(body: bytes) -> None:
    for shape in (NewMessage, NewSession, Reply):
        try:
            data = decode(body, shape)
        except Problem as problem:
            assert problem.code in ("bad_json", "bad_request")
            continue
        assert isinstance(data, msgspec.Struct)
        if isinstance(data, NewMessage):
            try:
                check_message(data)
            except Problem as problem:
                assert problem.code in ("bad_request", "too_long", "unknown_item")
            else:
                assert (data.text is not None) + (data.payload is not None) + (data.wish is not None) == 1

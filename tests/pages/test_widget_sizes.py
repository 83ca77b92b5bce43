"""The chat is light, and the check that says so can say no."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import httpx

from scripts import check_sizes
from tests.door import open_door


def test_launcher_and_panel_keep_within_their_sizes() -> None:
    found = check_sizes.weights()
    assert found["launcher"] <= 10_000
    assert found["panel"] <= 40_000


def test_a_heavy_file_is_noticed(tmp_path: Path) -> None:
    for folder in ("bot/widget/static", "bot/widget/templates", "bot/texts"):
        shutil.copytree(check_sizes.ROOT / folder, tmp_path / folder)
    (tmp_path / "bot/widget/static/heavy.js").write_bytes(os.urandom(40 * 1024))
    assert check_sizes.weights(tmp_path)["panel"] > check_sizes.PANEL_MAX


async def test_what_is_weighed_is_what_travels(tmp_path: Path) -> None:
    async with open_door(tmp_path) as door:
        asked = door.http.build_request("GET", "/widget.js", headers={"Accept-Encoding": "gzip"})
        answer: httpx.Response = await door.http.send(asked, stream=True)
        travelled = b"".join([part async for part in answer.aiter_raw()])
        assert answer.headers["content-encoding"] == "gzip"
        assert len(travelled) == check_sizes.weights()["launcher"]
        plain = await door.http.get("/widget.js", headers={"Accept-Encoding": "identity"})
        assert "content-encoding" not in plain.headers
        assert plain.headers["etag"] != answer.headers["etag"]


async def test_a_page_travels_as_light_as_it_is_weighed(tmp_path: Path) -> None:
    async with open_door(tmp_path) as door:
        for path in ("/chat", "/desk", "/"):
            packed = await door.http.get(path, headers={"Accept-Encoding": "gzip"})
            plain = await door.http.get(path, headers={"Accept-Encoding": "identity"})
            assert packed.headers["content-encoding"] == "gzip"
            assert "content-encoding" not in plain.headers
            assert "Accept-Encoding" in plain.headers["vary"]
            assert packed.text == plain.text

"""One house for all fuzzed requests of a file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fuzz.running import Inside, house_inside
from tests.house import prepare


@pytest.fixture(scope="module")
def inside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    with house_inside(prepare(tmp_path_factory.mktemp("fuzz"))) as opened:
        yield opened

"""The fake brain keeps what the real one keeps: the same suite holds both."""

from __future__ import annotations

import pytest

from bot.brain.fake import FakeBrain
from tests.brain_contract.contract import BrainContract


class TestFakeBrain(BrainContract):
    @pytest.fixture
    def brain(self) -> FakeBrain:
        return FakeBrain()

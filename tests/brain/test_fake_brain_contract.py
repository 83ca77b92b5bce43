"""The fake that the front door's tests use keeps the same contract as the real brain."""

from __future__ import annotations

import pytest

from bot.brain.fake import FakeBrain
from tests.brain_contract.contract import BrainContract


class TestTheFake(BrainContract):
    @pytest.fixture
    def brain(self) -> FakeBrain:
        return FakeBrain()

"""What can go wrong when the brain is asked.

BrainError
├── BrainDown      nothing listens, or it is not ready: ask the same turn again later
├── BrainTimeout   no answer in time: it may still be thinking; the same turn may be asked again
└── BrainFailed    it answered with an error or with nonsense: the same turn may be asked again
"""

from __future__ import annotations


class BrainError(Exception):
    """The brain gave no usable answer to a turn. The turn id makes asking again safe."""


class BrainDown(BrainError):
    pass


class BrainTimeout(BrainError):
    pass


class BrainFailed(BrainError):
    pass

"""What people want remembered."""

from __future__ import annotations

from alembic import op

from bot.store.tables import memory

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    memory.create(op.get_bind(), checkfirst=True)

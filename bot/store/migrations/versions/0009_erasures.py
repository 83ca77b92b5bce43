"""Erasures and what remains of them; who looked at whose conversation."""

from __future__ import annotations

from alembic import op

from bot.store.tables import erasure, look

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    for table in (erasure, look):
        table.create(op.get_bind(), checkfirst=True)

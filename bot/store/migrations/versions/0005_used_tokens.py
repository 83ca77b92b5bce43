"""Signed identities that were used and may not be used again."""

from __future__ import annotations

from alembic import op

from bot.store.tables import used_token

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    used_token.create(op.get_bind(), checkfirst=True)

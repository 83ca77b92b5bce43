"""Documents that actions announce, fetched from the back office."""

from __future__ import annotations

from alembic import op

from bot.store.tables import document

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    document.create(op.get_bind(), checkfirst=True)

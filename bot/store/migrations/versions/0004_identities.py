"""Identities that were proven, and which conversation goes on where another ended."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Utc, identity

revision = "0004"
down_revision = "0003"

COLUMNS: tuple[sa.Column[object], ...] = (
    sa.Column("linked_to", sa.String(32)),
    sa.Column("proven_until", Utc),
)


def upgrade() -> None:
    bind = op.get_bind()
    known = {column["name"] for column in sa.inspect(bind).get_columns("conversation")}
    for column in COLUMNS:
        if column.name not in known:  # a database made anew has them: 0001 makes the tables as they stand
            op.add_column("conversation", column.copy())
    identity.create(bind, checkfirst=True)

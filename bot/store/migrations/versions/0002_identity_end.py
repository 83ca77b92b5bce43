"""How long a session's signed identity holds, and which messages came after its end.

A database made anew has the columns already: 0001 makes the tables as they stand.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Utc

revision = "0002"
down_revision = "0001"

COLUMNS: dict[str, sa.Column[Any]] = {
    "chat_session": sa.Column("proven_until", Utc),
    "inbound": sa.Column("lapsed", sa.Boolean, nullable=False, server_default=sa.false()),
}


def upgrade() -> None:
    there = sa.inspect(op.get_bind())
    for table, column in COLUMNS.items():
        if column.name not in {known["name"] for known in there.get_columns(table)}:
            op.add_column(table, column)

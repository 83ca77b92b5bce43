"""Since when nothing may be sent to a person unasked, and why.

A database made anew has the columns already: 0001 makes the tables as they stand.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Utc

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    there = {known["name"] for known in sa.inspect(op.get_bind()).get_columns("customer")}
    for column in (sa.Column("standstill_at", Utc), sa.Column("standstill_why", sa.String(20))):
        if column.name not in there:
            op.add_column("customer", column)

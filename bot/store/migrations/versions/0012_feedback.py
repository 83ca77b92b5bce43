"""What agents say of a hand-over, and how many answers in a row said no.

A database made anew has them already: 0001 makes the tables as they stand.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.tables import feedback

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    known = sa.inspect(op.get_bind())
    if not known.has_table("feedback"):
        feedback.create(op.get_bind())
    if "refused" not in {column["name"] for column in known.get_columns("conversation")}:
        op.add_column("conversation", sa.Column("refused", sa.Integer, nullable=False, server_default="0"))

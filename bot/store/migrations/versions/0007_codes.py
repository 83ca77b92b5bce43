"""Codes that prove an address, and where the dialogue about them stands."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.tables import code_request

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    bind = op.get_bind()
    if "step_up" not in {column["name"] for column in sa.inspect(bind).get_columns("conversation")}:
        op.add_column("conversation", sa.Column("step_up", sa.String(8)))
    code_request.create(bind, checkfirst=True)

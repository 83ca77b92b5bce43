"""How far a customer has read, whether the owning agent is away, and the files people send."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.tables import attachment

revision = "0003"
down_revision = "0002"


COLUMNS = (
    sa.Column("customer_read", sa.Integer, nullable=False, server_default="0"),
    sa.Column("agent_away", sa.Boolean, nullable=False, server_default=sa.false()),
)


def upgrade() -> None:
    bind = op.get_bind()
    known = {column["name"] for column in sa.inspect(bind).get_columns("conversation")}
    for column in COLUMNS:
        if column.name not in known:  # a database made anew has them: 0001 makes the tables as they stand
            op.add_column("conversation", column.copy())
    attachment.create(bind, checkfirst=True)

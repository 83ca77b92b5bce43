"""Verdicts about self-service tasks, customers' own wording of a step, and the hints made of it."""

from __future__ import annotations

from alembic import op

from bot.store.tables import hint, own_wording, task_verdict

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    for table in (task_verdict, own_wording, hint):
        table.create(op.get_bind(), checkfirst=True)

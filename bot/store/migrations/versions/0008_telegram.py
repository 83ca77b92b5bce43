"""Telegram: updates as they came, chats, business connections, start links, and what was sent where."""

from __future__ import annotations

from alembic import op

from bot.store.tables import (
    sent_message,
    start_link,
    telegram_bot,
    telegram_business,
    telegram_chat,
    telegram_update,
)

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    bind = op.get_bind()
    for table in (sent_message, telegram_bot, telegram_update, telegram_chat, telegram_business, start_link):
        table.create(bind, checkfirst=True)

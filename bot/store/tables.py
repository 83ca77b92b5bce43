"""Every table of the front door. The timeline is the ledger: messages, owners, steps, facts, promises.

Times are aware UTC datetimes on the way in and out. Must not hold a query.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator


class Utc(TypeDecorator[datetime]):
    """An aware UTC datetime. SQLite forgets zones, so they are put back when reading."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = sa.MetaData()


def _id(name: str = "id") -> sa.Column[str]:
    return sa.Column(name, sa.String(32), primary_key=True)


def _conversation_id(**kwargs: Any) -> sa.Column[str]:
    return sa.Column("conversation_id", sa.String(32), sa.ForeignKey("conversation.id"), nullable=False, **kwargs)


customer = sa.Table(
    "customer", metadata, _id(),
    sa.Column("company_id", sa.String(200), unique=True),  # the company's own id; None for strangers
    sa.Column("name", sa.String(200)),
    sa.Column("first_name", sa.String(200)),
    sa.Column("call_them", sa.String(200)),
    sa.Column("language", sa.String(2)),
    sa.Column("formality", sa.String(4), nullable=False, server_default="vous"),
    sa.Column("pace", sa.String(6), nullable=False, server_default="normal"),
    sa.Column("since", Utc),
    sa.Column("created_at", Utc, nullable=False),
)

conversation = sa.Table(
    "conversation", metadata, _id(),
    sa.Column("channel", sa.String(20), nullable=False),
    sa.Column("customer_id", sa.String(32), sa.ForeignKey("customer.id"), nullable=False, index=True),
    sa.Column("level", sa.String(10), nullable=False),
    sa.Column("language", sa.String(2), nullable=False),
    sa.Column("owner", sa.String(6), nullable=False, index=True),
    sa.Column("owner_version", sa.Integer, nullable=False, server_default="0"),
    sa.Column("agent_id", sa.String(32), sa.ForeignKey("agent.id")),
    sa.Column("last_agent_id", sa.String(32), sa.ForeignKey("agent.id")),
    sa.Column("agent_seen_at", Utc),  # the owning agent's last sign of life here
    sa.Column("agent_away", sa.Boolean, nullable=False, server_default=sa.false()),  # their page here is hidden
    sa.Column("customer_read", sa.Integer, nullable=False, server_default="0"),  # the last number they have read
    sa.Column("last_seq", sa.Integer, nullable=False, server_default="0"),
    sa.Column("last_at", Utc, nullable=False),
    sa.Column("first_words", sa.Text),
    sa.Column("priority", sa.String(6), nullable=False, server_default="normal"),
    sa.Column("reasons", sa.JSON, nullable=False, default=list),
    sa.Column("decision", sa.JSON),
    sa.Column("formality", sa.String(4)),  # of the person writing here, who may not be the account's owner
    sa.Column("minor", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("mood", sa.JSON),  # {"word", "level"}
    sa.Column("mood_curve", sa.JSON, nullable=False, default=list),  # [{"seq", "feelings"}]
    sa.Column("waiting_since", Utc),
    sa.Column("promise_id", sa.String(32)),
    sa.Column("misunderstood", sa.Integer, nullable=False, server_default="0"),
    sa.Column("step_failures", sa.JSON, nullable=False, default=dict),
    sa.Column("asked_name", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("introduced", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("handed_back", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("brain_out_of_step", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("brain_seen_seq", sa.Integer, nullable=False, server_default="0"),
    sa.Column("created_at", Utc, nullable=False),
)

visit = sa.Table(
    "visit", metadata, _id(), _conversation_id(index=True),
    sa.Column("opened_seq", sa.Integer, nullable=False),
    sa.Column("opened_at", Utc, nullable=False),
    sa.Column("closed_at", Utc),
    sa.Column("reason", sa.String(20)),
)

chat_session = sa.Table(
    "chat_session", metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True), _conversation_id(index=True),
    sa.Column("language", sa.String(2), nullable=False),
    sa.Column("expires_at", Utc, nullable=False),
    sa.Column("proven_until", Utc),  # the end of the signed identity it was opened with, in real time
)

event = sa.Table(
    "event", metadata, _conversation_id(primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", Utc, nullable=False),
    sa.Column("kind", sa.String(12), nullable=False),
    sa.Column("private", sa.Boolean, nullable=False),
    sa.Column("body", sa.JSON, nullable=False),
)

inbound = sa.Table(
    "inbound", metadata, _id(), _conversation_id(),
    sa.Column("provider_id", sa.String(200), nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("at", Utc, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("lapsed", sa.Boolean, nullable=False, server_default=sa.false()),  # written after the identity's end
    sa.Column("turn_id", sa.String(32), index=True),
    sa.Column("outcome", sa.String(20)),
    sa.Column("outcome_at", Utc),
    sa.UniqueConstraint("conversation_id", "provider_id", name="inbound_once"),
    sa.Index("inbound_open", "outcome", "at"),
)

turn = sa.Table(
    "turn", metadata, _id(), _conversation_id(index=True),
    sa.Column("state", sa.String(8), nullable=False, index=True),  # waiting asked answered dropped failed
    sa.Column("choice", sa.JSON),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("asked_at", Utc),
    sa.Column("deadline", Utc),
    sa.Column("ended_at", Utc),
    sa.Column("excused", sa.Boolean, nullable=False, server_default=sa.false()),  # the honest sentence was said
    sa.Column("brain_out_of_step", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("answer", sa.JSON),
    sa.Column("decision", sa.JSON),
)

outbox = sa.Table(
    "outbox", metadata, _id(), _conversation_id(index=True),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("sender", sa.String(8), nullable=False),
    sa.Column("owner_version", sa.Integer, nullable=False),
    sa.Column("state", sa.String(8), nullable=False, index=True),  # pending sending sent dropped failed blocked
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("next_at", Utc, nullable=False),
    sa.Column("sent_at", Utc),
    sa.Column("possibly_repeated", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.UniqueConstraint("conversation_id", "seq", name="outbox_once"),
)

attachment = sa.Table(
    "attachment", metadata, _id(), _conversation_id(index=True),
    sa.Column("sender", sa.String(8), nullable=False),  # customer agent
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("type", sa.String(60), nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("at", Utc, nullable=False),
    sa.Column("seq", sa.Integer),  # of the message that carries it; None: not sent yet
)

choice = sa.Table(
    "choice", metadata, _id(), _conversation_id(index=True),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("intent", sa.String(60), nullable=False),
    sa.Column("entities", sa.JSON, nullable=False),
    sa.Column("used_seq", sa.Integer),
)

promise = sa.Table(
    "promise", metadata, _id(), _conversation_id(index=True),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("by", Utc),
    sa.Column("state", sa.String(6), nullable=False, index=True),  # open late kept broken lifted
    sa.Column("made_at", Utc, nullable=False),
)

task_run = sa.Table(
    "task_run", metadata, sa.Column("run", sa.String(100), primary_key=True), _conversation_id(index=True),
    sa.Column("customer_id", sa.String(32), sa.ForeignKey("customer.id"), nullable=False, index=True),
    sa.Column("task", sa.String(60), nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("step", sa.String(60)),
    sa.Column("values", sa.JSON, nullable=False),
    sa.Column("paused_at", Utc),
    sa.Column("updated_at", Utc, nullable=False),
)

brief = sa.Table(
    "brief", metadata, _conversation_id(primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("at", Utc, nullable=False),
    sa.Column("body", sa.JSON, nullable=False),
)

agent = sa.Table(
    "agent", metadata, _id(),
    sa.Column("email", sa.String(200), nullable=False, unique=True),
    sa.Column("name", sa.String(100), nullable=False),
    sa.Column("role", sa.JSON, nullable=False),  # {"fr": "service clients", "en": "customer care"}
    sa.Column("lead", sa.Boolean, nullable=False),
    sa.Column("password_hash", sa.Text, nullable=False),
)

agent_session = sa.Table(
    "agent_session", metadata, sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column("agent_id", sa.String(32), sa.ForeignKey("agent.id"), nullable=False),
    sa.Column("expires_at", Utc, nullable=False),
)

agent_read = sa.Table(
    "agent_read", metadata,
    sa.Column("agent_id", sa.String(32), sa.ForeignKey("agent.id"), primary_key=True),
    _conversation_id(primary_key=True),
    sa.Column("seq", sa.Integer, nullable=False),
)

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
    sa.Column("standstill_at", Utc),  # a death or a conflict: nothing is sent unasked until a person lifts it
    sa.Column("standstill_why", sa.String(20)),  # the reason's code
    sa.Column("created_at", Utc, nullable=False),
)

# A channel account, an address or a number that was proven to be this customer's. Never a claim.
identity = sa.Table(
    "identity", metadata, _id(),
    sa.Column("customer_id", sa.String(32), sa.ForeignKey("customer.id"), nullable=False, index=True),
    sa.Column("kind", sa.String(10), nullable=False),  # telegram email phone
    sa.Column("value", sa.String(254), nullable=False),
    sa.Column("conversation_id", sa.String(32), sa.ForeignKey("conversation.id")),  # of a channel account
    sa.Column("proven_by", sa.String(12)),  # None: an account of a channel, whoever holds it
    sa.Column("proven_at", Utc, nullable=False),
    sa.UniqueConstraint("kind", "value", "customer_id", name="identity_once"),
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
    sa.Column("refused", sa.Integer, nullable=False, server_default="0"),  # answers in a row that said no
    sa.Column("step_failures", sa.JSON, nullable=False, default=dict),
    sa.Column("asked_name", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("introduced", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("handed_back", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("brain_out_of_step", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("brain_seen_seq", sa.Integer, nullable=False, server_default="0"),
    sa.Column("step_up", sa.String(8)),  # proving who writes: offered address code which
    sa.Column("linked_to", sa.String(32)),  # the conversation that goes on where this one ended, at signing in
    sa.Column("proven_until", Utc),  # on channels without sessions; real time. None: no end
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

# Signed identities that carry an id of their own open a session once.
used_token = sa.Table(
    "used_token", metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True), _conversation_id(index=True),
    sa.Column("until", Utc, nullable=False),
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
    sa.Column("sender", sa.String(8), nullable=False),  # customer agent bot
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("type", sa.String(60), nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("at", Utc, nullable=False),
    sa.Column("seq", sa.Integer),  # of the message that carries it; None: not sent yet
)

document = sa.Table(
    "document", metadata, _id(), _conversation_id(index=True),
    sa.Column("ref", sa.String(300), nullable=False),  # what the back office calls it
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("media_type", sa.String(60), nullable=False),
    sa.Column("label", sa.String(200), nullable=False),
    sa.Column("state", sa.String(8), nullable=False, index=True),  # waiting kept given_up
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("next_at", Utc, nullable=False),
    sa.Column("at", Utc, nullable=False),
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

# What agents say of a hand-over: once each, the last word counts. No words of the customer stand here.
feedback = sa.Table(
    "feedback", metadata, _id(), _conversation_id(index=True),
    sa.Column("decision_seq", sa.Integer, nullable=False),  # of the decision on the timeline
    sa.Column("agent_id", sa.String(32), sa.ForeignKey("agent.id"), nullable=False),
    sa.Column("verdict", sa.String(12), nullable=False),  # too_early right too_late wrong_reason
    sa.Column("reason", sa.String(20)),  # of a wrong one: the code that would have been right
    sa.Column("at", Utc, nullable=False),
    sa.UniqueConstraint("conversation_id", "decision_seq", "agent_id", name="feedback_once"),
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

# Codes asked for in a chat. The address stands here until the mail is sent, the code never does.
code_request = sa.Table(
    "code_request", metadata, _id(), _conversation_id(index=True),
    sa.Column("state", sa.String(8), nullable=False, index=True),  # asked sent used spent replaced
    sa.Column("address", sa.String(254)),
    sa.Column("address_hash", sa.String(64), nullable=False, index=True),
    sa.Column("code_hash", sa.String(64), nullable=False),
    sa.Column("found", sa.JSON, nullable=False, default=list),  # the company's records of that address
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("mails", sa.Integer, nullable=False, server_default="0"),  # attempts to send it
    sa.Column("next_at", Utc, nullable=False),
    sa.Column("made_at", Utc, nullable=False),
    sa.Column("ends_at", Utc, nullable=False),
)

# --- Telegram and other channels that push ---------------------------------------------------------

sent_message = sa.Table(
    "sent_message", metadata, _conversation_id(primary_key=True),
    # "<seq>.<part>", "run:<run>", "promise:<id>": what of ours it shows, so that it can be edited or quoted
    sa.Column("key", sa.String(140), primary_key=True),
    sa.Column("provider_id", sa.String(40), nullable=False),
    sa.Column("look", sa.Text),  # what stands in it now; None where it is never edited
)

telegram_bot = sa.Table(
    "telegram_bot", metadata,
    sa.Column("bot_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("next_update", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("poller", sa.String(64)),  # who polls, and until when: exactly one does
    sa.Column("polls_until", Utc),
)

telegram_update = sa.Table(
    "telegram_update", metadata,
    sa.Column("bot_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("lane", sa.String(200), nullable=False),  # updates of one chat are read in order, chats side by side
    sa.Column("album", sa.String(64)),
    sa.Column("kind", sa.String(60), nullable=False),
    sa.Column("at", Utc, nullable=False),
    sa.Column("state", sa.String(6), nullable=False),  # new read odd
    sa.Column("body", sa.JSON(none_as_null=True)),  # secrets masked; None once it was read
    sa.Column("masked", sa.JSON, nullable=False, default=list),  # kinds of secret that stood in it
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("next_at", Utc, nullable=False),
    sa.Index("telegram_update_open", "bot_id", "state", "update_id"),
)

telegram_chat = sa.Table(
    "telegram_chat", metadata,
    sa.Column("account", sa.String(254), primary_key=True),  # identity.value: "<bot>:<chat>[:<business connection>]"
    sa.Column("bot_id", sa.BigInteger, nullable=False),
    sa.Column("chat_id", sa.BigInteger, nullable=False),
    sa.Column("business", sa.String(200), nullable=False, server_default=""),  # the connection it came through
    sa.Column("type", sa.String(20), nullable=False),  # private group supergroup channel
    sa.Column("blocked_at", Utc),  # this person closed the door
    sa.Column("stopped_at", Utc),  # asked not to be written to first
    sa.Index("telegram_chat_place", "bot_id", "chat_id"),
)

telegram_business = sa.Table(
    "telegram_business", metadata,
    sa.Column("id", sa.String(200), primary_key=True),
    sa.Column("bot_id", sa.BigInteger, nullable=False),
    sa.Column("user_id", sa.BigInteger, nullable=False),
    sa.Column("agent_id", sa.String(32), sa.ForeignKey("agent.id")),  # the person whose account it is
    sa.Column("can_reply", sa.Boolean, nullable=False),
    sa.Column("enabled", sa.Boolean, nullable=False),
    sa.Column("at", Utc, nullable=False),
)

start_link = sa.Table(
    "start_link", metadata, sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column("customer_id", sa.String(32), sa.ForeignKey("customer.id"), nullable=False, index=True),
    sa.Column("language", sa.String(2), nullable=False),
    sa.Column("minor", sa.Boolean, nullable=False),  # by the signed date of birth
    sa.Column("expires_at", Utc, nullable=False),  # in real time
    sa.Column("used_at", Utc),
    sa.Column("conversation_id", sa.String(32), sa.ForeignKey("conversation.id")),  # who used it
)

# An erasure asked for, and what remains of it: when it was done, and a hash that its key alone can compare.
erasure = sa.Table(
    "erasure", metadata, _id(),
    sa.Column("subject_id", sa.String(32), index=True),  # of the customer, until it is done
    sa.Column("subject_hash", sa.String(64), nullable=False, index=True),
    sa.Column("asked_by", sa.String(10), nullable=False),  # customer operator retention
    sa.Column("state", sa.String(8), nullable=False, index=True),  # asked done
    sa.Column("asked_at", Utc, nullable=False),
    sa.Column("begin_at", Utc, nullable=False),
    sa.Column("done_at", Utc),
    sa.Column("parts", sa.JSON, nullable=False, default=dict),  # {"brain": 2, "files": 1, "store": 41, "logs": 12}
)

# Who at the desk looked at whose conversation: once an hour, per person and conversation.
look = sa.Table(
    "look", metadata, _id(), _conversation_id(index=True),
    sa.Column("agent_id", sa.String(32), sa.ForeignKey("agent.id"), nullable=False),
    sa.Column("what", sa.String(12), nullable=False),  # conversation file
    sa.Column("at", Utc, nullable=False, index=True),
)

# What a person wants remembered. One row a value; the permission stands beside it.
memory = sa.Table(
    "memory", metadata, _id(),
    sa.Column("customer_id", sa.String(32), sa.ForeignKey("customer.id"), nullable=False, index=True),
    sa.Column("key", sa.String(20), nullable=False),
    sa.Column("value", sa.String(200), nullable=False),
    sa.Column("source", sa.String(12), nullable=False),  # chat account
    sa.Column("permission", sa.String(8), nullable=False),  # said chosen agreed
    sa.Column("at", Utc, nullable=False),
    sa.Column("until", Utc),
)

# Who answers for a self-service task, and what was decided about it. Every decision is kept; the newest counts.
task_verdict = sa.Table(
    "task_verdict", metadata, _id(),
    sa.Column("task", sa.String(60), nullable=False, index=True),
    sa.Column("verdict", sa.String(9), nullable=False),  # keep fix take_back
    sa.Column("owner_id", sa.String(32), sa.ForeignKey("agent.id"), nullable=False),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    sa.Column("by_id", sa.String(32), sa.ForeignKey("agent.id"), nullable=False),
    sa.Column("at", Utc, nullable=False),
)

# « Comment l'auriez-vous dit ? »: asked once about a step whose question was not understood, and the answer.
own_wording = sa.Table(
    "own_wording", metadata, _id(), _conversation_id(index=True),
    sa.Column("run", sa.String(100), nullable=False),
    sa.Column("task", sa.String(60), nullable=False, index=True),
    sa.Column("step", sa.String(60), nullable=False),
    sa.Column("language", sa.String(2), nullable=False),
    sa.Column("state", sa.String(8), nullable=False),  # asked listening told declined
    sa.Column("text", sa.Text),
    sa.Column("at", Utc, nullable=False),
    sa.Column("thanks", sa.Boolean, nullable=False, server_default=sa.false()),  # they wish to hear of it
    sa.Column("thanked_at", Utc),
    sa.Column("hint_id", sa.String(32)),  # what the company made of it
)

# Words of customers that a lead took up as help for a step; the company's from then on.
hint = sa.Table(
    "hint", metadata, _id(),
    sa.Column("task", sa.String(60), nullable=False, index=True),
    sa.Column("step", sa.String(60), nullable=False),
    sa.Column("language", sa.String(2), nullable=False),
    sa.Column("text", sa.String(200), nullable=False),
    sa.Column("by_id", sa.String(32), sa.ForeignKey("agent.id"), nullable=False),
    sa.Column("at", Utc, nullable=False),
    sa.Column("off_at", Utc),  # taken away again
)

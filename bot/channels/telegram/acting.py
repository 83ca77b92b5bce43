"""What one kept update does: a message becomes an `Inbound`, a tap a choice, a closed door a note for agents.

Owns the way from Telegram's words to the service's. May be called twice for the same update (a kill comes between):
the service knows every provider id.
"""

from __future__ import annotations

import contextlib
import zlib
from typing import TYPE_CHECKING, Any

from telegram.error import BadRequest

from bot.channels.telegram import commands, files, reading, rendering
from bot.channels.telegram.delivery import PRIVATE_START
from bot.channels.telegram.reading import Chat, Person, Said
from bot.channels.telegram.taps import Taps
from bot.core.messages import MAX_TEXT, Inbound, Wish
from bot.core.problems import Problem
from bot.core.task_links import from_start_word
from bot.service.telegram_chats import TELEGRAM

if TYPE_CHECKING:

    pass

Row = dict[str, Any]

LATE_S = 600  # written so long before it reached us: said beside it
# Kinds that tell of the chat, of others, or of shops we do not run: noted, nothing to answer.
NOTED = frozenset((
    "channel_post", "edited_channel_post", "message_reaction_count", "poll", "poll_answer", "chat_member",
    "chat_join_request", "chat_boost", "removed_chat_boost", "inline_query", "chosen_inline_result", "shipping_query",
    "pre_checkout_query", "purchased_paid_media",
))
_WISHES: dict[str, Wish] = {"start": "hello", "human": "human", "stop": "stop", "data": "data"}
_PROBLEMS = {"too_large": "too_large", "no_room": "too_large", "unsupported_type": "not_kept", "empty": "not_kept"}


class Reader(Taps):
    async def read(self, rows: list[Row], *, last_try: bool = False) -> bool:
        """Do what these updates (one, or the pictures of an album) mean. False: of no kind we know."""
        body = rows[0]["body"] or {}
        kind = reading.kind_of(body)
        if kind in reading.MESSAGES + reading.EDITS and kind not in NOTED:
            return await self._said(rows, last_try)
        act = {"callback_query": self._tap, "message_reaction": self._sign, "my_chat_member": self._door,
               "business_connection": self._connection, "deleted_business_messages": self._deleted}.get(kind)
        if act is not None:
            return await act(reading.part(body, kind), reading.chat_of(body))
        if kind in NOTED:
            return True
        await self.give_up(rows[0])
        return False

    async def give_up(self, row: Row) -> None:
        """Nobody here can read it: agents see that there was something, and whoever sent it is told honestly."""
        body = row["body"] or {}
        kind, chat = reading.kind_of(body), reading.chat_of(body)
        person = reading.person_of(reading.part(body, kind).get("from"))
        if chat is None or not chat.private or chat.business or person is None or person.is_bot:
            return  # through a business account: nobody can say whether it was its owner
        conv = await self._conversation(chat, person)
        await self._service.receive(Inbound(
            channel=TELEGRAM, provider_id=f"update:{row['update_id']}", conversation_id=conv["id"],
            at=self._service.deps.clock.now(), shown=self._shown("unknown", {"kind": kind}, conv["language"]),
            media="unknown", about={"media": {"kind": kind[:60]}}))
        await self._service.tell_desk(conv["id"], "odd", kind=kind[:60])

    # --- messages --------------------------------------------------------------------------------

    async def _said(self, rows: list[Row], last_try: bool) -> bool:
        bot_id = self._account.address.bot_id
        album = [found for row in rows if (found := reading.said(row["body"] or {}, bot_id)) is not None]
        if not album:
            await self.give_up(rows[0])
            return False
        said = album[0]
        hidden = tuple(dict.fromkeys(kind for row in rows for kind in row["masked"]))
        if said.moved_to:
            await self._service.chat_moved(self._place(said.chat), said.moved_to)
        if said.service or said.by_us or said.person is None or (said.person.is_bot and not said.chat.private):
            return True
        if said.chat.business and await self._by_owner(said):
            return True
        if not said.chat.private:
            return await self._in_group(said, hidden)
        conv = await self._conversation(said.chat, said.person)
        if said.edited and reading.kind_of(rows[0]["body"]) in reading.EDITS:
            await self._edited(said, conv, hidden)
        elif not await self._command(said, conv):
            await self._message(album, conv, hidden, last_try)
        return True

    async def _message(self, album: list[Said], conv: Row, hidden: tuple[str, ...], last_try: bool) -> None:
        said = album[0]
        text = "\n".join(filter(None, (one.text for one in album)))
        media: str | None = said.media or None
        if media == "sticker":
            text, media = said.about["emoji"], "sticker" if said.about["emoji"] else None
        kept, trouble = await self._keep(album, conv, last_try)
        about = await self._about(said, conv)
        shown = ""
        if not text.strip() or trouble:
            shown, media = self._without_words(said, media, bool(kept), trouble, conv["language"])
        pieces = rendering.split(text, MAX_TEXT) if text.strip() else [""]
        seqs = []
        for place, piece in enumerate(pieces):
            first = place == 0
            seqs.append(await self._receive(said, conv, f"{said.message_id}" + ("" if first else f":{place + 1}"),
                                text=piece or None, shown=shown, hidden=hidden if first else (),
                                attachments=tuple(kept) if first else (),
                                media=(trouble or media) if first else None, about=about if first else {}))
        if text.strip():
            await self._written_instead(conv["id"], seqs[0], said.chat)

    def _without_words(self, said: Said, media: str | None, kept: bool, trouble: str,
                       language: str) -> tuple[str, str | None]:
        """What the timeline says where the words are missing, and what the answer is about."""
        if said.media in reading.FILES or said.media == "photo":
            if said.files:
                name = {"name": said.files[0].name}
                return "" if kept and not trouble else self._shown("file", name, language), media
            return self._shown("unknown", {"kind": said.media}, language), "unknown"
        return self._shown(said.media or "unknown", said.about, language), media or "unknown"

    async def _receive(self, said: Said, conv: Row, provider_id: str, **more: Any) -> int:
        """Its number on the timeline."""
        inbound = Inbound(channel=TELEGRAM, provider_id=provider_id, conversation_id=conv["id"],
                          at=self._service.deps.clock.now(), **more)
        try:
            return (await self._service.receive(inbound)).seq
        except Problem as problem:
            if problem.code != "empty":
                raise
            # Only marks nobody sees: answered like anything else that cannot be read.
            shown = self._shown("unknown", {"kind": said.media}, conv["language"])
            return (await self._service.receive(Inbound(
                channel=TELEGRAM, provider_id=provider_id, conversation_id=conv["id"], at=inbound.at, shown=shown,
                media="unknown"))).seq

    async def _keep(self, album: list[Said], conv: Row, last_try: bool) -> tuple[list[str], str]:
        """The ids of the files that were kept, and why another was not. A cut connection is tried again."""
        kept, trouble = [], ""
        for file in (file for said in album for file in said.files):
            try:
                kept.append(await files.keep(self._service, self._account, conv["id"], file))
            except Problem as problem:
                trouble = _PROBLEMS.get(problem.code, "not_kept")
            except files.NotFetched:
                if not last_try:
                    raise
                trouble = "not_fetched"
        return kept, trouble

    async def _about(self, said: Said, conv: Row) -> Row:
        about: Row = {}
        if said.media and said.about:
            about["media"] = {"kind": said.media, **said.about}
        if said.forwarded is not None:
            about["forwarded"] = said.forwarded
        if said.quoted_id or said.quoted:  # words quoted from another chat have no number here
            seq = await self._service.quoted_seq(conv["id"], str(said.quoted_id)) if said.quoted_id else None
            about["quote"] = {"seq": seq, "text": said.quoted[:200]}
        late = self._service.deps.real_now().timestamp() - said.date
        if said.date and late > LATE_S:
            about["written"] = said.date
        return about

    async def _edited(self, said: Said, conv: Row, hidden: tuple[str, ...]) -> None:
        """New words. A place that moves, or a changed picture, is told by its first message."""
        if not said.text.strip():
            return
        mark = zlib.crc32(said.text.encode("utf-8", "replace"))
        with contextlib.suppress(Problem):  # nothing left of it
            await self._service.receive_edit(Inbound(
                channel=TELEGRAM, provider_id=f"{said.message_id}:edit:{said.edited}:{mark}",
                conversation_id=conv["id"], at=self._service.deps.clock.now(), text=said.text[:MAX_TEXT],
                hidden=hidden), of=str(said.message_id))

    async def _command(self, said: Said, conv: Row) -> bool:
        """/start and its kind, as plain wishes."""
        found = commands.command(said.text, self._account.username) if not said.media else None
        if found is None:
            return False
        inbound = Inbound(channel=TELEGRAM, provider_id=str(said.message_id), conversation_id=conv["id"],
                          at=self._service.deps.clock.now(), shown=f"/{said.text.split()[0].strip('/')}")
        begin = from_start_word(found.argument) if found.name == "start" else None
        if begin is not None:
            with contextlib.suppress(Problem):  # a task there is no more: then it is a hello
                await self._service.receive(Inbound(**{**vars(inbound), "begin": begin}))
                return True
        elif found.name == "start" and found.argument and found.argument != PRIVATE_START:
            await self._service.start_with_link(inbound, found.argument)
            return True
        wish: Wish = _WISHES[found.name] if found.name in _WISHES else _language(found.argument)
        await self._service.receive(Inbound(**{**vars(inbound), "wish": wish}))
        return True

    async def _in_group(self, said: Said, hidden: tuple[str, ...]) -> bool:
        """Silent unless spoken to; what is said to us is answered with the way to a private talk, and nothing else."""
        if said.edited or not commands.addressed(said.text, self._account.username, to_us=said.to_us):
            return True
        conv = await self._conversation(said.chat, None)
        text = commands.without_name(said.text, self._account.username)
        await self._receive(said, conv, str(said.message_id), text=text[:MAX_TEXT] or None, hidden=hidden, public=True,
                            shown=self._shown(said.media or "unknown", said.about, conv["language"]))
        return True

    # --- business --------------------------------------------------------------------------------

    async def _by_owner(self, said: Said) -> bool:
        """Whether the person of the account wrote this: then it is theirs, and the bot is silent from now on."""
        through = await self._service.business_of(said.chat.business)
        if through is None:
            await self._ask_connection(said.chat.business)
            through = await self._service.business_of(said.chat.business)
        if through is None or said.person is None or said.person.id != through["user_id"]:
            return False
        conv = await self._conversation(said.chat, None)
        await self._service.person_answered(
            conv["id"], said.chat.business, provider_id=str(said.message_id),
            text=said.text or self._texts.say("telegram.said_owner", conv["language"]))
        return True

    async def _ask_connection(self, connection_id: str) -> None:
        """Whose account it is. Not reached: read again later, or the owner would be taken for a customer."""
        with contextlib.suppress(BadRequest):
            raw = await self._account.ask("getBusinessConnection", business_connection_id=connection_id)
            if isinstance(raw, dict):
                await self._connection(raw, None)

    async def _connection(self, raw: reading.Raw, chat: Chat | None) -> bool:
        person, number = reading.person_of(raw.get("user")), reading.words(raw.get("id"))
        if person is None or not number:
            return False
        rights = reading.part(raw, "rights")
        await self._service.business_connection(
            self._account.address.bot_id, number[:200], user_id=person.id, name=(person.first_name, person.last_name),
            can_reply=rights.get("can_reply") is True or raw.get("can_reply") is True,
            enabled=raw.get("is_enabled") is True)
        return True

    async def _deleted(self, raw: reading.Raw, chat: Chat | None) -> bool:
        conversation = await self._service.known_chat(self._place(chat)) if chat else None
        if conversation is not None:
            await self._service.tell_desk(conversation, "deleted", count=str(len(reading.many(raw, "message_ids"))))
        return chat is not None

    # --- small things ----------------------------------------------------------------------------

    async def _conversation(self, chat: Chat, person: Person | None) -> Row:
        name = (person.first_name, person.last_name) if person else ("", "")
        return await self._service.telegram_conversation(
            self._place(chat), name=name, language=person.language if person else "")

    def _shown(self, media: str, about: Row, language: str) -> str:
        """What the timeline says of something without words."""
        values = {key: str(about.get(key) or "…") for key in (
            "latitude", "longitude", "name", "phone", "question", "options", "emoji", "value", "kind")}
        key = f"telegram.said_{media}"
        return self._texts.say(key, language, **values)


def _language(argument: str) -> Wish:
    found = commands.language(argument)
    return "fr" if found == "fr" else "en" if found == "en" else "language"

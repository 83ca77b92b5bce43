"""Numbers sent in pieces: when the last piece shows what the earlier ones were, these are masked where they stand.

Owns the rewriting of what is stored: messages, what was read from them, the brief. Must not decide what a number is
(`core.masking`). Who has read a piece already keeps it on the screen: a timeline has no event for taking words back.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.core.masking import Piece, mask_pieces
from bot.service.base import Row
from bot.service.handoff import Handoffs
from bot.store import conversations, timeline, turns
from bot.store.database import Connection

BEGUN_WITHIN = timedelta(minutes=10)  # turns that may have read a piece
SURE = 4  # figures; a shorter piece may stand anywhere by chance, and is masked only in its own message


class Pieces(Handoffs):
    async def _mask_pieces(self, connection: Connection, conv: Row, said: list[Row], text: str, language: str) -> Row:
        """Mask in `said`, the messages just before, what `text` completes. Returns the conversation as it is now."""
        pieces = mask_pieces([row["text"] for row in said], text, language)
        if not pieces:
            return conv
        for place in sorted({piece.place for piece in pieces}):
            mine = [piece for piece in pieces if piece.place == place]
            await self._mask_message(connection, conv, said[place], mine)
        sure = [piece for piece in pieces if sum(c.isdigit() for c in piece.written) >= SURE]
        await self._mask_what_was_read(connection, conv, said[pieces[0].place]["seq"], sure)
        changes = {"decision": _without(conv["decision"], sure)} if conv["decision"] else {}
        if conv["first_words"] is not None:
            changes["first_words"] = _without(conv["first_words"], sure)
        await conversations.change(connection, conv["id"], **changes)
        await self._refresh_brief(connection, conv["id"])
        return await conversations.get(connection, conv["id"])

    async def _mask_message(self, connection: Connection, conv: Row, row: Row, pieces: list[Piece]) -> None:
        text = row["text"]
        for piece in sorted(pieces, key=lambda piece: piece.start, reverse=True):
            text = text[:piece.start] + piece.words + text[piece.start + len(piece.written):]
        await turns.change_text(connection, conv["id"], row["seq"], text)
        [event] = await timeline.after(connection, conv["id"], row["seq"] - 1, limit=1)
        await timeline.rewrite(connection, conv["id"], row["seq"], {**event["body"], "text": text, "masked": True})

    async def _mask_what_was_read(self, connection: Connection, conv: Row, since: int, pieces: list[Piece]) -> None:
        """Facts, steps and answers that repeat a piece."""
        for event in await timeline.after(connection, conv["id"], since, private=True):
            body = _without(event["body"], pieces)
            if body != event["body"]:
                await timeline.rewrite(connection, conv["id"], event["seq"], body)
        for turn in await turns.answers(connection, conv["id"], self._now() - BEGUN_WITHIN):
            await turns.rewrite_answer(
                connection, turn["id"], _without(turn["answer"], pieces), _without(turn["decision"], pieces))


def _without(value: Any, pieces: list[Piece]) -> Any:
    """`value` with every piece replaced, in all texts it is made of."""
    if isinstance(value, str):
        for piece in pieces:
            value = value.replace(piece.written, piece.words)
        return value
    if isinstance(value, dict):
        return {key: _without(one, pieces) for key, one in value.items()}
    return [_without(one, pieces) for one in value] if isinstance(value, list) else value

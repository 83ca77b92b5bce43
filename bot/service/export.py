"""A conversation to take home: everything its customer may see, as data or as a text to read.

Reading only. Owns how the text looks. Must not show a private event.
"""

from __future__ import annotations

from datetime import datetime

from bot.clock import rfc3339
from bot.core.messages import ChatSession
from bot.service.base import Row
from bot.service.sessions import Sessions

COLON = {"fr": "\u00a0: ", "en": ": "}


class Export(Sessions):
    async def export(self, session: ChatSession) -> Row:
        """`{"conversation", "at", "events"}`: every public event, of all visits, oldest first."""
        return await self.export_of(session.conversation_id, session.language)

    async def export_of(self, conversation_id: str, language: str) -> Row:
        found: list[Row] = []
        events, last = await self.events(conversation_id, 0, language=language)
        while events:
            found += events
            events, last = await self.events(conversation_id, last, language=language)
        return {"conversation": conversation_id, "at": rfc3339(self._now()), "events": found}

    def as_text(self, exported: Row, language: str) -> str:
        """The same to read: who said what, when, and what was promised."""
        at = self._moment(exported["at"], language)
        lines = [self.deps.texts.say("export.title", language, at=at), ""]
        for event in exported["events"]:
            told = self._told(event, language)
            if told:
                lines += [f"{self._moment(event['at'], language)}  {told}", ""]
        return "\n".join(lines)

    def _told(self, event: Row, language: str) -> str | None:
        say = self.deps.texts.say
        if event["kind"] == "message":
            words = [event["text"], *(say("export.file", language, name=a["name"]) for a in event["attachments"])]
            return self._speaker(event["sender"], language) + COLON[language] + "\n".join(filter(None, words))
        if event["kind"] == "owner":
            agent = event["agent"]
            return say(f"export.owner_{event['owner']}", language, name=agent["name"] if agent else "")
        if event["kind"] == "promise":
            made = event["promise"]
            by = say("export.no_time", language) if made["by"] is None else self._moment(made["by"], language)
            return say(f"export.promise_{made['state']}", language, who=made["who"], what=made["what"], by=by)
        if event["kind"] == "brief" and event.get("corrected"):
            return say("export.corrected", language, label=event["corrected"]["label"],
                       text=event["corrected"]["text"])
        return say("export.document", language, label=event["document"]["label"]) if "document" in event else None

    def _speaker(self, sender: Row, language: str) -> str:
        if sender["kind"] == "customer":
            return sender["name"] or self.deps.texts.say("export.me", language)
        return ", ".join(filter(None, (sender["name"], sender["role"])))

    def _moment(self, at: str, language: str) -> str:
        moment = datetime.fromisoformat(at).astimezone(self.deps.calendar.zone)
        return moment.strftime("%d/%m/%Y %H:%M" if language == "fr" else "%d %b %Y %H:%M")

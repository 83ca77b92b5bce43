"""A conversation held elsewhere than on the web: the desk says where, and what a message came with."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from bot.core.messages import Inbound
from bot.service.telegram_chats import Place
from tests.pages.conftest import Served
from tests.pages.desk_people import desk

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="session")]


async def test_the_channel_is_named_and_what_a_message_answers_or_changes_is_shown(served: Served) -> None:
    service = served.house.front.service
    conv = await service.telegram_conversation(Place(4242, 77), name=("Awa", "Diallo"), language="fr")

    async def writes(number: str, text: str | None = None, **more: object) -> None:
        await service.receive(Inbound(channel="telegram", provider_id=number, conversation_id=conv["id"],  # type: ignore[arg-type]
                                      at=served.house.clock.now(), text=text, **more))

    await writes("1", wish="human", shown="/humain")
    await writes("2", "c’est celui-ci", about={"quote": {"seq": 1, "text": "le robot <b>bleu</b>"}})
    await writes("3", "Votre colis arrive", about={"forwarded": "La Poste"})
    await service.receive_edit(Inbound(channel="telegram", provider_id="2:edit", conversation_id=conv["id"],
                                       at=served.house.clock.now(), text="c’est celui-là"), of="2")
    window = await desk(served)
    page = window.page
    row = page.locator("#queue .row", has_text="Awa Diallo")
    await expect(row.locator(".channel")).to_have_text("Telegram")
    await row.click()
    await expect(page.locator("#state .channel")).to_have_text("Telegram")
    aside = page.locator("#timeline .said.customer .aside")
    await expect(aside).to_have_text(["Répond à « le robot <b>bleu</b> »", "Transféré de La Poste", "Message changé"])
    assert window.complaints == []

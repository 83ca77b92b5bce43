"""Kill -9 in polling and in sending: nothing is lost, and what is repeated is allowed, marked and counted."""

from __future__ import annotations

from pathlib import Path

from tests.telegram.fake_api import FakeTelegram
from tests.telegram.flood import all_turns_over, heard, marked, rows
from tests.telegram.process import FrontDoorProcess

PATIENCE = 60  # seconds; a crowded machine starts slowly


async def test_killed_while_asking_and_while_sending(folder: Path, fake: FakeTelegram) -> None:
    """One front door, two kills, each at a chosen moment; `make soak-telegram` has the others."""
    async with FrontDoorProcess(folder, fake) as door:
        awa = fake.person("Awa")
        awa.says("numéro 1")
        await fake.until(lambda: fake.handed_out, PATIENCE)  # handed out, not confirmed
        await door.kill()
        await door.start()
        await fake.says_to(awa, "numéro 1", PATIENCE)
        await all_turns_over(folder, PATIENCE)
        assert sum(heard(fake, awa).values()) <= 1 + marked(folder)

        before = marked(folder)
        fake.slow(60, to=awa, after=True)  # accepted, and the caller does not know it yet
        awa.says("numéro 2")
        await fake.says_to(awa, "numéro 2", PATIENCE)
        await door.kill()
        fake.troubles.clear()
        await door.start()
        await fake.says_to(awa, "numéro 2", PATIENCE)
        await all_turns_over(folder, PATIENCE)
        assert heard(fake, awa)["numéro 2"] == 2, "said again once"
        assert marked(folder) == before + 1, "and counted"

        assert fake.token not in (folder / "front_door.log").read_text(), "nor is the token in its log"
        lines = rows(folder, "select text from inbound order by seq")
        assert [row["text"] for row in lines] == ["numéro 1", "numéro 2"], "each stored once"

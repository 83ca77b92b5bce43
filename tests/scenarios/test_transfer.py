"""From colleague to colleague by name: the note goes along, it is unread there, and every reader reads roles in their
own language."""

from __future__ import annotations

import pytest

from tests.house import NADIA, AgentAtDesk, House, Visitor


async def claimed(house: House, language: str = "fr") -> tuple[Visitor, AgentAtDesk, AgentAtDesk]:
    visitor = await house.visitor(language)
    await visitor.say("bonjour" if language == "fr" else "hello there, good morning")
    await visitor.wish("human")
    await visitor.owner_is("queue")
    claire, nadia = await house.agent(), await house.agent(NADIA)
    await claire.claim(visitor.conversation)
    return visitor, claire, nadia


async def colleagues(agent: AgentAtDesk, language: str = "fr") -> list[dict[str, str]]:
    answer = await agent.http.get("/desk/api/agents", headers={**agent.headers, "Accept-Language": language})
    assert answer.status_code == 200
    return list(answer.json()["agents"])


async def test_colleagues_are_listed_a_to_z_in_the_readers_language_and_to_agents_only(house: House) -> None:
    service = house.front.service
    for name in ("Élodie", "zoé", "Bruno"):
        await service.put_agent(email=f"{name}@x.example", name=name, role={"fr": "atelier", "en": "workshop"}, lead=False,
                                password="colibri colibri")
    claire = await house.agent()
    assert [one["name"] for one in await colleagues(claire)] == ["Bruno", "Claire", "Élodie", "Nadia", "zoé"]
    assert {one["role"] for one in await colleagues(claire, "en")} == {
        "workshop", "customer care", "head of customer care"}
    assert set((await colleagues(claire))[0]) == {"id", "name", "role", "lead"}
    visitor = await house.visitor()
    for headers in ({}, {"Authorization": f"Bearer {visitor.token}"}):
        assert (await house.http.get("/desk/api/agents", headers=headers)).status_code == 401


async def test_the_colleague_named_has_it_unread_with_the_note_even_after_a_look(house: House) -> None:
    visitor, claire, nadia = await claimed(house)
    path = f"conversations/{visitor.conversation}"
    seen = await nadia.conversation(visitor.conversation)
    await nadia.post(f"{path}/read", {"seq": seen["last"]})
    [to] = [one["id"] for one in await colleagues(claire) if one["name"] == "Nadia"]
    answer = await claire.post(f"{path}/transfer", {"to": to, "note": "Elle connaît l’atelier."})
    assert (answer.status_code, answer.json()["agent"]["name"]) == (200, "Nadia")
    [row] = (await nadia.get("conversations", agent="me")).json()["conversations"]
    assert row["unread"] == 1
    notes = [e for e in (await nadia.conversation(visitor.conversation))["timeline"] if e["kind"] == "note"]
    assert (notes[-1]["text"], notes[-1]["sender"]["name"]) == ("Elle connaît l’atelier.", "Claire")
    await visitor.until(lambda e: e["kind"] == "owner" and (e["agent"] or {}).get("name") == "Nadia")
    assert not [e for e in visitor.seen if e["kind"] == "note"]
    assert (await claire.reply(visitor.conversation, "encore moi")).status_code == 409
    assert (await nadia.reply(visitor.conversation, "Bonjour, c’est Nadia.")).status_code == 202


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_somebody_who_is_not_here_is_a_clear_error_and_nothing_moves(house: House, language: str) -> None:
    visitor, claire, nadia = await claimed(house)
    answer = await claire.http.post(
        f"/desk/api/conversations/{visitor.conversation}/transfer", json={"to": "0" * 32, "note": "où ?"},
        headers={**claire.headers, "Accept-Language": language})
    assert (answer.status_code, answer.json()["error"]["code"], answer.json()["error"]["field"]) == (
        422, "unknown_agent", "to")
    assert ("identifiant" if language == "fr" else "id") in answer.json()["error"]["message"]
    seen = await claire.conversation(visitor.conversation)
    assert seen["agent"]["name"] == "Claire"
    assert not [e for e in seen["timeline"] if e["kind"] == "note"]
    refused = await nadia.post(f"conversations/{visitor.conversation}/transfer", {"to": None, "note": ""})
    assert refused.json()["error"]["code"] == "not_owner"


async def test_to_oneself_changes_nothing(house: House) -> None:
    visitor, claire, _ = await claimed(house)
    [me] = [one["id"] for one in await colleagues(claire) if one["name"] == "Claire"]
    before = (await claire.conversation(visitor.conversation))["last"]
    answer = await claire.post(f"conversations/{visitor.conversation}/transfer", {"to": me, "note": "moi"})
    assert (answer.status_code, answer.json()["last"]) == (200, before)


async def test_every_reader_reads_roles_in_their_own_language(house: House) -> None:
    visitor, claire, _ = await claimed(house, "en")
    await claire.reply(visitor.conversation, "Hello, I am reading your story.")
    said = await visitor.until(lambda e: e["kind"] == "message" and e["sender"]["kind"] == "agent")
    owner = await visitor.until(lambda e: e["kind"] == "owner" and e["owner"] == "agent")
    brief = await visitor.until(lambda e: e["kind"] == "brief" and e["shared"]["to"])
    assert [said["sender"], owner["agent"], brief["shared"]["to"]] == [
        {"kind": "agent", "name": "Claire", "role": "customer care"}, *[{"name": "Claire", "role": "customer care"}] * 2]
    # The panel is switched to French: what is read again is French, also from before.
    bearer = {"Authorization": f"Bearer {visitor.token}"}
    await house.http.post("/chat/preferences", headers=bearer, json={"language": "fr"})
    again = (await house.http.get("/chat/events?after=0", headers=bearer)).json()["events"]
    assert {e["sender"]["role"] for e in again if e["kind"] == "message" and e["sender"]["kind"] == "agent"} == {
        "service clients"}
    shared = (await house.http.get("/chat/brief", headers=bearer)).json()["shared"]
    assert shared["to"] == {"name": "Claire", "role": "service clients"}
    copy = (await house.http.get("/chat/export", headers={**bearer, "Accept": "text/plain"})).text
    assert "Claire, service clients" in copy
    assert "roles" not in str(again) + str(shared)
    # So does the desk, whoever the customer is.
    for language, role in (("fr", "service clients"), ("en", "customer care")):
        shown = (await house.http.get(f"/desk/api/conversations/{visitor.conversation}",
                                      headers={**claire.headers, "Accept-Language": language})).json()
        assert {e["sender"]["role"] for e in shown["timeline"] if (e.get("sender") or {}).get("kind") == "agent"} == {role}
        assert "roles" not in str(shown["timeline"])


async def test_looking_again_without_the_brief_lifts_away_and_claims_no_reading(house: House) -> None:
    visitor, claire, _ = await claimed(house)
    path = f"conversations/{visitor.conversation}/presence"
    deps = house.front.service.deps

    async def is_away() -> bool:
        from bot.store import conversations
        async with deps.db.read() as connection:
            return bool((await conversations.get(connection, visitor.conversation))["agent_away"])

    await claire.post(path, {"state": "away"})
    assert await is_away()
    assert (await claire.post(path, {"state": "here"})).status_code == 204
    assert not await is_away()
    assert {frame["state"] for frame in deps.hub.current(visitor.conversation)} <= {"idle"}

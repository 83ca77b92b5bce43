"""Which words are said: most specific, fillable, deterministic, not the last ones, never "None"."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet
from rasa.utils.endpoints import EndpointConfig

from bot.components import wording
from bot.components.nlg import SenseiNLG
from bot.components.published import Published
from tests.components.trackers import DOMAIN, heard, tracker


def on(**conditions: Any) -> list[dict[str, Any]]:
    return [{"type": "slot", "name": name, "value": value} for name, value in conditions.items()]


def choose(variations: list[dict[str, Any]], **changes: Any) -> Any:
    arguments: dict[str, Any] = {
        "facts": {"language": "fr"}, "values": {}, "channel": "sensei", "seed": "s", "last": None, **changes}
    chosen = wording.choose(variations, **arguments)
    return chosen and chosen["text"]


GENERIC = {"text": "generic", "condition": on(language="fr")}
SPECIFIC = {"text": "specific", "condition": on(language="fr", requested_slot="part")}
NAMED = {"text": "{first_name}", "condition": on(language="fr", requested_slot="part", tone="calm")}


def test_the_variation_with_the_most_matching_conditions_wins() -> None:
    assert choose([GENERIC, SPECIFIC], facts={"language": "fr", "requested_slot": "part"}) == "specific"


def test_a_variation_that_cannot_be_filled_gives_way_to_a_plainer_one() -> None:
    facts = {"language": "fr", "requested_slot": "part", "tone": "calm"}
    assert choose([GENERIC, SPECIFIC, NAMED], facts=facts) == "specific"
    assert choose([GENERIC, SPECIFIC, NAMED], facts=facts, values={"first_name": "Awa"}) == "{first_name}"


def test_words_in_another_language_are_never_said() -> None:
    assert choose([GENERIC], facts={"language": "en"}) is None


def test_words_for_another_channel_are_never_said() -> None:
    assert choose([{"text": "elsewhere", "channel": "telegram"}, {"text": "here"}]) == "here"


def test_the_same_seed_gives_the_same_words_and_seeds_differ() -> None:
    variations = [{"text": str(n)} for n in range(5)]
    assert choose(variations, seed="a") == choose(variations, seed="a")
    assert len({choose(variations, seed=str(n)) for n in range(50)}) == 5


def test_the_words_said_last_are_not_said_again_while_there_are_others() -> None:
    two = [{"text": "one"}, {"text": "two"}]
    for seed in "abcdefgh":
        assert choose(two, seed=seed, last=wording.variation_id(two[0])) == "two"
    assert choose(two[:1], last=wording.variation_id(two[0])) == "one"


def test_a_payload_keeps_its_json_and_its_values_are_escaped() -> None:
    button = {"title": "{product}", "payload": '/inform{"product":"{product}"}'}
    filled = wording.fill({"text": "{product} ?", "buttons": [button]}, {"product": 'le "Jay"'})
    assert filled["text"] == 'le "Jay" ?'
    assert filled["buttons"] == [{"title": 'le "Jay"', "payload": '/inform{"product":"le \\"Jay\\""}'}]


def test_filling_leaves_the_trained_variation_alone() -> None:
    original = {"text": "{x}", "buttons": [{"title": "{x}"}]}
    wording.fill(original, {"x": "1"})
    assert original == {"text": "{x}", "buttons": [{"title": "{x}"}]}


async def said(key: str, *events: Any, **values: Any) -> Any:
    return await SenseiNLG(domain=DOMAIN).generate(key, tracker(*events), "sensei", **values)


def test_rasa_builds_the_generator_by_its_name_in_endpoints() -> None:
    built = NaturalLanguageGenerator.create(EndpointConfig(type="bot.components.nlg.SenseiNLG"), DOMAIN)
    assert isinstance(built, SenseiNLG)


@pytest.mark.parametrize(("known", "parsed", "text"), [
    ({"formality": "tu", "first_name": "Luka"}, {}, "Salut Luka."),
    ({"formality": "tu", "first_name": "Luka", "call_them": "Lulu"}, {}, "Salut Lulu."),
    ({"formality": "tu", "first_name": "Luka"}, {"own_name": "Nora Petit"}, "Salut Nora."),
    ({"formality": "tu", "call_them": "Madame Moreau"}, {"own_name": "Nora"}, "Salut Madame Moreau."),
])
async def test_the_name_said_is_the_one_they_asked_for_else_the_one_just_given(
    known: dict[str, Any], parsed: dict[str, Any], text: str,
) -> None:
    message = await said("utter_greet", heard(parsed=parsed, language="fr", known=known))
    assert message["text"] == text


async def test_without_a_name_no_variation_with_a_name_is_said() -> None:
    for n in range(20):
        message = await said("utter_greet", heard(turn=f"t{n}", language="fr", known={"first_name": None}))
        assert message["text"] in ("Bonjour.", "Ravi de vous lire.")


async def test_without_metadata_the_language_of_the_slot_is_spoken() -> None:
    assert (await said("utter_goodbye", heard()))["text"] == "À bientôt."
    assert (await said("utter_goodbye", SlotSet("language", "en"), heard()))["text"] == "See you."


async def test_why_is_answered_for_the_slot_that_is_asked() -> None:
    message = await said("utter_why", SlotSet("requested_slot", "product"), heard(language="fr"))
    assert message["text"] == "Pour trouver la bonne pièce."


async def test_a_repeated_key_changes_its_words() -> None:
    first = await said("utter_greet", heard(language="fr"))
    event = BotUttered(first["text"], {}, metadata={k: first[k] for k in ("utter_action", "variation")})
    for n in range(10):
        second = await said(
            "utter_greet", heard(language="fr"), ActionExecuted("utter_greet"), event, ActionExecuted("action_listen"),
            heard(turn=f"t{n}", language="fr"))
        assert second["text"] != first["text"]


async def test_a_truth_value_is_not_a_word() -> None:
    generator = SenseiNLG(domain=DOMAIN)
    generator.responses = {"utter_x": [{"text": "{ok}"}, {"text": "plain"}]}
    for value in (True, None, [], " "):
        assert (await generator.generate("utter_x", tracker(heard()), "sensei", ok=value))["text"] == "plain"
    said_with = await generator.generate("utter_x", tracker(heard(turn="t2")), "sensei", ok="yes")
    assert said_with["text"] in ("yes", "plain")


async def test_a_key_nobody_wrote_says_nothing() -> None:
    assert await said("utter_never_written", heard()) is None


def test_published_words_replace_the_trained_ones_and_a_broken_file_keeps_the_last_good_ones(tmp_path: Path) -> None:
    path = tmp_path / "responses.yml"
    published = Published(path)
    assert published.get("utter_greet") is None
    path.write_text("responses: {utter_greet: [{text: Bienvenue}]}")
    assert published.get("utter_greet") == [{"text": "Bienvenue"}]
    path.write_text("responses: {utter_greet: broken}")
    assert published.get("utter_greet") == [{"text": "Bienvenue"}]
    path.unlink()
    assert published.get("utter_greet") is None


def test_at_an_easy_pace_the_variant_in_short_sentences_is_said() -> None:
    short, long = {"text": "Quel arrêt ? Un mot suffit."}, {"text": " ".join(["mot"] * 13) + "."}
    for seed in "abcdef":
        said = wording.choose([long, short], facts={"pace": "easy"}, values={}, channel="sensei", seed=seed, last=None)
        assert said == short
    only = wording.choose([long], facts={"pace": "easy"}, values={}, channel="sensei", seed="a", last=None)
    assert only == long

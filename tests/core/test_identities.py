"""What proves who somebody is, and what each level opens."""

from __future__ import annotations

import pytest

from bot.core.conversation import Level
from bot.core.identities import OPENS, find_email, may, normal_email, normal_phone, same_person


def test_each_level_opens_what_the_one_below_opens_and_more() -> None:
    everything = {what for opened in OPENS.values() for what in opened}
    opened = [{what for what in everything if may(level.value, what)}
              for level in (Level.STRANGER, Level.NAMED, Level.VERIFIED)]
    assert opened[0] < opened[1] < opened[2] == everything


@pytest.mark.parametrize("what", ["orders", "address", "memory", "export", "erase", "private_steps"])
def test_a_name_alone_opens_nothing_private(what: str) -> None:
    assert not may("named", what) and not may("stranger", what)


def test_a_record_is_merged_only_while_it_is_nobodys() -> None:
    assert same_person(None, "awa") is None
    assert same_person("awa", "awa") is True
    assert same_person("moreau", "awa") is False


@pytest.mark.parametrize(("text", "address"), [
    ("awa.diallo@example.org", "awa.diallo@example.org"), ("c’est Awa.Diallo@Example.ORG, merci.", "awa.diallo@example.org"),
    ("mon mail : <simone+colibri@la-poste.example>", "simone+colibri@la-poste.example"),
    ("a@b.fr ou c@d.fr", None), ("a@b.fr, oui A@B.fr", "a@b.fr"), ("pas d’adresse", None), ("awa@", None),
    ("x" * 65 + "@example.org", None), ("@" * 4000, None), ("a." * 2000 + "@b.fr", None),
])
def test_an_address_is_found_among_words_when_it_is_the_only_one(text: str, address: str | None) -> None:
    assert find_email(text) == address


def test_an_address_too_long_or_broken_is_none() -> None:
    assert normal_email("a@" + "b" * 300 + ".fr") is None and normal_email("bonjour") is None


@pytest.mark.parametrize(("said", "number"), [
    ("06 12 34 56 78", "+33612345678"), ("+33 6 12 34 56 78", "+33612345678"), ("0033612345678", "+33612345678"),
    ("12", None), ("+" + "1" * 20, None), ("bonjour", None),
])
def test_a_number_is_read_as_people_write_it(said: str, number: str | None) -> None:
    assert normal_phone(said) == number

"""What must hold for any text at all: cleaning and masking never fail, and never change an answer on a second pass.

Apart from `tests/core` because it needs hypothesis, which only the front environment has.
"""

from __future__ import annotations

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.card_numbers import luhn
from bot.core.cleaning import clean
from bot.core.folding import fold
from bot.core.language import detect
from bot.core.masking import mask
from bot.core.recognition import first_name, own_name, says_minor, sort_key

ANY = st.text(st.characters(), max_size=200)
FIGURES = st.text("0123456789 -.\u00a0abcé:@", max_size=80)
QUICK = settings(max_examples=150, deadline=None)


@QUICK
@given(ANY)
def test_cleaning_twice_is_cleaning_once_and_leaves_no_control(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert all(c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs") for c in cleaned)
    cleaned.encode("utf-8")


@QUICK
@given(ANY | FIGURES)
def test_masking_twice_is_masking_once(text: str) -> None:
    once = mask(text, "fr")
    assert mask(once.text, "fr").text == once.text


@QUICK
@given(st.integers(10**13, 10**14 - 1), st.sampled_from(["", " ", "-", "\u00a0", "\u202f"]), ANY)
def test_every_visa_number_is_masked_however_it_is_grouped(body: int, sign: str, around: str) -> None:
    digits = "4" + str(body)
    number = next(digits + d for d in "0123456789" if luhn(digits + d))
    shown = sign.join(number[i : i + 4] for i in range(0, 16, 4))
    assert shown not in mask(f"{around}\nma carte {shown} merci", "fr").text


@QUICK
@given(ANY)
def test_folding_leads_back_to_exact_words(text: str) -> None:
    folded = fold(text)
    for start in range(0, len(folded.text), 7):
        assert folded.original(start, start + 3) in text


@QUICK
@given(ANY, st.sampled_from(["fr", "en", None]))
def test_language_is_always_one_of_two(text: str, previous: str | None) -> None:
    assert detect(text, previous, "fr") in ("fr", "en")


@QUICK
@given(ANY, st.booleans())
def test_names_and_ages_are_quoted_exactly(text: str, asked: bool) -> None:
    finding = says_minor(text, "fr")
    assert finding is None or all(words in text for words in finding.words)
    name = own_name(text, "fr", asked=asked)
    if name is not None:
        assert first_name(name)
        assert sort_key(name)

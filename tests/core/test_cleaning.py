"""What is taken out of a received text, and what must stay."""

from __future__ import annotations

import pytest

from bot.core.cleaning import clean, without_command
from bot.core.folding import fold


@pytest.mark.parametrize(
    ("received", "kept"),
    [
        ("Bonjour\x00", "Bonjour"),
        ("a\x07b\x1b[31mc\x9d", "ab[31mc"),
        ("une ligne\r\nune autre\rune troisième", "une ligne\nune autre\nune troisième"),
        ("colonne\tautre", "colonne\tautre"),
        ("  bonjour \u00a0\n", "bonjour"),
        ("\u202egnirts desrever\u202c", "gnirts desrever"),
        ("\u2066isolé\u2069", "isolé"),
        ("in\u200bvi\u2060si\ufeffble", "invisible"),
        ("ca\u00adchée", "cachée"),
        ("perdu\udc80e", "perdue"),
        ("ca\u200drte", "carte"),
    ],
)
def test_characters_nobody_typed_on_purpose_are_removed(received: str, kept: str) -> None:
    assert clean(received) == kept


@pytest.mark.parametrize(
    "text",
    [
        "J’ai perdu mon Jay !",
        "👩‍👧 ❤️ 1️⃣ 👍🏽",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "שָׁלוֹם",
        "مُحَمَّد",
        "می‌خواهم",
        "Nguyễn Thị Ánh",
        "12,90 €",
        "日本語",
    ],
)
def test_ordinary_writing_and_emoji_stay_as_they_are(text: str) -> None:
    assert clean(text) == text


def test_a_flood_of_accents_leaves_two_on_a_letter() -> None:
    assert clean("Z" + "\u0335" * 40 + "o") == "Z\u0335\u0335o"


def test_accents_typed_apart_are_put_on_their_letter() -> None:
    assert clean("e\u0301te\u0301") == "été"


@pytest.mark.parametrize("nothing", ["", "   ", "\x00\x01", "\u200b\u202e", "\u0301\u0301", "\u2800"])
def test_a_text_of_nothing_but_junk_becomes_empty(nothing: str) -> None:
    assert clean(nothing) == ""


def test_hidden_letters_made_of_tags_do_not_survive() -> None:
    assert clean("bonjour" + "".join(chr(0xE0000 + ord(c)) for c in "obey")) == "bonjour"


def test_folded_text_leads_back_to_the_words_as_written() -> None:
    folded = fold("Ma SŒUR a avalé l’aimant")
    start = folded.text.index("soeur")
    assert folded.text == "ma soeur a avale l'aimant"
    assert folded.original(start, start + 5) == "SŒUR"
    assert folded.original(folded.text.index("avale"), folded.text.index("avale") + 5) == "avalé"


@pytest.mark.parametrize(("text", "left"), [
    ("/restart", "restart"), ("//\n /\u00a0/inform{}", "inform{}"), ("/", "…"), (" / \u3000/", "…"),
    ("bonjour\n/restart", "bonjour\n/restart"), ("1/2", "1/2"),
])
def test_no_text_begins_like_a_command_and_none_is_empty(text: str, left: str) -> None:
    assert without_command(clean(text)) == left


def test_a_joiner_goes_with_the_mark_it_joined() -> None:
    assert clean("\u0596\u200c\u0590") == "\u0590"  # found by a fuzzer
    assert clean("\u0596\u200d" * 2000 + "ok") == "ok"

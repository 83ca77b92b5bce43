"""Our YAML, read by the front door."""

from __future__ import annotations

from datetime import date, datetime, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.core.promises import expectation
from bot.files import FileError, load_calendar, load_knowledge, load_safety, load_texts, read_yaml


def test_everything_we_ship_can_be_read() -> None:
    assert {entry.id for entry in load_knowledge().policies.entries} >= {"lost_item", "lost_part", "withdrawal"}
    assert load_safety("fr").reply("danger", "fr", "vous")
    assert load_texts().keys()


def test_sections_of_both_languages_become_one_set_of_texts(tmp_path: Path) -> None:
    (tmp_path / "chat.fr.yml").write_text("send: Envoyer\n", encoding="utf-8")
    (tmp_path / "chat.en.yml").write_text("chat:\n  send: Send\n", encoding="utf-8")
    texts = load_texts(tmp_path)
    assert (texts.say("chat.send", "fr"), texts.say("chat.send", "en")) == ("Envoyer", "Send")
    assert texts.missing() == []


@pytest.mark.parametrize(("content", "message"), [("- a\n", "names and values"), ("a: [", "broken.yml")])
def test_a_broken_file_is_named(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "broken.yml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(FileError, match=message):
        read_yaml(path)


def test_a_text_in_a_third_language_is_refused(tmp_path: Path) -> None:
    (tmp_path / "chat.de.yml").write_text("send: Senden\n", encoding="utf-8")
    with pytest.raises(FileError, match="fr, en"):
        load_texts(tmp_path)


@pytest.mark.parametrize("day", [date(2026, 11, 11), date(2026, 12, 25), date(2027, 1, 1), date(2027, 3, 29), date(2031, 7, 14)])
def test_french_holidays_of_any_year_are_closed(day: date) -> None:
    assert day in load_calendar().holidays


@pytest.mark.parametrize(("more", "closed"), [("", False), ("alsace_moselle: true\n", True), ("closed: {2026-12-26: inventaire}\n", True)])
def test_alsace_and_moselle_and_the_companys_own_days_can_be_added(tmp_path: Path, more: str, closed: bool) -> None:
    path = tmp_path / "calendar.yml"
    path.write_text("zone: Europe/Paris\nanswer_within_minutes: 60\nhours: {sat: ['09:00-18:00']}\n" + more, encoding="utf-8")
    assert (date(2026, 12, 26) in load_calendar(path=path).holidays) is closed


def test_the_zone_of_the_settings_wins() -> None:
    calendar = load_calendar(ZoneInfo("Indian/Reunion"))
    assert calendar.zone.key == "Indian/Reunion"
    assert expectation(datetime(2026, 11, 20, 5, 30, tzinfo=timezone.utc), calendar).open

"""What may be promised when, in working time, and how it is said."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.core.promises import Calendar, CalendarError, expectation, say_clock, say_moment, say_time
from tests.core.reviewed import mapping

PARIS = ZoneInfo("Europe/Paris")
HOLIDAYS = {date(2026, 11, 11): "Armistice", date(2026, 12, 25): "Noël", date(2027, 1, 1): "Jour de l’an"}
CALENDAR = Calendar.from_mapping(mapping("calendar.yml"), HOLIDAYS)


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


@pytest.mark.parametrize(("now", "is_open", "answer_by", "opens_at"), [
    ("2026-11-20T14:00", True, "2026-11-20T15:00", None),
    ("2026-11-20T14:27", True, "2026-11-20T15:30", None),               # said is stored: a round time
    ("2026-11-20T17:30", True, "2026-11-21T09:30", None),               # half an hour on Friday, half on Saturday
    ("2026-11-20T18:00", False, "2026-11-21T10:00", "2026-11-21T09:00"),
    ("2026-11-20T02:00", False, "2026-11-20T10:00", "2026-11-20T09:00"),  # at night
    ("2026-11-21T23:00", False, "2026-11-23T10:00", "2026-11-23T09:00"),  # Saturday night
    ("2026-11-22T12:00", False, "2026-11-23T10:00", "2026-11-23T09:00"),  # Sunday
    ("2026-11-11T10:00", False, "2026-11-12T10:00", "2026-11-12T09:00"),  # a holiday
    ("2026-12-24T18:30", False, "2026-12-26T10:00", "2026-12-26T09:00"),  # Christmas Eve, after hours
    ("2026-12-31T17:45", True, "2027-01-02T09:45", None),               # over New Year's Day
    ("2026-03-28T17:30", True, "2026-03-30T09:30", None),               # over the night summer time begins
    ("2026-10-24T23:00", False, "2026-10-26T10:00", "2026-10-26T09:00"),  # over the night it ends
])
def test_an_answer_is_promised_in_working_time(now: str, is_open: bool, answer_by: str, opens_at: str | None) -> None:
    expected = expectation(paris(now).astimezone(timezone.utc), CALENDAR)
    assert expected.open is is_open
    assert expected.answer_by == paris(answer_by)
    assert expected.opens_at == (paris(opens_at) if opens_at else None)
    assert expected.answer_by.utcoffset() == timedelta(0)
    assert (expected.who, expected.role("fr"), expected.role("en")) == ("Claire", "service clients", "customer care")


def test_nobody_is_named_who_is_not_on_duty_when_the_answer_is_due() -> None:
    content = mapping("calendar.yml")
    content["staff"][0]["days"] = ["mon"]
    calendar = Calendar.from_mapping(content, {})
    assert expectation(paris("2026-11-24T10:00"), calendar).who is None
    assert expectation(paris("2026-11-22T10:00"), calendar).who == "Claire"


@pytest.mark.parametrize(("when", "now", "french", "english"), [
    ("2026-11-20T15:30", "2026-11-20T14:00", "aujourd’hui avant 15\u00a0h\u00a030", "before 3.30\u00a0pm today"),
    ("2026-11-21T10:00", "2026-11-20T21:30", "demain avant 10\u00a0h", "before 10\u00a0am tomorrow"),
    ("2026-11-20T10:00", "2026-11-20T00:10", "aujourd’hui avant 10\u00a0h", "before 10\u00a0am today"),
    ("2026-11-23T10:00", "2026-11-21T23:00", "lundi avant 10\u00a0h", "before 10\u00a0am on Monday"),
    ("2026-11-24T12:00", "2026-11-10T10:00", "mardi 24\u00a0novembre avant 12\u00a0h", "before noon on Tuesday 24\u00a0November"),
    ("2026-12-01T09:15", "2026-11-10T10:00", "mardi 1er\u00a0décembre avant 9\u00a0h\u00a015", "before 9.15\u00a0am on Tuesday 1\u00a0December"),
    ("2026-11-19T09:00", "2026-11-20T10:00", "jeudi 19\u00a0novembre avant 9\u00a0h", "before 9\u00a0am on Thursday 19\u00a0November"),
])
def test_a_time_is_said_in_words_in_the_zone_of_the_company(when: str, now: str, french: str, english: str) -> None:
    moments = paris(when).astimezone(timezone.utc), paris(now).astimezone(timezone.utc)
    assert say_time(*moments, PARIS, "fr") == french
    assert say_time(*moments, PARIS, "en") == english


def test_today_is_today_where_the_company_is_not_in_utc() -> None:
    now = datetime(2026, 11, 20, 23, 30, tzinfo=timezone.utc)  # already Saturday in Paris
    assert say_time(datetime(2026, 11, 21, 9, tzinfo=timezone.utc), now, PARIS, "fr") == "aujourd’hui avant 10\u00a0h"


def test_an_opening_and_a_clock_are_said_too() -> None:
    opens, now = paris("2026-11-23T09:00"), paris("2026-11-21T21:30")
    assert say_moment(opens, now, PARIS, "fr") == "lundi à 9\u00a0h"
    assert say_moment(opens, now, PARIS, "en") == "at 9\u00a0am on Monday"
    assert (say_clock(now, PARIS, "fr"), say_clock(now, PARIS, "en")) == ("21\u00a0h\u00a030", "9.30\u00a0pm")


@pytest.mark.parametrize(("hours", "message"), [
    ({"mon": ["9h-18h"]}, "09:00-18:00"), ({"mon": ["18:00-09:00"]}, "ends before"), ({"lun": ["09:00-18:00"]}, "unknown day"),
    ({"mon": []}, "no opening hours"),
])
def test_a_calendar_nobody_meant_is_refused_in_a_sentence(hours: dict[str, Any], message: str) -> None:
    with pytest.raises(CalendarError, match=message):
        Calendar.from_mapping({**mapping("calendar.yml"), "hours": hours}, {})


def test_lunch_is_no_working_time() -> None:
    content = {**mapping("calendar.yml"), "hours": {"fri": ["09:00-12:00", "14:00-18:00"]}}
    calendar = Calendar.from_mapping(content, {})
    assert expectation(paris("2026-11-20T11:45"), calendar).answer_by == paris("2026-11-20T14:45")
    assert expectation(paris("2026-11-20T13:00"), calendar).opens_at == paris("2026-11-20T14:00")

"""What may be promised, and when: opening hours, public holidays, who is on duty, and how a time is said.

Pure: the moment, the calendar and the holidays are arguments. Must not read a file or store a promise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.dates import NBSP, long_day, weekday

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# A year of closed days means a calendar nobody meant: better no promise than an endless search.
_HORIZON_DAYS = 366


class CalendarError(ValueError):
    """The calendar cannot be used; the message says which line."""


@dataclass(frozen=True)
class Staff:
    """A person customers may be told about: first name, and role by language. On duty on `days`."""

    name: str
    role: Mapping[str, str]
    days: frozenset[str]


@dataclass(frozen=True)
class Expectation:
    """What a waiting customer may be told. Times are aware UTC. `who` is None when nobody may be named."""

    open: bool
    answer_by: datetime
    opens_at: datetime | None  # None while open
    who: str | None
    roles: Mapping[str, str]

    def role(self, language: str) -> str | None:
        return self.roles.get(language)


@dataclass(frozen=True)
class Calendar:
    """Working hours in one zone. `holidays` maps a closed day to its name."""

    zone: ZoneInfo
    hours: Mapping[str, tuple[tuple[time, time], ...]]
    answer_within: timedelta
    round_to: timedelta
    staff: tuple[Staff, ...]
    holidays: Mapping[date, str]

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any], holidays: Mapping[date, str]) -> Calendar:
        """Read data/calendar.yml. Raises `CalendarError` naming the line at fault."""
        hours = {day: tuple(_interval(day, span) for span in spans) for day, spans in mapping["hours"].items()}
        if strange := set(hours) - set(WEEKDAYS):
            raise CalendarError(f"calendar: unknown day {sorted(strange)}; use {', '.join(WEEKDAYS)}")
        if not any(hours.values()):
            raise CalendarError("calendar: no opening hours at all; nothing could ever be promised")
        staff = tuple(
            Staff(str(s["name"]), dict(s["role"]), frozenset(s.get("days", WEEKDAYS))) for s in mapping.get("staff", ())
        )
        return cls(
            zone=ZoneInfo(mapping["zone"]), hours=hours,
            answer_within=timedelta(minutes=int(mapping["answer_within_minutes"])),
            round_to=timedelta(minutes=int(mapping.get("round_to_minutes", 15))),
            staff=staff, holidays=holidays,
        )

    def openings(self, now: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Opening spans in UTC that have not ended at `now`, in order."""
        first = now.astimezone(self.zone).date()
        for day in (first + timedelta(days=n) for n in range(_HORIZON_DAYS)):
            if day in self.holidays:
                continue
            for start, end in self.hours.get(WEEKDAYS[day.weekday()], ()):
                opens = datetime.combine(day, start, self.zone).astimezone(timezone.utc)
                closes = datetime.combine(day, end, self.zone).astimezone(timezone.utc)
                if closes > now:
                    yield opens, closes


def expectation(now: datetime, calendar: Calendar) -> Expectation:
    """When a person will have answered, counted in working time from `now`, and who may be named."""
    left, opens_at = calendar.answer_within, None
    for opens, closes in calendar.openings(now):
        start = max(now.astimezone(timezone.utc), opens)
        if opens_at is None:
            opens_at = start
        if start + left <= closes:
            answer_by = min(_round_up(start + left, calendar.round_to), closes)
            is_open = opens_at <= now
            who = _on_duty(answer_by, calendar)
            return Expectation(
                open=is_open, answer_by=answer_by, opens_at=None if is_open else opens_at,
                who=who.name if who else None, roles=who.role if who else {},
            )
        left -= closes - start
    raise CalendarError("calendar: no opening within a year; nothing can be promised")


def say_time(when: datetime, now: datetime, zone: ZoneInfo, language: str) -> str:
    """A deadline in words: « demain avant 10 h », "before 10 am tomorrow"."""
    local = when.astimezone(zone)
    day = _say_day(local.date(), now.astimezone(zone).date(), language)
    if language == "fr":
        return f"{day} avant {_clock(local, language)}"
    return f"before {_clock(local, language)} {day}"


def say_moment(when: datetime, now: datetime, zone: ZoneInfo, language: str) -> str:
    """A moment in words: « lundi à 9 h », "at 9 am on Monday"."""
    local = when.astimezone(zone)
    day = _say_day(local.date(), now.astimezone(zone).date(), language)
    if language == "fr":
        return f"{day} à {_clock(local, language)}"
    return f"at {_clock(local, language)} {day}"


def say_clock(when: datetime, zone: ZoneInfo, language: str) -> str:
    """The time of day in words: « 21 h 30 », "9.30 pm"."""
    return _clock(when.astimezone(zone), language)


def _say_day(day: date, today: date, language: str) -> str:
    distance = (day - today).days
    if distance in (0, 1):
        return (("today", "tomorrow") if language == "en" else ("aujourd’hui", "demain"))[distance]
    text = weekday(day, language) if 0 < distance < 7 else long_day(day, language)
    return text if language == "fr" else f"on {text}"


def _clock(local: datetime, language: str) -> str:
    if language == "fr":
        return f"{local.hour}{NBSP}h" + (f"{NBSP}{local.minute:02d}" if local.minute else "")
    if local.minute == 0 and local.hour in (0, 12):
        return "noon" if local.hour else "midnight"
    minutes = f".{local.minute:02d}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{NBSP}{'am' if local.hour < 12 else 'pm'}"


def _round_up(moment: datetime, step: timedelta) -> datetime:
    """To the next round time, so that what is stored is exactly what is said."""
    whole = datetime(moment.year, moment.month, moment.day, tzinfo=timezone.utc)
    steps = -(-(moment - whole) // step)
    return whole + steps * step


def _on_duty(moment: datetime, calendar: Calendar) -> Staff | None:
    day = WEEKDAYS[moment.astimezone(calendar.zone).weekday()]
    return next((s for s in calendar.staff if day in s.days), None)


def _interval(day: str, span: str) -> tuple[time, time]:
    try:
        start, end = (time.fromisoformat(part.strip()) for part in str(span).split("-"))
    except ValueError as error:
        raise CalendarError(f"calendar: {day} {span!r} must look like 09:00-18:00") from error
    if start >= end:
        raise CalendarError(f"calendar: {day} {span!r} ends before it starts")
    return start, end

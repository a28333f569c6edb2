"""Dates, ages and amounts as sentences of the person's language and zone (gettext, Babel's calendars).

Clock times are 24 h everywhere: «2:14» must not mean two things at night.
"""

from datetime import UTC, date, datetime, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import format_date as babel_date
from babel.dates import format_skeleton
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext, ngettext

from apps.ui import units

LOCALES: Final = {"en": "en_GB", "zh-hans": "zh_Hans_CN", "ko": "ko_KR"}
UNKNOWN: Final = "?"
HOURS_A_DAY: Final = 24
DAYS_FROM: Final = 48
"""Hours from which on a duration is told in days."""


def locale_of(language: str | None) -> str:
    """Babel's name of a language of ours; English where we have no words."""
    return LOCALES.get((language or "en").lower(), LOCALES["en"])


def zone_of(name: object) -> tzinfo:
    """The zone of that name, UTC where the name is empty or unknown."""
    try:
        return ZoneInfo(str(name)) if name else UTC
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def day(value: date, *, language: str | None = None, with_weekday: bool = False) -> str:
    """«23 Nov 2026», with weekday «Mon 23 Nov 2026»."""
    locale = locale_of(language or get_language())
    in_words = babel_date(value, format="medium", locale=locale)
    return f"{babel_date(value, format='EEE', locale=locale)} {in_words}" if with_weekday else in_words


def weekday(value: date, *, language: str | None = None) -> str:
    """«Mon 23», to tell the days of one week apart."""
    return format_skeleton("Ed", value, locale=locale_of(language or get_language()))


def day_without_year(value: date, *, language: str | None = None, with_weekday: bool = False) -> str:
    """«23 Nov», with weekday «Mon 23 Nov»."""
    return format_skeleton(
        "MMMEd" if with_weekday else "MMMd", value, locale=locale_of(language or get_language())
    )


def clock(value: datetime, *, with_seconds: bool = False) -> str:
    return value.strftime("%H:%M:%S" if with_seconds else "%H:%M")


def moment(value: datetime, zone: tzinfo, *, language: str | None = None) -> str:
    """«23 Nov 2026, 02:14» in that zone. `value` must be aware."""
    local = value.astimezone(zone)
    return gettext("%(date)s, %(time)s") % {"date": day(local, language=language), "time": clock(local)}


def since(value: datetime, *, now: datetime, zone: tzinfo) -> str:
    """«since 02:14», with the day where it was not today, so that yesterday's value never looks fresh."""
    local, today = value.astimezone(zone), now.astimezone(zone)
    if local.date() == today.date():
        return gettext("since %(time)s") % {"time": clock(local)}
    return gettext("since %(date)s, %(time)s") % {"date": day_without_year(local), "time": clock(local)}


def gestational_age(days: int | None) -> str:
    """«32 weeks 4 days»; «?» where the pregnancy is not dated."""
    if days is None:
        return UNKNOWN
    weeks, rest = units.weeks_and_days(days)
    in_weeks = ngettext("%(count)s week", "%(count)s weeks", weeks) % {"count": weeks}
    if rest == 0:
        return in_weeks
    in_days = ngettext("%(count)s day", "%(count)s days", rest) % {"count": rest}
    return gettext("%(weeks)s %(days)s") % {"weeks": in_weeks, "days": in_days}


def gestational_age_short(days: int | None) -> str:
    """«32+4», as written in records of every language."""
    if days is None:
        return UNKNOWN
    weeks, rest = units.weeks_and_days(days)
    return f"{weeks}+{rest}"


def duration(seconds: float | None) -> str:
    """«4 days 2 h», «1 h 05 min», «12 min 30 s», «45 s»; «?» where unknown. Twin: ui/js/duration.js."""
    if seconds is None:
        return UNKNOWN
    hours, minutes, rest = units.clock_parts(seconds)
    if hours >= DAYS_FROM:
        days, hours = divmod(hours, HOURS_A_DAY)
        return _days(days) % {"days": days, "hours": hours}
    if hours:
        return gettext("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": f"{minutes:02d}"}
    if minutes and rest:
        return gettext("%(minutes)s min %(seconds)s s") % {"minutes": minutes, "seconds": f"{rest:02d}"}
    if minutes:
        return gettext("%(minutes)s min") % {"minutes": minutes}
    return gettext("%(seconds)s s") % {"seconds": rest}


def duration_sentences() -> dict[str, str]:
    """Return the sentences of `duration` for a script that lets a clock run: ui/js/duration.js."""
    return {
        "days": _days(DAYS_FROM // HOURS_A_DAY),
        "hours": gettext("%(hours)s h %(minutes)s min"),
        "both": gettext("%(minutes)s min %(seconds)s s"),
        "minutes": gettext("%(minutes)s min"),
        "seconds": gettext("%(seconds)s s"),
    }


def _days(days: int) -> str:
    return ngettext("%(days)s day %(hours)s h", "%(days)s days %(hours)s h", days)


def amount(value: float | None, unit: str, *, decimals: int = 1) -> str:
    """«5.4 mmol/L» with the language's decimal sign; «?» where nothing was measured."""
    measured = units.known(value)
    return UNKNOWN if measured is None else f"{number_format(measured, decimal_pos=decimals)} {unit}"

"""What partners may know of clicks and orders: numbers a day, of ten people at least, in steps of five.

People are counted by pseudonym; whoever was erased counts no more, so a cell can only become emptier. There are no sums
beside the days: with them an empty cell could be worked out. Orders stand at the day of the click, which is ours, and are
told where its clicks are: were people counted among orders, a partner that chooses their days could learn by it whether
two clicks are one woman's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Count
from django.db.models.functions import TruncDate

from apps.referrals.models import Click, ClickDay, ClickVerdict, Conversion, Partner
from apps.referrals.selectors.statements import AT_LEAST

STEP: Final = 5


@dataclass(frozen=True)
class Day:
    """A day of UTC. None: fewer than ten people, none included."""

    day: date
    clicks: int | None
    not_counted: int | None
    orders: int | None


Cells = dict[date, tuple[int, int]]


def days(partner: Partner, *, is_live: bool, first: date, last: date) -> list[Day]:
    """Return every day of a span, in order."""
    clicks = _clicks(partner, is_live, first, last, counted=True)
    others = _clicks(partner, is_live, first, last, counted=False)
    orders = {
        day: (number, clicks.get(day, (0, 0))[1]) for day, number in _orders(partner, is_live, first, last)
    }
    every = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [
        Day(day, *(_shown(cells.get(day), is_live) for cells in (clicks, others, orders))) for day in every
    ]


def _shown(cell: tuple[int, int] | None, is_live: bool) -> int | None:
    """Return a number as it may be told. In the sandbox there are no people, and every number is exact."""
    number, people = cell or (0, 0)
    if not is_live:
        return number
    return None if people < AT_LEAST else number - number % STEP


def _clicks(partner: Partner, is_live: bool, first: date, last: date, *, counted: bool) -> Cells:
    verdicts = [one for one in ClickVerdict if (one == ClickVerdict.COUNTED) is counted]
    rows = (
        Click.objects.filter(partner=partner, is_live=is_live, verdict__in=verdicts)
        .filter(at__date__gte=first, at__date__lte=last)
        .values_list(TruncDate("at"))
        .annotate(Count("pk"), Count("link__pseudonym", distinct=True))
    )
    found: Cells = {day: (number, people) for day, number, people in rows}
    kept = ClickDay.objects.filter(
        partner=partner, is_live=is_live, verdict__in=verdicts, day__gte=first, day__lte=last
    )
    for day, number, people in kept.values_list("day", "clicks", "people"):
        before = found.get(day, (0, 0))  # the same person may be in both: the larger of the two is sure
        found[day] = (before[0] + number, max(before[1], people))
    return found


def _orders(partner: Partner, is_live: bool, first: date, last: date) -> list[tuple[date, int]]:
    """Return orders by the day of their click. Days whose clicks are erased tell nothing of orders any more."""
    rows = (
        Conversion.objects.filter(partner=partner, is_live=is_live)
        .filter(click__at__date__gte=first, click__at__date__lte=last)
        .values_list(TruncDate("click__at"))
        .annotate(Count("pk"))
    )
    return list(rows)

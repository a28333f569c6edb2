"""The first pages: which partner, how its catalogue stands, what waits, clicks and orders by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.pages import person_of
from apps.referrals.models import Membership
from apps.referrals.pages.access import Seat, of_partner, of_partners
from apps.referrals.pages.catalogue import told_import
from apps.referrals.pages.shares import shares_of
from apps.referrals.pages.shell import Tab, asked, shown
from apps.referrals.selectors import reports
from apps.referrals.selectors.health import health, waiting
from apps.referrals.services import members
from apps.referrals.words.addresses import of_address
from apps.ui import plots
from apps.ui import words as ui_words

SPANS: Final = (14, 30, 90)
USUAL: Final = 30


@of_partners
def start(request: HttpRequest) -> HttpResponse:
    """Come in: invitations become memberships; with one partner straight to it, with several a choice."""
    person = person_of(request)
    members.come_in(person, at=timezone.now())
    rows = Membership.objects.select_related("partner").filter(person=person, partner__is_active=True)
    mine = sorted(rows, key=lambda row: row.partner.name.casefold())
    told = [(row.partner.name, row.get_role_display(), _overview(row)) for row in mine]
    if len(told) == 1:
        return HttpResponseRedirect(told[0][2])
    return render(request, "portal/start.html", {"rows": told})


def _overview(row: Membership) -> str:
    return reverse("portal:overview", kwargs={"partner_id": row.partner.public_id, "is_live": True})


@of_partner()
def overview(request: HttpRequest, seat: Seat) -> HttpResponse:
    """How things stand."""
    at = timezone.now()
    span = next((span for span in SPANS if str(span) == asked(request, "days")), USUAL)
    found = waiting(seat.partner, is_live=seat.is_live)
    catalogue = health(seat.partner, at=at) if seat.is_live else None
    return shown(
        request,
        seat,
        "overview",
        "overview",
        health=catalogue,
        shares=shares_of(catalogue) if catalogue else [],
        fetch_failure=of_address(catalogue.fetch_failure) if catalogue and catalogue.fetch_failure else "",
        waiting=found,
        run=told_import(seat, found.last) if found.last else None,
        numbers=numbers(seat, at, span),
        spans=[Tab(_days(each), f"?days={each}", each == span) for each in SPANS],
    )


def _days(count: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


@dataclass(frozen=True)
class ColumnsPlot:
    """What `ui/components/columns_plot.html` shows."""

    columns: list[plots.Column]
    most: str
    half: str
    ticks: list[plots.Tick]
    is_second: bool


@dataclass(frozen=True)
class Numbers:
    """Clicks and orders a day. `is_hidden`: some day's number is not told."""

    clicks: ColumnsPlot
    orders: ColumnsPlot
    rows: list[tuple[date, str, str, str]]
    is_hidden: bool
    is_empty: bool


def numbers(seat: Seat, at: datetime, span: int) -> Numbers:
    """Return the numbers of the last days of UTC, today included."""
    last = at.astimezone(UTC).date()
    days = reports.days(seat.partner, is_live=seat.is_live, first=last - timedelta(days=span - 1), last=last)
    cells = [(day.clicks, day.not_counted, day.orders) for day in days]
    return Numbers(
        clicks=_plot([day.day for day in days], [clicks for clicks, _, _ in cells], is_second=False),
        orders=_plot([day.day for day in days], [orders for _, _, orders in cells], is_second=True),
        rows=[
            (day.day, _said(day.clicks), _said(day.not_counted), _said(day.orders)) for day in reversed(days)
        ],
        is_hidden=any(None in row for row in cells),
        is_empty=not any(value for row in cells for value in row),
    )


def _said(value: int | None) -> str:
    return _("under 10 people") if value is None else str(value)


def _plot(days: list[date], values: list[int | None], *, is_second: bool) -> ColumnsPlot:
    most = plots.round_above(max((value or 0 for value in values), default=0))
    places = (0, len(days) // 2, len(days) - 1)
    axis = plots.Axis(float(len(days) - 1))
    return ColumnsPlot(
        columns=plots.columns_on(plots.Axis(float(most)), values),
        most=f"{most:,}",
        half=f"{most // 2:,}",
        ticks=plots.ticks_on(axis, places, [_day(days[place]) for place in places]),
        is_second=is_second,
    )


def _day(value: date) -> Any:
    return ui_words.day_without_year(value)

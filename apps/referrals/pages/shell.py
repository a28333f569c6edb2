"""What stands around every page of the portal: sections, the switch between live and sandbox, lists in pieces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy, pgettext_lazy

from apps.referrals.pages.access import Seat

SECTIONS: Final = (
    ("overview", gettext_lazy("Overview")),
    ("catalogue", gettext_lazy("Catalogue")),
    ("orders", gettext_lazy("Orders")),
    ("statements", gettext_lazy("Statements")),
    ("keys", pgettext_lazy("of programs", "Keys")),
    ("webhooks", gettext_lazy("Webhooks")),
    ("people", gettext_lazy("People")),
)
ROWS: Final = 50
LONGEST_QUESTION: Final = 150


@dataclass(frozen=True)
class Tab:
    """A link of a row of tabs, as `ui/components/tabs.html` takes it."""

    words: Any
    url: str
    is_current: bool
    count: int | None = None


def asked(request: HttpRequest, name: str) -> str:
    """What stands in the address under `name`, cut to a sensible length; the database takes no NUL."""
    return request.GET.get(name, "").replace("\0", "")[:LONGEST_QUESTION].strip()


def shown(
    request: HttpRequest, seat: Seat, section: str, template: str, *, status: int = 200, **given: Any
) -> HttpResponse:
    """Show a page of the portal."""
    around = {
        "seat": seat,
        "sections": [Tab(words, seat.url(name), name == section) for name, words in SECTIONS],
        "modes": [
            (is_live, _other(seat, is_live).url(section), is_live == seat.is_live)
            for is_live in (True, False)
        ],
    }
    return render(request, f"portal/{template}.html", {**around, **given}, status=status)


def _other(seat: Seat, is_live: bool) -> Seat:
    return Seat(seat.person, seat.partner, seat.role, is_live, seat.partners)


def piece(request: HttpRequest, rows: QuerySet[Any], *, by: str = "-pk", size: int = ROWS) -> dict[str, Any]:
    """Return one piece of a long list in the order of a unique column, and the addresses of the first and the next.

    Nothing is counted: a catalogue has a million rows. `from`: the value of that column after which it goes on.
    """
    name, begins = by.lstrip("-"), asked(request, "from")
    if begins:
        sign = "lt" if by.startswith("-") else "gt"
        known = begins.isascii() and begins.isdigit() and len(begins) < 19 if name == "pk" else True
        rows = rows.filter(**{f"{name}__{sign}": begins}) if known else rows.none()
    found = list(rows.order_by(by)[: size + 1])
    more = found[size - 1] if len(found) > size else None
    return {
        "rows": found[:size],
        "first_url": _address(request, "") if begins else "",
        "next_url": _address(request, str(getattr(more, name))) if more is not None else "",
    }


def _address(request: HttpRequest, begins: str) -> str:
    query = request.GET.copy()
    query["from"] = begins
    if not begins:
        del query["from"]
    return f"?{query.urlencode()}"

"""Turns what a rule refuses into the problem that a client sees: field, sentence, limit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.foundation.errors import Invalid
from apps.pregnancies.rules.errors import Refused


@contextmanager
def as_invalid(prefix: str = "") -> Iterator[None]:
    """Raise Invalid, naming the field under `prefix`, for what the rules inside refuse."""
    try:
        yield
    except Refused as refused:
        raise Invalid.field(
            prefix + refused.field, sentence(refused), code=refused.code, limit=refused.limit
        ) from refused


def sentence(refused: Refused) -> str:
    """Say in words what the limits are."""
    low, high = _shown(refused.low), _shown(refused.high)
    match refused.code:
        case "unknown_formula":
            return _("There is no such formula.")
        case "measures":
            return _("Give %(low)s to %(high)s measures.") % {"low": low, "high": high}
        case "age_out_of_range":
            return _("This measure gives an age outside %(low)s to %(high)s days.") % {
                "low": low,
                "high": high,
            }
        case "not_now":
            return _("By this date the pregnancy would not be going on today.")
    if refused.field == "cycle_days":
        return _(
            "A cycle of %(low)s to %(high)s days can be used. Leave it out otherwise; "
            "an ultrasound will tell the date."
        ) % {"low": low, "high": high}
    if isinstance(refused.low, date):
        return _("Give a day from %(low)s to %(high)s.") % {"low": low, "high": high}
    return _("Give a value from %(low)s to %(high)s.") % {"low": low, "high": high}


def _shown(bound: Any) -> str:
    return date_format(bound, "SHORT_DATE_FORMAT") if isinstance(bound, date) else str(bound)

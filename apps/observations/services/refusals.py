"""What is refused of a reading written by hand: field, code, sentence. Never a value: only its field and limit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _

from apps.foundation.errors import Conflict, Invalid
from apps.observations import wording
from apps.observations.rules.by_hand import Refusal


class NewerReading(Conflict):
    """Somebody has corrected the reading since it was opened; the error names the version that counts now."""

    code = "newer_reading"


@contextmanager
def as_invalid() -> Iterator[None]:
    """Raise Invalid for what the rules inside refuse."""
    try:
        yield
    except Refusal as refusal:
        raise Invalid.field(
            refusal.field, sentence(refusal), code=refusal.code, limit=refusal.limit
        ) from refusal


def sentence(refusal: Refusal) -> str:
    """Say what would be taken instead."""
    match refusal.code:
        case "required":
            return _required(refusal.field)
        case "unit_doubtful":
            return _(
                "This looks like a value in %(unit)s. Choose that unit, or say that the value is meant as it stands."
            ) % {"unit": wording.unit(str(refusal.limit))}
        case "out_of_range":
            low, high = refusal.limit
            return _("Give a value from %(low)s to %(high)s.") % {"low": _shown(low), "high": _shown(high)}
        case "not_below_first":
            return _("The lower value must be below the upper one.")
        case "not_whole":
            return _("Give a whole number.")
    return _("This is not one of the choices.")


def _required(field: str) -> str:
    match field:
        case "is_less":
            return _("Say whether the baby moves less than usual, or differently.")
        case "biometry":
            return _("Give at least one measure.")
        case "symptom":
            return _("Choose a symptom, or describe it.")
        case "strength":
            return _("Say how strong it is.")
        case "name":
            return _("Say what was measured.")
    return _("Give a value.")


def _shown(bound: Any) -> str:
    return f"{bound:g}"

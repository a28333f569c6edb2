"""Turns what a format refuses into the problem that a client sees: field, sentence, limit.

Never a measured value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

from apps.foundation.errors import Invalid
from ml_models.ctg.errors import FormatError

PLACE = re.compile(r"(?<=\bnumber )\d+|(?<=\bline )\d+")


@contextmanager
def as_invalid() -> Iterator[None]:
    """Raise Invalid for a FormatError inside."""
    try:
        yield
    except FormatError as error:
        sentence = _("This cannot be read as a recording: %(reason)s.") % {"reason": in_words(error.reason)}
        raise Invalid.field(error.field, sentence, code="unreadable", limit=error.limit) from error


def in_words(reason: str) -> str:
    """Return the reason in the language of who sent it; `make messages` collects it where it is raised."""
    place = PLACE.search(reason)
    if place is None:
        return _(reason)
    return _(PLACE.sub("%(number)s", reason, count=1)) % {"number": place[0]}

"""Turns what a format refuses into the problem that a client sees: field, sentence, limit. Never a measured value."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

from apps.foundation.errors import Invalid
from ml_models.ctg.errors import FormatError


@contextmanager
def as_invalid() -> Iterator[None]:
    """Raise Invalid for a FormatError inside."""
    try:
        yield
    except FormatError as error:
        sentence = _("This cannot be read as a recording: %(reason)s.") % {"reason": error.reason}
        raise Invalid.field(error.field, sentence, code="unreadable", limit=error.limit) from error

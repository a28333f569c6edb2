"""What a refused file is called to people, and the bounds that this site has set."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from apps.foundation.errors import Invalid, Problem, TooLarge
from apps.foundation.files.limits import MEGABYTE, Limits
from apps.foundation.files.reasons import Reason, Refused

SENTENCES: Final = {
    Reason.EMPTY: _("The file is empty."),
    Reason.TOO_LARGE: _("The file is larger than %(limit)s MB."),
    Reason.UNSUPPORTED: _(
        "Files of this kind are not taken. Send a photo (JPEG, PNG, WebP, HEIC), a PDF or a voice note."
    ),
    Reason.TWO_KINDS: _("The file pretends to be two kinds of file at once."),
    Reason.NOT_A_PICTURE: _("This is no photo. Send one as JPEG, PNG, WebP or HEIC."),
    Reason.ANIMATED: _("The picture moves. Send one that stands still."),
    Reason.TOO_MANY_PIXELS: _("The picture has more than %(limit)s pixels."),
    Reason.TOO_LONG_SIDE: _("A side of the picture is longer than %(limit)s pixels."),
    Reason.TOO_MANY_PAGES: _("The document has more than %(limit)s pages."),
    Reason.TOO_LONG: _("The voice note is longer than %(limit)s seconds."),
    Reason.NEEDS_PASSWORD: _("The document needs a password. Send it without one."),
    Reason.NO_SOUND: _("There is no sound in this file."),
    Reason.UNREADABLE: _("The file cannot be read: it is damaged or incomplete."),
    Reason.TOO_COSTLY: _("The file is too complicated to be checked."),
    Reason.LOST: _("The file was damaged on its way. Please send it again."),
    Reason.GAVE_UP: _("The file could not be checked. Please send it again."),
}


def limits() -> Limits:
    """Return the bounds that the settings give; the others are as `Limits` has them."""
    return Limits(**settings.FILE_LIMITS)


def sentence(reason: str, limit: int | None = None) -> str:
    """Return what a person is told, in the language that is active."""
    known = Reason(reason)
    shown = "?" if limit is None else f"{limit // MEGABYTE if known is Reason.TOO_LARGE else limit:,}"
    text = str(SENTENCES[known])
    return text % {"limit": shown} if "%(limit)s" in text else text


def problem(refused: Refused, *, field: str = "file") -> Problem:
    """Return the answer for a file that is refused at the door: 413 where it is too long, else 400."""
    cls = TooLarge if refused.reason is Reason.TOO_LARGE else Invalid
    text = sentence(refused.reason, refused.limit)
    return cls.field(field, text, code=refused.reason.value, limit=refused.limit)

"""What calls tell the house when it starts: their words in a thread, who listens, what is checked before going live."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.accounts import access_words
from apps.consultations import checks, wording  # noqa: F401
from apps.consultations.calls import listeners  # noqa: F401
from apps.consultations.calls.states import EndReason
from apps.consultations.services.calls.moves import ENTRY
from apps.consultations.services.calls.notices import MISSED, RINGING
from apps.notifications import kinds


def register() -> None:
    """Fill the shared registries."""
    wording.register(ENTRY, in_words)
    for name in ("call", "callparty", "callconsent"):
        access_words.register(f"consultations.{name}", gettext_lazy("A call"))
    kinds.register(
        RINGING, title=gettext_lazy("Somebody is calling you"), url=_thread, outlives_pregnancy=True
    )
    kinds.register(MISSED, title=gettext_lazy("You have missed a call"), url=_thread, outlives_pregnancy=True)


def _thread(object_id: UUID, person: Any) -> str:
    return reverse("consultations:talk", args=[object_id])


def in_words(payload: Mapping[str, Any]) -> str:
    """Say in a thread what became of a call, in the reader's language."""
    is_video = payload.get("kind") == "video"
    duration_s = payload.get("duration_s")
    if duration_s is not None and payload.get("reason") != EndReason.NOT_CONNECTED:
        minutes = max(1, round(duration_s / 60))
        sentence = (
            ngettext("Video call, %(minutes)s minute", "Video call, %(minutes)s minutes", minutes)
            if is_video
            else ngettext("Call, %(minutes)s minute", "Call, %(minutes)s minutes", minutes)
        )
        return sentence % {"minutes": minutes}
    return _unanswered(str(payload.get("reason", "")), is_video=is_video)


def _unanswered(reason: str, *, is_video: bool) -> str:
    if reason == EndReason.DECLINED:
        return _("Video call, declined") if is_video else _("Call, declined")
    if reason == EndReason.BUSY:
        return _("Video call, the line was busy") if is_video else _("Call, the line was busy")
    if reason == EndReason.NOT_CONNECTED:
        return _("Video call, no connection was found") if is_video else _("Call, no connection was found")
    return _("Missed video call") if is_video else _("Missed call")

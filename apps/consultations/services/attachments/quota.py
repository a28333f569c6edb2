"""How much one person may upload in 24 hours. Counted from the rows themselves: nothing to lose, nothing to cheat."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db.models import Count, Min, Sum
from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.consultations.models import Attachment
from apps.foundation.errors import FieldError, Throttled

WINDOW: Final = timedelta(hours=24)
MEGABYTE: Final = 1024 * 1024


def require_room(person: Person, *, size_bytes: int, at: datetime) -> None:
    """Raise Throttled where one more file of this length would be beyond what a day allows."""
    since = at - WINDOW
    used = Attachment.objects.for_system("her own uploads are counted").filter(
        uploaded_by=person, uploaded_at__gt=since
    )
    sums = used.aggregate(count=Count("pk"), size=Sum("size_bytes"), first=Min("uploaded_at"))
    if sums["count"] >= settings.ATTACHMENTS_A_DAY:
        sentence = _("At most %(limit)s files can be sent in 24 hours.")
        raise _refusal(sentence, settings.ATTACHMENTS_A_DAY, settings.ATTACHMENTS_A_DAY, sums["first"], at)
    most_bytes = settings.ATTACHMENT_BYTES_A_DAY
    if (sums["size"] or 0) + size_bytes > most_bytes:
        sentence = _("At most %(limit)s MB can be sent in 24 hours.")
        raise _refusal(sentence, most_bytes // MEGABYTE, most_bytes, sums["first"], at)


def _refusal(sentence: str, shown: int, limit: int, first: Any, at: datetime) -> Throttled:
    message = sentence % {"limit": f"{shown:,}"}
    wait = WINDOW if first is None else first + WINDOW - at
    return Throttled(
        message,
        code="quota",
        errors=[FieldError("file", "quota", message, limit)],
        headers={"Retry-After": str(max(1, math.ceil(wait.total_seconds())))},
    )

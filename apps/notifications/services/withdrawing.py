"""What no longer holds is not sent, and is no longer shown as new.

Other apps withdraw what they told of a thing that is gone. When a pregnancy ends, or a fetus dies, everything goes
that was told to the mother and assumed it: what waits in the log, and what she has not read yet.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.accounts.models import Person
from apps.foundation.transactions import write
from apps.notifications.models import Delivery, Notification
from apps.notifications.services import holding
from apps.notifications.services.notifying import tell_feed
from apps.notifications.states import HeldBackBy, State


@write
def withdraw(
    actor: Person | None,
    *,
    at: datetime,
    kind: str | None = None,
    object_id: UUID | None = None,
    pregnancy_id: UUID | None = None,
    to: Person | None = None,
) -> int:
    """Take back what is unread of a thing or of a pregnancy (of one kind, to one person); returns how many.

    Raises ValueError where neither thing nor pregnancy is named. What was sent cannot be taken back from a phone.
    """
    if object_id is None and pregnancy_id is None:
        raise ValueError("name the object or the pregnancy")
    given = {"kind": kind, "object_id": object_id, "pregnancy_id": pregnancy_id, "person": to}
    narrowed = {name: value for name, value in given.items() if value is not None}
    return len(_take_back(_open(Q(**narrowed)), HeldBackBy.WITHDRAWN, at))


@write
def pregnancy_is_over(
    _system: None, *, mother_id: UUID, pregnancy_id: UUID, told_until: datetime, at: datetime
) -> int:
    """Take back what she was told until then and assumed a going pregnancy.

    What names no pregnancy may be about this one, and goes too.
    """
    about = Q(pregnancy_id=pregnancy_id) | Q(pregnancy_id=None)
    rows = _open(about & Q(person__public_id=mother_id, created_at__lte=told_until))
    ending = [row for row in rows if holding.ends_with_pregnancy(row)]
    return len(_take_back(ending, HeldBackBy.PREGNANCY_ENDED, at))


def _open(condition: Q) -> QuerySet[Notification]:
    rows = Notification.objects.filter(condition, read_at=None, withdrawn_at=None)
    return rows.select_related("person").order_by("pk").select_for_update(of=("self",))


def _take_back(
    rows: QuerySet[Notification] | list[Notification], why: HeldBackBy, at: datetime
) -> list[Notification]:
    taken = list(rows)
    Notification.objects.filter(pk__in=[row.pk for row in taken]).update(withdrawn_at=at)
    waiting = Delivery.objects.filter(notification__in=taken, state=State.QUEUED)
    waiting.update(state=State.SUPPRESSED, held_back_by=why, ended_at=at)
    for row in taken:
        tell_feed(row)
    return taken

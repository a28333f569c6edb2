"""What the apps above say: this should come, this has come, this is not expected any more.

Each joins the caller's write: what is awaited and what it follows from are stored together or not at all. The order of
locks: a mother's lock of alerts, then the expectation; what is only awaited needs the second alone.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from apps.accounts.models import Person
from apps.alerts.services import locks
from apps.expectations import kinds
from apps.expectations.kinds import Kind
from apps.expectations.models import Expectation
from apps.expectations.services.moves import judge, move
from apps.expectations.states import OPEN, OVERDUE, State
from apps.foundation.transactions import write
from apps.foundation.visibility import SubjectQuerySet
from apps.pregnancies.models import Pregnancy


@write
def expect(
    actor: Person | None,
    *,
    kind: str,
    key: str,
    due_at: datetime,
    subject_id: int,
    at: datetime,
    pregnancy: Pregnancy | None = None,
    grace: timedelta | None = None,
    responsible: Person | None = None,
) -> bool:
    """Await something of a mother (internal id) by `due_at`; says whether that is new, or due at another time.

    `grace` None: the limit of its kind as it applies to her. The same kind and key again moves the due time; what has
    come or was withdrawn is awaited again only where its due time is another. Raises KeyError for an unknown kind.
    """
    known = kinds.get(kind)
    look_at = due_at + (known.least_grace if grace is None else grace)
    row, is_new = _rows("expected once").get_or_create(
        kind=kind,
        key=key,
        defaults={
            "subject_id": subject_id,
            "pregnancy": pregnancy,
            "due_at": due_at,
            "grace_s": None if grace is None else grace.total_seconds(),
            "look_at": look_at,
            "responsible": responsible,
            "created_at": at,
        },
    )
    if is_new:
        return True
    if row.due_at == due_at:
        return False
    if row.state in OVERDUE:
        _end(row, known, State.WAITING, at=at, due_at=due_at, look_at=look_at, late_at=None)
        return True
    rows = _rows("awaited at another time").filter(pk=row.pk, state=row.state)
    again = {"state": State.WAITING, "met_at": None, "met_by": "", "answered_at": None, "answered_by": None}
    return bool(rows.update(due_at=due_at, look_at=look_at, responsible=responsible, **again))


@write
def meet(actor: Person | None, *, kind: str, key: str, at: datetime, by: str = "") -> bool:
    """Note that it has come, also where it was late: then what raised the alert is over. `by`: opaque id of what came.

    Twice, or for what nobody awaits, changes nothing.
    """
    return _close(kind, key, State.MET, at=at, met_at=at, met_by=by, look_at=None)


@write
def withdraw(actor: Person | None, *, kind: str, key: str, at: datetime) -> bool:
    """Note that it is not expected any more. Twice changes nothing."""
    return _close(kind, key, State.WITHDRAWN, at=at, look_at=None)


@write
def take_back(actor: Person | None, *, kind: str, by: str, at: datetime) -> int:
    """What had come is gone again (`by` as in `meet`): it is awaited as before; returns how many."""
    rows = _rows("what had come was taken back").filter(kind=kind, met_by=by, state=State.MET)
    return int(rows.update(state=State.WAITING, met_at=None, met_by="", look_at=at))


@write
def withdraw_of_pregnancy(_system: None, *, pregnancy_id: int, at: datetime) -> int:
    """Expect nothing any more of a pregnancy (internal id) that has ended, but for kinds that outlive it."""
    ending = [kind.name for kind in kinds.registered() if kind.ends_with_pregnancy]
    rows = _rows("the pregnancy has ended").filter(pregnancy_id=pregnancy_id, kind__in=ending, state__in=OPEN)
    found = list(rows.order_by("pk").values_list("kind", "key"))
    return sum(_close(kind, key, State.WITHDRAWN, at=at, look_at=None) for kind, key in found)


def _close(kind: str, key: str, new: State, *, at: datetime, **also: object) -> bool:
    """Close what is awaited; where it was late, its rule hears that this is over."""
    rows = _rows("what was awaited is over").filter(kind=kind, key=key)
    if rows.filter(state=State.WAITING).update(state=new, **also) == 1:
        return True
    row: Expectation | None = (
        rows.filter(state__in=OVERDUE).select_related("pregnancy", "responsible").first()
    )
    return row is not None and _end(row, kinds.find(kind), new, at=at, **also)


def _end(row: Expectation, kind: Kind | None, new: State, *, at: datetime, **also: object) -> bool:
    if row.subject_id is not None:
        locks.of_mother(row.subject_id)
        row.refresh_from_db(fields=["state"])
    was_late = row.state in OVERDUE
    if row.state not in OPEN or not move(row, new, **also):
        return False
    if was_late and kind is not None and row.subject_id is not None:
        judge(row, kind, at=at, ended_at=at)
    return True


def _rows(reason: str) -> SubjectQuerySet:
    return Expectation.objects.for_system(reason)

"""The sweep over what is awaited of mothers. Several may sweep beside each other: who is in somebody's hands is left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import structlog

from apps.alerts.selectors.limits import limits_for
from apps.alerts.services import locks
from apps.expectations import kinds
from apps.expectations.alert_rules.silence import grace_of
from apps.expectations.kinds import Kind
from apps.expectations.models import Expectation
from apps.expectations.services.moves import judge, move
from apps.expectations.states import OPEN, OVERDUE, State
from apps.foundation.transactions import write

log = structlog.get_logger(__name__)
MOST_AT_ONCE: Final = 500
LOOKS_AGAIN: Final = timedelta(seconds=5)
"""How soon something late that comes again and again is looked at anew, to say that it is back."""


def sweep(*, at: datetime, limit: int = MOST_AT_ONCE) -> int:
    """Look at everything that is due, the longest due first; returns how many were found late or came back.

    One that fails is logged and left for the next sweep; it does not hold up the others.
    """
    due = Expectation.objects.for_system("what is due").filter(look_at__lte=at, subject__isnull=False)
    found = list(due.order_by("look_at", "pk").values_list("pk", "kind", "key")[:limit])
    seen = _seen([(kind, key) for _pk, kind, key in found])
    moved = 0
    for pk, kind, key in found:
        try:
            moved += look(None, pk, seen_at=seen.get((kind, key)), at=at)
        except Exception:
            log.exception("silence_look_failed", kind=kind)
    return moved


def _seen(pairs: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], datetime]:
    """Ask each kind once when its things were last there."""
    keys: dict[str, list[str]] = defaultdict(list)
    for of_kind, key in pairs:
        keys[of_kind].append(key)
    found = {}
    for name, wanted in keys.items():
        kind = kinds.find(name)
        if kind is not None and kind.seen is not None:
            found.update({(name, key): moment for key, moment in kind.seen(wanted).items()})
    return found


@write
def look(_system: None, pk: int, *, seen_at: datetime | None, at: datetime) -> bool:
    """Look at one (internal id); False where nothing moved, or somebody has it or its mother in hand."""
    rows = Expectation.objects.for_system("a due expectation").filter(pk=pk, look_at__lte=at, state__in=OPEN)
    subject_id = rows.values_list("subject_id", flat=True).first()
    if subject_id is None or not locks.of_mother_if_free(subject_id):
        return False
    row: Expectation | None = (
        rows.select_for_update(skip_locked=True, of=("self",))
        .select_related("pregnancy", "responsible")
        .first()
    )
    kind = kinds.find(row.kind) if row is not None else None
    if row is None or kind is None:
        return False
    if seen_at is not None and seen_at + kind.every > row.due_at:
        return _seen_again(row, kind, seen_at, at=at)
    return _judged(row, kind, at=at)


def _seen_again(row: Expectation, kind: Kind, seen_at: datetime, *, at: datetime) -> bool:
    """It has shown itself since: the next is due later, and where that is not over yet, a silence has ended."""
    due_at = seen_at + kind.every
    was_late, is_late = row.state in OVERDUE, at >= due_at + _grace(row, kind, at)
    if is_late:  # it came, and is gone again: of a silence already known nothing new is said
        row.due_at = due_at
        move_on = {"due_at": due_at, "look_at": at if not was_late else at + LOOKS_AGAIN}
        _set(row, **move_on)
        return _judged(row, kind, at=at) if not was_late else False
    if not was_late:
        _set(row, due_at=due_at, look_at=due_at + kind.least_grace)
        return False
    judge(row, kind, at=at, ended_at=at)
    cleared = {"late_at": None, "answered_at": None, "answered_by": None}
    return move(row, State.WAITING, due_at=due_at, look_at=due_at + kind.least_grace, **cleared)


def _judged(row: Expectation, kind: Kind, *, at: datetime) -> bool:
    if row.state in OVERDUE:
        _set(row, look_at=at + LOOKS_AGAIN if kind.seen else None)
        return False
    grace = _grace(row, kind, at)
    if at < row.due_at + grace:
        _set(row, look_at=row.due_at + grace)
        return False
    alert_pk = judge(row, kind, at=at)
    look_at = at + LOOKS_AGAIN if kind.seen else None
    return move(row, State.LATE, late_at=at, alert_id=alert_pk, look_at=look_at)


def _grace(row: Expectation, kind: Kind, at: datetime) -> timedelta:
    if row.grace_s is not None or row.subject_id is None:
        return timedelta(seconds=row.grace_s or 0.0)
    return grace_of(None, limits_for(kind.limits, kind.rule_id, row.subject_id, at=at))


def _set(row: Expectation, **values: object) -> None:
    Expectation.objects.for_system("a locked row").filter(pk=row.pk).update(**values)

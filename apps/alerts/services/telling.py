"""The clock of an alert: tell the next link of the chain; where nobody is left, tell everybody, again and again."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from apps.accounts.models import Person
from apps.alerts.events import AlertUnanswered
from apps.alerts.models import Alert, EntryKind
from apps.alerts.rules.escalation import CHAIN, EVERYBODY, course_of
from apps.alerts.selectors.chain import Chain, chain_of, told_in_this_round
from apps.alerts.services.moves import change, move, note
from apps.alerts.states import State
from apps.foundation.outbox import emit
from apps.foundation.severity import Severity
from apps.notifications.services import notify

ALERT: Final = "alert"
UNANSWERED: Final = "alert_unanswered"
"""Kinds of notifications. The second goes to administrators, who see that something waits, and not of whom."""


def tell_next(alert: Alert, *, at: datetime) -> None:
    """Tell the next link in which somebody has not been told yet. Where there is none left, it is an incident."""
    chain, told = chain_of(alert, at), told_in_this_round(alert)
    if alert.unanswered_since is None:
        for step in range(alert.step, len(CHAIN)):
            fresh = [person for person in chain.links[CHAIN[step]] if person.pk not in told]
            if fresh:
                _tell_link(alert, fresh, step, at=at)
                return
    _tell_everybody(alert, chain, at=at)


def _tell_link(alert: Alert, people: list[Person], step: int, *, at: datetime) -> None:
    waits = course_of(alert.severity).waits
    due = at + waits[step] if waits else None
    _set(alert, State.NOTIFIED, at=at, step=step + 1, next_step_at=due)
    for person in people:
        _tell(alert, person, ALERT, CHAIN[step], f"{step}", due, at=at)


def _tell_everybody(alert: Alert, chain: Chain, *, at: datetime) -> None:
    """The chain has ended without a person. What does not climb stays in the worklist instead."""
    course = course_of(alert.severity)
    if course.repeat_every is None:
        change(alert, next_step_at=None)
        return
    due, is_new = at + course.repeat_every, alert.unanswered_since is None
    since = at if alert.unanswered_since is None else alert.unanswered_since
    people = chain.everybody()
    can_act = any(not person.is_administrator for person in people)
    _set(
        alert,
        State.NOTIFIED if can_act else State(alert.state),
        at=at,
        next_step_at=due,
        unanswered_since=since,
    )
    if is_new:
        note(alert, EntryKind.UNANSWERED, at=at)
        emit(AlertUnanswered(alert=alert.public_id, mother=alert.subject.public_id, at=at))
    for person in people:
        kind = UNANSWERED if person.is_administrator else ALERT
        _tell(alert, person, kind, EVERYBODY, f"again:{at.isoformat()}", due, at=at)


def _set(alert: Alert, state: State, *, at: datetime, **values: Any) -> None:
    """Set values, moving to `state` where the alert is not there yet."""
    if state == alert.state:
        change(alert, **values)
    else:
        move(alert, state, notified_at=at, **values)


def _tell(
    alert: Alert, person: Person, kind: str, audience: str, key: str, due: datetime | None, *, at: datetime
) -> None:
    notify(
        None,
        to=person,
        kind=kind,
        object_id=alert.public_id,
        severity=Severity(alert.severity),
        at=at,
        dedupe_key=f"alert:{alert.public_id}:{alert.round}:{key}",
        expects_read_by=due,
    )
    note(alert, EntryKind.TOLD, at=at, told=person, audience=audience)


def tell_taker(alert: Alert, *, at: datetime) -> None:
    """Tell whoever has taken an alert that more of the same has come."""
    if alert.acknowledged_by is not None and alert.acknowledged_by.is_active:
        _tell(alert, alert.acknowledged_by, ALERT, "", f"more:{at.isoformat()}", None, at=at)


def raise_anew(alert: Alert, why: EntryKind, *, at: datetime, text: str = "", **values: Any) -> None:
    """Let the alert begin again: nobody has taken it, the chain starts at its first link, the clock at `at`.

    Whoever had taken it is the first to be told.
    """
    back = {
        "round": alert.round + 1,
        "step": 0,
        "waiting_since": at,
        "next_step_at": at,
        "responsible_id": alert.acknowledged_by_id or alert.responsible_id,
        "acknowledged_by": None,
        "acknowledged_at": None,
        "due_before_taking": None,
        **values,
    }
    if alert.state in (State.ACKNOWLEDGED, State.RESOLVED):
        back["unanswered_since"] = None
    if alert.state == State.RAISED:
        change(alert, **back)
    else:
        move(alert, State.RAISED, **back)
    note(alert, why, at=at, text=text)
    tell_next(alert, at=at)

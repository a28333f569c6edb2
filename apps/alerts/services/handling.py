"""What people do with an alert: take it, give it back within a minute, end it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.alerts.events import AlertAcknowledged, AlertResolved
from apps.alerts.models import Alert, EntryKind
from apps.alerts.rules.escalation import course_of
from apps.alerts.selectors.alerts import alert_visible_to
from apps.alerts.services import may
from apps.alerts.services.moves import move, note
from apps.alerts.services.refusals import GotWorse, TooLateToGiveBack, moved_on
from apps.alerts.services.telling import ALERT, UNANSWERED
from apps.alerts.states import BY_A_PERSON, NEEDS_TEXT, OPEN, WAITING, Outcome, State
from apps.foundation.errors import Invalid
from apps.foundation.outbox import emit
from apps.foundation.severity import Severity
from apps.foundation.transactions import write
from apps.notifications.services import mark_object_read, withdraw

GIVEN_BACK_WITHIN: Final = timedelta(minutes=1)


@write
def acknowledge(person: Person, *, alert_id: UUID, at: datetime, seen_severity: str | None = None) -> Alert:
    """Take an alert: the clock stands. Twice by the same person changes nothing.

    `seen_severity`: what was on her screen. Raises NotVisible, Forbidden, GotWorse, AlreadyTaken (with who),
    AlreadyEnded.
    """
    alert = _handled(person, alert_id, seen_severity)
    if alert.state == State.ACKNOWLEDGED and alert.acknowledged_by_id == person.pk:
        return alert
    if alert.state not in WAITING:
        raise moved_on(alert)
    return_after = course_of(alert.severity).return_after
    due = alert.next_step_at
    move(
        alert,
        State.ACKNOWLEDGED,
        acknowledged_by=person,
        acknowledged_at=at,
        due_before_taking=due,
        next_step_at=at + return_after if return_after else None,
    )
    note(alert, EntryKind.ACKNOWLEDGED, at=at, by=person)
    mark_object_read(person, ALERT, alert.public_id, at)
    withdraw(person, kind=UNANSWERED, object_id=alert.public_id, at=at)
    emit(
        AlertAcknowledged(
            alert=alert.public_id, mother=alert.subject.public_id, person=person.public_id, at=at
        )
    )
    return alert


@write
def give_back(person: Person, *, alert_id: UUID, at: datetime) -> Alert:
    """Undo a taking that was a slip, within a minute: the clock goes on where it was.

    Raises NotVisible, TooLateToGiveBack.
    """
    alert = alert_visible_to(person, alert_id)
    is_hers = alert.state == State.ACKNOWLEDGED and alert.acknowledged_by_id == person.pk
    if not is_hers or alert.acknowledged_at is None or at - alert.acknowledged_at > GIVEN_BACK_WITHIN:
        raise TooLateToGiveBack(_("This can be given back within a minute, by whoever has taken it."))
    move(
        alert,
        State.NOTIFIED if alert.notified_at else State.RAISED,
        acknowledged_by=None,
        acknowledged_at=None,
        due_before_taking=None,
        next_step_at=alert.due_before_taking,
    )
    note(alert, EntryKind.GIVEN_BACK, at=at, by=person)
    return alert


@write
def resolve(
    person: Person,
    *,
    alert_id: UUID,
    outcome: str,
    at: datetime,
    text: str = "",
    seen_severity: str | None = None,
) -> Alert:
    """End an alert with how it ended. Raises NotVisible, Forbidden, Invalid, GotWorse, AlreadyEnded."""
    alert = _handled(person, alert_id, seen_severity)
    _check(outcome, text)
    if alert.state not in OPEN:
        raise moved_on(alert)
    move(
        alert,
        State.RESOLVED,
        resolved_at=at,
        resolved_by=person,
        outcome=outcome,
        outcome_text=text.strip(),
        next_step_at=None,
    )
    note(alert, EntryKind.RESOLVED, at=at, by=person, text=text.strip())
    mark_object_read(person, ALERT, alert.public_id, at)
    withdraw(person, object_id=alert.public_id, at=at)
    emit(AlertResolved(alert=alert.public_id, mother=alert.subject.public_id, person=person.public_id, at=at))
    return alert


def _check(outcome: str, text: str) -> None:
    if outcome not in BY_A_PERSON:
        raise Invalid.field("outcome", _("Choose how it ended."), code="invalid_choice")
    if Outcome(outcome) in NEEDS_TEXT and not text.strip():
        raise Invalid.field("text", _("Please say why: somebody will ask."), code="required")


def _handled(person: Person, alert_id: UUID, seen_severity: str | None) -> Alert:
    """Return the alert of an address, which this person may handle as she has seen it."""
    alert = alert_visible_to(person, alert_id)
    may.require_handler(person, alert.severity)
    if seen_severity and Severity(alert.severity).order > Severity(seen_severity).order:
        raise GotWorse(_("This alert has got worse since you opened it. Please look again."))
    return alert

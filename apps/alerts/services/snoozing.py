"""Not to be told again for a while: per mother, rule and direction, with a reason and an end."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.alerts.models import Alert, EntryKind, Snooze
from apps.alerts.rules.escalation import course_of
from apps.alerts.selectors.alerts import alert_visible_to, snoozes_visible_to
from apps.alerts.services import locks, may
from apps.alerts.services.moves import again, change, move, note
from apps.alerts.services.refusals import CannotSnooze, moved_on
from apps.alerts.services.telling import raise_anew
from apps.alerts.states import OPEN, State
from apps.foundation.errors import Invalid, NotVisible
from apps.foundation.transactions import write
from apps.foundation.visibility import SubjectQuerySet


@write
def snooze(person: Person, *, alert_id: UUID, until: datetime, reason: str, at: datetime) -> Snooze:
    """Take an alert and let its rule be silent for this mother until `until`, unless it gets worse.

    Raises NotVisible, Forbidden, CannotSnooze (emergencies), Invalid (field and limit), AlreadyEnded.
    """
    alert = alert_visible_to(person, alert_id)
    may.require_handler(person, alert.severity)
    if alert.state not in OPEN:
        raise moved_on(alert)
    _check(alert, until, reason, at)
    locks.of_mother(alert.subject_id)
    end_lapsed(alert.subject_id, at=at)
    _of_the_same(alert).filter(ended_at=None).update(ended_at=at, ended_by=person)
    taken = {"acknowledged_by": person, "acknowledged_at": at, "due_before_taking": None}
    if alert.state == State.ACKNOWLEDGED:
        change(alert, next_step_at=until)
    else:
        move(alert, State.ACKNOWLEDGED, next_step_at=until, **taken)
    note(alert, EntryKind.SNOOZED, at=at, by=person, text=reason.strip())
    return Snooze.objects.for_system("a visible alert is snoozed").create(
        subject_id=alert.subject_id,
        alert=alert,
        rule_id=alert.rule_id,
        direction=alert.direction,
        severity=alert.severity,
        badness=alert.badness,
        reason=reason.strip(),
        author=person,
        started_at=at,
        until=until,
    )


def _check(alert: Alert, until: datetime, reason: str, at: datetime) -> None:
    longest = course_of(alert.severity).longest_snooze
    if longest is None:
        raise CannotSnooze(_("An emergency cannot be snoozed. Take it, and end it when it is settled."))
    if not reason.strip():
        raise Invalid.field("reason", _("Please say why."), code="required")
    if not at < until <= at + longest:
        minutes = int(longest.total_seconds() // 60)
        raise Invalid.field(
            "until", _("This is longer than an alert like this may be snoozed."), limit=minutes
        )


def _of_the_same(alert: Alert) -> SubjectQuerySet:
    rows = Snooze.objects.for_system("snoozes of an alert in hand")
    return rows.filter(subject_id=alert.subject_id, rule_id=alert.rule_id, direction=alert.direction)


def end_lapsed(subject_id: int, *, at: datetime) -> int:
    """Mark a mother's snoozes whose time is over as ended; returns how many. The caller holds her lock."""
    return _lapsed(at).filter(subject_id=subject_id).update(ended_at=F("until"))


def end_lapsed_of_everybody(*, at: datetime) -> int:
    """The same for every mother: waits for nobody, so what somebody else has in hand is left for the next time."""
    free = _lapsed(at).select_for_update(skip_locked=True).values_list("pk", flat=True)
    return _lapsed(at).filter(pk__in=list(free)).update(ended_at=F("until"))


def _lapsed(at: datetime) -> SubjectQuerySet:
    rows = Snooze.objects.for_system("snoozes end by themselves")
    return rows.filter(ended_at=None, until__lte=at)


@write
def end_snooze(person: Person, *, snooze_id: UUID, at: datetime) -> Snooze:
    """End a snooze before its time; its alert is raised anew where it is open. Twice changes nothing.

    Raises NotVisible, Forbidden.
    """
    found = snoozes_visible_to(person).filter(public_id=snooze_id).first()
    if found is None:
        raise NotVisible
    may.require_handler(person, found.severity)
    locks.of_mother(found.subject_id)
    rows = Snooze.objects.for_system("a visible snooze is ended").filter(pk=found.pk, ended_at=None)
    if rows.update(ended_at=min(at, found.until), ended_by=person) == 1:
        found.ended_at, found.ended_by = min(at, found.until), person
        alert = again(found.alert)
        if alert.state == State.ACKNOWLEDGED:
            raise_anew(alert, EntryKind.SNOOZE_ENDED, at=at)
    return found

"""What the alerts know of a consultation: whether one that it raised still waits for a person."""

from __future__ import annotations

from django.db.models import CharField, Q
from django.db.models.functions import Cast

from apps.alerts.models import AlertEvidence
from apps.alerts.states import WAITING
from apps.consultations.alert_rules.answer_overdue import RULE_ID as ANSWER_OVERDUE
from apps.consultations.models import Kind, Message, Thread
from apps.foundation.visibility import SubjectQuerySet


def are_unacknowledged(thread: Thread) -> bool:
    """Say whether an alert that a message of this consultation raised has not been acknowledged."""
    return _evidence(thread).filter(alert__state__in=WAITING).exists()


def were_raised(thread: Thread) -> bool:
    """Say whether anything in this consultation was ever a red flag, also one that was not said aloud."""
    said = Message.objects.for_system("the consultation was seen").filter(
        thread=thread, kind=Kind.SYSTEM, payload__code="red_flags"
    )
    return said.exists() or _evidence(thread).exists()


def _evidence(thread: Thread) -> SubjectQuerySet:
    """What alerts rest on, of this consultation: its messages by their ids, filled forms by the thread that they name."""
    messages = Message.objects.for_system("the consultation was seen").filter(thread=thread)
    ids = messages.annotate(name=Cast("public_id", CharField())).values("name")
    evidence = AlertEvidence.objects.for_system("may the consultation be closed")
    of_thread = Q(source_id__in=ids) | Q(values__thread=str(thread.public_id))
    return evidence.filter(of_thread, subject_id=thread.subject_id).exclude(rule_id=ANSWER_OVERDUE)

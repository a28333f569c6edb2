"""A clinician asks a colleague what she thinks. Nobody is let in to a mother by being asked."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.consultations.models import OpinionState, SecondOpinion
from apps.consultations.rules.targets import severity_of
from apps.consultations.services import telling
from apps.consultations.services.internal_notes import colleagues_of, require_words
from apps.consultations.services.threads import locked_thread
from apps.foundation.errors import Conflict, Forbidden, Invalid, NotVisible, Unprocessable
from apps.foundation.severity import Severity
from apps.foundation.transactions import write
from apps.notifications.services import notify
from apps.pregnancies.services import may

ASKED = "consultation_opinion_asked"
ANSWERED = "consultation_opinion_answered"
"""Kinds of notifications."""


class OpinionEnded(Conflict):
    """The question was answered or withdrawn already."""

    code = "opinion_ended"


@write
def ask(
    person: Person, *, thread_id: UUID, asked_of: UUID, question: str, client_id: UUID, at: datetime
) -> tuple[SecondOpinion, bool]:
    """Ask a colleague of the mother's teams. The same client id again gives the first question.

    Raises NotVisible, Forbidden, Invalid, Unprocessable.
    """
    thread = locked_thread(person, thread_id)
    may.require_clinician(person)
    question = require_words(question, field="question")
    (colleague,) = colleagues_of(thread, [asked_of], field="asked_of")
    if colleague.pk == person.pk:
        raise Invalid.field("asked_of", _("Ask somebody else."), code="herself")
    values = {"thread": thread, "asked_of": colleague, "question": question}
    known = _rows().filter(asked_by=person, client_id=client_id).first()
    if known is not None:
        if any(getattr(known, name) != value for name, value in values.items()):
            raise Unprocessable.field("client_id", _("This client id was used for another question."))
        return known, False
    opinion = SecondOpinion.objects.create(
        subject_id=thread.subject_id, client_id=client_id, asked_by=person, asked_at=at, **values
    )
    telling.inside_changed(thread)
    _tell(opinion, colleague, ASKED, severity_of(thread.urgency), at=at)
    return opinion, True


@write
def answer(person: Person, *, opinion_id: UUID, text: str, at: datetime) -> SecondOpinion:
    """Answer what she was asked. Raises NotVisible, Forbidden, OpinionEnded, Invalid."""
    opinion = _visible(person, opinion_id)
    if opinion.asked_of_id != person.pk:
        raise Forbidden(_("Only whoever was asked may answer."))
    _end(opinion, OpinionState.ANSWERED, at=at, answer=require_words(text, field="answer"))
    _tell(opinion, opinion.asked_by, ANSWERED, Severity.WARN, at=at)
    return opinion


@write
def withdraw(person: Person, *, opinion_id: UUID, at: datetime) -> SecondOpinion:
    """Take her own question back. Raises NotVisible, Forbidden, OpinionEnded."""
    opinion = _visible(person, opinion_id)
    if opinion.asked_by_id != person.pk:
        raise Forbidden(_("Only whoever asked may withdraw the question."))
    _end(opinion, OpinionState.WITHDRAWN, at=at)
    return opinion


def _rows():  # type: ignore[no-untyped-def]
    return SecondOpinion.objects.for_system("a question of a thread that was seen")


def _visible(person: Person, opinion_id: UUID) -> SecondOpinion:
    may.require_clinician(person)
    rows = SecondOpinion.objects.visible_to(person).select_related("thread", "asked_by", "asked_of")
    opinion: SecondOpinion | None = rows.filter(public_id=opinion_id).first()
    if opinion is None:
        raise NotVisible
    return opinion


def _end(opinion: SecondOpinion, state: OpinionState, *, at: datetime, **also: Any) -> None:
    moved = _rows().filter(pk=opinion.pk, state=OpinionState.ASKED).update(state=state, ended_at=at, **also)
    if moved != 1:
        raise OpinionEnded(_("This question was answered or withdrawn already."))
    telling.inside_changed(opinion.thread)
    for name, value in {"state": state, "ended_at": at, **also}.items():
        setattr(opinion, name, value)


def _tell(opinion: SecondOpinion, to: Person, kind: str, severity: Severity, *, at: datetime) -> None:
    notify(
        None,
        to=to,
        kind=kind,
        object_id=opinion.thread.public_id,
        severity=severity,
        at=at,
        dedupe_key=f"{kind}:{opinion.public_id}",
    )

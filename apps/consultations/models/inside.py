"""What the care team says among itself. A mother never sees any of it, by whatever door she comes."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.alerts.models.base import CareTeamQuerySet
from apps.consultations.models.threads import Thread
from apps.foundation import accesses
from apps.foundation.visibility import SubjectModel, UnrecordedRead

LONGEST_NOTE: Final = 4_000
READ_AS: Final = Thread._meta.label_lower


class InsideQuerySet(CareTeamQuerySet):
    """Rows for clinicians only: also the mother whom they are about gets none.

    Her access log tells that the conversation was read, and does not tell that there was a note beside it.
    """

    def _note(self, row: Any) -> None:
        reader = self._scope.person_id if self._scope else None
        if reader is None:
            super()._note(row)
            return
        row._scope = self._scope
        if not accesses.note(reader, row.subject_id, READ_AS, row.thread.public_id):
            raise UnrecordedRead(f"{self.model.__name__} was read outside accesses.collected()")


class InsideModel(SubjectModel):
    """A row about a mother that is not for her."""

    objects = InsideQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        abstract = True


class InternalNoteKind(models.TextChoices):
    """Why a note was written."""

    NOTE = "note", _("Note")
    HANDOVER = "handover", _("Handed over")
    OPINION = "opinion", _("Second opinion")


class InternalNote(InsideModel):
    """A note among colleagues. Numbered by itself, so that no number is missing among what the mother sees."""

    thread = models.ForeignKey(Thread, models.PROTECT, related_name="internal_notes", db_index=False)
    number = models.PositiveIntegerField()
    client_id = models.UUIDField()
    kind = models.CharField(max_length=12, choices=InternalNoteKind, default=InternalNoteKind.NOTE)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(max_length=LONGEST_NOTE)
    mentions = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread", "number"], name="internal_note_number_once"),
            models.UniqueConstraint(fields=["author", "client_id"], name="internal_note_client_id_once"),
            models.CheckConstraint(
                condition=Q(kind__in=InternalNoteKind.values), name="internal_note_kind_known"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="internal_note_says_something"),
        ]


class OpinionState(models.TextChoices):
    """How far a second opinion is."""

    ASKED = "asked", _("Asked")
    ANSWERED = "answered", _("Answered")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class SecondOpinion(InsideModel):
    """A question from one clinician to another about a thread, and the answer."""

    thread = models.ForeignKey(Thread, models.PROTECT, related_name="second_opinions")
    client_id = models.UUIDField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_of = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    question = models.TextField(max_length=LONGEST_NOTE)
    state = models.CharField(max_length=12, choices=OpinionState, default=OpinionState.ASKED)
    answer = models.TextField(blank=True, max_length=LONGEST_NOTE)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asked_by", "client_id"], name="second_opinion_client_id_once"),
            models.CheckConstraint(
                condition=Q(state="asked", ended_at=None, answer="")
                | (Q(state="answered", ended_at__isnull=False) & ~Q(answer=""))
                | Q(state="withdrawn", ended_at__isnull=False, answer=""),
                name="second_opinion_answered_has_answer",
            ),
            models.CheckConstraint(
                condition=~Q(asked_by=models.F("asked_of")), name="second_opinion_of_another"
            ),
        ]
        indexes = [
            models.Index(fields=["asked_of"], condition=Q(state="asked"), name="second_opinion_open"),
        ]

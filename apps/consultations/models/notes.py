"""What a consultation leaves behind: notes with prescriptions, how it was closed, how the mother found it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.consultations.models.threads import Thread
from apps.foundation.visibility import SubjectModel

LONGEST_PART: Final = 8_000
LONGEST_ADVICE: Final = 4_000
LONGEST_LINE: Final = 120
LONGEST_REASON: Final = 300
MOST_PRESCRIPTIONS: Final = 12
CHANGEABLE_FOR: Final = timedelta(days=7)
"""How long a mother may change her rating."""


class NoteKind(models.TextChoices):
    """Whose note it is: each kind has versions of its own, so that a dietitian's does not replace a doctor's."""

    CLINICAL = "clinical", _("Clinical note")
    DIET = "diet", _("Diet note")


class NoteState(models.TextChoices):
    """A draft is its author's; a signed note is fixed."""

    DRAFT = "draft", _("Draft")
    SIGNED = "signed", _("Signed")


class NotePart(models.TextChoices):
    """Parts of a note; the mother reads those that were released to her."""

    SUBJECTIVE = "subjective", _("What she says")
    OBJECTIVE = "objective", _("What was found")
    ASSESSMENT = "assessment", _("Assessment")
    PLAN = "plan", _("Plan")
    ADVICE = "advice", _("Advice to the mother")
    PRESCRIPTIONS = "prescriptions", _("Prescriptions")
    FOLLOW_UP = "follow_up", _("Follow-up")


USUALLY_RELEASED: Final = (
    NotePart.ASSESSMENT,
    NotePart.PLAN,
    NotePart.ADVICE,
    NotePart.PRESCRIPTIONS,
    NotePart.FOLLOW_UP,
)
"""What a form offers to release; nothing is released that nobody chose."""


class ConsultationNote(SubjectModel):
    """A clinician's note on a consultation. An amendment is a new row; the old one stays."""

    thread = models.ForeignKey(Thread, models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=8, choices=NoteKind)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=NoteState, default=NoteState.DRAFT)
    version = models.PositiveSmallIntegerField(
        null=True, help_text="1 is the first signature; a draft has none."
    )
    amends = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    subjective = models.TextField(max_length=LONGEST_PART, blank=True)
    objective = models.TextField(max_length=LONGEST_PART, blank=True)
    assessment = models.TextField(max_length=LONGEST_PART, blank=True)
    plan = models.TextField(max_length=LONGEST_PART, blank=True)
    advice = models.TextField(max_length=LONGEST_ADVICE, blank=True)
    follow_up_on = models.DateField(null=True, help_text="A day where the mother lives.")
    released = ArrayField(
        models.CharField(max_length=16, choices=NotePart),
        default=list,
        help_text="Parts the mother may read.",
    )
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread", "kind", "version"], name="note_version_once"),
            models.UniqueConstraint(
                fields=["thread", "kind", "author"],
                condition=Q(state=NoteState.DRAFT),
                name="note_one_draft_each",
            ),
            models.CheckConstraint(
                condition=Q(state=NoteState.DRAFT, version=None, signed_at=None)
                | Q(state=NoteState.SIGNED, version__gte=1, signed_at__isnull=False),
                name="note_signed_has_version_and_time",
            ),
            models.CheckConstraint(condition=Q(kind__in=NoteKind.values), name="note_kind_known"),
            models.CheckConstraint(
                condition=Q(released__contained_by=NotePart.values), name="note_released_parts_known"
            ),
        ]

    @property
    def is_released(self) -> bool:
        """The mother may read some of it."""
        return bool(self.released)


class Prescription(SubjectModel):
    """One line of a note: a medicine in words. Fixed together with its note. It orders nothing anywhere."""

    public_id = None  # type: ignore[assignment]  # part of its note
    note = models.ForeignKey(ConsultationNote, models.CASCADE, related_name="prescriptions")
    position = models.PositiveSmallIntegerField()
    drug = models.CharField(max_length=LONGEST_LINE)
    dose = models.CharField(max_length=LONGEST_LINE, blank=True)
    how = models.CharField(max_length=LONGEST_LINE, blank=True, help_text="By mouth, how often, with food …")
    how_long = models.CharField(max_length=LONGEST_LINE, blank=True)
    override_reason = models.CharField(
        max_length=LONGEST_REASON, blank=True, help_text="Why in spite of a flag."
    )
    flags = models.JSONField(
        default=list, help_text="What the check said at signing, with rule and version; see rules/allergies."
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["note", "position"], name="prescription_place_once"),
            models.CheckConstraint(condition=~Q(drug=""), name="prescription_names_a_drug"),
            models.CheckConstraint(
                condition=Q(position__lt=MOST_PRESCRIPTIONS), name="prescription_not_too_many"
            ),
        ]


class WithoutNote(models.TextChoices):
    """Why a consultation without clinical content needs no note."""

    ADMINISTRATIVE = "administrative", _("Administrative: nothing clinical was said")
    BY_MISTAKE = "by_mistake", _("Opened by mistake")
    CONTINUED_ELSEWHERE = "continued_elsewhere", _("Goes on in another consultation")


class Closing(SubjectModel):
    """A consultation was closed: with a signed note, or with the reason why none is needed. Never changed."""

    thread = models.ForeignKey(Thread, models.PROTECT, related_name="closings")
    note = models.OneToOneField(ConsultationNote, models.PROTECT, null=True, related_name="closing")
    without_note = models.CharField(max_length=24, choices=WithoutNote, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(note__isnull=False) & Q(without_note=""))
                | (Q(note=None) & Q(without_note__in=WithoutNote.values)),
                name="closing_has_note_or_reason",
            ),
        ]
        indexes = [models.Index(fields=["thread", "-closed_at"], name="closing_of_thread")]


class Rating(SubjectModel):
    """The mother was asked, once for a closing, how she found it. `stars` is NULL until she answers.

    `declined_at`: she does not want to answer; no device of hers asks again.
    """

    closing = models.OneToOneField(Closing, models.PROTECT, related_name="rating")
    stars = models.PositiveSmallIntegerField(null=True)
    words = models.CharField(max_length=1_000, blank=True)
    asked_at = models.DateTimeField()
    rated_at = models.DateTimeField(null=True, help_text="When she first answered.")
    changed_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True, help_text="The pregnancy was lost: she is not asked.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stars=None) | Q(stars__range=(1, 5)), name="rating_1_to_5"),
            models.CheckConstraint(
                condition=Q(stars=None, rated_at=None, words="")
                | Q(stars__isnull=False, rated_at__isnull=False),
                name="rating_given_has_time",
            ),
        ]

"""Tables of what clinicians say about an analysis: where they disagree, and what the mother may read of it.

Rows are added and never changed: what is taken back or withdrawn is another row.
"""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Language
from apps.foundation.visibility import SubjectModel

DAY_S: Final = 24 * 3600.0


class Disputed(models.TextChoices):
    """What a clinician disagrees with."""

    ITEM = "item", _("A rule's answer")
    EVENT = "event", _("An event that was found")
    BASELINE = "baseline", _("The baseline of a stretch")
    MISSED = "missed", _("An event that was missed")
    TAKEN_BACK = "taken_back", _("Taken back")


class EventKind(models.TextChoices):
    """Kinds of events as a clinician names them."""

    ACCELERATION = "acceleration", _("Acceleration")
    DECELERATION = "deceleration", _("Deceleration")
    CONTRACTION = "contraction", _("Contraction")


class Disagreement(SubjectModel):
    """A clinician reads the trace otherwise than an analysis. `takes_back` is her earlier row that no longer holds."""

    recording = models.ForeignKey("recordings.Recording", models.PROTECT, related_name="disagreements")
    analysis = models.ForeignKey("recordings.Analysis", models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    said_at = models.DateTimeField()
    fetus = models.PositiveSmallIntegerField(help_text="1: the first rate, 2: the second one.")
    about = models.CharField(max_length=10, choices=Disputed)
    rule_set = models.CharField(max_length=24, blank=True, help_text="Of a rule's answer.")
    rule_code = models.CharField(max_length=40, blank=True, help_text="Of a rule's answer.")
    event_kind = models.CharField(max_length=12, choices=EventKind, blank=True, help_text="Of an event.")
    start_s = models.FloatField(null=True, help_text="Seconds from the first sample; NULL: a rule's answer.")
    end_s = models.FloatField(null=True)
    note = models.TextField(max_length=1_000, blank=True)
    takes_back = models.OneToOneField("self", models.PROTECT, null=True, related_name="taken_back_by")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(fetus__in=[1, 2]), name="disagreement_of_a_fetus"),
            models.CheckConstraint(
                condition=Q(start_s=None, end_s=None)
                | Q(start_s__gte=0, end_s__gt=F("start_s"), end_s__lte=DAY_S),
                name="disagreement_within_24_hours",
            ),
            models.CheckConstraint(
                condition=Q(about=Disputed.ITEM, takes_back=None, start_s=None)
                & ~Q(rule_set="")
                & ~Q(rule_code="")
                | Q(about=Disputed.BASELINE, takes_back=None, start_s__isnull=False)
                | Q(about__in=[Disputed.EVENT, Disputed.MISSED], takes_back=None, start_s__isnull=False)
                & ~Q(event_kind="")
                | Q(about=Disputed.TAKEN_BACK, takes_back__isnull=False),
                name="disagreement_names_what",
            ),
        ]
        indexes = [models.Index(fields=["recording", "id"], name="disagreement_of_recording")]


class PlainState(models.TextChoices):
    """Whether the mother may read a version."""

    RELEASED = "released", _("Released")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class PlainVersion(SubjectModel):
    """What a mother reads of an analysis, in words that a clinician has released. The newest version counts.

    A withdrawal is a version of its own: it has a reason and no text.
    """

    recording = models.ForeignKey("recordings.Recording", models.PROTECT, related_name="plain_versions")
    analysis = models.ForeignKey("recordings.Analysis", models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=PlainState)
    language = models.CharField(max_length=8, choices=Language)
    text = models.TextField(max_length=4_000, blank=True)
    is_edited = models.BooleanField(default=False, help_text="The text is not the one that was proposed.")
    reason = models.TextField(max_length=1_000, blank=True, help_text="Why it was withdrawn.")
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recording", "version"], name="plain_version_once"),
            models.CheckConstraint(
                condition=Q(state=PlainState.RELEASED, reason="") & ~Q(text="")
                | Q(state=PlainState.WITHDRAWN, text="") & ~Q(reason=""),
                name="plain_version_text_or_reason",
            ),
        ]

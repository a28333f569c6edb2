"""Tables of limits that are tried before they count, over what was recorded; and of who stands for which words."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.foundation.ids import uuid7
from apps.foundation.visibility import SubjectModel
from apps.recordings.models import Recording


class RehearsalState(models.TextChoices):
    """How far a rehearsal is."""

    WAITING = "waiting", _("Waits for its turn")
    RUNNING = "running", _("Is running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class Rehearsal(models.Model):
    """Limits that somebody proposes for a team's rule, and what they would have meant. Holds sums, and nobody's health.

    `result`: see `rehearsing.summary`.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    team = models.ForeignKey("accounts.CareTeam", models.PROTECT, related_name="+")
    rule_id = models.CharField(max_length=60)
    rule_version = models.PositiveSmallIntegerField()
    proposed = models.JSONField(help_text="Value by limit, in the table's unit.")
    reason = models.CharField(max_length=500)
    since = models.DateTimeField(help_text="Recordings that began from here on.")
    until = models.DateTimeField(help_text="Recordings that began before.")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=RehearsalState, default=RehearsalState.WAITING)
    total = models.PositiveIntegerField(default=0, help_text="Recordings to go through.")
    done = models.PositiveIntegerField(default=0, help_text="Recordings gone through.")
    result = models.JSONField(default=dict)
    touched_at = models.DateTimeField(null=True, help_text="When its worker moved last.")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="rehearsal_ends_later"),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="rehearsal_done_of_total"),
            models.CheckConstraint(condition=~Q(reason=""), name="rehearsal_has_a_reason"),
        ]
        indexes = [
            models.Index(fields=["team", "-id"], name="rehearsal_of_team"),
            models.Index(fields=["state"], name="rehearsal_by_state"),
        ]

    @property
    def percent(self) -> int:
        """How far it is."""
        return 100 * self.done // self.total if self.total else 0


class RehearsedRecording(SubjectModel):
    """What a rule says of one recording: live, again under the limits of today, and under the proposed ones.

    Each is a list of [second, fetus, direction, severity]. `acted`: why we know that somebody had to do something.
    """

    public_id = None  # type: ignore[assignment]  # part of its rehearsal
    rehearsal = models.ForeignKey(Rehearsal, models.CASCADE, related_name="recordings")
    recording = models.ForeignKey(Recording, models.CASCADE, related_name="+")
    was_followed = models.BooleanField(help_text="The rules were asked while it was recorded.")
    live = models.JSONField(default=list)
    today = models.JSONField(default=list)
    proposed = models.JSONField(default=list)
    acted = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rehearsal", "recording"], name="rehearsed_recording_once")
        ]


class TraceSeries(SubjectModel):
    """What the rules knew of a recording at every step, kept so that the next rehearsal is quick. May be thrown away."""

    public_id = None  # type: ignore[assignment]  # never leaves the house
    recording = models.OneToOneField(Recording, models.CASCADE, related_name="+")
    made_of = models.CharField(max_length=80, help_text="Method and samples; another text: it is old.")
    data = models.BinaryField()


class WordsApproval(models.Model):
    """A clinician of a team stands for what mothers are told, in one language, when a rule that watches a trace calls."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    team = models.ForeignKey("accounts.CareTeam", models.PROTECT, related_name="+")
    rule_id = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField(help_text="Of the words.")
    language = models.CharField(
        max_length=10, help_text="In which she read them; others are not approved by it."
    )
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "rule_id", "language"],
                condition=Q(withdrawn_at=None),
                name="words_approved_once",
            )
        ]

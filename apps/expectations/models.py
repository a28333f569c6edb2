"""What is awaited, and whom of the house was called where something of our own fell silent."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.alerts.models import ForCareTeam
from apps.expectations.states import State
from apps.foundation.ids import uuid7


class Expectation(ForCareTeam):
    """Something that should arrive by `due_at`. What arrived lives elsewhere; this row only knows that it did.

    `subject` NULL: of the house itself. `grace_s` NULL: the limit that applies to the mother. `look_at`: when the sweep
    looks next; NULL: nothing happens by itself. `met_by`: opaque id of what came.
    """

    subject = models.ForeignKey(  # type: ignore[assignment]
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    pregnancy = models.ForeignKey("pregnancies.Pregnancy", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=100)
    due_at = models.DateTimeField()
    grace_s = models.FloatField(null=True)
    look_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="Whom it goes to first.",
    )
    alert = models.ForeignKey("alerts.Alert", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    late_at = models.DateTimeField(null=True, help_text="When it was found late, the last time.")
    met_at = models.DateTimeField(null=True)
    met_by = models.CharField(max_length=64, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="expectation_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="expectation_state_known"),
            models.CheckConstraint(
                condition=Q(subject__isnull=False) | Q(pregnancy=None, alert=None, responsible=None),
                name="expectation_of_house_has_nobody",
            ),
        ]
        indexes = [
            models.Index(fields=["look_at"], condition=Q(look_at__isnull=False), name="expectation_due"),
            models.Index(fields=["subject", "-due_at"], name="expectation_of_mother"),
            models.Index(fields=["alert"], condition=Q(alert__isnull=False), name="expectation_of_alert"),
            models.Index(fields=["kind", "met_by"], condition=~Q(met_by=""), name="expectation_met_by"),
        ]


class Page(models.Model):
    """A call for somebody who keeps the house running: one is open for a silence. Nothing in it is about a mother."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    expectation = models.ForeignKey(Expectation, models.PROTECT, related_name="pages")
    opened_at = models.DateTimeField()
    silent_since = models.DateTimeField()
    step = models.PositiveSmallIntegerField(default=0, help_text="How many were called, one after the other.")
    next_step_at = models.DateTimeField(
        null=True, help_text="When the next one is called; NULL: somebody has it."
    )
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, help_text="What was silent is back.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["expectation"], condition=Q(ended_at=None), name="page_open_once"
            ),
        ]
        indexes = [
            models.Index(fields=["next_step_at"], condition=Q(next_step_at__isnull=False), name="page_due"),
            models.Index(fields=["-opened_at"], name="page_newest"),
        ]


class EntryKind(models.TextChoices):
    """What can happen to a page."""

    TOLD = "told", _("Called")
    TOLD_DIRECTLY = "told_directly", _("Called past the database, while it was away")
    NOT_REACHED = "not_reached", _("Could not be called past the database")
    NOBODY = "nobody", _("There is nobody to call")
    ANSWERED = "answered", _("Taken")
    ENDED = "ended", _("Back again")


class PageEntry(models.Model):
    """One line of a page's journal. Append-only."""

    page = models.ForeignKey(Page, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=16, choices=EntryKind)
    at = models.DateTimeField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["page", "id"], name="page_entry_order")]

"""An alert, what it rests on, and what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _

from apps.alerts.models.base import ForCareTeam
from apps.alerts.states import OPEN, Outcome, State
from apps.foundation.severity import Severity

SEVERITY_ORDER = Case(
    *(When(severity=severity.value, then=Value(severity.order)) for severity in Severity),
    output_field=models.SmallIntegerField(),
)


class Alert(ForCareTeam):
    """Something that a person must end. One is open for a mother, rule and direction; more evidence joins it.

    `condition_ended_at`: what raised it is over by itself; the alert waits for a person all the same.
    `next_step_at`: when the sweep looks again (tell the next in the chain, or give back what was taken and not
    ended); NULL: nothing happens by itself. `round` counts how often it was raised anew, `step` how far the chain
    is. `unanswered_since`: the chain ended without a person.
    """

    pregnancy = models.ForeignKey("pregnancies.Pregnancy", models.PROTECT, null=True, related_name="alerts")
    rule_id = models.CharField(max_length=60)
    rule_version = models.PositiveSmallIntegerField()
    direction = models.CharField(max_length=40, blank=True)
    severity = models.CharField(max_length=12, choices=Severity)
    severity_order = models.GeneratedField(
        expression=SEVERITY_ORDER, output_field=models.SmallIntegerField(), db_persist=True
    )
    badness = models.FloatField(null=True)
    state = models.CharField(max_length=16, choices=State, default=State.RAISED)
    responsible = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    raised_at = models.DateTimeField()
    waiting_since = models.DateTimeField(help_text="Raised, or raised anew: what the row's clock shows.")
    condition_ended_at = models.DateTimeField(null=True)
    round = models.PositiveSmallIntegerField(default=0)
    step = models.PositiveSmallIntegerField(default=0)
    next_step_at = models.DateTimeField(null=True)
    due_before_taking = models.DateTimeField(
        null=True,
        help_text="What `next_step_at` was when somebody took it: the clock goes on there if she gives it back.",
    )
    unanswered_since = models.DateTimeField(null=True)
    notified_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    outcome_text = models.CharField(max_length=1_000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "rule_id", "direction"],
                condition=Q(state__in=OPEN),
                name="alert_one_open",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="alert_state_known"),
            models.CheckConstraint(condition=Q(severity__in=Severity.values), name="alert_severity_known"),
            models.CheckConstraint(
                condition=(
                    Q(state=State.RESOLVED, resolved_at__isnull=False, outcome__in=Outcome.values)
                    | (~Q(state=State.RESOLVED) & Q(resolved_at=None, outcome=""))
                ),
                name="alert_resolved_has_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.ACKNOWLEDGED) | Q(acknowledged_by__isnull=False),
                name="alert_acknowledged_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["next_step_at"], condition=Q(next_step_at__isnull=False), name="alert_due"),
            models.Index(
                fields=["subject", "-severity_order", "raised_at"],
                condition=~Q(state=State.RESOLVED),
                name="alert_open_of_mother",
            ),
        ]


class AlertEvidence(ForCareTeam):
    """One thing that an alert rests on: copied, so that it reads the same next year. Append-only."""

    alert = models.ForeignKey(Alert, models.PROTECT, related_name="evidence")
    rule_id = models.CharField(max_length=60)
    direction = models.CharField(max_length=40, blank=True)
    rule_version = models.PositiveSmallIntegerField()
    severity = models.CharField(max_length=12, choices=Severity, help_text="Of the finding that brought it.")
    what = models.CharField(max_length=60)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    values = models.JSONField(default=dict)
    limits = models.JSONField(default=dict, help_text="The limits that decided, and whose they were.")
    source_kind = models.CharField(max_length=60)
    source_id = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["alert", "source_kind", "source_id", "severity"], name="evidence_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["subject", "rule_id", "direction", "source_kind", "source_id"],
                name="evidence_of_source",
            )
        ]


class EntryKind(models.TextChoices):
    """What can happen to an alert."""

    RAISED = "raised", _("Raised")
    EVIDENCE = "evidence", _("More of the same came")
    LIFTED = "lifted", _("Got worse, and was raised anew")
    TOLD = "told", _("Told")
    UNANSWERED = "unanswered", _("Nobody has taken it: every lead and administrator is told")
    ACKNOWLEDGED = "acknowledged", _("Taken")
    GIVEN_BACK = "given_back", _("Taken by mistake, given back")
    RETURNED = "returned", _("Taken, but not ended for too long: raised anew")
    SNOOZED = "snoozed", _("Snoozed")
    SNOOZE_ENDED = "snooze_ended", _("The snooze ended")
    BROKE_THROUGH = "broke_through", _("Got worse, and broke through the snooze")
    CONDITION_ENDED = "condition_ended", _("What raised it is over; a person still has to end it")
    WITHDRAWN = "withdrawn", _("Something that it rests on was corrected or deleted")
    RESOLVED = "resolved", _("Ended")
    REOPENED = "reopened", _("Opened again: the pregnancy goes on after all")


class AlertEntry(ForCareTeam):
    """One line of an alert's journal. Append-only. `by`: who acted (NULL: the system), `told`: to whom it went."""

    alert = models.ForeignKey(Alert, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=20, choices=EntryKind)
    at = models.DateTimeField()
    severity = models.CharField(max_length=12, choices=Severity)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    told = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    audience = models.CharField(max_length=16, blank=True)
    round = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(max_length=1_000, blank=True)

    class Meta:
        indexes = [models.Index(fields=["alert", "id"], name="alert_entry_order")]


class MissingFacts(ForCareTeam):
    """A rule could not judge, because something is not there. No alert; ends when the rule can judge again."""

    pregnancy = models.ForeignKey("pregnancies.Pregnancy", models.PROTECT, null=True, related_name="+")
    rule_id = models.CharField(max_length=60)
    rule_version = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=60)
    last_known_at = models.DateTimeField(null=True, help_text="When it was last there; NULL: never.")
    noted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "rule_id", "what"],
                condition=Q(ended_at=None),
                name="missing_facts_open_once",
            )
        ]

"""Imports of whole feeds: how far they are, what came of them, and every item that was refused."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from apps.foundation.ids import uuid7
from apps.referrals.models.partner import Partner


class ImportSource(models.TextChoices):
    """How the file came."""

    UPLOAD = "upload", "Upload"
    FETCH = "fetch", "Fetch"


class ImportRun(models.Model):
    """One import of a whole feed. States: `apps/referrals/states.py`. `claimed_at` is the token of the worker.

    `items_read` is where reading goes on after a worker was killed: what came before it stands in the staging table.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="imports")
    source = models.CharField(max_length=6, choices=ImportSource)
    state = models.CharField(max_length=12)
    format = models.CharField(max_length=8, blank=True, help_text="As declared; empty: found out.")
    charset = models.CharField(max_length=40, blank=True, help_text="As declared; empty: found out.")
    sha256 = models.BinaryField(max_length=32, null=True)
    bytes_total = models.BigIntegerField(default=0)
    bytes_read = models.BigIntegerField(default=0)
    items_read = models.PositiveIntegerField(default=0)
    items_accepted = models.PositiveIntegerField(default=0)
    items_refused = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    withdrawn = models.PositiveIntegerField(default=0)
    unknown_columns = models.JSONField(
        default=dict, help_text="Attributes that nobody knows, with how often."
    )
    failure = models.CharField(max_length=40, blank=True, help_text="A code; docs/reference/feeds.md.")
    rules_version = models.CharField(max_length=20, blank=True)
    confirmed_by = models.ForeignKey("accounts.Person", models.SET_NULL, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=64, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner"], condition=Q(state="reading"), name="import_one_at_a_time"
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state__in=["waiting", "reading"]), name="import_due"),
            models.Index(fields=["partner", "-created_at"], name="import_of_partner"),
        ]


class RejectedItem(models.Model):
    """One finding about one item: refused for it, or kept with a warning. `line` is a line, or an item's number."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="findings", db_index=False)
    number = models.PositiveIntegerField(help_text="Which item of the file, from 1.")
    line = models.PositiveIntegerField(null=True, help_text="NULL: the form has no lines.")
    item_id = models.CharField(max_length=60, blank=True)
    field = models.CharField(max_length=40)
    rule = models.CharField(max_length=40)
    limit = models.CharField(max_length=80, blank=True)
    is_refused = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["run", "number"], name="finding_of_run")]

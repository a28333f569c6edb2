"""Tables of the foundation. None of them holds a health value."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from apps.foundation.ids import uuid7


class FeedHead(models.Model):
    """A subject's newest change number. Its row lock is what makes commit order number order."""

    subject = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    sequence = models.BigIntegerField()


class Change(models.Model):
    """An object that a phone should fetch again: only its latest number is kept. What it holds lives
    elsewhere.
    """

    subject = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    sequence = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    object_id = models.UUIDField()
    deleted = models.BooleanField(default=False)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "kind", "object_id"], name="change_one_row_per_object"
            ),
            models.UniqueConstraint(fields=["subject", "sequence"], name="change_number_once"),
        ]


class OutboxMessage(models.Model):
    """An event that has been said, and the listeners who have not taken it yet."""

    event_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    name = models.CharField(max_length=80)
    version = models.PositiveSmallIntegerField()
    payload = models.JSONField()
    waiting_for = ArrayField(models.CharField(max_length=200), default=list)
    attempts = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(db_default=Now())
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(delivered_at=None), name="outbox_due"),
            models.Index(fields=["delivered_at"], name="outbox_delivered"),
        ]


class Revision(models.Model):
    """Before and after of one change to a tracked table, written by a database trigger. Append-only."""

    table_name = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    subject_id = models.BigIntegerField(null=True)
    actor_id = models.BigIntegerField(null=True)
    operation = models.CharField(max_length=6)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["table_name", "row_id", "id"], name="revision_of_row")]


class StoredAnswer(models.Model):
    """The answer to a POST that carried an Idempotency-Key, given again when the same request comes twice."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    request_hash = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    headers = models.JSONField(default=dict)
    reads = models.JSONField(
        default=list, help_text="What of others the answer was made from: [subject, kind, ids]."
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="stored_answer_once")]
        indexes = [models.Index(fields=["created_at"], name="stored_answer_age")]


class Heartbeat(models.Model):
    """When a long-running process of ours was last seen. Silence is a signal."""

    name = models.CharField(max_length=80, primary_key=True)
    seen_at = models.DateTimeField()


class Outage(models.Model):
    """A silence of one of our own processes, longer than its heartbeats lie apart. Written by a trigger of `Heartbeat`.

    It may have begun up to a beat later than `from_at`, and includes the time while the database was away.
    """

    name = models.CharField(max_length=80)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["name", "to_at"], name="outage_of_process")]

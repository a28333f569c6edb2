"""A conversation, its messages, and how far each member has come in it."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.consultations.states import GOING, State, Urgency
from apps.foundation.visibility import SubjectModel

LONGEST_TOPIC: Final = 120
LONGEST_TEXT: Final = 10_000


class Kind(models.TextChoices):
    """What a message is. What it points to beside its text stands in `payload` or among the attachments."""

    TEXT = "text", _("Text")
    IMAGE = "image", _("Picture")
    FILE = "file", _("File")
    VOICE_NOTE = "voice_note", _("Voice note")
    RECORDING = "recording", _("Recording of the baby's heart")
    MEAL = "meal", _("Meal")
    PLAN = "plan", _("Plan")
    APPOINTMENT = "appointment", _("Appointment")
    SYSTEM = "system", _("What happened")


class Relation(models.TextChoices):
    """What a message is to an earlier one of the same thread. Nothing is edited in place."""

    NONE = "", _("A message of its own")
    CORRECTION = "correction", _("A new version of an earlier message")
    REMOVAL = "removal", _("Takes an earlier message back")


class Thread(SubjectModel):
    """One consultation between a mother and a care team. Its number counts its messages; it holds none of them."""

    pregnancy = models.ForeignKey(
        "pregnancies.Pregnancy", models.PROTECT, related_name="consultations", db_index=False
    )
    team = models.ForeignKey("accounts.CareTeam", models.PROTECT, related_name="+", db_index=False)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    client_id = models.UUIDField()
    topic = models.CharField(max_length=LONGEST_TOPIC)
    urgency = models.CharField(max_length=16, choices=Urgency, default=Urgency.ROUTINE)
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    opened_at = models.DateTimeField()
    last_sequence = models.BigIntegerField(default=0)
    last_posted_at = models.DateTimeField(null=True)
    waiting_since = models.DateTimeField(null=True, help_text="Since when an answer is owed; NULL: none is.")
    answer_due_at = models.DateTimeField(null=True, help_text="Until when; NULL with waiting_since.")
    notify_due_at = models.DateTimeField(
        null=True, help_text="When to tell whoever has not read; NULL: nobody."
    )
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opened_by", "client_id"], name="thread_client_id_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="thread_state_known"),
            models.CheckConstraint(condition=Q(urgency__in=Urgency.values), name="thread_urgency_known"),
            models.CheckConstraint(
                condition=Q(waiting_since=None, answer_due_at=None)
                | Q(waiting_since__isnull=False, answer_due_at__isnull=False),
                name="thread_waits_until",
            ),
            models.CheckConstraint(
                condition=Q(state=State.CLOSED, closed_at__isnull=False)
                | (~Q(state=State.CLOSED) & Q(closed_at=None)),
                name="thread_closed_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["pregnancy", "-id"], name="thread_of_pregnancy"),
            models.Index(
                fields=["team", "answer_due_at"],
                condition=Q(state__in=sorted(GOING)),
                name="thread_in_queue",
            ),
            models.Index(
                fields=["notify_due_at"], condition=Q(notify_due_at__isnull=False), name="thread_to_notify"
            ),
        ]

    @property
    def is_going(self) -> bool:
        """Messages are taken."""
        return self.state in GOING


class Message(SubjectModel):
    """One entry of a thread. Never changed: a correction or a removal is an entry of its own that points back.

    Thread and mother are held together by one key of two columns (migration 0002), and messages are always reached
    through their thread: an index each would be written with every message and read by nobody.
    """

    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    thread = models.ForeignKey(
        Thread, models.PROTECT, related_name="messages", db_index=False, db_constraint=False
    )
    sequence = models.BigIntegerField()
    client_id = models.UUIDField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    by_mother = models.BooleanField(help_text="Written by the mother herself.")
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.TEXT)
    text = models.TextField(blank=True, max_length=LONGEST_TEXT)
    payload = models.JSONField(null=True, help_text="What it points to, or what happened; ids and codes.")
    relation = models.CharField(max_length=12, choices=Relation, blank=True, default=Relation.NONE)
    relates_to = models.BigIntegerField(null=True, help_text="Number of the earlier message in the thread.")
    sent_at = models.DateTimeField(null=True, help_text="The sender's own clock.")
    posted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread", "sequence"], name="message_number_once"),
            models.UniqueConstraint(fields=["author", "client_id"], name="message_client_id_once"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="message_kind_known"),
            models.CheckConstraint(
                condition=Q(relation="", relates_to=None)
                | Q(relation__in=["correction", "removal"], relates_to__lt=models.F("sequence")),
                name="message_points_back",
            ),
        ]
        indexes = [
            models.Index(
                fields=["thread", "relates_to"],
                condition=Q(relates_to__isnull=False),
                name="message_related",
            )
        ]


class Receipt(SubjectModel):
    """How far one member has got a thread (`delivered_sequence`) and read it; only ever forward."""

    thread = models.ForeignKey(
        Thread, models.PROTECT, related_name="receipts", db_index=False, db_constraint=False
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    delivered_sequence = models.BigIntegerField(default=0)
    read_sequence = models.BigIntegerField(default=0)
    notified_sequence = models.BigIntegerField(
        default=0, help_text="Up to which message she was told outside."
    )
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread", "person"], name="receipt_once"),
            models.CheckConstraint(
                condition=Q(read_sequence__lte=models.F("delivered_sequence")),
                name="receipt_read_was_delivered",
            ),
        ]

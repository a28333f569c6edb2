"""Tables of recordings while they are made.

`Frame` is written a thousand times a second and lives for a minute: it has no foreign keys in the database (each
would lock its recording's row), its writer takes subject and recording from the row of the recording itself.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.foundation.visibility import SubjectModel
from apps.monitoring.models_gate import (
    AppliesTo,
    GateCheck,
    GateClosing,
    GateOpening,
    GateSetting,
    GateUse,
    Practice,
)
from apps.monitoring.models_rehearsal import (
    Rehearsal,
    RehearsalState,
    RehearsedRecording,
    TraceSeries,
    WordsApproval,
)
from apps.monitoring.models_shadow import Shadow, ShadowedRecording, ShadowEnd
from apps.recordings.models import LONGEST_SAMPLES, Recording

__all__ = [
    "AppliesTo",
    "Frame",
    "GateCheck",
    "GateClosing",
    "GateOpening",
    "GateSetting",
    "GateUse",
    "Happening",
    "LinkEvent",
    "LiveRecording",
    "LiveVerdict",
    "Practice",
    "Rehearsal",
    "RehearsalState",
    "RehearsedRecording",
    "Shadow",
    "ShadowEnd",
    "ShadowedRecording",
    "TraceSeries",
    "WordsApproval",
]


class LiveRecording(SubjectModel):
    """How it stands with a recording that comes frame by frame: its connection, its analysis so far.

    The figures of arrival (`last_…`) are written every few seconds, not with each frame: what counts is in `Frame`.
    """

    public_id = None  # type: ignore[assignment]  # known outside by its recording
    recording = models.OneToOneField(Recording, models.CASCADE, related_name="live")
    opened_at = models.DateTimeField(help_text="When its first connection or frame came.")
    connected_at = models.DateTimeField(null=True)
    disconnected_at = models.DateTimeField(null=True, help_text="NULL while a phone is connected.")
    last_number = models.PositiveIntegerField(null=True)
    last_sample = models.PositiveIntegerField(
        null=True, help_text="End of the newest samples on the grid of 4 Hz."
    )
    last_phone_at = models.DateTimeField(
        null=True, help_text="When the phone had the newest sample, by its clock."
    )
    last_received_at = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=64, blank=True, help_text="Which process follows it.")
    claimed_until = models.DateTimeField(null=True)
    stream_state = models.BinaryField(null=True, help_text="The analysis so far: `ctg.Stream.to_bytes`.")
    stream_samples = models.PositiveIntegerField(
        default=0, help_text="Samples on the grid that the state holds."
    )
    update = models.JSONField(default=list, help_text="`ctg.stream.Update.to_dict` of each fetus.")
    updated_at = models.DateTimeField(null=True)
    coach = models.CharField(max_length=40, blank=True, help_text="Code of what the mother should do.")
    need_order = models.PositiveSmallIntegerField(null=True, help_text="Place of its level, 0 worst.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_sample=None) | Q(last_sample__lte=LONGEST_SAMPLES),
                name="live_24_hours_at_most",
            ),
        ]
        indexes = [
            models.Index(fields=["claimed_until"], name="live_to_follow"),
            models.Index(fields=["last_received_at"], name="live_received"),
        ]


class Frame(SubjectModel):
    """One frame as it came, until it is folded into its minutes. `id` orders the arrival.

    `crc32`: of the chunk within, or of a frame without samples as if it were sent for the first time (`frames.identity`).
    """

    public_id = None  # type: ignore[assignment]  # known outside by its number
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    recording = models.ForeignKey(
        Recording, models.CASCADE, related_name="frames", db_constraint=False, db_index=False
    )
    number = models.PositiveIntegerField()
    crc32 = models.BigIntegerField()
    first_sample = models.PositiveIntegerField(
        null=True, help_text="On the grid of 4 Hz; NULL: without samples."
    )
    sample_count = models.PositiveSmallIntegerField()
    received_at = models.DateTimeField()
    data = models.BinaryField(help_text="The frame, whole.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recording", "number"], name="frame_number_once")]


class Happening(models.TextChoices):
    """What can happen on the way from the sensor to us."""

    CONNECTED = "connected", _("The phone is connected")
    DISCONNECTED = "disconnected", _("The phone is not connected any more")
    BLUETOOTH_LOST = "bluetooth_lost", _("The phone has lost the sensor")
    BLUETOOTH_BACK = "bluetooth_back", _("The phone has the sensor again")
    CONTACT_LOST = "contact_lost", _("The sensor has no contact")
    CONTACT_BACK = "contact_back", _("The sensor has contact again")
    PHONE_SLEPT = "phone_slept", _("The phone was asleep")
    NETWORK_AWAY = "network_away", _("There was no network")


class LinkEvent(SubjectModel):
    """Something that happened on the way: by our clock, and by the phone's where it told."""

    public_id = None  # type: ignore[assignment]  # part of its recording
    recording = models.ForeignKey(Recording, models.CASCADE, related_name="link_events")
    what = models.CharField(max_length=16, choices=Happening)
    at = models.DateTimeField()
    phone_at = models.DateTimeField(null=True)


class LiveVerdict(SubjectModel):
    """What was said of one fetus at one moment of a recording that went on. Never changed."""

    public_id = None  # type: ignore[assignment]  # part of its recording
    recording = models.ForeignKey(Recording, models.CASCADE, related_name="live_verdicts")
    fetus = models.PositiveSmallIntegerField(help_text="1, or 2 for the second twin.")
    at_s = models.PositiveIntegerField(help_text="Seconds since the start of the recording.")
    verdicts = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recording", "fetus", "at_s"], name="live_verdict_once"),
            models.CheckConstraint(condition=Q(fetus__in=(1, 2)), name="live_verdict_of_one_or_two"),
        ]

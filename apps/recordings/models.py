"""Tables of cardiotocograms. Every sample lies on one grid of 4 Hz that begins at `Recording.started_at`."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Language
from apps.foundation.visibility import SubjectModel
from apps.recordings.models_plans import RecordingPlan
from apps.recordings.models_said import Disagreement, Disputed, EventKind, PlainState, PlainVersion
from apps.recordings.models_teams import ScoreTeam
from apps.recordings.states import CLOSED, State

__all__ = [
    "FS_HZ",
    "LONGEST_S",
    "LONGEST_SAMPLES",
    "OFFSET_MINUTES",
    "SAMPLES_PER_MINUTE",
    "Analysis",
    "Cause",
    "ChannelSet",
    "Chunk",
    "Disagreement",
    "Disputed",
    "EventKind",
    "Gap",
    "Intake",
    "PlainState",
    "PlainVersion",
    "Recording",
    "RecordingPlan",
    "Report",
    "ReportState",
    "Review",
    "ReviewState",
    "SampleBlock",
    "ScoreTeam",
    "Variability",
]

FS_HZ: Final = 4.0
SAMPLES_PER_MINUTE: Final = 240
LONGEST_SAMPLES: Final = 24 * 60 * SAMPLES_PER_MINUTE
LONGEST_S: Final = 24 * 3600.0
OFFSET_MINUTES: Final = (-12 * 60, 14 * 60)
"""Offsets from UTC that any place on earth has."""


class Intake(models.TextChoices):
    """How the samples come; a recording takes one way only."""

    FILE = "file", _("One file")
    CHUNKS = "chunks", _("Numbered chunks")


class Recording(SubjectModel):
    """One cardiotocogram, once it is announced. Its samples lie in `SampleBlock`, its result in
    `Analysis`."""

    pregnancy = models.ForeignKey("pregnancies.Pregnancy", models.PROTECT, related_name="recordings")
    fetus = models.ForeignKey("pregnancies.Fetus", models.PROTECT, null=True, related_name="recordings")
    second_fetus = models.ForeignKey("pregnancies.Fetus", models.PROTECT, null=True, related_name="+")
    client_id = models.UUIDField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    device_maker = models.CharField(max_length=80, blank=True)
    device_model = models.CharField(max_length=80, blank=True)
    device_serial = models.CharField(max_length=80, blank=True)
    started_at = models.DateTimeField()
    utc_offset_minutes = models.SmallIntegerField()
    zone_name = models.CharField(max_length=64, blank=True)
    recorded_at = models.DateTimeField(help_text="When the server heard of it.")
    state = models.CharField(max_length=12, choices=State, default=State.RECEIVING)
    progress = models.PositiveSmallIntegerField(default=0)
    completed_at = models.DateTimeField(null=True)
    analysis_due_at = models.DateTimeField(
        null=True, help_text="Since when an analysis is due; NULL: none is."
    )
    claimed_at = models.DateTimeField(null=True, help_text="When a worker took up the analysis.")
    claimed_by = models.CharField(max_length=64, blank=True, help_text="Id of the task that took it up.")
    attempts = models.PositiveSmallIntegerField(
        default=0, help_text="How often an analysis of these samples began."
    )
    failure = models.CharField(max_length=40, blank=True, help_text="Code of why the analysis failed.")
    deleted_at = models.DateTimeField(null=True)
    scalp_rates = models.PositiveSmallIntegerField(
        default=0,
        help_text="Bits of the fetal rates that a scalp electrode measured; never of one made at home.",
    )
    intake = models.CharField(max_length=8, choices=Intake, blank=True)
    source_format = models.CharField(max_length=16, blank=True)
    source_sha256 = models.BinaryField(max_length=32, null=True, help_text="Digest of the uploaded file.")
    source_hz = models.FloatField(
        null=True, help_text="Sampling rate before the grid of 4 Hz; unknown is NULL."
    )
    rate_resolution_bpm = models.FloatField(
        null=True, help_text="Step of the rates; finer or unknown is NULL."
    )
    channels = models.PositiveSmallIntegerField(
        default=0, help_text="Bits of `codec.Channel` with stored values."
    )
    sample_count = models.PositiveIntegerField(default=0, help_text="Length on the grid, holes included.")
    stored_count = models.PositiveIntegerField(default=0, help_text="Samples that arrived.")
    ahead_s = models.FloatField(
        default=0, help_text="How far the samples reached beyond the moment of their arrival; 0: not at all."
    )
    current_analysis = models.ForeignKey("recordings.Analysis", models.PROTECT, null=True, related_name="+")
    in_labour = models.BooleanField(
        default=False, help_text="Recorded in labour, as a clinician says; never of one made at home."
    )
    labour_said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", help_text="Who said so last."
    )
    labour_said_at = models.DateTimeField(null=True)
    need_order = models.PositiveSmallIntegerField(
        null=True, help_text="Place of its level, 0 worst; see triage."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "client_id"], name="recording_client_id_once"),
            models.CheckConstraint(condition=Q(progress__lte=100), name="recording_progress_to_100"),
            models.CheckConstraint(
                condition=Q(sample_count__lte=LONGEST_SAMPLES) & Q(stored_count__lte=F("sample_count")),
                name="recording_24_hours_at_most",
            ),
            models.CheckConstraint(
                condition=Q(utc_offset_minutes__range=OFFSET_MINUTES), name="recording_offset_exists"
            ),
            models.CheckConstraint(
                condition=Q(in_labour=False)
                | Q(labour_said_by__isnull=False, labour_said_at__isnull=False)
                & ~Q(uploaded_by=F("subject")),
                name="recording_in_labour_was_said",
            ),
            models.CheckConstraint(
                condition=Q(scalp_rates=0) | Q(scalp_rates__lte=3) & ~Q(uploaded_by=F("subject")),
                name="recording_scalp_electrode_of_a_clinic",
            ),
            models.CheckConstraint(
                condition=Q(state=State.RECEIVING) | Q(completed_at__isnull=False),
                name="recording_completed_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["subject", "-started_at"], name="recording_of_mother"),
            models.Index(fields=["pregnancy", "-id"], name="recording_of_pregnancy"),
            models.Index(
                fields=["subject", "need_order", "completed_at"],
                condition=Q(state__in=[State.ANALYSED, State.FAILED]),
                name="recording_to_read",
            ),
            models.Index(
                fields=["analysis_due_at"],
                condition=Q(state__in=[State.COMPLETE, State.ANALYSING]),
                name="recording_waiting",
            ),
        ]

    @property
    def started_local(self) -> datetime:
        """The start as the phone's clock showed it, with its offset."""
        return self.started_at.astimezone(timezone(timedelta(minutes=self.utc_offset_minutes)))

    @property
    def duration_s(self) -> float:
        """Length on the grid in seconds, holes included."""
        return self.sample_count / FS_HZ

    @property
    def is_closed(self) -> bool:
        """The phone has said that everything was sent."""
        return self.state in CLOSED

    @property
    def is_of_twins(self) -> bool:
        """Fetal rate 2 is another fetus, not a second sensor of the same one."""
        return self.second_fetus_id is not None


class Chunk(SubjectModel):
    """A stretch of samples that arrived and is stored. A file counts as chunk 0.

    The samples lie in `SampleBlock`. Frames that were folded are one chunk for each run of numbers whose samples
    follow one another: `frame_crcs` and `frame_clocks` keep what is known of each (`apps.monitoring.frames`); a run
    may hold frames without samples only.
    """

    public_id = None  # type: ignore[assignment]  # known outside by its number
    recording = models.ForeignKey(Recording, models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    crc32 = models.BigIntegerField()
    sample_start = models.PositiveIntegerField()
    sample_count = models.PositiveIntegerField()
    channels = models.PositiveSmallIntegerField()
    received_at = models.DateTimeField()
    frame_count = models.PositiveIntegerField(
        default=1, help_text="Numbers from `number` that lie in this row."
    )
    frame_crcs = models.BinaryField(null=True, help_text="CRC-32 of each frame; NULL: not sent as frames.")
    frame_clocks = models.BinaryField(null=True, help_text="Times, flags and battery of each frame.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recording", "number"], name="chunk_number_once"),
            models.CheckConstraint(
                condition=(Q(sample_count__gte=1) | Q(frame_crcs__isnull=False))
                & Q(sample_start__lte=LONGEST_SAMPLES - F("sample_count")),
                name="chunk_within_24_hours",
            ),
            models.CheckConstraint(condition=Q(frame_count__gte=1), name="chunk_of_a_frame_at_least"),
        ]


class ChannelSet(models.IntegerChoices):
    """Which channels share a block. Later sets (sound, electrocardiogram) get numbers of their own."""

    CARDIOTOCOGRAM = 1


class SampleBlock(SubjectModel):
    """One minute of one channel set, compressed by `codec`. What did not arrive is missing in it."""

    public_id = None  # type: ignore[assignment]  # never leaves the house
    # One composite key to (recording, subject) holds both: migration 0002. A day has 1,440 of these rows.
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_constraint=False
    )
    recording = models.ForeignKey(Recording, models.CASCADE, related_name="blocks", db_constraint=False)
    minute = models.PositiveSmallIntegerField()
    channel_set = models.PositiveSmallIntegerField(choices=ChannelSet, default=ChannelSet.CARDIOTOCOGRAM)
    sample_count = models.PositiveSmallIntegerField()
    blob = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recording", "channel_set", "minute"], name="block_once"),
            models.CheckConstraint(
                condition=Q(minute__lt=24 * 60)
                & Q(sample_count__gte=1)
                & Q(sample_count__lte=SAMPLES_PER_MINUTE),
                name="block_is_a_minute",
            ),
        ]


class Cause(models.TextChoices):
    """Who lost a stretch of the trace, as far as the client knows."""

    SENSOR = "sensor", _("The sensor had no contact")
    BLUETOOTH = "bluetooth", _("The phone had no connection to the sensor")
    PHONE = "phone", _("The phone was asleep")
    NETWORK = "network", _("There was no network")
    SERVER = "server", _("The server did not answer")
    UNKNOWN = "unknown", _("Unknown")


class Gap(SubjectModel):
    """A stretch without samples and its cause, as the client tells it.

    What merely has no rate is not a gap.
    """

    public_id = None  # type: ignore[assignment]  # part of its recording
    recording = models.ForeignKey(Recording, models.CASCADE, related_name="gaps")
    start_s = models.FloatField()
    end_s = models.FloatField()
    cause = models.CharField(max_length=12, choices=Cause, default=Cause.UNKNOWN)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recording", "start_s"], name="gap_starts_once"),
            models.CheckConstraint(
                condition=Q(start_s__gte=0) & Q(end_s__gt=F("start_s")) & Q(end_s__lte=LONGEST_S),
                name="gap_within_24_hours",
            ),
        ]


class Analysis(SubjectModel):
    """What a method in a version, with its weights, found in exactly these samples. Never changed; a newer one
    supersedes it."""

    recording = models.ForeignKey(Recording, models.PROTECT, related_name="analyses")
    method_version = models.CharField(max_length=40)
    weights_sha256 = models.CharField(
        max_length=64,
        blank=True,
        default="",
        help_text="Digest of the weights, in hex; empty: not kept then.",
    )
    input_sha256 = models.BinaryField(max_length=32)
    gestation_weeks = models.FloatField(null=True, help_text="As it was known then; NULL: unknown.")
    result = models.JSONField(help_text="One entry for each fetus; see docs/reference.")
    baseline = models.BinaryField(help_text="Every 5 s, all fetuses one after another; see codec.pack_line.")
    supersedes = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recording", "method_version", "weights_sha256", "input_sha256"],
                name="analysis_once",
            ),
        ]


class ReviewState(models.TextChoices):
    """A draft is its author's; a signed review is fixed."""

    DRAFT = "draft", _("Draft")
    SIGNED = "signed", _("Signed")


class Variability(models.TextChoices):
    """How the reviewer describes the variability (bandwidth); words, not a diagnosis."""

    ABSENT = "absent", _("Absent")
    REDUCED = "reduced", _("Reduced, 5 bpm or less")
    NORMAL = "normal", _("6 to 25 bpm")
    INCREASED = "increased", _("Increased, above 25 bpm")
    UNKNOWN = "unknown", _("Cannot be told")


class Review(SubjectModel):
    """A clinician's reading, fixed to the analysis that she saw.

    An amendment is a new row; the old one stays.
    """

    recording = models.ForeignKey(Recording, models.PROTECT, related_name="reviews")
    analysis = models.ForeignKey(
        Analysis,
        models.PROTECT,
        null=True,
        related_name="reviews",
        help_text="NULL: there was none, only the trace.",
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=ReviewState, default=ReviewState.DRAFT)
    version = models.PositiveSmallIntegerField(
        null=True, help_text="1 is the first signature; a draft has none."
    )
    amends = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    baseline_bpm = models.FloatField(null=True)
    variability = models.CharField(max_length=12, choices=Variability, default=Variability.UNKNOWN)
    second_baseline_bpm = models.FloatField(null=True, help_text="Of the second twin.")
    second_variability = models.CharField(
        max_length=12, choices=Variability, default=Variability.UNKNOWN, help_text="Of the second twin."
    )
    assessment = models.TextField(max_length=8_000, blank=True)
    advice_to_mother = models.TextField(max_length=4_000, blank=True)
    is_released = models.BooleanField(default=False, help_text="The mother may read the advice.")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recording", "version"], name="review_version_once"),
            models.UniqueConstraint(
                fields=["recording", "author"],
                condition=Q(state=ReviewState.DRAFT),
                name="review_one_draft_each",
            ),
            models.CheckConstraint(
                condition=Q(state=ReviewState.DRAFT, version=None, signed_at=None)
                | Q(state=ReviewState.SIGNED, version__gte=1, signed_at__isnull=False),
                name="review_signed_has_version_and_time",
            ),
            models.CheckConstraint(
                condition=Q(baseline_bpm=None) | (Q(baseline_bpm__gte=30) & Q(baseline_bpm__lte=300)),
                name="review_baseline_30_to_300",
            ),
            models.CheckConstraint(
                condition=Q(second_baseline_bpm=None) | Q(second_baseline_bpm__range=(30, 300)),
                name="review_second_baseline_30_to_300",
            ),
        ]


class ReportState(models.TextChoices):
    """Where a report is on its way."""

    WAITING = "waiting", _("Waiting")
    RENDERING = "rendering", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


class Report(SubjectModel):
    """A recording on paper as it was at `requested_at`. The same content is made once: `content_sha256`."""

    recording = models.ForeignKey(Recording, models.PROTECT, related_name="reports")
    analysis = models.ForeignKey(
        Analysis, models.PROTECT, null=True, related_name="+", help_text="NULL: there was none."
    )
    review = models.ForeignKey(
        Review, models.PROTECT, null=True, related_name="+", help_text="NULL: nobody had signed."
    )
    language = models.CharField(max_length=8, choices=Language)
    speed_cm_per_min = models.PositiveSmallIntegerField()
    scale_bpm_per_cm = models.PositiveSmallIntegerField()
    content_sha256 = models.BinaryField(max_length=32, help_text="Digest of all that goes into it.")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ReportState, default=ReportState.WAITING)
    progress = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(help_text="When somebody has to look after it.")
    claimed_at = models.DateTimeField(null=True, help_text="When a worker took it up.")
    claimed_by = models.CharField(max_length=64, blank=True, help_text="Id of the task that took it up.")
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=40, blank=True, help_text="Code of why it failed.")
    file_name = models.CharField(max_length=120, blank=True, help_text="Name in the private storage.")
    file_sha256 = models.BinaryField(max_length=32, null=True)
    size_bytes = models.BigIntegerField(null=True)
    picture_name = models.CharField(max_length=120, blank=True, help_text="Of its first page, as PNG.")
    picture_bytes = models.BigIntegerField(null=True)
    page_count = models.PositiveIntegerField(null=True)
    ready_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recording", "content_sha256"], name="report_once"),
            models.CheckConstraint(condition=Q(progress__lte=100), name="report_progress_to_100"),
            models.CheckConstraint(
                condition=Q(speed_cm_per_min__in=[1, 2, 3], scale_bpm_per_cm__in=[20, 30]),
                name="report_paper_exists",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReportState.READY)
                | (Q(file_sha256__isnull=False) & Q(ready_at__isnull=False) & ~Q(file_name="")),
                name="report_ready_has_file",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=[ReportState.WAITING, ReportState.RENDERING]),
                name="report_waiting",
            )
        ]

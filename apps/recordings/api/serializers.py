"""What comes out: the same values by request and in the change feed."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.accounts.models import Role
from apps.foundation.api.fields import ZonedMoment
from apps.recordings import chunks
from apps.recordings.channels import FIELDS, SCALP_RATES, names_of
from apps.recordings.models import Analysis, Cause, Recording, Review, ReviewState, Variability
from apps.recordings.states import State


class DeviceOut(serializers.Serializer):
    """What made the recording; an empty text is unknown."""

    maker = serializers.CharField(source="device_maker", help_text="Maker.")
    model = serializers.CharField(source="device_model", help_text="Model.")
    serial = serializers.CharField(source="device_serial", help_text="Serial number.")


class RecordingOut(serializers.Serializer):
    """A recording. What its samples amount to is null until it is complete: before, ask `/chunks`."""

    id = serializers.UUIDField(source="public_id", help_text="Its address.")
    client_id = serializers.UUIDField(help_text="As the client made it.")
    pregnancy = serializers.UUIDField(source="pregnancy.public_id", help_text="The pregnancy.")
    fetus = serializers.SerializerMethodField(help_text="Fetus of the first rate; null: unknown.")
    second_fetus = serializers.SerializerMethodField(
        help_text="Fetus of the second rate; null: the same one."
    )
    started_at = ZonedMoment(source="started_local", help_text="Time of the first sample, in its own offset.")
    zone = serializers.CharField(source="zone_name", help_text="Name of the zone; empty: unknown.")
    device = DeviceOut(source="*", help_text="What made the recording.")
    state = serializers.ChoiceField(choices=State.choices, help_text="Where it is on its way.")
    progress = serializers.IntegerField(min_value=0, max_value=100, help_text="Percent of that way.")
    failure = serializers.CharField(help_text="Code of why the analysis failed; empty: it did not.")
    duration_s = serializers.SerializerMethodField(help_text="Length in seconds, holes included.")
    stored_s = serializers.SerializerMethodField(help_text="Seconds of samples that arrived.")
    channels = serializers.SerializerMethodField(
        help_text="Channels in which something may have been measured."
    )
    format = serializers.SerializerMethodField(help_text="Format of the file, or `chunks`.")
    source_hz = serializers.SerializerMethodField(help_text="Sampling rate of the source.")
    ahead_s = serializers.SerializerMethodField(
        help_text="Seconds by which samples lie after their arrival: the clock was wrong. 0: they do not."
    )
    recorded_at = serializers.DateTimeField(help_text="When we heard of it.")
    completed_at = serializers.DateTimeField(allow_null=True, help_text="When it was complete.")
    analysis = serializers.SerializerMethodField(help_text="The analysis that counts; null: none yet.")
    in_labour = serializers.BooleanField(help_text="Recorded in labour, as a clinician says.")
    scalp_electrode = serializers.SerializerMethodField(
        help_text="Rates that a scalp electrode measured, as a clinician or the file says."
    )

    def _closed(self, recording: Recording, value: Any) -> Any:
        return value if recording.is_closed else None

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_fetus(self, recording: Recording) -> str | None:
        return str(recording.fetus.public_id) if recording.fetus else None

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_second_fetus(self, recording: Recording) -> str | None:
        return str(recording.second_fetus.public_id) if recording.second_fetus else None

    def get_duration_s(self, recording: Recording) -> float | None:
        return self._closed(recording, recording.duration_s)

    def get_stored_s(self, recording: Recording) -> float | None:
        return self._closed(recording, recording.stored_count / 4)

    @extend_schema_field(
        serializers.ListField(child=serializers.ChoiceField(choices=list(FIELDS.values())), allow_null=True)
    )
    def get_channels(self, recording: Recording) -> list[str] | None:
        return self._closed(recording, names_of(recording.channels))

    @extend_schema_field(
        serializers.ListField(child=serializers.ChoiceField(choices=[FIELDS[rate] for rate in SCALP_RATES]))
    )
    def get_scalp_electrode(self, recording: Recording) -> list[str]:
        return names_of(recording.scalp_rates)

    def get_format(self, recording: Recording) -> str | None:
        return self._closed(recording, recording.source_format or recording.intake)

    def get_source_hz(self, recording: Recording) -> float | None:
        return self._closed(recording, recording.source_hz)

    def get_ahead_s(self, recording: Recording) -> float | None:
        return self._closed(recording, recording.ahead_s)

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_analysis(self, recording: Recording) -> str | None:
        return str(recording.current_analysis.public_id) if recording.current_analysis else None


class GapOut(serializers.Serializer):
    """A stretch without samples."""

    start_s = serializers.FloatField(help_text="Seconds since the start.")
    end_s = serializers.FloatField(help_text="Seconds since the start.")
    cause = serializers.ChoiceField(choices=Cause.choices, help_text="Who lost it.")


class GapsOut(serializers.Serializer):
    """What the client said about stretches without samples."""

    gaps = GapOut(many=True, help_text="In order of time.")


class StoredOut(serializers.Serializer):
    """The receipt for a file or a chunk: it is in the database."""

    recording = serializers.UUIDField(source="public_id", help_text="The recording.")
    state = serializers.ChoiceField(choices=State.choices, help_text="Where it is on its way.")
    samples = serializers.IntegerField(
        source="stored_count", help_text="Samples at 4 Hz that are stored by now."
    )
    duration_s = serializers.FloatField(help_text="Length in seconds by now, holes included.")


class StretchOut(serializers.Serializer):
    """Whole numbers from the first to the last, both counted."""

    first = serializers.IntegerField(min_value=0, help_text="The first one.")
    last = serializers.IntegerField(min_value=0, help_text="The last one.")


class ChunksOut(serializers.Serializer):
    """What is stored of a recording that comes in chunks."""

    state = serializers.CharField(source="recording.state", help_text="Where the recording is on its way.")
    next_number = serializers.SerializerMethodField(help_text="The first number above all that are stored.")
    stored = StretchOut(source="numbers", many=True, help_text="Numbers of the chunks that are stored.")
    holes = StretchOut(many=True, help_text="Samples at 4 Hz that are missing below the last one.")
    samples = serializers.IntegerField(
        source="recording.stored_count", help_text="Samples at 4 Hz that are stored."
    )

    def get_next_number(self, arrived: Any) -> int:
        return min(arrived.numbers[-1].last + 1, chunks.MOST_NUMBER) if arrived.numbers else 0


class EventOut(serializers.Serializer):
    """An acceleration, a deceleration or a contraction."""

    kind = serializers.CharField(
        help_text="acceleration, early, late, variable, prolonged, deceleration, contraction."
    )
    start_s = serializers.FloatField(help_text="Seconds since the start.")
    end_s = serializers.FloatField(help_text="Seconds since the start.")
    peak_s = serializers.FloatField(help_text="Seconds since the start.")
    amplitude_bpm = serializers.FloatField(
        allow_null=True, help_text="Distance from the baseline, always positive."
    )
    amplitude_units = serializers.FloatField(allow_null=True, help_text="Height of a contraction; else null.")


class LevelOut(serializers.Serializer):
    """A level of the baseline and how long it lasted."""

    start_s = serializers.FloatField(help_text="From, in seconds.")
    end_s = serializers.FloatField(help_text="To, in seconds.")
    baseline_bpm = serializers.FloatField(allow_null=True, help_text="Null: too little was measured to tell.")


class LeftOutOut(serializers.Serializer):
    """A stretch that was measured and not believed."""

    start_s = serializers.FloatField(help_text="From, in seconds.")
    end_s = serializers.FloatField(help_text="To, in seconds.")
    cause = serializers.CharField(help_text="Why: docs/clinical/ctg.md.")


class FalseSignalOut(serializers.Serializer):
    """A stretch that stays in the trace and more likely shows another heart or noise."""

    start_s = serializers.FloatField(help_text="From, in seconds.")
    end_s = serializers.FloatField(help_text="To, in seconds.")
    probability = serializers.FloatField(help_text="Mean of the stretch, 0.5 to 1.")


class FetusFindingsOut(serializers.Serializer):
    """What was found in the trace of one fetus; null is: cannot be told."""

    fetus = serializers.IntegerField(
        min_value=1, max_value=2, help_text="1: the first rate, 2: the second one."
    )
    duration_s = serializers.FloatField(help_text="Length in seconds.")
    gestation_weeks = serializers.FloatField(allow_null=True, help_text="As it was known then.")
    signal_loss = serializers.FloatField(
        allow_null=True, help_text="Part without a rate that is believed, 0 to 1."
    )
    mean_baseline_bpm = serializers.FloatField(allow_null=True, help_text="Mean of the baseline.")
    baseline_course = LevelOut(
        many=True, allow_null=True, help_text="Each ten minutes; null from older methods, as in what follows."
    )
    lowest_baseline = LevelOut(
        allow_null=True, help_text="The lowest level that lasted; null: none is known."
    )
    highest_baseline = LevelOut(allow_null=True, help_text="The highest level that lasted.")
    end_rate_bpm = serializers.FloatField(allow_null=True, help_text="Median of the last three minutes.")
    left_out = LeftOutOut(many=True, allow_null=True, help_text="What was measured and not believed.")
    repaired = LeftOutOut(
        many=True, allow_null=True, help_text="Half or double the rate, put right; null from older methods."
    )
    false_signal = FalseSignalOut(
        many=True,
        allow_null=True,
        help_text="What the network of false signals doubts; null from older methods.",
    )
    near_mother_s = serializers.FloatField(
        allow_null=True, help_text="Seconds in which the rate lay close to the mother's without following it."
    )
    low_variability_minutes = serializers.IntegerField(
        allow_null=True, help_text="Longest stretch of minutes below 5 bpm."
    )
    variability_bpm = serializers.FloatField(
        allow_null=True, help_text="Median bandwidth of the minutes that count."
    )
    stv_ms = serializers.FloatField(allow_null=True, help_text="Short-term variation.")
    bandwidth_bpm = serializers.ListField(
        child=serializers.FloatField(allow_null=True), help_text="Bandwidth of each whole minute."
    )
    accelerations = EventOut(many=True, help_text="In order of time.")
    decelerations = EventOut(many=True, help_text="In order of time.")
    contractions = EventOut(many=True, help_text="In order of time.")
    notes = serializers.ListField(
        child=serializers.CharField(), help_text="Codes of what could not be assessed: docs/clinical/ctg.md."
    )


FINDINGS = tuple(str(name) for name in FetusFindingsOut().fields)


class AnalysisOut(serializers.Serializer):
    """What a method in a version found in exactly these samples. It never changes."""

    id = serializers.UUIDField(source="public_id", help_text="Its name; a review names it.")
    recording = serializers.UUIDField(source="recording.public_id", help_text="The recording.")
    method_version = serializers.CharField(help_text="What computed it.")
    weights_sha256 = serializers.CharField(
        help_text="Digest of the weights that it computed with; empty: not kept then."
    )
    gestation_weeks = serializers.FloatField(
        allow_null=True, help_text="As it was known then; null: unknown."
    )
    supersedes = serializers.SerializerMethodField(help_text="The analysis that counted before.")
    created_at = serializers.DateTimeField(help_text="When it was attached.")
    fetuses = serializers.SerializerMethodField(help_text="One entry for each fetus.")

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_supersedes(self, analysis: Analysis) -> str | None:
        return str(analysis.supersedes.public_id) if analysis.supersedes else None

    @extend_schema_field(FetusFindingsOut(many=True))
    def get_fetuses(self, analysis: Analysis) -> list[dict[str, Any]]:
        return [{name: fetus.get(name) for name in FINDINGS} for fetus in analysis.result["fetuses"]]


class BaselineOut(serializers.Serializer):
    """The baseline of one fetus."""

    fetus = serializers.IntegerField(
        min_value=1, max_value=2, help_text="1: the first rate, 2: the second one."
    )
    step_s = serializers.FloatField(help_text="Seconds from value to value; the first is at 0 s.")
    values = serializers.ListField(
        child=serializers.FloatField(allow_null=True), help_text="In bpm; null: undefined."
    )


class AnalysisStateOut(serializers.Serializer):
    """How far the analysis is, and its result."""

    state = serializers.ChoiceField(choices=State.choices, help_text="Where the recording is on its way.")
    progress = serializers.IntegerField(min_value=0, max_value=100, help_text="Percent of that way.")
    failure = serializers.CharField(help_text="Code of why it failed; empty: it did not.")
    failure_text = serializers.CharField(help_text="The same as a sentence.")
    analysis = AnalysisOut(
        allow_null=True, help_text="The result; with a state other than `analysed`, an older one."
    )
    is_of_older_method = serializers.BooleanField(
        help_text="The method of today, or its weights, are others than those of the result."
    )
    baselines = BaselineOut(many=True, help_text="One for each fetus; empty without a result.")


class ReviewOut(serializers.Serializer):
    """A reading of a recording.

    The mother gets the newest version, once it is released, without the assessment.
    """

    id = serializers.UUIDField(source="public_id", help_text="Its name.")
    recording = serializers.UUIDField(source="recording.public_id", help_text="The recording.")
    analysis = serializers.SerializerMethodField(
        help_text="The analysis it is fixed to; null: only the trace."
    )
    state = serializers.ChoiceField(choices=ReviewState.choices, help_text="A signed one never changes.")
    version = serializers.IntegerField(
        allow_null=True, help_text="1 is the first signature; a draft has none."
    )
    amends = serializers.SerializerMethodField(help_text="The version before.")
    author = serializers.CharField(source="author.get_full_name", help_text="Name of the clinician.")
    baseline_bpm = serializers.FloatField(allow_null=True, help_text="In bpm; null: cannot be told.")
    variability = serializers.ChoiceField(choices=Variability.choices, help_text="Bandwidth in words.")
    second_baseline_bpm = serializers.FloatField(
        allow_null=True, help_text="Of the second twin, in bpm; null: cannot be told."
    )
    second_variability = serializers.ChoiceField(
        choices=Variability.choices, help_text="Of the second twin; unknown where there is none."
    )
    assessment = serializers.SerializerMethodField(help_text="For the care team; null for the mother.")
    advice_to_mother = serializers.CharField(help_text="In words for her.")
    released = serializers.BooleanField(
        source="is_released", help_text="Whether the mother may read the advice."
    )
    signed_at = serializers.DateTimeField(allow_null=True, help_text="When it was signed.")
    is_outdated = serializers.SerializerMethodField(help_text="A newer analysis has come since.")

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_analysis(self, review: Review) -> str | None:
        return str(review.analysis.public_id) if review.analysis else None

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_amends(self, review: Review) -> str | None:
        return str(review.amends.public_id) if review.amends else None

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_assessment(self, review: Review) -> str | None:
        return None if self.context["person"].role == Role.MOTHER else review.assessment

    def get_is_outdated(self, review: Review) -> bool:
        return review.analysis_id != review.recording.current_analysis_id


class ReviewsOut(serializers.Serializer):
    """The reviews of a recording."""

    reviews = ReviewOut(many=True, help_text="Oldest version first, her own draft last.")

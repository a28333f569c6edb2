"""What goes in: checked before any service is called."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.foundation.api import StrictSerializer
from apps.foundation.api.fields import StrictPart, ZonedMoment, ZoneName
from apps.recordings.api.fields import Seconds
from apps.recordings.channels import FIELDS, SCALP_RATES
from apps.recordings.models import LONGEST_S, Cause, Variability
from apps.recordings.services.announcing import MOST_GAPS
from apps.recordings.states import State

CAUSES = Cause.choices


class DeviceIn(StrictPart):
    """What made the recording."""

    maker = serializers.CharField(
        max_length=80, required=False, default="", allow_blank=True, help_text="Maker."
    )
    model = serializers.CharField(
        max_length=80, required=False, default="", allow_blank=True, help_text="Model."
    )
    serial = serializers.CharField(
        max_length=80, required=False, default="", allow_blank=True, help_text="Serial number."
    )


class GapIn(StrictPart):
    """A stretch without samples, and who lost it."""

    start_s = Seconds(min_value=0, max_value=LONGEST_S, help_text="Seconds since the start of the recording.")
    end_s = Seconds(min_value=0, max_value=LONGEST_S, help_text="Seconds since the start of the recording.")
    cause = serializers.ChoiceField(
        choices=CAUSES, required=False, default=Cause.UNKNOWN, help_text="Who lost it."
    )


GAPS: dict[str, Any] = {
    "many": True,
    "required": False,
    "default": list,
    "max_length": MOST_GAPS,
    "help_text": "In order of time, not overlapping.",
}


class RecordingIn(StrictSerializer):
    """A recording is announced; its samples follow."""

    client_id = serializers.UUIDField(
        help_text="Made by the client, once; the same again gets the first answer."
    )
    pregnancy = serializers.UUIDField(help_text="The pregnancy; it must be going on.")
    fetus = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="Of the first rate, if known."
    )
    second_fetus = serializers.UUIDField(
        required=False,
        allow_null=True,
        default=None,
        help_text="Of the second rate. Without it the second rate is another sensor of the same fetus.",
    )
    started_at = ZonedMoment(
        help_text="Time of the first sample with its offset; at most 5 minutes ahead of us."
    )
    zone = ZoneName(
        max_length=64,
        required=False,
        default="",
        allow_blank=True,
        help_text="Name of the zone, such as Asia/Seoul.",
    )
    scalp_electrode = serializers.ListField(
        child=serializers.ChoiceField(choices=[FIELDS[rate] for rate in SCALP_RATES]),
        max_length=2,
        required=False,
        default=list,
        help_text="Rates that a scalp electrode measured; clinicians only. A file that tells so need not be announced.",
    )
    device = DeviceIn(required=False, allow_null=True, default=None, help_text="What made the recording.")
    gaps = GapIn(**GAPS)


class CompletionIn(StrictSerializer):
    """Everything was sent."""

    gaps = GapIn(**GAPS)


class RecordingsQuery(StrictSerializer):
    """Which recordings to list."""

    pregnancy = serializers.UUIDField(required=False, help_text="Only of this pregnancy.")
    state = serializers.ChoiceField(choices=State.choices, required=False, help_text="Only in this state.")
    limit = serializers.CharField(required=False)
    cursor = serializers.CharField(required=False)


class FileQuery(StrictSerializer):
    """The name of a file that is sent as it is."""

    filename = serializers.CharField(max_length=200, help_text="Its extension tells the format.")


class TraceQuery(StrictSerializer):
    """Which part of a trace."""

    from_s = Seconds(required=False, min_value=0, max_value=LONGEST_S, help_text="First second; default 0.")
    to_s = Seconds(
        required=False, min_value=0, max_value=LONGEST_S, help_text="End; default the whole recording."
    )


class ReviewIn(StrictSerializer):
    """What a clinician says about a recording. No diagnosis: what she saw, and what the mother should do."""

    action = serializers.ChoiceField(
        choices=["draft", "sign", "amend"],
        help_text="Keep as a draft, sign the first version, or sign a further one.",
    )
    analysis_id = serializers.UUIDField(
        allow_null=True,
        help_text="The analysis she looked at; null where there is none. An older one is refused.",
    )
    amends = serializers.UUIDField(
        required=False,
        allow_null=True,
        default=None,
        help_text="To amend: the newest signed review, as you read it. If there is a newer one: 409.",
    )
    baseline_bpm = serializers.FloatField(
        required=False,
        allow_null=True,
        default=None,
        min_value=30,
        max_value=300,
        help_text="In bpm; null: cannot be told.",
    )
    variability = serializers.ChoiceField(
        choices=Variability.choices,
        required=False,
        default=Variability.UNKNOWN,
        help_text="Bandwidth in words.",
    )
    second_baseline_bpm = serializers.FloatField(
        required=False,
        allow_null=True,
        default=None,
        min_value=30,
        max_value=300,
        help_text="Of the second twin, in bpm; null: cannot be told.",
    )
    second_variability = serializers.ChoiceField(
        choices=Variability.choices,
        required=False,
        default=Variability.UNKNOWN,
        help_text="Of the second twin.",
    )
    assessment = serializers.CharField(
        max_length=8_000,
        required=False,
        default="",
        allow_blank=True,
        help_text="For the care team; needed to sign.",
    )
    advice_to_mother = serializers.CharField(
        max_length=4_000, required=False, default="", allow_blank=True, help_text="In words for her."
    )
    released = serializers.BooleanField(
        required=False, default=False, help_text="Whether she may read the advice."
    )

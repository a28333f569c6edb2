"""Limits that run beside those in force on live recordings, and call nobody."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from apps.accounts.preferences import zone_of
from apps.alerts.api.limits import TeamView
from apps.alerts.api.serializers import AlertPersonOut
from apps.foundation.api import PersonRequest, StrictSerializer
from apps.foundation.api.fields import ZonedMoment
from apps.monitoring.api.rehearsals import TAGS, RehearsedOut, said_of
from apps.monitoring.models import Shadow, ShadowEnd
from apps.monitoring.selectors import shadows as selectors
from apps.monitoring.selectors.rehearsals import rehearsal_seen_by
from apps.monitoring.selectors.shadows import Comparison
from apps.monitoring.services import shadowing
from apps.monitoring.services.shadowing import NewShadow


class ShadowOut(serializers.Serializer):
    """Limits of a rehearsal that run beside those in force."""

    id = serializers.UUIDField(source="public_id", help_text="Its name.")
    rehearsal = serializers.UUIDField(source="rehearsal.public_id", help_text="Whose limits they are.")
    mother = AlertPersonOut(allow_null=True, help_text="NULL: every mother of the team.")
    reason = serializers.CharField(help_text="Why.")
    author = AlertPersonOut(help_text="Who began it.")
    at = serializers.DateTimeField(help_text="Recordings that begin from here on are judged.")
    until = serializers.DateTimeField(help_text="When it ends by itself.")
    how = serializers.ChoiceField(
        choices=ShadowEnd.choices,
        allow_blank=True,
        help_text="What somebody did with it; empty: nothing yet.",
    )
    ended_at = serializers.DateTimeField(allow_null=True, help_text="When it stopped before its time.")
    ended_by = AlertPersonOut(allow_null=True, help_text="Who did.")


class ShadowDifferingOut(serializers.Serializer):
    """A recording of which the shadow says something else."""

    recording = serializers.UUIDField(help_text="Which.")
    what = serializers.ListField(child=serializers.CharField(), help_text="Codes of what differs.")
    real = RehearsedOut(many=True, help_text="What was said in reality.")
    shadow = RehearsedOut(many=True, help_text="What the shadow says.")


class ShadowWithRealityOut(ShadowOut):
    """A shadow, and reality beside it."""

    sums = serializers.JSONField(
        allow_null=True, help_text="As in a rehearsal, `today` being reality; NULL where it was discarded."
    )
    missed = serializers.IntegerField(
        allow_null=True, help_text="Recordings without an alert of the shadow in which somebody had to act."
    )
    failed = serializers.IntegerField(
        allow_null=True, help_text="Recordings that could not be judged under these limits."
    )
    differing = ShadowDifferingOut(
        many=True, help_text="As far as the reader sees the mothers, newest first."
    )


class ShadowIn(StrictSerializer):
    """For whom a shadow runs, for how long, and why."""

    mother = serializers.UUIDField(
        allow_null=True, required=False, help_text="NULL: every mother of the team."
    )
    days = serializers.IntegerField(min_value=1, max_value=shadowing.LONGEST_DAYS, help_text="Then it ends.")
    reason = serializers.CharField(max_length=500, help_text="Why.")


class ShadowMakeSoIn(StrictSerializer):
    """Why the limits are to be in force, and until when."""

    reason = serializers.CharField(max_length=1_000, help_text="Why.")
    until = ZonedMoment(help_text="Then the old limits count again; a year from now at most.")


class RehearsalShadows(TeamView):
    """Shadows of a rehearsal."""

    @extend_schema(operation_id="shadows_list", responses=ShadowOut(many=True), tags=TAGS)
    def get(self, request: PersonRequest, rehearsal_id: UUID) -> Response:
        """Read the shadows of a rehearsal, newest first."""
        row = rehearsal_seen_by(request.person, rehearsal_id)
        rows = selectors.shadows_seen_by(request.person).filter(rehearsal=row)
        return Response(ShadowOut(rows, many=True).data)

    @extend_schema(operation_id="shadows_start", request=ShadowIn, responses={201: ShadowOut}, tags=TAGS)
    def post(self, request: PersonRequest, rehearsal_id: UUID) -> Response:
        """Let the limits of a finished rehearsal run beside those in force (leads). Nobody is called by them."""
        given = ShadowIn.parse(request)
        new = NewShadow(given.get("mother"), given["days"], given["reason"])
        row = shadowing.start(request.person, rehearsal_id=rehearsal_id, new=new, at=request.received_at)
        return Response(ShadowOut(row).data, status=201)


class OneShadow(TeamView):
    """One shadow."""

    @extend_schema(operation_id="shadows_read", responses=ShadowWithRealityOut, tags=TAGS)
    def get(self, request: PersonRequest, shadow_id: UUID) -> Response:
        """Read a shadow against reality; single recordings for whoever sees the mother."""
        row = selectors.shadow_seen_by(request.person, shadow_id)
        both = None
        if row.how != ShadowEnd.DISCARDED:
            zone = zone_of(request.person.time_zone)
            both = selectors.compared(request.person, row, at=timezone.now(), zone=zone)
        return Response({**ShadowOut(row).data, **_reality(both)})


def _reality(both: Comparison | None) -> dict[str, Any]:
    if both is None:
        return {"sums": None, "missed": None, "failed": None, "differing": []}
    differing = [
        {
            "recording": one.row.recording.public_id,
            "what": one.what,
            "real": said_of(one.real),
            "shadow": said_of(one.row.said),
        }
        for one in both.differing
    ]
    return {"sums": both.sums, "missed": both.missed, "failed": both.failed, "differing": differing}


class EndShadow(TeamView):
    """A shadow before its time."""

    @extend_schema(operation_id="shadows_end", request=None, responses=ShadowOut, tags=TAGS)
    def post(self, request: PersonRequest, shadow_id: UUID) -> Response:
        """End a shadow (leads); what it said stays."""
        row: Shadow = shadowing.end(request.person, shadow_id=shadow_id, at=request.received_at)
        return Response(ShadowOut(row).data)


class DiscardShadow(TeamView):
    """A shadow that is thrown away."""

    @extend_schema(operation_id="shadows_discard", request=None, responses=ShadowOut, tags=TAGS)
    def post(self, request: PersonRequest, shadow_id: UUID) -> Response:
        """End a shadow and throw away what it said (leads)."""
        row: Shadow = shadowing.discard(request.person, shadow_id=shadow_id, at=request.received_at)
        return Response(ShadowOut(row).data)


class MakeShadowSo(TeamView):
    """A shadow whose limits are to be in force."""

    @extend_schema(operation_id="shadows_make_so", request=ShadowMakeSoIn, responses=ShadowOut, tags=TAGS)
    def post(self, request: PersonRequest, shadow_id: UUID) -> Response:
        """Put the limits of a shadow in force for its team or mother (leads who may set limits)."""
        given = ShadowMakeSoIn.parse(request)
        row: Shadow = shadowing.make_so(
            request.person,
            shadow_id=shadow_id,
            reason=given["reason"],
            until=given["until"],
            at=request.received_at,
        )
        return Response(ShadowOut(row).data)

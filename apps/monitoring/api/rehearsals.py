"""Limits that are tried before they count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from apps.alerts.api.limits import TeamView
from apps.alerts.api.serializers import AlertPersonOut
from apps.alerts.selectors.limits import team_seen_by
from apps.foundation.api import PersonRequest, StrictSerializer
from apps.foundation.api.fields import ZonedMoment
from apps.foundation.severity import Severity
from apps.monitoring.models import Rehearsal, RehearsalState
from apps.monitoring.selectors import rehearsals as selectors
from apps.monitoring.selectors.rehearsals import Differing
from apps.monitoring.services import rehearsing
from apps.monitoring.services.rehearsing import Proposal

TAGS = ["alert limits"]
MOST_LISTED = 100


class RehearsalOut(serializers.Serializer):
    """Limits that somebody tries, and what they would have meant: sums only."""

    id = serializers.UUIDField(source="public_id", help_text="Its name.")
    rule = serializers.CharField(source="rule_id", help_text="Which rule.")
    rule_version = serializers.IntegerField(help_text="Version of the rule that was asked.")
    proposed = serializers.DictField(child=serializers.FloatField(), help_text="Value by limit.")
    reason = serializers.CharField(help_text="Why.")
    since = serializers.DateTimeField(help_text="Recordings that began from here on.")
    until = serializers.DateTimeField(help_text="Recordings that began before.")
    author = AlertPersonOut(help_text="Who proposed it.")
    at = serializers.DateTimeField(help_text="When.")
    state = serializers.ChoiceField(choices=RehearsalState.choices, help_text="How far it is.")
    total = serializers.IntegerField(help_text="Recordings to go through.")
    done = serializers.IntegerField(help_text="Recordings gone through.")
    result = serializers.JSONField(help_text="Sums of both limits, side by side; empty until it is done.")


class RehearsedOut(serializers.Serializer):
    """What the rule says at one moment."""

    at_s = serializers.FloatField(help_text="Seconds since the start of the recording.")
    fetus = serializers.IntegerField(help_text="1, or 2 for the second twin.")
    direction = serializers.CharField(help_text="Empty where the rule has one only.")
    severity = serializers.ChoiceField(choices=Severity.choices, help_text="How bad.")


class DifferingOut(serializers.Serializer):
    """A recording in which something differs."""

    recording = serializers.UUIDField(source="row.recording.public_id", help_text="Which.")
    what = serializers.ListField(child=serializers.CharField(), help_text="Codes of what differs.")
    acted = serializers.ListField(
        child=serializers.CharField(), source="row.acted", help_text="Codes of why somebody had to act."
    )
    live = serializers.SerializerMethodField(help_text="What was said while it was recorded.")
    today = serializers.SerializerMethodField(help_text="Under the limits of today.")
    proposed = serializers.SerializerMethodField(help_text="Under the proposed limits.")

    @extend_schema_field(RehearsedOut(many=True))
    def get_live(self, found: Differing) -> list[dict[str, Any]]:
        return said_of(found.row.live)

    @extend_schema_field(RehearsedOut(many=True))
    def get_today(self, found: Differing) -> list[dict[str, Any]]:
        return said_of(found.row.today)

    @extend_schema_field(RehearsedOut(many=True))
    def get_proposed(self, found: Differing) -> list[dict[str, Any]]:
        return said_of(found.row.proposed)


def said_of(rows: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    """Return rows of [second, fetus, direction, severity] with their names."""
    return [dict(zip(("at_s", "fetus", "direction", "severity"), row, strict=True)) for row in rows]


class RehearsalWithRecordingsOut(RehearsalOut):
    """A rehearsal with the recordings that differ, as far as the reader may see them."""

    recordings = serializers.ListField(child=DifferingOut(), help_text="At most 200, newest first.")


class RehearsalIn(StrictSerializer):
    """Limits to try."""

    rule = serializers.CharField(max_length=60, help_text="A rule that watches traces.")
    proposed = serializers.DictField(
        child=serializers.FloatField(), help_text="Value by limit, inside the safe range of each."
    )
    since = ZonedMoment(help_text="Recordings that began from here on.")
    until = ZonedMoment(help_text="Recordings that began before, a year later at most.")
    reason = serializers.CharField(max_length=500, help_text="Why.")


class TeamRehearsals(TeamView):
    """Rehearsals of a team."""

    @extend_schema(operation_id="rehearsals_list", responses=RehearsalOut(many=True), tags=TAGS)
    def get(self, request: PersonRequest, team_id: UUID) -> Response:
        """Read the rehearsals of a team, newest first, at most 100."""
        team = team_seen_by(request.person, team_id)
        rows = selectors.rehearsals_seen_by(request.person).filter(team=team)[:MOST_LISTED]
        return Response(RehearsalOut(rows, many=True).data)

    @extend_schema(
        operation_id="rehearsals_propose", request=RehearsalIn, responses={202: RehearsalOut}, tags=TAGS
    )
    def post(self, request: PersonRequest, team_id: UUID) -> Response:
        """Try limits over what the team's mothers recorded (leads, administrators). Nothing changes by it."""
        given = RehearsalIn.parse(request)
        proposal = Proposal(given["rule"], given["proposed"], given["since"], given["until"], given["reason"])
        row = rehearsing.propose(request.person, team_id=team_id, proposal=proposal, at=request.received_at)
        return Response(RehearsalOut(row).data, status=202)


class OneRehearsal(TeamView):
    """One rehearsal."""

    @extend_schema(operation_id="rehearsals_read", responses=RehearsalWithRecordingsOut, tags=TAGS)
    def get(self, request: PersonRequest, rehearsal_id: UUID) -> Response:
        """Read what other limits would have meant; single recordings for whoever sees the mother."""
        row: Rehearsal = selectors.rehearsal_seen_by(request.person, rehearsal_id)
        found = DifferingOut(selectors.differing(request.person, row), many=True).data
        return Response({**RehearsalOut(row).data, "recordings": found})

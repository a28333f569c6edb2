"""Rules and their limits: what they are, and what a team or a mother has instead."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.utils.encoding import force_str
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from apps.accounts.models import Role
from apps.alerts import registry
from apps.alerts.api.serializers import AlertPersonOut
from apps.alerts.api.views import ClinicianView
from apps.alerts.selectors import limits as selectors
from apps.alerts.selectors.limits import ShownLimit
from apps.alerts.services import limits as services
from apps.alerts.services.limits import NewLimit
from apps.foundation.api import PersonAPIView, PersonRequest, StrictSerializer
from apps.pregnancies.selectors import mother_visible_to

TAGS = ["alert limits"]


class RuleOut(serializers.Serializer):
    """A rule, and what one must know to trust or doubt it."""

    id = serializers.CharField()
    version = serializers.IntegerField()
    title = serializers.CharField()
    needs = serializers.CharField()
    ends = serializers.CharField(help_text="How its condition ends.")
    wrong_if = serializers.CharField(help_text="What would make it wrong.")
    source = serializers.CharField()  # type: ignore[assignment]
    closes_with_pregnancy = serializers.SerializerMethodField(
        help_text="Directions closed with the pregnancy; [«*»]: all."
    )

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_closes_with_pregnancy(self, rule: registry.Rule) -> list[str]:
        """Return the directions."""
        closing = rule.closes_with_pregnancy
        if isinstance(closing, bool):
            return ["*"] if closing else []
        return sorted(closing)


class SetLimitOut(serializers.Serializer):
    """A value that somebody has set instead of the table's."""

    id = serializers.UUIDField(source="public_id")
    value = serializers.FloatField()
    reason = serializers.CharField()
    author = AlertPersonOut()
    from_at = serializers.DateTimeField()
    until = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


class LimitOut(serializers.Serializer):
    """One limit as it applies."""

    rule = serializers.CharField(source="rule.id")
    limit = serializers.CharField(source="limit.id")
    name = serializers.SerializerMethodField()
    value = serializers.FloatField(help_text="What applies.")
    unit = serializers.CharField(source="limit.unit")
    table_value = serializers.FloatField(source="limit.value")
    low = serializers.FloatField(source="limit.low", help_text="Lower end of the safe range.")
    high = serializers.FloatField(source="limit.high", help_text="Upper end of the safe range.")
    source = serializers.CharField(source="limit.source")  # type: ignore[assignment]
    set_by = SetLimitOut(allow_null=True)

    @extend_schema_field(str)
    def get_name(self, shown: ShownLimit) -> str:
        """Return the limit's name."""
        return force_str(shown.limit.name(get_language() or "en"))


class LimitIn(StrictSerializer):
    """A limit to set."""

    rule = serializers.CharField(max_length=60)
    limit = serializers.CharField(max_length=60)
    value = serializers.FloatField()
    reason = serializers.CharField(max_length=1_000)
    until = serializers.DateTimeField(help_text="With its zone; within a year.")

    @classmethod
    def new(cls, request: Any) -> NewLimit:
        """Return what was sent as the service takes it."""
        given = cls.parse(request)
        return NewLimit(
            rule_id=given["rule"],
            limit_id=given["limit"],
            value=given["value"],
            reason=given["reason"],
            until=given["until"],
        )


class AlertRules(ClinicianView):
    """The rules."""

    @extend_schema(operation_id="alert_rules_list", responses=RuleOut(many=True), tags=TAGS)
    def get(self, request: PersonRequest) -> Response:
        """Read every rule: what it needs, how it ends, what would make it wrong."""
        return Response(RuleOut(registry.all_rules(), many=True).data)


class TeamView(PersonAPIView):
    """A view for members of a team and administrators."""

    roles: ClassVar = frozenset({Role.CLINICIAN, Role.ADMINISTRATOR})


class TeamLimits(TeamView):
    """Limits of a team."""

    @extend_schema(operation_id="team_limits_list", responses=LimitOut(many=True), tags=TAGS)
    def get(self, request: PersonRequest, team_id: UUID) -> Response:
        """Read every limit as it applies to a team."""
        rows = selectors.limits_of_team(request.person, team_id, at=request.received_at)
        return Response(LimitOut(rows, many=True).data)

    @extend_schema(operation_id="team_limits_set", request=LimitIn, responses={201: SetLimitOut}, tags=TAGS)
    def post(self, request: PersonRequest, team_id: UUID) -> Response:
        """Set a limit for a team, inside its safe range (leads)."""
        row = services.set_team_limit(
            request.person, team_id=team_id, new=LimitIn.new(request), at=request.received_at
        )
        return Response(SetLimitOut(row).data, status=201)


class TeamLimitEnd(TeamView):
    """Going back to the table."""

    @extend_schema(operation_id="team_limits_end", request=None, responses=SetLimitOut, tags=TAGS)
    def post(self, request: PersonRequest, team_id: UUID, limit_id: UUID) -> Response:
        """End a team's limit (leads)."""
        row = services.end_team_limit(
            request.person, team_id=team_id, limit_id=limit_id, at=request.received_at
        )
        return Response(SetLimitOut(row).data)


class MotherLimits(ClinicianView):
    """Limits of a mother."""

    @extend_schema(operation_id="mother_limits_list", responses=LimitOut(many=True), tags=TAGS)
    def get(self, request: PersonRequest, mother_id: UUID) -> Response:
        """Read every limit as it applies to a mother."""
        mother = mother_visible_to(request.person, mother_id)
        rows = selectors.limits_of_mother(request.person, mother, at=request.received_at)
        return Response(LimitOut(rows, many=True).data)

    @extend_schema(operation_id="mother_limits_set", request=LimitIn, responses={201: SetLimitOut}, tags=TAGS)
    def post(self, request: PersonRequest, mother_id: UUID) -> Response:
        """Set a limit for one mother, inside its safe range."""
        row = services.set_mother_limit(
            request.person, mother_id=mother_id, new=LimitIn.new(request), at=request.received_at
        )
        return Response(SetLimitOut(row).data, status=201)


class MotherLimitEnd(ClinicianView):
    """Going back to her teams' limit or the table."""

    @extend_schema(operation_id="mother_limits_end", request=None, responses=SetLimitOut, tags=TAGS)
    def post(self, request: PersonRequest, mother_id: UUID, limit_id: UUID) -> Response:
        """End a mother's limit."""
        row = services.end_mother_limit(
            request.person, mother_id=mother_id, limit_id=limit_id, at=request.received_at
        )
        return Response(SetLimitOut(row).data)

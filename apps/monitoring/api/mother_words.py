"""What mothers are told when a rule that watches a trace calls somebody, and who stands for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from apps.alerts.api.limits import TeamView
from apps.alerts.selectors.limits import team_seen_by
from apps.foundation.api import PersonRequest, StrictSerializer
from apps.monitoring.models import WordsApproval
from apps.monitoring.rules import mother_words as rules
from apps.monitoring.selectors.mother_words import standing_for
from apps.monitoring.services import mother_words as services

TAGS = ["alert limits"]


class MotherWordsOut(serializers.Serializer):
    """The words of one rule, and whether the team's mothers read them."""

    rule = serializers.CharField(help_text="Which rule.")
    version = serializers.IntegerField(help_text="Of the words as they are now.")
    says = serializers.CharField(help_text="What she is told, in the reader's language.")
    do = serializers.CharField(help_text="What she is asked to do; numbers are filled in for her.")
    calls = serializers.BooleanField(help_text="She is to phone now.")
    is_approved = serializers.BooleanField(help_text="False: her phone shows neutral words instead.")
    approved_by = serializers.CharField(help_text="Name of who stands for them; empty: nobody.")
    approved_at = serializers.DateTimeField(allow_null=True, help_text="Since when; null: nobody does.")


class ApprovalIn(StrictSerializer):
    """The version that was read."""

    version = serializers.IntegerField(min_value=1, help_text="As it was shown.")


def _out(approvals: Mapping[str, WordsApproval]) -> list[dict[str, Any]]:
    found = []
    for rule_id in rules.rule_ids():
        version = rules.version_of(rule_id)
        row = approvals.get(rule_id)
        is_approved = row is not None and row.version == version
        words = rules.words_of(
            rule_id, approved_version=version, language=get_language() or "en", phone="", emergency=""
        )
        found.append(
            {
                "rule": rule_id,
                "version": version,
                "says": words.says,
                "do": words.do,
                "calls": words.calls,
                "is_approved": is_approved,
                "approved_by": row.approved_by.get_full_name() if row is not None and is_approved else "",
                "approved_at": row.at if row is not None and is_approved else None,
            }
        )
    return found


def _answer(request: PersonRequest, team_id: UUID) -> Response:
    return Response(MotherWordsOut(_out(standing_for(team_seen_by(request.person, team_id))), many=True).data)


class TeamMotherWords(TeamView):
    """Words for mothers, rule by rule."""

    @extend_schema(operation_id="mother_words_list", responses=MotherWordsOut(many=True), tags=TAGS)
    def get(self, request: PersonRequest, team_id: UUID) -> Response:
        """Read what mothers of a team are told when a rule calls somebody, and who stands for it."""
        return _answer(request, team_id)


class TeamMotherWordsOfRule(TeamView):
    """The words of one rule."""

    @extend_schema(
        operation_id="mother_words_approve",
        request=ApprovalIn,
        responses=MotherWordsOut(many=True),
        tags=TAGS,
    )
    def put(self, request: PersonRequest, team_id: UUID, rule_id: str) -> Response:
        """Stand for these words; mothers of the team read them from now on (obstetricians, midwives)."""
        version = ApprovalIn.parse(request)["version"]
        services.approve(
            request.person, team_id=team_id, rule_id=rule_id, version=version, at=request.received_at
        )
        return _answer(request, team_id)

    @extend_schema(
        operation_id="mother_words_withdraw",
        request=None,
        responses={200: MotherWordsOut(many=True)},
        tags=TAGS,
    )
    def delete(self, request: PersonRequest, team_id: UUID, rule_id: str) -> Response:
        """Say the neutral words again (obstetricians, midwives)."""
        services.withdraw(request.person, team_id=team_id, rule_id=rule_id, at=request.received_at)
        return _answer(request, team_id)

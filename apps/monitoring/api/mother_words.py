"""What mothers are told when a rule that watches a trace calls somebody, and who stands for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from apps.accounts.models import Language
from apps.alerts.api.limits import TeamView
from apps.alerts.selectors.limits import team_seen_by
from apps.foundation.api import PersonRequest, StrictSerializer
from apps.monitoring.models import WordsApproval
from apps.monitoring.rules import mother_words as rules
from apps.monitoring.selectors.mother_words import standing_for
from apps.monitoring.services import mother_words as services

TAGS = ["alert limits"]


class MotherWordsOut(serializers.Serializer):
    """The words of one rule in one language, and whether the team's mothers read them."""

    rule = serializers.CharField(help_text="Which rule.")
    language = serializers.ChoiceField(Language.choices, help_text="Of the words.")
    version = serializers.IntegerField(help_text="Of the words as they are now.")
    says = serializers.CharField(help_text="What she is told.")
    do = serializers.CharField(help_text="What she is asked to do; numbers are filled in for her.")
    calls = serializers.BooleanField(help_text="She is to phone now.")
    is_approved = serializers.BooleanField(
        help_text="False: mothers who read this language get no notice; beside the strip stand neutral words."
    )
    approved_by = serializers.CharField(help_text="Name of who stands for them; empty: nobody.")
    approved_at = serializers.DateTimeField(allow_null=True, help_text="Since when; null: nobody does.")


class ApprovalIn(StrictSerializer):
    """The version that was read, and in which language."""

    version = serializers.IntegerField(min_value=1, help_text="As it was shown.")
    language = serializers.ChoiceField(
        Language.choices, required=False, help_text="Empty: the language of the request."
    )


class WithdrawalQuery(StrictSerializer):
    """Which words."""

    language = serializers.ChoiceField(Language.choices, required=False, help_text="Without: all languages.")


def _out(approvals: Mapping[tuple[str, str], WordsApproval]) -> list[dict[str, Any]]:
    return [
        _words(rule_id, language, approvals.get((rule_id, language)))
        for rule_id in rules.rule_ids()
        for language in Language.values
    ]


def _words(rule_id: str, language: str, row: WordsApproval | None) -> dict[str, Any]:
    version = rules.version_of(rule_id)
    words = rules.words_of(rule_id, approved_version=version, language=language, phone="", emergency="")
    standing = row if row is not None and row.version == version else None
    return {
        "rule": rule_id,
        "language": language,
        "version": version,
        "says": words.says,
        "do": words.do,
        "calls": words.calls,
        "is_approved": standing is not None,
        "approved_by": standing.approved_by.get_full_name() if standing else "",
        "approved_at": standing.at if standing else None,
    }


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
        given = ApprovalIn.parse(request)
        services.approve(
            request.person,
            team_id=team_id,
            rule_id=rule_id,
            language=given.get("language") or get_language() or Language.ENGLISH,
            version=given["version"],
            at=request.received_at,
        )
        return _answer(request, team_id)

    @extend_schema(
        operation_id="mother_words_withdraw",
        parameters=[WithdrawalQuery],
        request=None,
        responses={200: MotherWordsOut(many=True)},
        tags=TAGS,
    )
    def delete(self, request: PersonRequest, team_id: UUID, rule_id: str) -> Response:
        """Stand for these words no longer (obstetricians, midwives)."""
        services.withdraw(
            request.person,
            team_id=team_id,
            rule_id=rule_id,
            language=WithdrawalQuery.parse_query(request).get("language", ""),
            at=request.received_at,
        )
        return _answer(request, team_id)

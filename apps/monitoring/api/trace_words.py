"""What a mother reads of open alerts about her recordings."""

from __future__ import annotations

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from apps.accounts.models import Role
from apps.foundation.api import PersonAPIView, PersonRequest
from apps.monitoring.selectors.trace_words import words_for


class TraceWordsOut(serializers.Serializer):
    """Words that every team of hers stands for. None of them says that anything is well."""

    id = serializers.UUIDField(help_text="Of the alert; `object_id` of the notification `trace_words`.")
    recording = serializers.UUIDField(help_text="What it is about.")
    says = serializers.CharField(source="words.says", help_text="What she is told.")
    do = serializers.CharField(source="words.do", help_text="What to do.")
    calls = serializers.BooleanField(
        source="words.calls", help_text="She is to phone now: show the numbers large."
    )
    phone = serializers.CharField(help_text="Of her maternity unit; empty: not known.")
    emergency_number = serializers.CharField(help_text="Empty: not known.")
    since = serializers.DateTimeField(help_text="When somebody was called.")


class TraceWordsOfHers(PersonAPIView):
    """Her own."""

    roles: ClassVar = frozenset({Role.MOTHER})

    @extend_schema(operation_id="trace_words_list", tags=["recordings"], responses=TraceWordsOut(many=True))
    def get(self, request: PersonRequest) -> Response:
        """Read what is said of open alerts about your recordings, the worst first. Empty says nothing of the baby."""
        return Response(TraceWordsOut(words_for(request.person), many=True).data)

"""`GET /api/v1/changes`: what a phone needs to be up to date, deletions included."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from apps.foundation import feed
from apps.foundation.api.serializers import StrictSerializer
from apps.foundation.api.views import PersonAPIView, PersonRequest

LONGEST_PAGE = 500
LARGEST_SEQUENCE = 2**63 - 1


class ChangesQuery(StrictSerializer):
    """What may be asked; `after` is judged by the feed, so that a phone has one reason to start afresh."""

    after = serializers.CharField(
        required=False, default="0", allow_blank=True, max_length=100, trim_whitespace=False
    )
    limit = serializers.IntegerField(required=False, default=200, min_value=1, max_value=LONGEST_PAGE)


class ChangeOut(serializers.Serializer):
    """One object that changed."""

    sequence = serializers.IntegerField(min_value=1, help_text="Number of the change in this mother's feed.")
    kind = serializers.CharField(help_text="What kind of object it is.")
    id = serializers.UUIDField(help_text="The object's id, as everywhere else in the API.")
    object = serializers.DictField(allow_null=True, help_text="Its present state; null: deleted, forget it.")


class ChangesOut(serializers.Serializer):
    """A stretch of the feed, smallest number first."""

    changes = ChangeOut(many=True)
    next_after = serializers.IntegerField(min_value=0, help_text="Ask with this number next.")
    has_more = serializers.BooleanField(help_text="True: ask again at once.")
    head = serializers.IntegerField(min_value=0, help_text="The newest number of this mother's feed.")


def _kinds_in_words() -> str:
    """Name each kind, and where the schema describes it; read after every app has registered its own."""
    names = []
    for kind in sorted(feed.kinds().values(), key=lambda kind: kind.name):
        names.append(f"`{kind.name}`" + (f" ({kind.serializer.__name__})" if kind.serializer else ""))
    return ", ".join(names)


class Changes(PersonAPIView):
    """A mother's phone asks by number, never by time."""

    roles: ClassVar[frozenset[str]] = frozenset({"mother"})

    @extend_schema(
        operation_id="changes_list",
        tags=["changes"],
        description=(
            "Everything of the signed-in mother that changed after a number, each object once and in its "
            "present state. Apply the page, remember `next_after`. The problem code `unknown_sequence` "
            "means: forget what you hold and start from 0. Kinds: " + _kinds_in_words() + "."
        ),
        parameters=[
            OpenApiParameter(
                "after",
                {"type": "integer", "minimum": 0, "maximum": LARGEST_SEQUENCE, "default": 0},
                description="The last number that the phone has applied.",
            ),
            OpenApiParameter(
                "limit",
                {"type": "integer", "minimum": 1, "maximum": LONGEST_PAGE, "default": 200},
                description="At most so many changes.",
            ),
        ],
        responses=ChangesOut,
    )
    def get(self, request: PersonRequest) -> Response:
        """Answer one page."""
        asked = ChangesQuery.parse_query(request)
        page = feed.read(request.person, after=_number(asked["after"]), limit=asked["limit"])
        return Response(ChangesOut(page).data)


def _number(given: str) -> int:
    if given.isascii() and given.isdigit() and int(given) <= LARGEST_SEQUENCE:
        return int(given)
    raise feed.UnknownSequence.field("after", _("Give the number that the last answer named, or 0."))

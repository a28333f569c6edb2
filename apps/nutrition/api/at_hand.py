"""What is kept at hand: recent foods, favourites, supplements, the profile."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from apps.foundation.api import PersonAPIView, PersonRequest, StrictSerializer
from apps.foundation.errors import Forbidden
from apps.nutrition.api.at_hand_out import (
    ACTIVITIES,
    STANDARDS,
    FavouriteOut,
    ProfileOut,
    RecentFoodOut,
    SupplementOut,
    favourites_shown,
    recent_shown,
)
from apps.nutrition.api.days import CARE, MOTHERS, OF_MOTHER, TAGS, OfMotherView
from apps.nutrition.models import NutritionProfile
from apps.nutrition.rules.portions import MOST_GRAMS, SMALLEST_GRAMS
from apps.nutrition.selectors import meals as reading
from apps.nutrition.services import favourites, profiles, supplements


class RecentFoods(PersonAPIView):
    """Foods that she confirmed lately."""

    roles: ClassVar = MOTHERS

    @extend_schema(operation_id="nutrition_recent_foods", tags=TAGS, responses=RecentFoodOut(many=True))
    def get(self, request: PersonRequest) -> Response:
        """List up to 20 foods, each once, the newest first."""
        rows = recent_shown(reading.recent_foods(request.person))
        return Response(RecentFoodOut(rows, many=True).data)


class FavouriteIn(StrictSerializer):
    """A food to keep at hand."""

    id = serializers.UUIDField(help_text="Made by the client.")
    food = serializers.UUIDField()
    grams = serializers.FloatField(
        required=False, allow_null=True, default=None, min_value=SMALLEST_GRAMS, max_value=MOST_GRAMS
    )


class Favourites(PersonAPIView):
    """Foods that she keeps at hand."""

    roles: ClassVar = MOTHERS

    @extend_schema(operation_id="nutrition_favourites_list", tags=TAGS, responses=FavouriteOut(many=True))
    def get(self, request: PersonRequest) -> Response:
        """List favourites, the newest first."""
        rows = favourites_shown(reading.favourites_of(request.person))
        return Response(FavouriteOut(rows, many=True).data)

    @extend_schema(
        operation_id="nutrition_favourites_keep",
        tags=TAGS,
        request=FavouriteIn,
        responses={201: FavouriteOut, 200: FavouriteOut},
    )
    def post(self, request: PersonRequest) -> Response:
        """Keep a food at hand."""
        given = FavouriteIn.parse(request)
        row, is_new = favourites.keep_favourite(
            request.person,
            public_id=given["id"],
            food_id=given["food"],
            grams=given["grams"],
            at=request.received_at,
        )
        return Response(FavouriteOut(favourites_shown([row])[0]).data, status=201 if is_new else 200)


class OneFavourite(PersonAPIView):
    """One favourite."""

    roles: ClassVar = MOTHERS

    @extend_schema(operation_id="nutrition_favourites_forget", tags=TAGS, request=None, responses={204: None})
    def delete(self, request: PersonRequest, favourite_id: UUID) -> Response:
        """Put a food away."""
        favourites.forget_favourite(request.person, favourite_id=favourite_id)
        return Response(status=204)


class SupplementIn(StrictSerializer):
    """A supplement that she takes."""

    id = serializers.UUIDField(help_text="Made by the client.")
    name = serializers.CharField(max_length=120)
    per_dose = serializers.DictField(
        child=serializers.FloatField(min_value=0), help_text="As printed, by nutrient of the food table."
    )
    doses_per_day = serializers.FloatField(required=False, default=1.0, min_value=0.01, max_value=20)
    from_day = serializers.DateField()
    until_day = serializers.DateField(required=False, allow_null=True, default=None)


class SupplementChange(StrictSerializer):
    """What changes; what is left out stays."""

    name = serializers.CharField(required=False, max_length=120)
    per_dose = serializers.DictField(required=False, child=serializers.FloatField(min_value=0))
    doses_per_day = serializers.FloatField(required=False, min_value=0.01, max_value=20)
    from_day = serializers.DateField(required=False)
    until_day = serializers.DateField(required=False, allow_null=True)


class Supplements(OfMotherView):
    """What a mother takes day by day."""

    @extend_schema(
        operation_id="nutrition_supplements_list",
        tags=TAGS,
        parameters=[OF_MOTHER],
        responses=SupplementOut(many=True),
    )
    def get(self, request: PersonRequest) -> Response:
        """List supplements, those that have ended too."""
        rows = reading.supplements_of(request.person, self.mother())
        return Response(SupplementOut(rows, many=True).data)

    @extend_schema(
        operation_id="nutrition_supplements_note",
        tags=TAGS,
        request=SupplementIn,
        responses={201: SupplementOut, 200: SupplementOut},
    )
    def post(self, request: PersonRequest) -> Response:
        """Note a supplement (mothers)."""
        _require_mother(request)
        given: dict[str, Any] = SupplementIn.parse(request)
        public_id = given.pop("id")
        row, is_new = supplements.note_supplement(
            request.person, public_id=public_id, at=request.received_at, **given
        )
        return Response(SupplementOut(row).data, status=201 if is_new else 200)


def _require_mother(request: PersonRequest) -> None:
    if not request.person.is_mother:
        raise Forbidden


class OneSupplement(PersonAPIView):
    """One supplement."""

    roles: ClassVar = CARE

    @extend_schema(
        operation_id="nutrition_supplements_change",
        tags=TAGS,
        request=SupplementChange,
        responses=SupplementOut,
    )
    def patch(self, request: PersonRequest, supplement_id: UUID) -> Response:
        """Change a supplement, or give it a last day; only the mother herself."""
        row = supplements.change_supplement(
            request.person, supplement_id=supplement_id, changes=SupplementChange.parse(request)
        )
        return Response(SupplementOut(row).data)

    @extend_schema(
        operation_id="nutrition_supplements_remove", tags=TAGS, request=None, responses={204: None}
    )
    def delete(self, request: PersonRequest, supplement_id: UUID) -> Response:
        """Take out what was noted by mistake; only the mother herself."""
        supplements.remove_supplement(request.person, supplement_id=supplement_id)
        return Response(status=204)


class ProfileChange(StrictSerializer):
    """What changes; what is left out stays."""

    birth_year = serializers.IntegerField(required=False, allow_null=True, min_value=1940, max_value=2020)
    standard = serializers.ChoiceField([*STANDARDS, ("", "")], required=False, allow_blank=True)
    activity = serializers.ChoiceField([*ACTIVITIES, ("", "")], required=False, allow_blank=True)
    carbohydrate_targets = serializers.DictField(
        required=False,
        child=serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2),
        help_text="By kind of meal: from and to, in g. Dietitians and obstetricians only.",
    )


class Profile(OfMotherView):
    """What a mother's reference intakes need to know."""

    @extend_schema(
        operation_id="nutrition_profile_read", tags=TAGS, parameters=[OF_MOTHER], responses=ProfileOut
    )
    def get(self, request: PersonRequest) -> Response:
        """Read it; empty where nothing was ever said."""
        row = reading.profile_of(request.person, self.mother())
        return Response(ProfileOut(row or NutritionProfile()).data)

    @extend_schema(
        operation_id="nutrition_profile_change",
        tags=TAGS,
        parameters=[OF_MOTHER],
        request=ProfileChange,
        responses=ProfileOut,
    )
    def patch(self, request: PersonRequest) -> Response:
        """Change it: year of birth, standard and activity by her or her care team, targets for meals by her care team."""
        changes = ProfileChange.parse(request)
        row = profiles.change_profile(
            request.person, mother=self.mother(), changes=changes, at=request.received_at
        )
        return Response(ProfileOut(row).data)

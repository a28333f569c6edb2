"""How a mother wants her plans."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from apps.foundation.api import PersonRequest
from apps.nutrition.api.days import OF_MOTHER, OfMotherView
from apps.plans.api.inputs import SettingsIn
from apps.plans.api.marks_out import SettingsOut
from apps.plans.api.plans import TAGS
from apps.plans.models import PlanSettings
from apps.plans.services import wishes


class Settings(OfMotherView):
    """How a mother wants her plans."""

    @extend_schema(
        operation_id="plan_settings_read", tags=TAGS, parameters=[OF_MOTHER], responses=SettingsOut
    )
    def get(self, request: PersonRequest) -> Response:
        """Read it; the usual answers where nothing was ever said."""
        mother = self.mother()
        row = PlanSettings.objects.visible_to(request.person).filter(subject=mother).first()
        return Response(SettingsOut(row or PlanSettings(subject=mother)).data)

    @extend_schema(
        operation_id="plan_settings_change",
        tags=TAGS,
        parameters=[OF_MOTHER],
        request=SettingsIn,
        responses=SettingsOut,
    )
    def put(self, request: PersonRequest) -> Response:
        """Change what is given: wishes by her or her care team, approval and clearances by her care team."""
        mother = self.mother()
        changes = SettingsIn.parse(request)
        row = wishes.change_settings(request.person, mother=mother, changes=changes, at=request.received_at)
        return Response(SettingsOut(row).data)

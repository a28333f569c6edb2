"""What every API view and serializer is built from."""

from apps.foundation.api.paging import NewestFirst
from apps.foundation.api.serializers import StrictSerializer
from apps.foundation.api.views import PersonAPIView, PersonRequest

__all__ = ["NewestFirst", "PersonAPIView", "PersonRequest", "StrictSerializer"]

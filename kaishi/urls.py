"""Every address. Each app brings its own; the first segment says whose it is."""

from collections.abc import Sequence

from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from kaishi import health

Addresses = Sequence[URLPattern | URLResolver]

health_addresses: Addresses = [
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("metrics", health.metrics, name="metrics"),
]

api_addresses: Addresses = [
    path("api/schema", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs", SpectacularSwaggerView.as_view(url_name="schema"), name="api-docs"),
    path("api/auth/", include("allauth.headless.urls")),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *health_addresses,
    *api_addresses,
]

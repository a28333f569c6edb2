"""Every address. Each app brings its own; the first segment says whose it is."""

from collections.abc import Sequence

from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView

from apps.foundation.api.docs import api_docs
from apps.nutrition.admin import site as dishes_site
from kaishi import health

Addresses = Sequence[URLPattern | URLResolver]

health_addresses: Addresses = [
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("metrics", health.metrics, name="metrics"),
]

api_addresses: Addresses = [
    path("api/schema", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs", api_docs, name="api-docs"),
    path("api/v1/", include("apps.foundation.api.urls")),
    path("api/v1/", include("apps.accounts.api.urls")),
    path("api/v1/", include("apps.notifications.api.urls")),
    path("api/v1/", include("apps.alerts.api.urls")),
    path("api/v1/", include("apps.expectations.api.urls")),
    path("api/v1/", include("apps.consultations.api.urls")),
    path("api/v1/", include("apps.recordings.api.urls")),
    path("api/v1/", include("apps.monitoring.api.urls")),
    path("api/v1/", include("apps.monitoring.api.gate_urls")),
    path("api/v1/", include("apps.nutrition.api.urls")),
    path("api/v1/", include("apps.observations.api.urls")),
    path("api/v1/", include("apps.plans.api.urls")),
    path("api/v1/", include("apps.pregnancies.api.urls")),
    path("api/v1/", include("apps.referrals.api.urls")),
    path("api/v1/partners/", include("apps.referrals.api.partner_urls")),
    path("api/auth/", include("allauth.headless.urls")),
]

page_addresses: Addresses = [
    path("admin/", dishes_site.urls),
    path("", include("apps.accounts.urls")),
    path("", include("apps.ui.urls")),
    path("", include("apps.notifications.urls")),
    path("", include("apps.alerts.urls")),
    path("", include("apps.expectations.urls")),
    path("", include("apps.consultations.urls")),
    path("", include("apps.monitoring.urls")),
    path("", include("apps.referrals.urls")),
    path("", include("apps.console.urls")),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *health_addresses,
    *api_addresses,
    *page_addresses,
]

handler400 = "apps.foundation.errors.bad_request"
handler403 = "apps.foundation.errors.permission_denied"
handler404 = "apps.foundation.errors.not_found"
handler500 = "apps.foundation.errors.server_error"
handler429 = "apps.accounts.pages.too_many_requests"

"""Include at the root: path("", include("apps.ui.urls"))."""

from django.conf import settings
from django.urls import path

from apps.ui import pages

app_name = "ui"

urlpatterns = [
    path("preferences/theme", pages.set_theme, name="theme"),
    path("preferences/language", pages.set_language, name="language"),
]

# Production never has them: the content is harmless, but every address is one more to watch.
if getattr(settings, "UI_DESIGN_PAGES", getattr(settings, "DEMO_ALLOWED", settings.DEBUG)):
    from apps.ui.design import pages as design_pages

    urlpatterns += [
        path("design", design_pages.components, name="design"),
        path("design/strip", design_pages.strip, name="design_strip"),
        path("design/strip/trace", design_pages.strip_trace, name="design_strip_trace"),
        path("design/strip/analysis", design_pages.strip_analysis, name="design_strip_analysis"),
    ]

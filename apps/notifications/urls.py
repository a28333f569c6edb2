"""Pages. Included at the root: path("", include("apps.notifications.urls"))."""

from django.urls import path

from apps.notifications import pages

app_name = "notifications"
urlpatterns = [
    path("notifications/", pages.notifications, name="list"),
    path("notifications/bell", pages.bell, name="bell"),
    path("notifications/read", pages.read, name="read"),
    path("notifications/preferences", pages.preferences, name="preferences"),
    path("notifications/test", pages.test, name="test"),
    path("notifications/browsers/<uuid:browser_id>/remove", pages.remove_browser, name="remove_browser"),
    path("notifications/worker.js", pages.worker, name="worker"),
    path("notifications/<uuid:notification_id>/", pages.open_one, name="open"),
]

"""Addresses under /api/v1/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apps.notifications.api import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("notifications", views.Notifications.as_view()),
    path("notifications/unread-count", views.UnreadCount.as_view()),
    path("notifications/read", views.Reading.as_view()),
    path("notifications/test", views.Test.as_view()),
    path("notifications/preferences", views.Preferences.as_view()),
    path("notifications/<uuid:notification_id>", views.NotificationDetail.as_view()),
    path("web-push/key", views.WebPushKey.as_view()),
    path("web-push/subscriptions", views.Subscriptions.as_view()),
    path("web-push/subscriptions/end", views.SubscriptionEnd.as_view()),
    path("push-tokens", views.Devices.as_view()),
    path("push-tokens/end", views.DeviceEnd.as_view()),
]

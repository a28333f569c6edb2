"""Tells Django about the app and fills the shared registries."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "apps.notifications"
    label = "notifications"
    verbose_name = "Notifications"

    def ready(self) -> None:
        """Register the channels, our own kind, what a phone may hold, and what follows what others say."""
        from django.urls import reverse

        from apps.foundation import feed
        from apps.notifications import channels, checks, kinds, listeners, navigation, selectors  # noqa: F401
        from apps.notifications.api.serializers import NotificationOut
        from apps.notifications.channels import email, fcm, in_app, sms, web_push
        from apps.notifications.services.notifying import FEED_KIND
        from apps.notifications.services.preferences import TEST_KIND

        for channel in (in_app.InApp(), web_push.WebPush(), fcm.Fcm(), email.Email(), sms.Sms()):
            channels.register(channel)
        kinds.register(
            TEST_KIND,
            title=_("A test of your notifications"),
            url=lambda object_id, person: reverse("notifications:preferences"),
            outlives_pregnancy=True,
        )
        feed.register(FEED_KIND, selectors.notifications_for_feed, serializer=NotificationOut)
        navigation.register()

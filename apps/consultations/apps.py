"""Tells Django about the app and fills the shared registries."""

from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    name = "apps.consultations"
    label = "consultations"
    verbose_name = "Consultations"

    def ready(self) -> None:
        """Register what a phone may hold, the socket, what messages point to, and the words of what is read."""
        from django.utils.translation import gettext_lazy as _

        from apps.accounts import access_words
        from apps.consultations import clinic, links, navigation, selectors, wording
        from apps.consultations.api.serializers import ThreadOut
        from apps.consultations.attachment_registering import register_attachments
        from apps.consultations.calls import registry
        from apps.consultations.registering import register_calling, register_record
        from apps.consultations.services import overdue
        from apps.consultations.services.posting import FEED_KIND
        from apps.consultations.services.receipts import MESSAGE_KIND
        from apps.consultations.sockets.consumer import ConsultationsConsumer
        from apps.expectations import kinds as expected
        from apps.foundation import feed
        from apps.foundation.sockets import register
        from apps.notifications import kinds
        from apps.recordings.selectors import has_recording

        feed.register(FEED_KIND, selectors.threads_for_feed, serializer=ThreadOut)
        register("/ws/v1/consultations", ConsultationsConsumer)
        links.register("recording", has_recording)
        wording.register_own()
        kinds.register(
            MESSAGE_KIND,
            title=_("New message"),
            url=lambda thread_id, person: f"/consultations/{thread_id}/",
            outlives_pregnancy=True,
        )
        navigation.register()
        access_words.register("consultations.thread", _("A conversation with your care team"))
        access_words.register("consultations.message", _("A conversation with your care team"))
        register_record()
        register_calling()
        registry.register()
        clinic.register()
        expected.also_sweep("overdue_answers", lambda at: overdue.sweep(at=at))
        register_attachments()

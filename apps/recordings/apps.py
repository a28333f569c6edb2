"""Tells Django about the app and fills the shared registries."""

from django.apps import AppConfig


class RecordingsConfig(AppConfig):
    name = "apps.recordings"
    label = "recordings"
    verbose_name = "Recordings"

    def ready(self) -> None:
        """Register feed kinds, listeners and the recordings' part of the mother's timeline."""
        from django.utils.translation import gettext_lazy as _

        from apps.accounts import access_words
        from apps.foundation import feed
        from apps.notifications import kinds
        from apps.pregnancies.timeline import register_source
        from apps.recordings import awaiting, listeners, plain_versions, planned, selectors, timeline  # noqa: F401
        from apps.recordings.api.plain_versions import PlainVersionOut
        from apps.recordings.api.plans import RecordingPlanOut
        from apps.recordings.api.serializers import AnalysisOut, RecordingOut, ReviewOut
        from apps.recordings.services.plans import FEED_KIND as PLANNED_KIND
        from apps.recordings.services.releasing import FEED_KIND, NOTICE

        feed.register("recording", selectors.recordings_for_feed, serializer=RecordingOut)
        feed.register("analysis", selectors.analyses_for_feed, serializer=AnalysisOut)
        feed.register("review", selectors.reviews_for_feed, serializer=ReviewOut)
        feed.register(FEED_KIND, plain_versions.plain_versions_for_feed, serializer=PlainVersionOut)
        kinds.register(
            NOTICE,
            title=_("Your care team wrote about a recording"),
            url=lambda recording_id, person: f"/recordings/{recording_id}/text",
        )
        feed.register(PLANNED_KIND, planned.plans_for_feed, serializer=RecordingPlanOut)
        awaiting.register()
        register_source("recordings", timeline.entries)
        for name in ("recording", "chunk", "sampleblock", "gap"):  # a mother knows the whole, not its parts
            access_words.register(f"recordings.{name}", _("A recording of your baby's heart"))
        access_words.register("recordings.recordingplan", _("When you are to record"))
        access_words.register("recordings.analysis", _("What was found in a recording"))
        access_words.register("recordings.report", _("A recording of your baby's heart, on paper"))
        access_words.register("recordings.review", _("What your care team wrote about a recording"))
        access_words.register("recordings.plainversion", _("What your care team wrote about a recording"))
        access_words.register(
            "recordings.disagreement", _("Where your care team reads a recording otherwise")
        )

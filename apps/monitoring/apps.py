"""Tells Django about the app and fills the shared registries."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MonitoringConfig(AppConfig):
    name = "apps.monitoring"
    label = "monitoring"
    verbose_name = _("Live recordings")

    def ready(self) -> None:
        """Register words of the access log, who keeps frames until they are folded, the sockets, the rules that watch."""
        from apps.accounts import access_words
        from apps.alerts import registry, sources
        from apps.foundation import feed
        from apps.foundation.sockets import register
        from apps.monitoring import awaiting, gate_registering, listeners, navigation, notices  # noqa: F401
        from apps.monitoring.alert_rules import RULES, not_analysed
        from apps.monitoring.alert_rules.facts import SOURCE
        from apps.monitoring.api.trace_words import TraceWordsOut
        from apps.monitoring.links import page_of
        from apps.monitoring.selectors.trace_words import trace_words_for_feed
        from apps.monitoring.services.folding import KEPT
        from apps.monitoring.services.trace_words import FEED_KIND
        from apps.monitoring.sockets.live import LiveConsumer
        from apps.monitoring.sockets.stream import StreamConsumer
        from apps.recordings import unfolded

        unfolded.register(KEPT)
        register("/ws/v1/recordings/{recording}/stream", StreamConsumer)
        register("/ws/v1/live", LiveConsumer)
        awaiting.register()
        feed.register(FEED_KIND, trace_words_for_feed, serializer=TraceWordsOut)
        notices.register()

        for name in ("liverecording", "frame", "linkevent", "liveverdict"):
            access_words.register(f"monitoring.{name}", _("A recording of your baby's heart"))
        for name in ("rehearsedrecording", "shadowedrecording", "traceseries"):
            access_words.register(f"monitoring.{name}", _("A recording of your baby's heart"))
        for rule in (*RULES, not_analysed.RULE):
            registry.register(rule)
        sources.register(SOURCE, title=_("Recording"), url=page_of)
        gate_registering.register()
        navigation.register()

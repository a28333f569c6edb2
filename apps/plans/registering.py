"""What plans put into the shared registries; called by apps.py."""

from __future__ import annotations


def register_plans() -> None:
    """Register what a phone may hold, listeners, the part of the timeline, notifications, words for the access log."""
    from django.utils.translation import gettext_lazy as _

    from apps.accounts import access_words
    from apps.foundation import feed
    from apps.foundation.contracts import offer_checks as contract
    from apps.notifications import kinds
    from apps.plans import listeners, offer_checks, timeline  # noqa: F401 - listeners register themselves
    from apps.plans.api.marks_out import MarkOut, SettingsOut
    from apps.plans.api.plans_out import PlanOut
    from apps.plans.selectors import feeds
    from apps.plans.services import marking, moves, wishes
    from apps.pregnancies.timeline import register_source

    feed.register(moves.FEED_KIND, feeds.plans, serializer=PlanOut)
    feed.register(marking.FEED_KIND, feeds.marks, serializer=MarkOut)
    feed.register(wishes.FEED_KIND, feeds.settings, serializer=SettingsOut)
    register_source("plans", timeline.entries)
    contract.register("plans", offer_checks.check)
    kinds.register(
        moves.FEED_KIND,
        title=_("There is a new plan for you"),
        url=lambda plan_id, person: f"/plans/{plan_id}/",
    )
    for name in ("plan", "plancontent", "planjob", "planlock"):
        access_words.register(f"plans.{name}", _("Your plan of a week"))
    access_words.register("plans.offerveto", _("What your care team lets nobody offer to you"))
    access_words.register("plans.planmark", _("What you marked in your plan"))
    access_words.register("plans.plansettings", _("How you want your plans"))

"""What the record of a consultation puts into the shared registries; called by apps.py."""

from __future__ import annotations


def register_record() -> None:
    """Register feed kinds, listeners, the part of the mother's timeline, words for the access log."""
    from django.utils.translation import gettext_lazy as _

    from apps.accounts import access_words
    from apps.consultations import listeners, timeline, wording  # noqa: F401 - listeners register themselves
    from apps.consultations.api.notes_out import NoteOut, RatingOut
    from apps.consultations.selectors import notes, record
    from apps.consultations.services import notes as note_services
    from apps.consultations.services import ratings
    from apps.foundation import feed
    from apps.notifications import kinds
    from apps.pregnancies.timeline import register_source

    feed.register(note_services.FEED_KIND, notes.notes_for_feed, serializer=NoteOut)
    feed.register(ratings.FEED_KIND, record.ratings_for_feed, serializer=RatingOut)
    register_source("consultations", timeline.entries)
    kinds.register(
        note_services.FEED_KIND,
        title=_("Your care team has written something for you"),
        url=lambda thread_id, person: f"/consultations/{thread_id}/",
        outlives_pregnancy=True,
    )
    wording.register(note_services.RELEASED, wording.plain(_("A note was written. You can read it now.")))
    for name in ("consultationnote", "prescription"):
        access_words.register(f"consultations.{name}", _("What your care team wrote about a consultation"))
    access_words.register("consultations.closing", _("How a consultation was closed"))
    access_words.register("consultations.document", _("A paper about a consultation"))


def register_calling() -> None:
    """Tell live monitoring whom a mother rings."""
    from apps.consultations.selectors.calling import numbers_of
    from apps.monitoring import calling

    calling.register(numbers_of)

"""A new analysis overtakes what people said about the one before: the mother's feed hears that her texts are outdated."""

from __future__ import annotations

from apps.foundation import feed
from apps.recordings.models import PlainState, PlainVersion, Recording, Review, ReviewState
from apps.recordings.services.releasing import FEED_KIND


def tell(recording: Recording) -> None:
    """Announce the text and the reading that she may hold of a recording whose analysis has changed.

    Inside the write that changes it. Whether they are outdated is told by what they are read with, not kept.
    """
    texts = PlainVersion.objects.for_system("what a newer analysis overtakes").filter(recording=recording)
    text: PlainVersion | None = texts.order_by("-version").first()
    if text is not None and text.state == PlainState.RELEASED:
        feed.changed(recording.subject_id, FEED_KIND, text.public_id)
    readings = Review.objects.for_system("what a newer analysis overtakes").filter(recording=recording)
    reading: Review | None = readings.filter(state=ReviewState.SIGNED).order_by("-version").first()
    if reading is not None and reading.is_released:
        feed.changed(recording.subject_id, "review", reading.public_id)

"""What attachments put into the shared registries; called by apps.py."""

from __future__ import annotations


def register_attachments() -> None:
    """Register what a phone may hold, what is waited for, the listener that has files checked, and the words."""
    from django.utils.translation import gettext_lazy as _

    from apps.accounts import access_words
    from apps.consultations import attachment_listeners  # noqa: F401 - listeners register themselves
    from apps.consultations.api.attachments_out import AttachmentOut
    from apps.consultations.selectors import attachments as reading
    from apps.consultations.services.attachments import tidying
    from apps.consultations.services.attachments.moves import FEED_KIND
    from apps.foundation import feed
    from apps.foundation.files import waiting

    feed.register(FEED_KIND, reading.attachments_for_feed, serializer=AttachmentOut)
    waiting.register("consultations", tidying.waited_for)
    access_words.register("consultations.attachment", _("A file in a conversation with your care team"))

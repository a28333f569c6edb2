"""Every write of this app. What other apps need stands here."""

from apps.notifications.services.notifying import Telling, notify, notify_many
from apps.notifications.services.reading import mark_object_read, mark_read
from apps.notifications.services.withdrawing import withdraw

__all__ = ["Telling", "mark_object_read", "mark_read", "notify", "notify_many", "withdraw"]

"""What comes in and goes out under /api/v1/notifications and its neighbours."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from apps.foundation.api import StrictSerializer
from apps.foundation.severity import Severity
from apps.notifications import endpoints, kinds
from apps.notifications.models import LONGEST_KIND, LONGEST_NAME, Platform
from apps.notifications.services.preferences import Choice

MOST_IDS = 200
MOST_CHOICES = 200
EVERY_KIND = "Empty: every kind."


class NotificationOut(serializers.Serializer):
    """There is something new. What it is: ask at the address of `kind` for `object_id`."""

    id = serializers.UUIDField(source="public_id", help_text="The same id that a push carries.")
    kind = serializers.CharField(help_text="What kind of thing is new, for programs.")
    object_id = serializers.UUIDField(help_text="The id of the thing.")
    severity = serializers.ChoiceField(Severity.choices, help_text="How much it matters.")
    created_at = serializers.DateTimeField(help_text="Since when.")
    read_at = serializers.DateTimeField(allow_null=True, help_text="When it was opened; null: unread.")


class NotificationQuery(StrictSerializer):
    """Which notifications to list."""

    unread = serializers.BooleanField(default=False, help_text="Only those that were not opened.")
    limit = serializers.CharField(required=False, help_text="How many, 1 to 200.")
    cursor = serializers.CharField(
        required=False, help_text="From `next` or `previous` of an earlier answer."
    )


class UnreadOut(serializers.Serializer):
    """What a badge shows."""

    unread = serializers.IntegerField(min_value=0, help_text="How many were not opened.")


class ReadIn(StrictSerializer):
    """What she has opened."""

    ids = serializers.ListField(
        child=serializers.UUIDField(),
        min_length=1,
        max_length=MOST_IDS,
        help_text="Ids of notifications. Those that are not hers or unknown do nothing.",
    )


class ReadOut(UnreadOut):
    """What was marked."""

    read = serializers.ListField(child=serializers.UUIDField(), help_text="Those that were unread until now.")


class ChannelOut(serializers.Serializer):
    """One way to be told, for one kind."""

    channel = serializers.CharField(help_text="in_app, web_push, fcm, email or sms.")
    name = serializers.CharField(help_text="What it is called, in words.")
    choice = serializers.BooleanField(
        allow_null=True, help_text="What she chose; null: nothing, then `speaks_from` decides."
    )
    speaks_from = serializers.ChoiceField(
        Severity.choices, help_text="Without a choice it is used from this severity on."
    )
    may_be_refused = serializers.BooleanField(help_text="False: always on.")


class KindOut(serializers.Serializer):
    """One kind of notification and the ways it takes."""

    kind = serializers.CharField(allow_blank=True, help_text=EVERY_KIND)
    name = serializers.CharField(help_text="What it is called, in words.")
    channels = ChannelOut(many=True, help_text="Those that this site has.")


class QuietHoursOut(serializers.Serializer):
    """When she is left alone, by the clock of her zone; urgent things come all the same."""

    starts = serializers.TimeField(help_text="First quiet moment, for example 22:00:00.")
    ends = serializers.TimeField(
        help_text="First moment that is not quiet any more; before `starts`: next day."
    )


class PreferencesOut(serializers.Serializer):
    """How she wants to be told."""

    kinds = KindOut(many=True, help_text="The first is for every kind.")
    quiet_hours = QuietHoursOut(allow_null=True, help_text="null: none.")
    phone_number = serializers.CharField(allow_blank=True, help_text="For short messages; empty: none.")


class ChoiceIn(StrictSerializer):
    """What she wants."""

    kind = serializers.CharField(max_length=LONGEST_KIND, allow_blank=True, default="", help_text=EVERY_KIND)
    channel = serializers.CharField(max_length=LONGEST_NAME, help_text="Which way.")
    is_on = serializers.BooleanField(allow_null=True, help_text="null: back to the default.")


class QuietHoursIn(StrictSerializer):
    """When to leave her alone."""

    starts = serializers.TimeField(help_text="For example 22:00.")
    ends = serializers.TimeField(help_text="For example 07:00.")


class PreferencesIn(StrictSerializer):
    """A change; what is left out stays as it is."""

    choices = ChoiceIn(  # type: ignore[call-arg]
        many=True, required=False, max_length=MOST_CHOICES, help_text="One for each change."
    )
    quiet_hours = QuietHoursIn(required=False, allow_null=True, help_text="null: none any more.")
    phone_number = serializers.CharField(
        required=False, allow_blank=True, max_length=32, help_text="With the country; empty: none any more."
    )

    def validate_choices(self, value: list[dict[str, Any]]) -> list[Choice]:
        """Return them as the service takes them."""
        return [Choice(**one) for one in value]


class WebPushKeyOut(serializers.Serializer):
    """Who we are to push services."""

    public_key = serializers.CharField(help_text="`applicationServerKey`, base64url without padding.")


class BrowserKeysIn(StrictSerializer):
    """The browser's own keys, as `PushSubscription.toJSON()` gives them."""

    p256dh = serializers.CharField(max_length=100, help_text="Public key, base64url.")
    auth = serializers.CharField(max_length=40, help_text="16 bytes, base64url.")


class SubscriptionIn(StrictSerializer):
    """A browser that may be pushed to, as `PushSubscription.toJSON()` gives it."""

    endpoint = serializers.CharField(
        max_length=endpoints.LONGEST, help_text="Address of the browser's push service."
    )
    keys = BrowserKeysIn(help_text="The browser's keys.")
    expirationTime = serializers.FloatField(
        required=False,
        allow_null=True,
        help_text="Ignored: a subscription that has ended tells us so itself.",
    )


class EndpointIn(StrictSerializer):
    """A browser that is not to be pushed to any more."""

    endpoint = serializers.CharField(
        max_length=endpoints.LONGEST, help_text="The one that it subscribed with."
    )


class SubscriptionOut(serializers.Serializer):
    """A browser that may be pushed to."""

    id = serializers.UUIDField(source="public_id", help_text="The subscription's id.")
    created_at = serializers.DateTimeField(help_text="Since when.")


class PushTokenIn(StrictSerializer):
    """A phone that may be pushed to."""

    token = serializers.CharField(max_length=1_024, help_text="The token that FCM gave the app.")
    platform = serializers.ChoiceField(Platform.choices, help_text="What the phone runs.")


class PushTokenOut(SubscriptionOut):
    """A phone that may be pushed to."""

    platform = serializers.ChoiceField(Platform.choices, help_text="What the phone runs.")


class PushTokenEndIn(StrictSerializer):
    """A phone that is not to be pushed to any more."""

    token = serializers.CharField(max_length=1_024, help_text="The token that it was registered with.")


def kind_words(name: str) -> str:
    """Return what a kind is called; one that nobody knows any more is something new all the same."""
    kind = kinds.find(name)
    return str(kind.title) if kind else _("Something new in KAISHI")

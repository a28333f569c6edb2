"""A person's own notifications, how she wants to be told, and where. Nobody sees anybody else's."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from apps.foundation.api import PersonAPIView, PersonRequest
from apps.foundation.schema import page_of
from apps.notifications import choosing, keys, selectors
from apps.notifications.api.serializers import (
    EndpointIn,
    NotificationOut,
    NotificationQuery,
    PreferencesIn,
    PreferencesOut,
    PushTokenEndIn,
    PushTokenIn,
    PushTokenOut,
    ReadIn,
    ReadOut,
    SubscriptionIn,
    SubscriptionOut,
    UnreadOut,
    WebPushKeyOut,
)
from apps.notifications.services import addresses, mark_read, preferences

TAGS = ["notifications"]


class Notifications(PersonAPIView):
    """What she was told."""

    @extend_schema(
        operation_id="notifications_list",
        parameters=[NotificationQuery],
        responses=page_of(NotificationOut),
        tags=TAGS,
    )
    def get(self, request: PersonRequest) -> Response:
        """List your notifications, newest first."""
        asked = NotificationQuery.parse_query(request)
        rows = selectors.unread_of if asked["unread"] else selectors.notifications_of
        return self.paged(rows(request.person), NotificationOut)


class NotificationDetail(PersonAPIView):
    """One of hers."""

    @extend_schema(operation_id="notifications_read", responses=NotificationOut, tags=TAGS)
    def get(self, request: PersonRequest, notification_id: UUID) -> Response:
        """Read one notification: what a push with this id is about. It stays unread."""
        return Response(NotificationOut(selectors.notification_of(request.person, notification_id)).data)


class UnreadCount(PersonAPIView):
    """What a badge shows."""

    @extend_schema(operation_id="notifications_unread_count", responses=UnreadOut, tags=TAGS)
    def get(self, request: PersonRequest) -> Response:
        """Count what you have not opened."""
        return Response(UnreadOut({"unread": selectors.unread_count(request.person)}).data)


class Reading(PersonAPIView):
    """Read receipts."""

    @extend_schema(operation_id="notifications_mark_read", request=ReadIn, responses=ReadOut, tags=TAGS)
    def post(self, request: PersonRequest) -> Response:
        """Mark notifications as opened. What is read is not sent any more."""
        read = mark_read(request.person, ReadIn.parse(request)["ids"], request.received_at)
        return Response(ReadOut({"read": read, "unread": selectors.unread_count(request.person)}).data)


class Test(PersonAPIView):
    """Whether it arrives."""

    throttle_scope = "notification_test"

    @extend_schema(
        operation_id="notifications_test", request=None, responses={201: NotificationOut}, tags=TAGS
    )
    def post(self, request: PersonRequest) -> Response:
        """Send yourself a notification over every way that you have, to see whether it arrives."""
        made = preferences.send_test(request.person, at=request.received_at)
        return Response(NotificationOut(made).data, status=201)


class Preferences(PersonAPIView):
    """How she wants to be told."""

    @extend_schema(operation_id="notification_preferences_read", responses=PreferencesOut, tags=TAGS)
    def get(self, request: PersonRequest) -> Response:
        """Read which kinds reach you over which channel, and your quiet hours."""
        return Response(PreferencesOut(choosing.preferences_of(request.person)).data)

    @extend_schema(
        operation_id="notification_preferences_change",
        request=PreferencesIn,
        responses=PreferencesOut,
        tags=TAGS,
    )
    def patch(self, request: PersonRequest) -> Response:
        """Choose channels by kind, set or end quiet hours. What is left out stays."""
        preferences.change(request.person, **PreferencesIn.parse(request))
        return self.get(request)


class WebPushKey(PersonAPIView):
    """Who we are to push services."""

    @extend_schema(operation_id="web_push_key_read", responses=WebPushKeyOut, tags=TAGS)
    def get(self, request: PersonRequest) -> Response:
        """Read the public key that a browser subscribes with."""
        return Response(WebPushKeyOut({"public_key": keys.public_key()}).data)


class Subscriptions(PersonAPIView):
    """Browsers that may be pushed to."""

    @extend_schema(
        operation_id="web_push_subscribe",
        request=SubscriptionIn,
        responses={201: SubscriptionOut, 200: SubscriptionOut},
        tags=TAGS,
    )
    def post(self, request: PersonRequest) -> Response:
        """Let this browser be pushed to. Only addresses of push services that the site knows are taken."""
        given = SubscriptionIn.parse(request)
        made, created = addresses.subscribe(
            request.person, endpoint=given["endpoint"], at=request.received_at, **given["keys"]
        )
        return Response(SubscriptionOut(made).data, status=201 if created else 200)


class SubscriptionEnd(PersonAPIView):
    """The end of it."""

    @extend_schema(operation_id="web_push_unsubscribe", request=EndpointIn, responses={204: None}, tags=TAGS)
    def post(self, request: PersonRequest) -> Response:
        """Push to this browser no more. One that is unknown is none any more either."""
        addresses.unsubscribe(request.person, at=request.received_at, **EndpointIn.parse(request))
        return Response(status=204)


class Devices(PersonAPIView):
    """Phones that may be pushed to."""

    @extend_schema(
        operation_id="push_tokens_register",
        request=PushTokenIn,
        responses={201: PushTokenOut, 200: PushTokenOut},
        tags=TAGS,
    )
    def post(self, request: PersonRequest) -> Response:
        """Let this phone be pushed to. Whoever was signed in on it before is pushed to no more."""
        made, created = addresses.register_device(
            request.person, at=request.received_at, **PushTokenIn.parse(request)
        )
        return Response(PushTokenOut(made).data, status=201 if created else 200)


class DeviceEnd(PersonAPIView):
    """The end of it."""

    @extend_schema(
        operation_id="push_tokens_forget", request=PushTokenEndIn, responses={204: None}, tags=TAGS
    )
    def post(self, request: PersonRequest) -> Response:
        """Push to this phone no more, for example when she signs out. An unknown token does nothing."""
        addresses.forget_device(request.person, at=request.received_at, **PushTokenEndIn.parse(request))
        return Response(status=204)

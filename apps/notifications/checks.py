"""What is half set up: told when the system is checked, before somebody waits for a notification that never comes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from apps.notifications import channels, google, keys

Checks = list[CheckMessage]


@register
def settings_hold(app_configs: Sequence[AppConfig] | None, **_: Any) -> Checks:
    """Errors for what is set and cannot work; a channel without settings is off, which is no fault."""
    return [*_channels(), *_vapid(), *_fcm(), *_sms()]


@register(Tags.security, deploy=True)
def key_is_the_sites(app_configs: Sequence[AppConfig] | None, **_: Any) -> Checks:
    """A site of several machines needs one VAPID key; a file of one machine is not it."""
    if settings.VAPID_PRIVATE_KEY or "web_push" not in settings.NOTIFICATION_CHANNELS:
        return []
    return [
        Warning(
            "KAISHI_VAPID_PRIVATE_KEY is not set: each data folder makes a key of its own, and browsers that "
            "subscribed through one machine cannot be reached from another.",
            hint="Run «manage.py make_vapid_key» once and give the key to every process.",
            id="notifications.W001",
        )
    ]


def _channels() -> Checks:
    known = {channel.name for channel in channels.registered()}
    return [
        Error(
            f"KAISHI_NOTIFICATION_CHANNELS names «{name}»; there are {', '.join(sorted(known - {'in_app'}))}.",
            id="notifications.E001",
        )
        for name in sorted(set(settings.NOTIFICATION_CHANNELS) - known)
    ]


def _vapid() -> Checks:
    found = _told(keys.vapid, "notifications.E002") if settings.VAPID_PRIVATE_KEY else []
    if not settings.VAPID_CONTACT.startswith(("mailto:", "https://")):
        found.append(
            Error("KAISHI_VAPID_CONTACT must start with mailto: or https://.", id="notifications.E003")
        )
    return found


def _fcm() -> Checks:
    return _told(google.service_account, "notifications.E004") if settings.FCM_CREDENTIALS else []


def _sms() -> Checks:
    if not settings.SMS_GATEWAY:
        return []
    try:
        import_string(settings.SMS_GATEWAY)
    except ImportError:
        return [
            Error(
                "KAISHI_SMS_GATEWAY must be console, http, or the dotted name of a gateway's class.",
                id="notifications.E005",
            )
        ]
    if settings.SMS_GATEWAY.endswith(".HttpGateway") and not settings.SMS_URL.startswith("https://"):
        return [Error("KAISHI_SMS_URL must be the https address of the gateway.", id="notifications.E006")]
    return []


def _told(load: Callable[[], Any], check_id: str) -> Checks:
    try:
        load()
    except ImproperlyConfigured as error:
        return [Error(str(error), id=check_id)]
    return []

"""What somebody who runs a site for real people should know: `manage.py check --deploy`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register

NO_RELAY = (
    "KAISHI_TURN_URLS names no relay: between a phone's network and a hospital's, many calls will ring and never "
    "connect. See docs/how-to/calls.md."
)


@register(Tags.security, deploy=True)
def calls_have_a_relay(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Most pairs of networks have no way to each other but a relay."""
    return [] if settings.CALL_TURN_URLS else [Warning(NO_RELAY, id="consultations.W001")]

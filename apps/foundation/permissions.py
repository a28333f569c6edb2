"""What a page may use of a browser: nothing, unless its view says so.

A script that got into a page by mistake or by force finds camera, microphone and place closed there.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase

HEADER: Final = "Permissions-Policy"
CLOSED: Final = "camera=(), microphone=(), geolocation=(), display-capture=(), payment=(), usb=()"
FOR_CALLS: Final = CLOSED.replace("camera=(), microphone=()", "camera=(self), microphone=(self)")


class PermissionsPolicyMiddleware:
    """Closes what no view has opened."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault(HEADER, CLOSED)
        return response


def uses_camera_and_microphone(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let the page of a view, and nobody whom it frames, ask for camera and microphone."""

    @functools.wraps(view)
    def opened(*args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(*args, **kwargs)
        response.headers[HEADER] = FOR_CALLS
        return response

    return opened

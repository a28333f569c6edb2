"""/oauth/token and /oauth/revoke: answers as RFC 6749 and 7009 want them, limited by address."""

from __future__ import annotations

import time
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from oauth2_provider.views import RevokeTokenView, TokenView

from apps.foundation.rest.throttles import count

MOST_A_MINUTE: Final = 60
WINDOW_S: Final = 60


def _is_too_often(request: HttpRequest) -> bool:
    number = int(time.time() // WINDOW_S)
    name = f"throttle:oauth:{request.META.get('REMOTE_ADDR', '')}:{number}"
    return count(name, seconds=WINDOW_S) > MOST_A_MINUTE


class _Limited:
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse what comes too often, and keep no copy of the answer."""
        if _is_too_often(request):
            return JsonResponse({"error": "slow_down"}, status=429, headers={"Retry-After": str(WINDOW_S)})
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        answer.headers["Cache-Control"] = "no-store"
        return answer


@method_decorator(csrf_exempt, name="dispatch")
class Token(_Limited, TokenView):
    """Client credentials for a token."""


@method_decorator(csrf_exempt, name="dispatch")
class Revoke(_Limited, RevokeTokenView):
    """Give a token back before its time."""

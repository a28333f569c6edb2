"""The base of every API view of a signed-in person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.foundation.api.idempotency import answered_once, watch_body
from apps.foundation.api.paging import NewestFirst
from apps.foundation.errors import Forbidden


class PersonRequest(Request):
    """A request of somebody who is signed in. `person` is the account, `received_at` when it came in."""

    received_at: datetime

    @property
    def person(self) -> Any:
        """The acting person."""
        return self.user


class PersonAPIView(APIView):
    """Parse, call a service or selector, represent. `roles` says who may come in at all (empty: every role).

    `answers_once`: whether a POST honours an Idempotency-Key. `throttle_scope`: the rate of its kind of work.
    """

    roles: ClassVar[frozenset[str]] = frozenset()
    answers_once: ClassVar[bool] = True
    throttle_scope: ClassVar[str | None] = None
    request: PersonRequest

    def initialize_request(self, request: Any, *args: Any, **kwargs: Any) -> PersonRequest:
        """Wrap Django's request, keeping the moment it was received."""
        parser_context = self.get_parser_context(request)
        wrapped = PersonRequest(
            request,
            parsers=self.get_parsers(),
            authenticators=self.get_authenticators(),
            negotiator=self.get_content_negotiator(),
            parser_context=parser_context,
        )
        wrapped.received_at = timezone.now()
        return wrapped

    def check_permissions(self, request: Any) -> None:
        """Refuse roles that have no business here, after the sign-in was checked."""
        super().check_permissions(request)
        if self.roles and getattr(request.user, "role", None) not in self.roles:
            raise Forbidden

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Run the handler; a POST with an Idempotency-Key runs once."""
        handler: Callable[..., Response] | None = getattr(self, "post", None)
        if request.method == "POST" and handler is not None and self.answers_once:
            watch_body(request)
            self.post = self._once(handler)
        return super().dispatch(request, *args, **kwargs)

    def _once(self, handler: Callable[..., Response]) -> Callable[..., Response]:
        def post(request: Any, *args: Any, **kwargs: Any) -> Response:
            return answered_once(request, lambda: handler(request, *args, **kwargs))

        return post

    def paged(self, queryset: Any, serializer: type, *, paging: type[NewestFirst] = NewestFirst) -> Response:
        """Answer one page of a queryset."""
        paginator = paging()
        page = paginator.paginate_queryset(queryset, self.request, view=self)
        data = serializer(page, many=True, context={"request": self.request}).data
        return paginator.get_paginated_response(data)

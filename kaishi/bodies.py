"""Takes a request's whole body before a thread is given to it, and no more of it than the limits allow.

WSGI threads are few; a phone on a bad line takes minutes for an upload. Gathering in the event loop lets a
slow body cost memory, not a thread. Three limits: one body (413), the time that it takes (408), all bodies
together (503); whole catalogues go to disk by limits of their own (`large_bodies`). The request's head is set
right on the way for what WSGI cannot say: see `tidy`.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.foundation.errors import CONTENT_TYPE, FieldError, Problem, TooLarge, Unavailable
from kaishi.large_bodies import Large, OnDisk

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

# A client that is told 413 while it is still sending sees a broken connection instead; so we let it finish,
# up to here.
DRAINED_BYTES = 4


class TooSlow(Problem):
    """The body did not arrive in time."""

    status, code = 408, "too_slow"
    title = gettext_lazy("The body took too long to arrive. Please send it again.")


class Disconnected(Exception):
    """Nobody is left to answer."""


@dataclass
class Bodies:
    """ASGI around `application`: it sees only complete bodies, in one message each."""

    application: Application
    most_bytes: int
    most_seconds: float
    together_bytes: int
    held_bytes: int = 0
    large: Large | None = None
    on_disk_bytes: int = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take the body whole, then hand it on."""
        if self.large is not None and await self.large.concerns(scope):
            await self._large(self.large, scope, receive, send)
        else:
            await self._usual(scope, receive, send)

    async def _large(self, large: Large, scope: Scope, receive: Receive, send: Send) -> None:
        body = OnDisk()
        try:
            with speaking_to(scope):
                await asyncio.wait_for(self._keep(large, scope, receive, body), large.most_seconds)
            await self.application(tidy(scope, body.size), await body.given(receive), send)
        except TimeoutError:
            await _refuse(scope, send, TooSlow())
        except Problem as problem:
            await _refuse(scope, send, problem)
        except Disconnected:
            return
        finally:
            self.on_disk_bytes -= body.size
            body.close()

    async def _keep(self, large: Large, scope: Scope, receive: Receive, body: OnDisk) -> None:
        if announced_bytes(scope) > large.most_bytes:
            raise _too_large(large.most_bytes)
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Disconnected
            part, more = message.get("body", b""), message.get("more_body", False)
            if body.size + len(part) > large.most_bytes:
                raise _too_large(large.most_bytes)
            if self.on_disk_bytes + len(part) > large.together_bytes:
                raise _busy()
            self.on_disk_bytes += len(part)
            await body.add(part)

    async def _usual(self, scope: Scope, receive: Receive, send: Send) -> None:
        held: list[int] = []
        try:
            with speaking_to(scope):
                body = await asyncio.wait_for(self._gather(scope, receive, held), self.most_seconds)
            await self.application(tidy(scope, len(body)), _once(body, receive), send)
        except TimeoutError:
            await _refuse(scope, send, TooSlow())
        except Problem as problem:
            await _refuse(scope, send, problem)
        except Disconnected:
            return
        finally:
            self.held_bytes -= sum(held)

    async def _gather(self, scope: Scope, receive: Receive, held: list[int]) -> bytes:
        parts: list[bytes] = []
        size = announced_bytes(scope)
        if size > self.most_bytes * DRAINED_BYTES:
            raise _too_large(self.most_bytes)
        size, more = 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Disconnected
            part, more = message.get("body", b""), message.get("more_body", False)
            size += len(part)
            if size > self.most_bytes * DRAINED_BYTES:
                break
            if size <= self.most_bytes:
                self._hold(len(part), held)
                parts.append(part)
        if size > self.most_bytes:
            raise _too_large(self.most_bytes)
        return b"".join(parts)

    def _hold(self, size: int, held: list[int]) -> None:
        if self.held_bytes + size > self.together_bytes:
            raise _busy()
        self.held_bytes += size
        held.append(size)


def _too_large(limit: int) -> TooLarge:
    message = _("The body is longer than %(limit)d bytes.") % {"limit": limit}
    return TooLarge(message, errors=[FieldError("body", "too_large", message, limit)])


def _busy() -> Unavailable:
    said = _("Too much is being uploaded at the moment. Please try again.")
    return Unavailable(said, headers={"Retry-After": "5"})


def announced_bytes(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


def tidy(scope: Scope, size: int) -> Scope:
    """The head as WSGI needs it.

    The true length, for a body that came in pieces of unknown number; no names with «_», which WSGI could not
    tell from «-» (a visitor could pass for a proxy); no bytes in the query that are not ASCII.
    """
    headers: Headers = [(name, value) for name, value in scope["headers"] if _is_kept(name)]
    if size:
        headers.append((b"content-length", str(size).encode()))
    query = scope["query_string"]
    if not query.isascii():
        query = quote(query, safe="".join(map(chr, range(33, 127)))).encode()
    return {**scope, "headers": headers, "query_string": query}


def _is_kept(name: bytes) -> bool:
    return b"_" not in name and name not in {b"content-length", b"transfer-encoding"}


def _once(body: bytes, receive: Receive) -> Receive:
    given = False

    async def whole_body() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return whole_body


def speaking_to(scope: Scope) -> translation.override:
    """Say what is said inside in the language that the client asks for: who she is, nobody knows yet."""
    asking = HttpRequest()
    asked = dict(scope["headers"]).get(b"accept-language", b"")
    asking.META["HTTP_ACCEPT_LANGUAGE"] = asked.decode("latin-1")
    return translation.override(translation.get_language_from_request(asking), deactivate=True)


async def _refuse(scope: Scope, send: Send, problem: Problem) -> None:
    with speaking_to(scope):
        body = json.dumps(problem.to_json()).encode()
    headers = [(b"content-type", CONTENT_TYPE.encode()), (b"content-length", str(len(body)).encode())]
    headers += [
        (b"connection", b"close"),
        (b"x-content-type-options", b"nosniff"),
        (b"cache-control", b"no-store"),
    ]
    headers += [(name.lower().encode(), value.encode()) for name, value in problem.headers.items()]
    await send({"type": "http.response.start", "status": problem.status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})

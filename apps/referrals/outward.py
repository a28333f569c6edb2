"""Messages to addresses that others have given us. What may be called: `addresses.py`. Redirects are not followed."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import certifi
import httpcore
from django.conf import settings

from apps.referrals import addresses
from apps.referrals.addresses import Refused

LONGEST_URL: Final = 1_000
TIMEOUT_S: Final = 10.0
MOST_S: Final = 20.0
MOST_BYTES: Final = 16 * 1024
LOOPBACK: Final = "127.0.0.1"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int


def checked(host: str, port: int) -> str:
    """Return the address to connect to. Raises Refused where any address of the name is not public."""
    if settings.WEBHOOK_LOOPBACK and host == LOOPBACK:
        return LOOPBACK
    return addresses.connectable(host, port)


def require_address(url: str) -> None:
    """Check an address before it is kept: form, scheme, port, host. Raises Refused."""
    if len(url) > LONGEST_URL:
        raise Refused("address_form")
    parts = addresses.split(url)
    if settings.WEBHOOK_LOOPBACK and parts.hostname == LOOPBACK and parts.scheme == "http":
        return
    addresses.checked(url)


class CheckedBackend(httpcore.NetworkBackend):
    """Connects to addresses that were checked, and to no others. TLS still asks for the name."""

    def __init__(self) -> None:
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Resolve, check, connect."""
        return self._inner.connect_tcp(
            checked(host, port),
            port,
            timeout=timeout,
            local_address=local_address,
            socket_options=socket_options,
        )

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        """Refuse."""
        raise Refused("address_form")

    def sleep(self, seconds: float) -> None:
        """Wait."""
        self._inner.sleep(seconds)


def post(url: str, *, headers: Mapping[str, str], body: bytes) -> Answer:
    """POST a body; the address is checked again. Raises Refused, httpcore's errors, TimeoutError.

    Of the answer only the status matters; what comes with it is read up to a limit, and thrown away.
    """
    require_address(url)
    ends_at = time.monotonic() + MOST_S
    timeouts = dict.fromkeys(("connect", "read", "write", "pool"), TIMEOUT_S)
    given = [
        (b"host", addresses.split(url).netloc.encode()),
        *((k.encode(), v.encode()) for k, v in headers.items()),
    ]
    with (
        httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context(cafile=certifi.where()), network_backend=CheckedBackend()
        ) as pool,
        pool.stream(
            "POST",
            url,
            headers=[*given, (b"content-length", str(len(body)).encode())],
            content=body,
            extensions={"timeout": timeouts},
        ) as answer,
    ):
        _read_some(answer, ends_at)
        return Answer(answer.status)


def _read_some(answer: httpcore.Response, ends_at: float) -> None:
    size = 0
    for piece in answer.iter_stream():
        size += len(piece)
        if size > MOST_BYTES:
            return
        if time.monotonic() > ends_at:
            raise TimeoutError("the answer takes too long")

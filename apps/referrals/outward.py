"""Calls to addresses that others have given us: https to public hosts only, looked up, checked and called as one.

The name is resolved here, every address that it has is checked, and the connection goes to the one that was checked:
a name that answers differently the second time (DNS rebinding) finds nobody asking. Redirects are not followed.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import certifi
import httpcore
from django.conf import settings

LONGEST_URL: Final = 1_000
TIMEOUT_S: Final = 10.0
MOST_S: Final = 20.0
MOST_BYTES: Final = 16 * 1024
LOOPBACK: Final = "127.0.0.1"
NEVER: Final = tuple(
    ipaddress.ip_network(network)
    for network in (
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2002::/16",
        "2001::/32",
        "::ffff:0:0/96",
        "100.64.0.0/10",
    )
)
"""Global by number, but a way to an address inside (translation, tunnels, carriers' own)."""


class Refused(ValueError):
    """An address that is not called; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int


def is_public(address: str) -> bool:
    """Say whether an IP address is one of the public internet."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inside = any(ip.version == network.version and ip in network for network in NEVER)
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not inside


def resolve(host: str, port: int) -> list[str]:
    """Return every address of a name. Raises Refused."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Refused("host_unknown") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def checked(host: str, port: int) -> str:
    """Return the address to connect to. Raises Refused where any address of the name is not public."""
    if settings.WEBHOOK_LOOPBACK and host == LOOPBACK:
        return LOOPBACK
    found = resolve(host, port)
    if not found or not all(map(is_public, found)):
        raise Refused("address_not_public")
    return found[0]


def require_address(url: str) -> None:
    """Check an address before it is kept: form, scheme, port, host. Raises Refused."""
    if (
        not 1 <= len(url) <= LONGEST_URL
        or not url.isascii()
        or any(sign <= " " or sign == "\\" for sign in url)
    ):
        raise Refused("address_form")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise Refused("address_form") from error
    if "@" in parts.netloc or parts.fragment or not host:
        raise Refused("address_form")
    if settings.WEBHOOK_LOOPBACK and host == LOOPBACK and parts.scheme == "http":
        return
    if parts.scheme != "https":
        raise Refused("https_only")
    if port not in (None, 443):
        raise Refused("port_not_allowed")
    if _is_literal(host):
        raise Refused("name_only")
    checked(host, 443)


def _is_literal(host: str) -> bool:
    """Numbers in any spelling that a resolver may take for an address (127.1, 0x7f000001) are no names."""
    return ":" in host or host.rstrip(".").rpartition(".")[2][:1].isdigit()


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
        (b"host", urlsplit(url).netloc.encode()),
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

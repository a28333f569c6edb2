"""Which addresses we are willing to call: https, a name, and a place on the public network, whatever the name says later.

A name is resolved once, every address that it has must be public, and the connection goes to one of those and to no
other: a name that points elsewhere a moment later changes nothing.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

LONGEST: Final = 2_000
PORTS: Final = frozenset({443})
NAME: Final = re.compile(
    r"(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
)
NEVER: Final = (
    ".local",
    ".localhost",
    ".internal",
    ".lan",
    ".home",
    ".corp",
    ".intranet",
    ".onion",
    ".test",
    ".invalid",
    ".home.arpa",
)
EMBEDDING: Final = tuple(
    ipaddress.ip_network(net)
    for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96", "::ffff:0:0/96")
)
"""IPv6 that carries an IPv4 address inside: translators would lead where that one is."""
SHARED: Final = ipaddress.ip_network("100.64.0.0/10")

Resolver = Callable[[str, int], list[str]]


class Refused(ValueError):
    """An address that we do not call. `code`: docs/reference/feeds.md."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Place:
    """Where a call goes: the name for the certificate and the Host header, one address for the connection."""

    host: str
    port: int
    address: str
    target: str


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a name. Raises Refused."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Refused("host_unknown") from error
    return [str(one[4][0]) for one in found]


def checked(url: str, *, resolver: Resolver = resolve) -> Place:
    """Return the place that an address names. Raises Refused; nothing is called but the resolver."""
    if (
        len(url) > LONGEST
        or not url.isascii()
        or any(sign <= " " or sign in '\\"<>^`{|}' or sign == "\x7f" for sign in url)
    ):
        raise Refused("address_format")
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port or 443
    except ValueError as error:
        raise Refused("address_format") from error
    if parts.scheme != "https":
        raise Refused("address_scheme")
    if "@" in parts.netloc or port not in PORTS:
        raise Refused("address_format")
    if not NAME.fullmatch(host) or f".{host}".endswith(NEVER):  # a number in any spelling is no name
        raise Refused("address_not_public")
    addresses = resolver(host, port)
    if not addresses or not all(is_public(one) for one in addresses):
        raise Refused("address_not_public")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(host, port, addresses[0], target)


def is_public(address: str) -> bool:
    """Say whether an address is one of the public network."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address) and any(found in net for net in EMBEDDING):
        return False
    if found in SHARED or found.is_multicast or found.is_reserved:
        return False
    return found.is_global

"""Which addresses of others we are willing to call: https, a public name, port 443; whatever the name says later.

Feeds are fetched and webhooks are sent by this one guard. A name is resolved once, every address that it has must be
public, and the connection goes to one of those and to no other: a name that answers differently the second time (DNS
rebinding) finds nobody asking.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

LONGEST: Final = 2_000
PORT: Final = 443
NAME: Final = re.compile(
    r"(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])"
)
"""A name with a top level of letters: numbers in any spelling (127.1, 0x7f000001, 2130706433) are none."""
INSIDE: Final = (
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
"""Names that mean a place inside of a network, and those of clouds' metadata."""
NEVER: Final = tuple(
    ipaddress.ip_network(one)
    for one in (
        "100.64.0.0/10",
        "192.88.99.0/24",
        "::/96",
        "::ffff:0:0/96",
        "::ffff:0:0:0/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "192.0.0.0/24",
        "2001::/23",
        "2002::/16",
        "3fff::/20",
        "5f00::/16",
        "fec0::/10",
    )
)
"""No place of a shop, whatever the library of the day says: carriers' own, relays, examples, sites' own of old,
protocols' own, and IPv6 that carries an IPv4 address."""
ISATAP: Final = frozenset({0x00005EFE, 0x02005EFE})
"""The third quarter of an address of a tunnel within a site."""

Resolver = Callable[[str, int], list[str]]


class Refused(ValueError):
    """An address that we do not call; `code`: `words/addresses.py`, docs/reference/feeds.md."""

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
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def checked(url: str, *, resolver: Resolver | None = None) -> Place:
    """Return the place that an address names. Raises Refused; nothing is called but the resolver."""
    parts = split(url)
    if parts.scheme != "https":
        raise Refused("https_only")
    if not parts.hostname:
        raise Refused("address_form")
    if (parts.port or PORT) != PORT:
        raise Refused("port_not_allowed")
    host = parts.hostname.removesuffix(".")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(host, PORT, connectable(host, PORT, resolver=resolver), target)


def split(url: str) -> SplitResult:
    """Return the parts of an address that has the form of one, without a name and a password in it. Raises Refused."""
    if not 1 <= len(url) <= LONGEST or not url.isascii() or re.search(r'[\x00-\x20\x7f"\\<>^`{|}]', url):
        raise Refused("address_form")
    try:
        parts = urlsplit(url)
        is_whole = parts.port != 0
    except ValueError as error:
        raise Refused("address_form") from error
    if not is_whole or "@" in parts.netloc or parts.fragment:
        raise Refused("address_form")
    return parts


def connectable(host: str, port: int, *, resolver: Resolver | None = None) -> str:
    """Return the address to connect to for a name. Raises Refused where any address that it has is not public."""
    name = host.lower().removesuffix(".")
    if f".{name}".endswith(INSIDE):
        raise Refused("address_not_public")
    if not NAME.fullmatch(name):
        raise Refused("name_only")
    found = (resolver or resolve)(name, port)
    if not found or not all(map(is_public, found)):
        raise Refused("address_not_public")
    return found[0]


def is_public(address: str) -> bool:
    """Say whether an IP address is one of the public internet."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if any(found.version == one.version and found in one for one in NEVER):
        return False
    if found.version == 6 and int(found) >> 32 & 0xFFFFFFFF in ISATAP:
        return False
    return found.is_global and not found.is_multicast and not found.is_reserved

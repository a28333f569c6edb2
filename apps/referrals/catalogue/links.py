"""Addresses in a feed. They are only looked at here, never called."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Final
from urllib.parse import quote, urlsplit

LONGEST: Final = 2_000
NEVER: Final = re.compile(r"[\s\x00-\x20\x7f<>\"\\^`{}|\ufffd]")

USUAL: Final = re.compile(r"https?://([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?:/[A-Za-z0-9._~!$&'()*+,;=:@/?%#-]*)?")
"""Most addresses are plain: no port, no capitals; looked at in one step."""
KEPT: Final = "/#%[]=:;$&()+,!?*@'~"
"""Signs of an address that mean something in it, and what is written with percent signs already."""


class NoLink(ValueError):
    """Not an address of a page; `rule` says why."""

    def __init__(self, rule: str, limit: str = "") -> None:
        super().__init__(rule)
        self.rule, self.limit = rule, limit


def host_of(address: str) -> str:
    """Return the host of an http or https address, lower case. Raises NoLink."""
    if len(address) > LONGEST:
        raise NoLink("too_long", str(LONGEST))
    if found := USUAL.fullmatch(address):
        return found.group(1)
    if NEVER.search(address):
        raise NoLink("format")
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError as error:
        raise NoLink("format") from error
    if parts.scheme not in ("http", "https"):
        raise NoLink("scheme", "https")
    if not host or "@" in parts.netloc or "." not in host.strip("."):
        raise NoLink("host")
    return host.rstrip(".")


def in_ascii(address: str) -> str:
    """Return an address as a header may have it: its host as IDNA says, other letters as percent signs. Raises NoLink."""
    if address.isascii():
        return address
    try:
        parts = urlsplit(address)
        host, colon, port = parts.netloc.partition(":")
        netloc = host if host.isascii() else host.encode("idna").decode()
        rest = (quote(part, safe=KEPT) for part in parts[2:])
    except ValueError as error:
        raise NoLink("format") from error
    written = parts._replace(netloc=netloc + colon + port)
    return written._replace(**dict(zip(parts._fields[2:], rest, strict=True))).geturl()


def is_of(host: str, hosts: Collection[str]) -> bool:
    """Say whether a host is one of the verified ones, or below one of them."""
    return host in hosts or _is_below(host, tuple(hosts))


@lru_cache(maxsize=4_096)
def _is_below(host: str, hosts: tuple[str, ...]) -> bool:
    return any(host.endswith(f".{known}") for known in hosts)

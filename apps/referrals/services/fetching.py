"""A partner's feed is fetched: over https only, to public places only, within a time and a size."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import Message
from typing import Final
from urllib.parse import urljoin

import structlog
from django.conf import settings
from django.db.models import Q

from apps.foundation.transactions import write
from apps.referrals import addresses
from apps.referrals.addresses import Place, Refused
from apps.referrals.catalogue.findings import FeedRefused
from apps.referrals.models import Catalogue, ImportRun, ImportSource
from apps.referrals.services import feeds
from apps.referrals.states import ImportState

log = structlog.get_logger(__name__)
MOST_REDIRECTS: Final = 5
CONNECT_S: Final = 10.0
READ_S: Final = 30.0
HEAD_S: Final = 60.0
"""From asking to the end of the answer's head: a server may send a letter of it every few seconds."""
PIECE_BYTES: Final = 256 * 1024
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
NOT_MODIFIED: Final = 304
NOT_TAKEN: Final = frozenset({ImportState.FAILED, ImportState.DROPPED})
"""Where a fetched feed has ended so, its bytes are asked for again though they be the same."""
AGAIN_AFTER: Final = timedelta(minutes=30)
"""After a fetch that failed."""
CLAIMED_FOR: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of a fetch: the import that now waits, or None where nothing has changed or it failed (`code`)."""

    run: ImportRun | None
    code: str = ""


class _Pinned(http.client.HTTPSConnection):
    """A connection to the address that was checked; the certificate must be that of the name."""

    def __init__(self, place: Place, context: ssl.SSLContext) -> None:
        super().__init__(place.host, place.port, timeout=CONNECT_S, context=context)
        self._place, self._tls = place, context
        self._wire: socket.socket | None = None

    def connect(self) -> None:
        """Connect without resolving anything again."""
        plain = socket.create_connection((self._place.address, self._place.port), timeout=CONNECT_S)
        plain.settimeout(READ_S)
        wire = self._tls.wrap_socket(plain, server_hostname=self._place.host, do_handshake_on_connect=False)
        self.sock = self._wire = wire
        wire.do_handshake()

    def hang_up(self) -> None:
        """Let whoever waits for more of the answer find that it is over."""
        if self._wire is not None:
            with suppress(OSError):  # it is closed already
                socket.socket.shutdown(self._wire, socket.SHUT_RDWR)


Opener = Callable[[Place], http.client.HTTPSConnection]


def opener(place: Place) -> http.client.HTTPSConnection:
    """Return a connection that checks certificates as a browser does."""
    return _Pinned(place, ssl.create_default_context())


@write
def due(_system: None, *, at: datetime) -> list[int]:
    """Return the partners whose feed is to be fetched now, and push the moment back so that no other worker does it."""
    rows = Catalogue.objects.select_for_update(skip_locked=True).filter(
        ~Q(fetch_url=""), fetch_due_at__lte=at, partner__is_active=True
    )
    found = [row.partner_id for row in rows.order_by("fetch_due_at")[:20]]
    Catalogue.objects.filter(partner_id__in=found).update(fetch_due_at=at + CLAIMED_FOR)
    return found


def fetch(
    partner_id: int,
    *,
    now: Callable[[], datetime],
    resolver: addresses.Resolver = addresses.resolve,
    connection: Opener = opener,
) -> Fetched:
    """Fetch one feed; what has not changed since the last time is left where it is."""
    catalogue = Catalogue.objects.select_related("partner").get(partner_id=partner_id)
    until = time.monotonic() + settings.REFERRAL_FETCH_SECONDS
    try:
        answer, line = _answer(catalogue, resolver, connection, until)
        try:
            if answer.status == NOT_MODIFIED:
                return _unchanged(catalogue, at=now())
            if answer.status != 200:
                raise FeedRefused(f"http_{answer.status}")
            pieces = _pieces(answer, until)
            with _ending(line, until):
                run = feeds.receive(
                    None,
                    catalogue.partner,
                    pieces,
                    source=ImportSource.FETCH,
                    charset=_charset(answer.getheader("content-type", "")),
                    at=now(),
                )
            note(
                None,
                catalogue.pk,
                etag=answer.getheader("etag", ""),
                modified=answer.getheader("last-modified", ""),
                at=now(),
            )
            return Fetched(run)
        finally:
            line.close()
    except (Refused, FeedRefused) as error:
        code = error.code
    except (OSError, http.client.HTTPException, ssl.SSLError) as error:
        log.info("feed_not_fetched", partner=partner_id, error=type(error).__name__)
        code = "not_reached"
    later(None, catalogue.pk, code=code, at=now())
    return Fetched(None, code)


def _answer(
    catalogue: Catalogue, resolver: addresses.Resolver, connection: Opener, until: float
) -> tuple[http.client.HTTPResponse, http.client.HTTPSConnection]:
    """Ask, following redirects: each of their places is checked as the first was.

    Raises Refused, OSError, and FeedRefused where an answer does not get to its body in time.
    """
    url = catalogue.fetch_url
    headers = {"Accept-Encoding": "identity", "User-Agent": "KAISHI feeds"}
    if (last := _last(catalogue.pk)) is not None and last.state not in NOT_TAKEN:
        asked = {"If-None-Match": catalogue.etag, "If-Modified-Since": catalogue.last_modified}
        headers |= {name: value for name, value in asked.items() if value}
    for _ in range(MOST_REDIRECTS + 1):
        place = addresses.checked(url, resolver=resolver)
        line = connection(place)
        try:
            with _ending(line, min(until, time.monotonic() + HEAD_S)):
                line.request("GET", place.target, headers=headers)
                answer = line.getresponse()
        except BaseException:
            line.close()
            raise
        if answer.status not in REDIRECTS:
            return answer, line
        target = answer.getheader("location", "")
        line.close()
        if not target:
            raise Refused("redirect")
        url = urljoin(url, target)
    raise Refused("too_many_redirects")


def _pieces(answer: http.client.HTTPResponse, until: float) -> Iterator[bytes]:
    """Yield what comes, as long as there is time. Raises FeedRefused where it is longer than it may be, or cut off."""
    said = answer.getheader("content-length", "")
    if said.isdigit() and int(said) > settings.REFERRAL_FEED_BYTES:
        raise FeedRefused("too_large", limit=settings.REFERRAL_FEED_BYTES)
    total = 0
    while piece := answer.read1(PIECE_BYTES):
        total += len(piece)
        yield piece
        _require_time(until)
    _require_time(until)  # what looks like the end may be that we have hung up
    if said.isdigit() and total < int(said):
        raise FeedRefused("cut_off", limit=said)


@contextmanager
def _ending(line: http.client.HTTPSConnection, until: float) -> Iterator[None]:
    """Hang up when time is over, however little by little something comes. Raises FeedRefused."""
    clock = threading.Timer(max(0.0, until - time.monotonic()), getattr(line, "hang_up", line.close))
    clock.daemon = True
    clock.start()
    try:
        yield
    except (OSError, http.client.HTTPException):
        _require_time(until)
        raise
    finally:
        clock.cancel()
    _require_time(until)


def _require_time(until: float) -> None:
    if time.monotonic() > until:
        raise FeedRefused("too_slow", limit=settings.REFERRAL_FETCH_SECONDS)


def _charset(content_type: str) -> str:
    """Return the letters that a header declares; empty where it declares none."""
    said = Message()
    said["content-type"] = content_type
    return said.get_content_charset("")


def _unchanged(catalogue: Catalogue, *, at: datetime) -> Fetched:
    """The partner says that the feed of the last fetch still holds: it is fresh, if that one is what holds."""
    held(None, catalogue.pk, at=at)
    return Fetched(None, "not_modified")


@write
def held(_system: None, partner_id: int, *, at: datetime) -> None:
    """Note that the catalogue is what it was; only where the last fetched feed was taken."""
    row = Catalogue.objects.select_for_update().get(pk=partner_id)
    last = _last(partner_id)
    if last is not None and last.state == ImportState.DONE:
        row.refreshed_at = at
    row.fetch_due_at = at + timedelta(seconds=row.fetch_every_s)
    row.fetched_at, row.fetch_failure = at, ""
    row.save(update_fields=["refreshed_at", "fetch_due_at", "fetched_at", "fetch_failure"])


def _last(partner_id: int) -> ImportRun | None:
    rows = ImportRun.objects.filter(partner_id=partner_id, source=ImportSource.FETCH)
    return rows.order_by("-created_at").first()


@write
def note(_system: None, partner_id: int, *, etag: str, modified: str, at: datetime) -> None:
    """Remember what to ask with the next time."""
    row = Catalogue.objects.select_for_update().get(pk=partner_id)
    row.etag, row.last_modified = etag[:500], modified[:100]
    row.fetch_due_at = at + timedelta(seconds=row.fetch_every_s)
    row.fetched_at, row.fetch_failure = at, ""
    row.save(update_fields=["etag", "last_modified", "fetch_due_at", "fetched_at", "fetch_failure"])


@write
def later(_system: None, partner_id: int, *, code: str, at: datetime) -> None:
    """Note why it failed, and try again in a while."""
    Catalogue.objects.filter(pk=partner_id).update(
        fetch_due_at=at + AGAIN_AFTER, fetched_at=at, fetch_failure=code
    )

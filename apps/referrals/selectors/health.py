"""How a partner's catalogue stands, and what waits for its people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from apps.referrals.models import (
    Catalogue,
    ImportRun,
    Partner,
    Product,
    ProductState,
    WebhookDelivery,
)
from apps.referrals.screening.verdicts import BLOCK, OK, UNKNOWN, WARN
from apps.referrals.selectors.products import IS_JUDGED, UNDECIDED
from apps.referrals.selectors.served import FRESH_FOR
from apps.referrals.states import ImportState
from apps.referrals.webhook_states import DeliveryState


@dataclass(frozen=True)
class Health:
    """Items by what may become of them. `allowed`: by a person, of those that the rules could not decide."""

    listed: int
    ok: int
    warn: int
    unknown: int
    block: int
    withdrawn: int
    allowed: int
    refreshed_at: datetime | None
    hidden_at: datetime | None
    is_stale: bool
    fetch_url: str
    fetch_due_at: datetime | None
    fetched_at: datetime | None
    fetch_failure: str

    @property
    def offered(self) -> int:
        """How many may be offered at all."""
        return 0 if self.is_stale else self.ok + self.allowed

    @property
    def waits(self) -> int:
        """How many wait for a person of ours."""
        return self.warn + self.unknown - self.allowed


def health(partner: Partner, *, at: datetime) -> Health:
    """Return how a catalogue stands. Stale: no feed for 72 hours (what is pushed is fresh by itself)."""
    rows = Product.objects.filter(partner=partner).values_list("state", "verdict").annotate(Count("pk"))
    counts = {(state, verdict): number for state, verdict, number in rows}
    listed = {
        verdict: counts.get((ProductState.LISTED, verdict), 0) for verdict in (OK, WARN, UNKNOWN, BLOCK)
    }
    row = Catalogue.objects.filter(partner=partner).first() or Catalogue(partner=partner)
    hidden_at = None if row.refreshed_at is None else row.refreshed_at + FRESH_FOR
    allowed = Product.objects.filter(
        IS_JUDGED, partner=partner, state=ProductState.LISTED, verdict__in=UNDECIDED, is_allowed=True
    )
    return Health(
        listed=sum(listed.values()),
        ok=listed[OK],
        warn=listed[WARN],
        unknown=listed[UNKNOWN],
        block=listed[BLOCK],
        withdrawn=sum(number for (state, _), number in counts.items() if state == ProductState.WITHDRAWN),
        allowed=allowed.count(),
        refreshed_at=row.refreshed_at,
        hidden_at=hidden_at,
        is_stale=hidden_at is not None and hidden_at <= at,
        fetch_url=row.fetch_url,
        fetch_due_at=row.fetch_due_at,
        fetched_at=row.fetched_at,
        fetch_failure=row.fetch_failure,
    )


@dataclass(frozen=True)
class Waiting:
    """What somebody of a partner should look at."""

    asked: ImportRun | None
    last: ImportRun | None
    dead: int


def waiting(partner: Partner, *, is_live: bool) -> Waiting:
    """Return a feed that waits for an answer, the newest import, and how many webhooks were given up."""
    runs = ImportRun.objects.filter(partner=partner).order_by("-created_at")
    dead = WebhookDelivery.objects.filter(
        endpoint__partner=partner,
        endpoint__is_live=is_live,
        endpoint__ended_at=None,
        state=DeliveryState.DEAD,
    )
    if not is_live:
        return Waiting(None, None, dead.count())
    return Waiting(runs.filter(state=ImportState.ASKED).first(), runs.first(), dead.count())

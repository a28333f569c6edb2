"""What is not kept: whose link it was, once she asks; clicks past their time; answers that nobody will ask for again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Exists, Max, OuterRef

from apps.foundation.transactions import write
from apps.referrals.models import (
    Agreement,
    Click,
    Conversion,
    HiddenOffer,
    Need,
    OfferBook,
    OfferLink,
    OfferReport,
    PartnerAnswer,
)

AFTER_WINDOW: Final = timedelta(days=90)
ANSWERS_KEPT: Final = timedelta(days=7)
SHORTEST_WINDOW_DAYS: Final = 30
MOST: Final = 2_000
ADD_UP = """
INSERT INTO referrals_clickday (partner_id, is_live, day, verdict, clicks, people)
SELECT c.partner_id, c.is_live, (c.at AT TIME ZONE 'UTC')::date, c.verdict, count(*), count(DISTINCT l.pseudonym)
FROM referrals_click c JOIN referrals_offerlink l ON l.id = c.link_id
WHERE c.id = ANY(%s) GROUP BY 1, 2, 3, 4
ON CONFLICT (partner_id, is_live, day, verdict) DO UPDATE
SET clicks = referrals_clickday.clicks + excluded.clicks, people = referrals_clickday.people + excluded.people
"""


@write
def break_links(_system: None, *, pseudonym: UUID) -> int:
    """Unlink a person's offers from her pseudonym: her clicks are nobody's from now on, the ledger stays as it is."""
    return OfferLink.objects.filter(pseudonym=pseudonym).update(pseudonym=None)


@write
def forget_her(_system: None, *, pseudonym: UUID) -> None:
    """Let go of everything that is known under a pseudonym; clicks and the ledger stay, and are nobody's."""
    break_links(None, pseudonym=pseudonym)
    for table in (Need, HiddenOffer, OfferBook):
        table.objects.filter(pseudonym=pseudonym).delete()
    OfferReport.objects.filter(pseudonym=pseudonym).update(pseudonym=None)


@write
def forget_needs(_system: None, *, at: datetime) -> int:
    """Delete needs that are over; returns how many."""
    return Need.objects.filter(until__lt=at).delete()[0]


@write
def forget_clicks(_system: None, *, at: datetime) -> int:
    """Erase clicks that no order can be credited to any more; their number stays, by day. Returns how many."""
    before = _before(at)
    rows = Click.objects.filter(at__lt=before).order_by("at").select_for_update(skip_locked=True)
    ids = list(rows.values_list("pk", flat=True)[:MOST])
    if not ids:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(ADD_UP, [ids])
    links = list(Click.objects.filter(pk__in=ids).values_list("link_id", flat=True))
    Conversion.objects.filter(click_id__in=ids).update(click=None)
    Click.objects.filter(of_click_id__in=ids).update(of_click=None)
    Click.objects.filter(pk__in=ids)._raw_delete("default")
    OfferLink.objects.filter(pk__in=links, issued_at__lt=before).update(pseudonym=None)
    return len(ids)


@write
def forget_links(_system: None, *, at: datetime) -> int:
    """Unlink old links from whoever was shown them, where no click is left that an order could be credited to.

    Returns how many.
    """
    rows = OfferLink.objects.filter(issued_at__lt=_before(at), pseudonym__isnull=False)
    rows = rows.exclude(Exists(Click.objects.filter(link=OuterRef("pk"))))
    ids = (
        rows.order_by("issued_at")
        .select_for_update(skip_locked=True, of=("self",))
        .values_list("pk", flat=True)
    )
    return OfferLink.objects.filter(pk__in=list(ids[:MOST])).update(pseudonym=None)


def _before(at: datetime) -> datetime:
    """Return from before when on no order can be credited to a click any more, nor be disputed."""
    longest = Agreement.objects.aggregate(days=Max("window_days"))["days"] or SHORTEST_WINDOW_DAYS
    return at - timedelta(days=longest) - AFTER_WINDOW


@write
def forget_answers(_system: None, *, at: datetime) -> int:
    """Delete answers that were kept for repeats; an order is one conversion without them, too."""
    return PartnerAnswer.objects.filter(created_at__lt=at - ANSWERS_KEPT).delete()[0]

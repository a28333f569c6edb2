"""What products can serve, as rows that a search finds the cheapest of: made anew for whatever has changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.db import connection

from apps.foundation.transactions import write
from apps.referrals.models import ProductUse
from apps.referrals.models.offers import LAST_PLACE
from apps.referrals.selectors.served import IS_SAFE, PRICE

DELETE: Final = (
    "DELETE FROM referrals_productuse u USING referrals_product p WHERE p.id = u.product_id AND {} "
    "RETURNING u.partner_id, u.need_key"
)
INSERT: Final = f"""
INSERT INTO referrals_productuse
    (product_id, partner_id, need_key, currency, amount, units, dose_step, unit_price, is_complete, ships_to, place,
     priced_until)
SELECT p.id, p.partner_id, u->>0, p.currency, (u->>1)::float8, (u->>2)::float8,
       coalesce(round(ln((u->>1)::float8) / ln(1.25::float8)), 0),
       {PRICE} / coalesce((u->>2)::float8, 1),
       p.allergens IS NOT NULL, p.ships_to, {LAST_PLACE},
       CASE WHEN p.sale_price_minor IS NULL THEN NULL WHEN p.sale_from > %(at)s THEN p.sale_from
            WHEN p.sale_until >= %(at)s THEN p.sale_until END
  FROM referrals_product p CROSS JOIN LATERAL jsonb_array_elements(p.uses) u
 WHERE p.uses <> '[]'::jsonb AND p.state = 'listed' AND {IS_SAFE} AND p.availability <> 'out_of_stock'
   AND NOT EXISTS (SELECT 1 FROM referrals_heldproduct h WHERE h.product_id = p.id) AND {{}}
RETURNING partner_id, need_key"""  # noqa: S608 - nothing of it comes from outside
COUNTED: Final = (
    "WITH rows AS ({}) SELECT partner_id, need_key, count(*) FROM rows GROUP BY partner_id, need_key"
)
FIRST: Final = 32
"""Places that are counted."""
PLACES: Final = f"""
UPDATE referrals_productuse t SET place = w.place
  FROM (SELECT id, CASE WHEN row_number() OVER shelf <= {FIRST} THEN row_number() OVER shelf ELSE {LAST_PLACE} END
               AS place
          FROM referrals_productuse
         WHERE need_key = ANY(%s) AND partner_id = ANY(%s)
        WINDOW shelf AS (PARTITION BY partner_id, need_key, currency, dose_step, is_complete ORDER BY unit_price, id)) w
 WHERE t.id = w.id AND t.place <> w.place"""  # noqa: S608 - nothing of it comes from outside
OF_SWITCH: Final = "p.partner_id = %(partner)s AND p.changed_at = %(at)s"
OF_IDS: Final = "p.id = ANY(%(ids)s)"
MOST_DUE: Final = 2_000
MOST_CHANGED: Final = 10_000
"""More than so many new rows, and the planner learns of them before the next search."""


def renew_changed(partner_id: int, *, at: datetime) -> None:
    """Renew the uses of whatever a switch, or a withdrawal, changed at that moment. Only inside its transaction."""
    if _renew(OF_SWITCH, {"partner": partner_id, "at": at}) > MOST_CHANGED:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE referrals_productuse")


def renew(product_ids: Iterable[int], *, at: datetime) -> None:
    """Renew the uses of some products."""
    ids = list(product_ids)
    if ids:
        _renew(OF_IDS, {"ids": ids, "at": at})


@write
def renew_prices(_system: None, *, at: datetime) -> int:
    """Renew the uses of products whose sale has begun or ended since they were made; returns of how many."""
    due = ProductUse.objects.filter(priced_until__lt=at).order_by("priced_until")
    ids = {row.product_id for row in due.select_for_update(skip_locked=True)[:MOST_DUE]}
    renew(sorted(ids), at=at)
    return len(ids)


def _renew(which: str, told: dict[str, Any]) -> int:
    """Make uses anew as of `told["at"]`, and count anew the places of all that are alike; returns how many were made."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTED.format(DELETE.format(which)), told)
        gone = cursor.fetchall()
        cursor.execute(COUNTED.format(INSERT.format(which)), told)
        made = cursor.fetchall()
        if gone or made:
            partners, keys = ({row[column] for row in (*gone, *made)} for column in (0, 1))
            cursor.execute(PLACES, [sorted(keys), sorted(partners)])
    return sum(row[2] for row in made)

"""What products can serve, as rows that a search finds the cheapest of: made anew for whatever has changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.db import connection

from apps.referrals.selectors.candidates import IS_SAFE

DELETE: Final = "DELETE FROM referrals_productuse u USING referrals_product p WHERE p.id = u.product_id AND "
INSERT: Final = f"""
INSERT INTO referrals_productuse
    (product_id, partner_id, need_key, currency, amount, units, dose_step, unit_price, is_complete, ships_to)
SELECT p.id, p.partner_id, u->>0, p.currency, (u->>1)::float8, (u->>2)::float8,
       coalesce(round(ln((u->>1)::float8) / ln(1.25::float8)), 0),
       least(p.price_minor, p.sale_price_minor) / coalesce((u->>2)::float8, 1), p.allergens IS NOT NULL, p.ships_to
  FROM referrals_product p CROSS JOIN LATERAL jsonb_array_elements(p.uses) u
 WHERE p.uses <> '[]'::jsonb AND p.state = 'listed' AND {IS_SAFE} AND p.availability <> 'out_of_stock'
   AND NOT EXISTS (SELECT 1 FROM referrals_heldproduct h WHERE h.product_id = p.id) AND """  # noqa: S608 - nothing of it comes from outside
OF_SWITCH: Final = "p.partner_id = %s AND p.changed_at = %s"
OF_IDS: Final = "p.id = ANY(%s)"
MOST_CHANGED: Final = 10_000
"""More than so many new rows, and the planner learns of them before the next search."""


def renew_changed(partner_id: int, *, at: datetime) -> None:
    """Renew the uses of whatever a switch, or a withdrawal, changed at that moment. Only inside its transaction."""
    if _renew(OF_SWITCH, [partner_id, at]) > MOST_CHANGED:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE referrals_productuse")


def renew(product_ids: Iterable[int]) -> None:
    """Renew the uses of some products."""
    ids = list(product_ids)
    if ids:
        _renew(OF_IDS, [ids])


def _renew(which: str, told: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(DELETE + which, told)
        cursor.execute(INSERT + which, told)
        return int(cursor.rowcount)

"""What is offered, and for how much: said once, for whoever looks for offers and for every way out.

Conditions of statements: `p` is a product, `c` the catalogue of its partner, `%(at)s` now, `%(since)s` `FRESH_FOR` ago.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

FRESH_FOR: Final = timedelta(hours=72)
"""What neither a feed nor a push has told for longer is not offered."""
IS_SAFE: Final = (
    "(p.verdict = 'ok' OR "
    "(p.verdict IN ('unknown', 'warn') AND p.is_allowed AND p.judged_sha = p.content_sha))"
)
"""The rules say yes, or could not say and a person did, of the product as it is now."""
IS_OFFERED: Final = (
    f"(p.state = 'listed' AND {IS_SAFE} AND (p.expires_at IS NULL OR p.expires_at > %(at)s) "
    "AND (p.pushed_at > %(since)s OR (p.origin = 'feed' AND c.refreshed_at > %(since)s)))"
)
PRICE: Final = (
    "CASE WHEN p.sale_price_minor IS NOT NULL AND (p.sale_from IS NULL OR p.sale_from <= %(at)s) "
    "AND (p.sale_until IS NULL OR p.sale_until >= %(at)s) THEN p.sale_price_minor ELSE p.price_minor END"
)
"""Minor units: the price of a sale within its period, or always where it has none."""

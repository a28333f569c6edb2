"""Products for the lines of a plan, out of whatever the catalogues hold: one statement over one index.

Of each line, partner, step of dose, and with or without stated allergens the cheapest few are looked at: so no partner
can crowd out another by the number of its items, and the order in which partners are looked at says nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import orjson
from django.db import connection

from apps.foundation.contracts.needs import NeedCode
from apps.referrals.offering.ranking import Candidate

FRESH_FOR: Final = timedelta(hours=72)
STEPS_ASIDE: Final = 2
"""Steps of 1.25: doses from 0.64 to 1.56 times of what is wanted."""
OF_EACH: Final = 3
COMPLETE: Final = ("gtin", "brand", "image_link", "ingredients", "allergens", "description")
IS_SAFE: Final = (
    "(p.verdict = 'ok' OR "
    "(p.verdict IN ('unknown', 'warn') AND p.is_allowed AND p.judged_sha = p.content_sha))"
)
"""The rules say yes, or could not say and a person did, of the product as it is now."""
FIND: Final = f"""
WITH wanted AS (
    SELECT w.line, w.need_key, w.step
      FROM unnest(%(lines)s::int[], %(keys)s::text[], %(steps)s::int[]) w(line, need_key, step)
), shops AS (
    SELECT s.id, s.name, s.public_id, coalesce(c.refreshed_at > %(since)s, false) AS is_fresh
      FROM referrals_partner s LEFT JOIN referrals_catalogue c ON c.partner_id = s.id
     WHERE s.is_active
)
SELECT w.line, f.id, f.public_id, s.public_id, s.name, f.title, f.kind, f.price_minor, f.currency, f.availability,
       f.amount, f.units, f.amounts_a_day, f.allergens, f.ingredients, f.said, f.complaints, f.ships_to <> '{{}}',
       f.image_link
  FROM wanted w CROSS JOIN shops s CROSS JOIN (VALUES (true), (false)) AS k(is_complete)
 CROSS JOIN LATERAL (
    SELECT p.id, p.public_id, p.title, p.kind, p.currency, p.availability, u.amount, u.units, p.amounts_a_day,
           p.allergens, p.ingredients, p.ships_to, p.image_link,
           CASE WHEN p.sale_price_minor IS NOT NULL AND (p.sale_from IS NULL OR p.sale_from <= %(at)s)
                     AND (p.sale_until IS NULL OR p.sale_until >= %(at)s)
                THEN p.sale_price_minor ELSE p.price_minor END AS price_minor,
           (p.gtin <> '')::int + (p.brand <> '')::int + (p.image_link <> '')::int + (p.ingredients <> '')::int
           + (p.allergens IS NOT NULL)::int + (p.description <> '')::int AS said,
           (SELECT count(*) FROM referrals_offerreport r WHERE r.product_id = p.id AND r.looked_at IS NULL) AS complaints
      FROM referrals_productuse u JOIN referrals_product p ON p.id = u.product_id
     WHERE u.need_key = w.need_key AND u.currency = %(currency)s AND u.partner_id = s.id AND u.dose_step = w.step
       AND u.is_complete = k.is_complete AND (u.ships_to = '{{}}' OR %(country)s = ANY(u.ships_to))
       AND u.product_id <> ALL(%(without)s)
       AND p.state = 'listed' AND {IS_SAFE} AND (p.expires_at IS NULL OR p.expires_at > %(at)s)
       AND (p.pushed_at > %(since)s OR (p.origin = 'feed' AND s.is_fresh))
     ORDER BY u.unit_price LIMIT %(each)s
 ) f
"""  # noqa: S608 - nothing of it comes from outside


@dataclass(frozen=True, slots=True)
class Found:
    """A product for a line: what the ranking looks at, and what is shown of it."""

    line: int
    candidate: Candidate
    partner_name: str
    title: str
    kind: str
    currency: str
    amounts_a_day: dict[str, float]
    allergens: tuple[str, ...] | None
    ingredients: str
    image_link: str


def candidates(
    lines: Sequence[NeedCode], *, country: str, currency: str, without: Sequence[int], at: datetime
) -> list[Found]:
    """Return products for lines, by the place of the line, in no order. `without`: products that she does not want."""
    probes = [(place, code.key, step) for place, code in enumerate(lines) for step in steps_of(code)]
    if not probes or not currency:
        return []
    places, keys, steps = (list(column) for column in zip(*probes, strict=True))
    told: dict[str, Any] = {"lines": places, "keys": keys, "steps": steps, "currency": currency}
    told |= {"country": country, "without": list(without), "at": at, "since": at - FRESH_FOR, "each": OF_EACH}
    with connection.cursor() as cursor:
        cursor.execute(FIND, told)
        return [_found(lines, row) for row in cursor.fetchall()]


def steps_of(code: NeedCode) -> range:
    """Return the steps of dose that are near enough."""
    if code.amount is None:
        return range(1)
    middle = round(math.log(code.amount) / math.log(1.25))
    return range(middle - STEPS_ASIDE, middle + STEPS_ASIDE + 1)


def _found(lines: Sequence[NeedCode], row: tuple[Any, ...]) -> Found:
    (line, key, product, seller, name, title, kind, price, currency, available, amount, units) = row[:12]
    amounts_json, allergens, ingredients, said, complaints, says_delivery, image = row[12:]
    amounts = orjson.loads(amounts_json)
    candidate = Candidate(
        key, product, seller, price, units, available, said / len(COMPLETE), says_delivery, amount, lines[line].amount,
        max(0, len(amounts) - 1), complaints,
    )  # fmt: skip
    return Found(
        line, candidate, name, title, kind, currency, amounts, None if allergens is None else tuple(allergens),
        ingredients, image,
    )  # fmt: skip

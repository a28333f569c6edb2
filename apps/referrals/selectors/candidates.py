"""Products for the lines of a plan, out of whatever the catalogues hold: one statement over one index.

Of each line, step of dose, and with or without stated allergens, the first few are looked at: the cheapest of every
partner, then the second of each, and so on. So no partner can crowd out another by the number of its items.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson
from django.db import connection

from apps.foundation.contracts.needs import NeedCode
from apps.referrals.offering.ranking import Candidate
from apps.referrals.selectors.served import FRESH_FOR, IS_OFFERED, PRICE

STEPS_ASIDE: Final = 2
"""Steps of 1.25: doses from 0.64 to 1.56 times of what is wanted."""
OF_STEP, OF_SHELF = 6, 12
"""So many are looked at of each step of a dose, and of what has no dose; as many again without stated allergens."""
COMPLETE: Final = (
    "p.gtin <> ''",
    "p.brand <> ''",
    "p.image_link <> ''",
    "p.ingredients <> ''",
    "p.allergens IS NOT NULL",
    "p.description <> ''",
)
"""What the partner has said of a product."""
FIND: Final = f"""
SELECT w.line, f.id, f.public_id, f.seller, f.price_minor, f.availability, f.amount, f.units, f.nutrients, f.said,
       (SELECT count(*) FROM referrals_offerreport r WHERE r.product_id = f.id AND r.looked_at IS NULL), f.says_delivery,
       f.kind
  FROM unnest(%(lines)s::int[], %(keys)s::text[], %(steps)s::int[], %(most)s::int[]) w(line, need_key, step, most)
 CROSS JOIN (VALUES (true), (false)) AS k(is_complete)
 CROSS JOIN LATERAL (
    SELECT p.id, p.public_id, u.partner_id AS seller, p.kind, p.availability, u.amount, u.units,
           u.ships_to <> '{{}}' AS says_delivery,
           (SELECT count(*) FROM jsonb_object_keys(p.amounts_a_day)) AS nutrients,
           {PRICE} AS price_minor,
           {" + ".join(f"({one})::int" for one in COMPLETE)} AS said
      FROM referrals_productuse u
      JOIN referrals_product p ON p.id = u.product_id
      JOIN referrals_partner s ON s.id = u.partner_id
      LEFT JOIN referrals_catalogue c ON c.partner_id = u.partner_id
     WHERE u.need_key = w.need_key AND u.currency = %(currency)s AND u.dose_step = w.step
       AND u.is_complete = k.is_complete AND (u.ships_to = '{{}}' OR %(country)s = ANY(u.ships_to))
       AND u.product_id <> ALL(%(without)s)
       AND s.is_active AND {IS_OFFERED}
     ORDER BY u.place, u.unit_price LIMIT w.most
 ) f
"""  # noqa: S608 - nothing of it comes from outside
DETAILS: Final = (
    "SELECT p.id, s.name, p.title, p.currency, p.amounts_a_day, p.allergens, p.ingredients, p.image_link "
    "FROM referrals_product p JOIN referrals_partner s ON s.id = p.partner_id WHERE p.id = ANY(%s)"
)


@dataclass(slots=True)
class Found:
    """A product that could serve a line: what the ranking looks at. `kind`: as screening sees it."""

    line: int
    candidate: Candidate
    kind: str


@dataclass(slots=True)
class Detail:
    """What is checked and shown of a product."""

    partner_name: str
    title: str
    currency: str
    amounts_a_day: dict[str, float]
    allergens: tuple[str, ...] | None
    ingredients: str
    image_link: str


def candidates(
    lines: Sequence[NeedCode], *, country: str, currency: str, without: Sequence[int], at: datetime
) -> list[Found]:
    """Return products for lines, by the place of the line, in no order. `without`: products that she does not want."""
    probes = [
        (place, code.key, step, OF_SHELF if code.amount is None else OF_STEP)
        for place, code in enumerate(lines)
        for step in steps_of(code)
    ]
    if not probes or not currency:
        return []
    places, keys, steps, most = (list(column) for column in zip(*probes, strict=True))
    told: dict[str, Any] = {"lines": places, "keys": keys, "steps": steps, "most": most, "currency": currency}
    told |= {"country": country, "without": list(without), "at": at, "since": at - FRESH_FOR}
    with connection.cursor() as cursor:
        cursor.execute(FIND, told)
        return [_found(lines, row) for row in cursor.fetchall()]


def details(keys: Iterable[int]) -> dict[int, Detail]:
    """Return what is checked and shown of products."""
    with connection.cursor() as cursor:
        cursor.execute(DETAILS, [list(keys)])
        return {
            key: Detail(
                name,
                title,
                currency,
                orjson.loads(amounts),
                None if said is None else tuple(said),
                ingredients,
                image,
            )
            for key, name, title, currency, amounts, said, ingredients, image in cursor.fetchall()
        }


def steps_of(code: NeedCode) -> range:
    """Return the steps of dose that are near enough."""
    if code.amount is None:
        return range(1)
    middle = round(math.log(code.amount) / math.log(1.25))
    return range(middle - STEPS_ASIDE, middle + STEPS_ASIDE + 1)


def _found(lines: Sequence[NeedCode], row: tuple[Any, ...]) -> Found:
    (
        line,
        key,
        product,
        seller,
        price,
        available,
        amount,
        units,
        nutrients,
        said,
        complaints,
        delivers,
        kind,
    ) = row
    candidate = Candidate(
        key=key,
        product=product,
        seller=seller,
        price_minor=price,
        units=units,
        availability=available,
        completeness=said / len(COMPLETE),
        says_delivery=delivers,
        amount=amount,
        wanted=lines[line].amount,
        others=max(0, nutrients - 1),
        complaints=complaints,
    )
    return Found(line, candidate, kind)

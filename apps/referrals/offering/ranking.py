"""The order of offers for one line of a plan. The formula and its reasons: docs/decisions/0039.

    score = 0.40 fit + 0.25 price + 0.10 availability + 0.15 quality + 0.10 delivery        each from 0 to 1

A partner's number, what it pays, and what anybody earned are no arguments of anything here. Equal scores are put in the
order of a digest of product and need, so that nobody is first by being first in the database.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final
from uuid import UUID

FIT, PRICE, AVAILABILITY, QUALITY, DELIVERY = 0.40, 0.25, 0.10, 0.15, 0.10
LEAST_FIT: Final = 0.30
"""A dose that is 1.6 times off, with nothing else in the pill, is the limit of what is shown."""
OF_EACH_OTHER: Final = 0.04
"""What another nutrient in the pill costs of the fit: she asked for one."""
AVAILABLE: Final = {"in_stock": 1.0, "backorder": 0.4, "preorder": 0.2}
DELIVERY_SAID, DELIVERY_NOT_SAID = 1.0, 0.5
CHECKED, OF_OTHERS = 6, 3
SHOWN: Final = 3
OF_ONE_PARTNER: Final = 2
AS_GOOD: Final = 0.10
"""Another partner's offer with a score that is no more below counts as fitting as well."""
DIGITS: Final = 9


@dataclass(slots=True)
class Candidate:
    """A product for a line. `amount`, `wanted`: a day, of a supplement; None else. `others`: nutrients beside it.

    `units`: days, or 100 g, or pieces in the pack; None: not known. `completeness`: share of what a partner may say of a
    product that is said. `complaints`: open reports of mothers. `seller`: tells sellers apart, has no order.
    """

    key: int
    product: UUID
    seller: object
    price_minor: int
    units: float | None
    availability: str
    completeness: float
    says_delivery: bool
    amount: float | None = None
    wanted: float | None = None
    others: int = 0
    complaints: int = 0


@dataclass(slots=True)
class Ranked:
    """A candidate with its score, and the parts of it that say why."""

    candidate: Candidate
    score: float
    fit: float
    unit_price_minor: float | None


def ranked(need_code: str, candidates: Iterable[Candidate]) -> list[Ranked]:
    """Return what fits, best first."""
    fitting = [(one, fit_of(one), unit_price(one)) for one in candidates if one.availability in AVAILABLE]
    fitting = [each for each in fitting if each[1] >= LEAST_FIT]
    cheapest = min((price for _one, _fit, price in fitting if price is not None), default=None)
    found = [Ranked(one, _score(one, fit, price, cheapest), fit, price) for one, fit, price in fitting]
    found.sort(key=lambda each: -each.score)
    ordered: list[Ranked] = []
    for _score_of_all, group in groupby(found, key=lambda each: each.score):
        alike = list(group)
        if len(alike) > 1:
            alike.sort(key=lambda each: digest(need_code, each.candidate.product))
        ordered += alike
    return ordered


def fit_of(one: Candidate) -> float:
    """Return 1 for the dose that is wanted and nothing else, 0 at half or double of it. Without a dose 1."""
    if one.wanted is None:
        return 1.0
    if not one.amount or one.wanted <= 0:
        return 0.0
    return max(0.0, 1.0 - abs(math.log2(one.amount / one.wanted)) - OF_EACH_OTHER * one.others)


def unit_price(one: Candidate) -> float | None:
    """Return minor units a day, or for 100 g, or a piece; None where nobody knows how much is in the pack."""
    return one.price_minor / one.units if one.units else None


def _score(one: Candidate, fit: float, price: float | None, cheapest: float | None) -> float:
    cheap = 0.0 if price is None or cheapest is None else 1.0 if price == cheapest else cheapest / price
    parts = (
        FIT * fit,
        PRICE * cheap,
        AVAILABILITY * AVAILABLE[one.availability],
        QUALITY * one.completeness / (1 + one.complaints),
        DELIVERY * (DELIVERY_SAID if one.says_delivery else DELIVERY_NOT_SAID),
    )
    return round(math.fsum(parts), DIGITS)


def digest(need_code: str, product: UUID) -> bytes:
    """Return what puts equal scores in an order that says nothing of a partner."""
    return hashlib.blake2b(product.bytes + need_code.encode(), digest_size=8).digest()


def worth_checking(found: Sequence[Ranked]) -> list[Ranked]:
    """Return what is looked at more closely, best first: the best, and the best of up to three other sellers."""
    best = list(found[:CHECKED])
    sellers = {one.candidate.seller for one in best}
    for one in found[CHECKED:]:
        if len(best) == CHECKED + OF_OTHERS:
            break
        if one.candidate.seller not in sellers:
            sellers.add(one.candidate.seller)
            best.append(one)
    return best


def chosen(found: Sequence[Ranked], may: Callable[[Ranked], bool]) -> list[Ranked]:
    """Return the offers of a line: the best that may be shown, and not all of one seller where others are as good."""
    allowed = [one for one in found if may(one)]
    best = allowed[:SHOWN]
    if len(best) < SHOWN or len({one.candidate.seller for one in best}) > 1:
        return best
    last, seller = best[-1], best[0].candidate.seller
    for other in allowed[SHOWN:]:
        if other.candidate.seller != seller and other.score >= last.score - AS_GOOD:
            return [*best[:OF_ONE_PARTNER], other]
    return best

"""What a mother is shown beside the lines of her plan: found, put in order, checked, and each with its way out.

What is known of her stays with whoever knows it: products are handed over to be checked, and come back with yes or no.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from apps.accounts.models import Person
from apps.foundation.contracts import needs as contract
from apps.foundation.contracts import offer_checks
from apps.foundation.contracts.needs import NeedCode
from apps.foundation.contracts.offer_checks import Judged
from apps.foundation.transactions import write
from apps.referrals.models import HiddenOffer, Need, OfferBook, OfferLink, Product
from apps.referrals.offering import ranking, regions
from apps.referrals.offering.ranking import Ranked
from apps.referrals.selectors.candidates import Detail, Found, candidates, details
from apps.referrals.services import books, links

LINK_LASTS: Final = timedelta(days=1)
"""A link that is no older is shown again, instead of a new one at every look."""
MOST_LINES: Final = 80


@dataclass(frozen=True)
class Offer:
    """A product beside a line, and why. `link`: None until it has one."""

    detail: Detail
    ranked: Ranked
    warnings: tuple[str, ...]
    is_cheapest: bool
    token: UUID | None = None


@dataclass(frozen=True)
class Line:
    """A line of her plan with up to three offers; `because` says why there are none."""

    need: Need
    code: NeedCode
    offers: Sequence[Offer]
    because: str = ""


@dataclass(frozen=True)
class Sheet:
    """All lines. `country`: where things are sent; empty: not known."""

    country: str
    currency: str
    lines: Sequence[Line]


@write
def show(mother: Person, *, at: datetime) -> Sheet:
    """Return what is shown to a mother who agreed. Raises ConsentRequired."""
    book = books.of_her(mother, at=at)
    country = books.country_of(book, mother)
    currency = regions.currency_of(country)
    needs = list(
        Need.objects.filter(pseudonym=book.pseudonym, until__gt=at).order_by("is_asked", "position", "pk")
    )[:MOST_LINES]
    lines = matched(mother, book.pseudonym, needs, country=country, currency=currency, at=at)
    return Sheet(country, currency, _with_links(book, lines, at))


def matched(
    mother: Person, pseudonym: UUID, needs: Sequence[Need], *, country: str, currency: str, at: datetime
) -> list[Line]:
    """Return lines with what may be shown beside them, without links."""
    codes = [contract.read(need.need_code) for need in needs]
    found = found_for(codes, pseudonym, country=country, currency=currency, at=at)
    ordered = [
        ranking.worth_checking(ranking.ranked(need.need_code, [one.candidate for one in of_line]))
        for need, of_line in zip(needs, found, strict=True)
    ]
    kinds = {one.candidate.key: one.kind for of_line in found for one in of_line}
    known = details({one.candidate.key for best in ordered for one in best})
    judged = _judged(mother, needs, known, kinds, ordered, at)
    return [
        _line(need, code, known, ordered[place], judged[place], country)
        for place, (need, code) in enumerate(zip(needs, codes, strict=True))
    ]


def found_for(
    codes: Sequence[NeedCode], pseudonym: UUID, *, country: str, currency: str, at: datetime
) -> list[list[Found]]:
    """Return candidates for each line."""
    hidden = list(HiddenOffer.objects.filter(pseudonym=pseudonym).values_list("product_id", flat=True))
    by_line: list[list[Found]] = [[] for _ in codes]
    for one in candidates(codes, country=country, currency=currency, without=hidden, at=at):
        if regions.may_be_advertised(one.kind, country):
            by_line[one.line].append(one)
    return by_line


def _judged(
    mother: Person,
    needs: Sequence[Need],
    known: Mapping[int, Detail],
    kinds: Mapping[int, str],
    ordered: Sequence[Sequence[Ranked]],
    at: datetime,
) -> list[dict[int, Judged]]:
    """Ask whoever knows her about all candidates of all lines at once."""
    asked: list[offer_checks.Candidate] = []
    places: list[tuple[int, int]] = []
    for place, best in enumerate(ordered):
        for one in best:
            key = one.candidate.key
            asked.append(_handed_over(len(asked), needs[place], kinds[key], known[key]))
            places.append((place, key))
    said = offer_checks.judge(mother, asked, at=at)
    judged: list[dict[int, Judged]] = [{} for _ in needs]
    for number, (place, key) in enumerate(places):
        judged[place][key] = said[number]
    return judged


def _handed_over(number: int, need: Need, kind: str, product: Detail) -> offer_checks.Candidate:
    return offer_checks.Candidate(
        key=number,
        need_code=need.need_code,
        kind=kind,
        title=product.title,
        ingredients=product.ingredients,
        allergens=product.allergens,
        amounts_a_day=product.amounts_a_day,
    )


def _line(
    need: Need,
    code: NeedCode,
    known: Mapping[int, Detail],
    ordered: Sequence[Ranked],
    judged: Mapping[int, Judged],
    country: str,
) -> Line:
    best = ranking.chosen(ordered, lambda one: judged[one.candidate.key].may_be_shown)
    prices = [one.unit_price_minor for one in best if one.unit_price_minor is not None]
    offers = [
        Offer(
            known[one.candidate.key],
            one,
            judged[one.candidate.key].warnings,
            len(prices) > 1 and one.unit_price_minor == min(prices),
        )
        for one in best
    ]
    return Line(need, code, offers, "" if offers else _because(code, ordered, judged, country))


def _because(code: NeedCode, ordered: Sequence[Ranked], judged: Mapping[int, Judged], country: str) -> str:
    """Return why a line has none: what stood against most of what was found."""
    if not country:
        return "no_country"
    if not regions.may_be_advertised(code.kind, country):
        return "not_in_country"
    reasons = Counter(judged[one.candidate.key].reason for one in ordered)
    return reasons.most_common(1)[0][0] if reasons else "none_found"


def _with_links(book: OfferBook, lines: Sequence[Line], at: datetime) -> list[Line]:
    """Give every offer its way out: one for each product, used again while it is fresh and leads where it should."""
    keys = {offer.ranked.candidate.key for line in lines for offer in line.offers}
    if not keys:
        return list(lines)
    products = Product.objects.in_bulk(keys)
    fresh = OfferLink.objects.filter(
        pseudonym=book.pseudonym, product_id__in=keys, is_live=True, issued_at__gt=at - LINK_LASTS
    ).order_by("issued_at")
    tokens = {
        link.product_id: link.token
        for link in fresh
        if link.target == products[link.product_id].link  # type: ignore[index]
    }
    missing = [product for key, product in sorted(products.items()) if key not in tokens]
    for link in links.issue(missing, pseudonym=book.pseudonym, at=at):
        tokens[link.product_id] = link.token
    return [
        Line(
            line.need,
            line.code,
            [
                Offer(one.detail, one.ranked, one.warnings, one.is_cheapest, tokens[one.ranked.candidate.key])
                for one in line.offers
            ],
            line.because,
        )
        for line in lines
    ]

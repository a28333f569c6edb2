"""What a mother's phone gets of offers, in her language. Codes stand beside the words."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from rest_framework import serializers

from apps.accounts import consent_texts
from apps.accounts.models import ConsentKind, Person
from apps.foundation.contracts import needs as contract
from apps.referrals.models import Product, ReportReason
from apps.referrals.services.showing import Line, Offer, Sheet
from apps.referrals.words import offer_codes
from apps.referrals.words import offers as offer_words


class SaidOfOfferOut(serializers.Serializer):
    """A code in words."""

    code = serializers.CharField()
    says = serializers.CharField()


class OfferedOut(serializers.Serializer):
    """A product beside a line of her plan. Everything that says that it is an advertisement must be shown with it."""

    product = serializers.UUIDField()
    sponsored = serializers.BooleanField(help_text="Always true.")
    disclosure = serializers.CharField(help_text="To be shown with the offer, where it can be seen at once.")
    title = serializers.CharField()
    partner = serializers.CharField()
    price_minor = serializers.IntegerField(help_text="In minor units of the currency.")
    currency = serializers.CharField()
    price_per_unit_minor = serializers.FloatField(
        allow_null=True, help_text="A day of a supplement, 100 g of a food, a piece; null: not known."
    )
    availability = serializers.CharField()
    image_link = serializers.CharField(
        help_text="Empty unless `pictures` is asked for: it is at the partner, who learns her address when it is loaded."
    )
    why = SaidOfOfferOut(many=True)
    warnings = SaidOfOfferOut(many=True)
    link = serializers.CharField(help_text="The way out. It tells the partner a random number.")


class OfferLineOut(serializers.Serializer):
    """A line of her plan, or something that she asked for, with up to three offers."""

    id = serializers.UUIDField()
    need_code = serializers.CharField()
    name = serializers.CharField()
    until = serializers.DateTimeField()
    asked_by_her = serializers.BooleanField()
    offers = OfferedOut(many=True)
    nothing_because = SaidOfOfferOut(allow_null=True)


class AskableOut(serializers.Serializer):
    """What is only looked for when she asks for it herself."""

    need_code = serializers.CharField()
    name = serializers.CharField()


class OffersOut(serializers.Serializer):
    """Offers. Where `is_on` is false she has not agreed: nothing was looked for, kept or counted."""

    is_on = serializers.BooleanField()
    consent_kind = serializers.CharField(help_text="Agree by POST /api/v1/consents.")
    consent_version = serializers.IntegerField()
    country = serializers.CharField(help_text="Where things are sent; empty: she has to say.")
    currency = serializers.CharField()
    how_ordered = serializers.CharField()
    lines = OfferLineOut(many=True)
    askable = AskableOut(many=True)


class OfOfferHistoryOut(serializers.Serializer):
    """A product that she had to do with."""

    product = serializers.UUIDField()
    title = serializers.CharField()
    partner = serializers.CharField()
    at = serializers.DateTimeField()


class ReportedOut(OfOfferHistoryOut):
    """An offer that she reported."""

    reason = serializers.ChoiceField(ReportReason.choices)
    looked_at = serializers.DateTimeField(allow_null=True)


class OfferHistoryOut(serializers.Serializer):
    """What she did with offers, the newest first: of ways out the last hundred."""

    taken = OfOfferHistoryOut(many=True)
    hidden = OfOfferHistoryOut(many=True)
    reported = ReportedOut(many=True)


class NeedOut(serializers.Serializer):
    """Something that she asked for."""

    id = serializers.UUIDField(source="public_id")
    need_code = serializers.CharField()
    until = serializers.DateTimeField()


class OfferSettingsOut(serializers.Serializer):
    """Where things are sent."""

    country = serializers.CharField()
    currency = serializers.CharField()


def off() -> dict[str, Any]:
    """Return what somebody gets who has not agreed."""
    return _around(is_on=False, country="", currency="", lines=[], askable=[])


def shown(mother: Person, sheet: Sheet, way_out: Any, *, with_pictures: bool) -> dict[str, Any]:
    """Return a sheet as plain values in her language. `way_out`: makes an address of a path.

    `with_pictures`: she asked for them; a picture tells its server her address of the network, without any click.
    """
    with translation.override(mother.language):
        return _around(
            is_on=True,
            country=sheet.country,
            currency=sheet.currency,
            lines=[_line(line, way_out, with_pictures) for line in sheet.lines],
            askable=[_askable(code) for code in sorted(contract.ASKED_ONLY)],
        )


def _around(**given: Any) -> dict[str, Any]:
    version = consent_texts.current(ConsentKind.OFFERS).version
    about = {"consent_kind": ConsentKind.OFFERS.value, "consent_version": version}
    return dict(OffersOut({**about, "how_ordered": offer_words.how_ordered(), **given}).data)


def _askable(code: str) -> dict[str, str]:
    return {"need_code": code, "name": offer_words.name(contract.read(code))}


def _line(line: Line, way_out: Any, with_pictures: bool) -> dict[str, Any]:
    return {
        "id": line.need.public_id,
        "need_code": line.need.need_code,
        "name": offer_words.name(line.code),
        "until": line.need.until,
        "asked_by_her": line.need.is_asked,
        "offers": [_offer(line, offer, way_out, with_pictures) for offer in line.offers],
        "nothing_because": offer_words.said(offer_codes.REASONS, line.because) if line.because else None,
    }


def _offer(line: Line, offer: Offer, way_out: Any, with_pictures: bool) -> dict[str, Any]:
    detail, candidate = offer.detail, offer.ranked.candidate
    why = [offer_words.why(line.code, is_asked=line.need.is_asked, brings=candidate.amount)]
    if offer.is_cheapest:
        why.append(offer_words.cheapest(line.code))
    if candidate.says_delivery:
        why.append(offer_words.delivers())
    return {
        "product": candidate.product,
        "sponsored": True,
        "disclosure": offer_words.disclosure(),
        "title": detail.title,
        "partner": detail.partner_name,
        "price_minor": candidate.price_minor,
        "currency": detail.currency,
        "price_per_unit_minor": offer.ranked.unit_price_minor,
        "availability": candidate.availability,
        "image_link": detail.image_link if with_pictures else "",
        "why": why,
        "warnings": [offer_words.said(offer_codes.WARNINGS, code) for code in offer.warnings],
        "link": way_out(f"/r/{offer.token}"),
    }


def of_product(product: Product, at: Any) -> dict[str, Any]:
    """Return a product in her history."""
    return {
        "product": product.public_id,
        "title": product.title,
        "partner": product.partner.name,
        "at": at,
    }

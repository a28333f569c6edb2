"""Offers under /api/v1/offers: only mothers, each for herself. Clinicians see neither offers nor what became of them."""

from __future__ import annotations

from typing import ClassVar, Final
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from apps.accounts.models import ConsentKind, Role
from apps.accounts.services import consents
from apps.foundation.api import PersonAPIView, PersonRequest, StrictSerializer
from apps.foundation.contracts.needs import LONGEST_CODE
from apps.referrals.api.offers_out import (
    NeedOut,
    OfferHistoryOut,
    OfferSettingsOut,
    OffersOut,
    ReportedOut,
    of_product,
    off,
    shown,
)
from apps.referrals.models import ReportReason
from apps.referrals.offering import regions
from apps.referrals.selectors import history
from apps.referrals.services import books, choices, needs, showing

TAGS: Final = ["offers"]
MOST_TAKEN: Final = 100


class OfferSettingsIn(StrictSerializer):
    """Where things are to be sent."""

    country = serializers.RegexField(
        r"\A(?:[A-Z]{2})?\Z", allow_blank=True, help_text="ISO 3166; empty: by her time zone."
    )


class OffersIn(StrictSerializer):
    """What is asked for with the offers."""

    pictures = serializers.BooleanField(
        default=False, help_text="True: she has asked for pictures. They are at the partners."
    )


class AskForIn(StrictSerializer):
    """What is asked for."""

    need_code = serializers.CharField(max_length=LONGEST_CODE)


class HideIn(StrictSerializer):
    """Which product is hidden."""

    product = serializers.UUIDField()


class ReportIn(StrictSerializer):
    """Which offer should not be there, and why."""

    product = serializers.UUIDField()
    reason = serializers.ChoiceField(ReportReason.choices)


class OffersView(PersonAPIView):
    """What every view of offers shares. All of it may be repeated: no answer is kept beside her name for that."""

    roles: ClassVar = frozenset({Role.MOTHER})
    answers_once: ClassVar = False


class Offers(OffersView):
    """What is offered beside her plan."""

    @extend_schema(operation_id="offers_list", tags=TAGS, parameters=[OffersIn], responses=OffersOut)
    def get(self, request: PersonRequest) -> Response:
        """Read what fits the lines of your plan. Without your consent nothing is looked for."""
        with_pictures = OffersIn.parse_query(request)["pictures"]
        if not consents.holds(request.person, ConsentKind.OFFERS):
            return Response(off())
        sheet = showing.show(request.person, at=request.received_at)
        return Response(shown(request.person, sheet, request.build_absolute_uri, with_pictures=with_pictures))


class OfferSettings(OffersView):
    """Where things are sent."""

    @extend_schema(
        operation_id="offers_settings_change", tags=TAGS, request=OfferSettingsIn, responses=OfferSettingsOut
    )
    def put(self, request: PersonRequest) -> Response:
        """Say to which country things are to be sent. Offers are in its currency."""
        given = OfferSettingsIn.parse(request)
        book = books.say_country(request.person, country=given["country"], at=request.received_at)
        country = books.country_of(book, request.person)
        return Response({"country": country, "currency": regions.currency_of(country)})


class AskedFor(OffersView):
    """What she asks for herself."""

    @extend_schema(
        operation_id="offers_ask", tags=TAGS, request=AskForIn, responses={201: NeedOut, 200: NeedOut}
    )
    def post(self, request: PersonRequest) -> Response:
        """Ask for something for two weeks: what is only looked for when you ask, or any line. Again asks anew."""
        need, is_new = needs.ask(request.person, at=request.received_at, **AskForIn.parse(request))
        return Response(NeedOut(need).data, status=201 if is_new else 200)


class OneAskedFor(OffersView):
    """Something that she asked for."""

    @extend_schema(operation_id="offers_ask_no_longer", tags=TAGS, responses={204: None})
    def delete(self, request: PersonRequest, need_id: UUID) -> Response:
        """Ask for it no longer."""
        needs.take_back(request.person, need_id=need_id, at=request.received_at)
        return Response(status=204)


class Hidden(OffersView):
    """What she does not want to see."""

    @extend_schema(operation_id="offers_hide", tags=TAGS, request=HideIn, responses={204: None})
    def post(self, request: PersonRequest) -> Response:
        """Hide a product that was offered to you; again changes nothing."""
        choices.hide(request.person, product_id=HideIn.parse(request)["product"], at=request.received_at)
        return Response(status=204)


class OneHidden(OffersView):
    """Something that she hid."""

    @extend_schema(operation_id="offers_show_again", tags=TAGS, responses={204: None})
    def delete(self, request: PersonRequest, product_id: UUID) -> Response:
        """Let a product be offered again; again changes nothing."""
        choices.show_again(request.person, product_id=product_id, at=request.received_at)
        return Response(status=204)


class Reports(OffersView):
    """What should not be there."""

    @extend_schema(
        operation_id="offers_report",
        tags=TAGS,
        request=ReportIn,
        responses={201: ReportedOut, 200: ReportedOut},
    )
    def post(self, request: PersonRequest) -> Response:
        """Report an offer: you see it no more, and somebody looks at it. After three people's reports nobody sees it."""
        given = ReportIn.parse(request)
        row, is_new = choices.report(
            request.person, product_id=given["product"], reason=given["reason"], at=request.received_at
        )
        said = {**of_product(row.product, row.reported_at), "reason": row.reason, "looked_at": row.looked_at}
        return Response(ReportedOut(said).data, status=201 if is_new else 200)


class OfferHistory(OffersView):
    """What she did with offers."""

    @extend_schema(operation_id="offers_history", tags=TAGS, responses=OfferHistoryOut)
    def get(self, request: PersonRequest) -> Response:
        """Read which offers you followed, hid and reported. Nobody else reads this."""
        clicks = history.taken_by(request.person).order_by("-pk")[:MOST_TAKEN]
        told = {
            "taken": [of_product(click.link.product, click.at) for click in clicks if click.link.product],
            "hidden": [of_product(row.product, row.hidden_at) for row in history.hidden_by(request.person)],
            "reported": [
                {**of_product(row.product, row.reported_at), "reason": row.reason, "looked_at": row.looked_at}
                for row in history.reported_by(request.person)
            ],
        }
        return Response(OfferHistoryOut(told).data)


class StopOffers(OffersView):
    """The end of all of it."""

    @extend_schema(operation_id="offers_stop", tags=TAGS, request=None, responses={204: None})
    def post(self, request: PersonRequest) -> Response:
        """Stop everything: your consent is withdrawn, and nothing leads to you any more. Again changes nothing."""
        consents.withdraw_kind(
            request.person, mother=request.person, kind=ConsentKind.OFFERS, at=request.received_at
        )
        return Response(status=204)

"""What is done with a plan: dishes swapped, lines marked, versions approved and withdrawn; what to buy, what differs."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpResponse
from django.utils import translation
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from apps.accounts.models import Role
from apps.foundation.api import PersonAPIView, PersonRequest
from apps.foundation.errors import Forbidden, Invalid
from apps.plans import offering, wording
from apps.plans.api.inputs import DoneIn, PlanNoteIn, SwapIn, WithdrawIn
from apps.plans.api.marks_out import MarkOut
from apps.plans.api.plans import CARE, TAGS, PlanView
from apps.plans.api.plans_out import PlanOut, SaidOut, said
from apps.plans.rules import notes
from apps.plans.rules.alternatives import NotThere, Offer
from apps.plans.rules.shopping import Line
from apps.plans.selectors import plans as reading
from apps.plans.selectors.shopping import lines_of
from apps.plans.services import marking, sending, swapping
from apps.plans.services.marking import Line as PlanLine


class OfferChangeOut(serializers.Serializer):
    """What a dish changes in its day."""

    nutrient = serializers.CharField()
    name = serializers.CharField()
    amount = serializers.FloatField(help_text="More (or less) of the nutrient in that day.")
    unit = serializers.CharField()
    share = serializers.FloatField(help_text="Of the day's target or limit.")


class OfferOut(serializers.Serializer):
    """A dish that could stand there."""

    food_code = serializers.CharField()
    name = serializers.CharField()
    grams = serializers.FloatField()
    energy_kcal = serializers.FloatField(help_text="More (or less) energy in that day.")
    changes = OfferChangeOut(many=True)
    caution = serializers.CharField()


class SwapOut(serializers.Serializer):
    """Dishes that are offered, or the version that holds the chosen one."""

    offers = OfferOut(many=True)
    plan = PlanOut(allow_null=True)


class Swap(PlanView):
    """A dish in the place of another."""

    @extend_schema(
        operation_id="plans_swap", tags=TAGS, request=SwapIn, responses={200: SwapOut, 201: SwapOut}
    )
    def post(self, request: PersonRequest, plan_id: UUID) -> Response:
        """Offer up to six dishes for the place of one; with `choose`, put that one there: a new version answers."""
        given = SwapIn.parse(request)
        if "choose" in given:
            plan = swapping.swap(
                request.person,
                plan_id=plan_id,
                day=given["day"],
                when=given["when"],
                out=given["item"],
                new=given["choose"],
                grams=given.get("grams"),
                at=request.received_at,
            )
            return Response({"offers": [], "plan": self.answer(plan.public_id).data}, status=201)
        _plan, content = reading.readable(request.person, plan_id)
        try:
            found = offering.offers(content, day=given["day"], when=given["when"], food_code=given["item"])
        except NotThere as error:
            raise Invalid.field(
                "item", wording.words(wording.PROBLEMS, "no_such_line"), code="not_found"
            ) from error
        with translation.override(request.person.language):
            shown = [_offer(one, request.person.language) for one in found]
            return Response({"offers": OfferOut(shown, many=True).data, "plan": None})


def _offer(offer: Offer, language: str) -> dict[str, Any]:
    changes = [
        {
            "nutrient": one.nutrient,
            "name": wording.nutrient(one.nutrient),
            "amount": one.amount,
            "unit": wording.unit(one.nutrient),
            "share": one.share,
        }
        for one in offer.changes
    ]
    about = {"food_code": offer.dish.code, "name": offer.dish.name(language), "grams": offer.grams}
    return {
        **about,
        "energy_kcal": round(offer.energy_kcal),
        "changes": changes,
        "caution": notes.said(offer.dish.pregnancy_note, language),
    }


class Done(PlanView):
    """What became of a line."""

    @extend_schema(
        operation_id="plans_done", tags=TAGS, request=DoneIn, responses={201: MarkOut, 200: MarkOut}
    )
    def post(self, request: PersonRequest, plan_id: UUID) -> Response:
        """Say that a dish was eaten, skipped or swapped, a supplement taken, a walk done (mothers)."""
        if not request.person.is_mother:
            raise Forbidden
        given = DoneIn.parse(request)
        row, is_new = marking.mark(
            request.person,
            plan_id=plan_id,
            public_id=given["id"],
            line=PlanLine(given["day"], given["kind"], given["item"], given["when"]),
            mark=given["mark"],
            at=request.received_at,
        )
        return Response(MarkOut(row).data, status=201 if is_new else 200)


class Approval(PlanView):
    """A clinician approves a draft."""

    @extend_schema(operation_id="plans_approve", tags=TAGS, request=None, responses=PlanOut)
    def post(self, request: PersonRequest, plan_id: UUID) -> Response:
        """Approve a draft, which sends it to the mother. Again changes nothing."""
        sending.approve(request.person, plan_id=plan_id, at=request.received_at)
        return self.answer(plan_id)


class Withdrawal(PlanView):
    """A clinician takes a plan back."""

    @extend_schema(operation_id="plans_withdraw", tags=TAGS, request=WithdrawIn, responses=PlanOut)
    def post(self, request: PersonRequest, plan_id: UUID) -> Response:
        """Take a plan back with a reason; it stays in the record."""
        because = WithdrawIn.parse(request)["because"]
        sending.withdraw(request.person, plan_id=plan_id, because=because, at=request.received_at)
        return self.answer(plan_id)


class Note(PlanView):
    """What the care team says beside a plan."""

    @extend_schema(operation_id="plans_note", tags=TAGS, request=PlanNoteIn, responses=PlanOut)
    def put(self, request: PersonRequest, plan_id: UUID) -> Response:
        """Write, change or empty it (clinicians)."""
        sending.change_note(request.person, plan_id=plan_id, note=PlanNoteIn.parse(request)["note"])
        return self.answer(plan_id)


class ShoppingLineOut(serializers.Serializer):
    """One thing to buy."""

    code = serializers.CharField()
    name = serializers.CharField(
        help_text="Dishes in the language of who reads, ingredients as the food table has them."
    )
    grams = serializers.FloatField()
    dishes = serializers.ListField(
        child=serializers.CharField(), help_text="Codes of the dishes it goes into."
    )


class ShoppingGroupOut(serializers.Serializer):
    """What stands together in a shop."""

    group = serializers.CharField()
    says = serializers.CharField()
    lines = ShoppingLineOut(many=True)


class Shopping(PlanView):
    """What to buy."""

    @extend_schema(operation_id="plans_shopping", tags=TAGS, responses=ShoppingGroupOut(many=True))
    def get(self, request: PersonRequest, plan_id: UUID) -> Response:
        """List what the week's dishes are made of, summed; a dish without a recipe stands for itself."""
        _plan, content = reading.readable(request.person, plan_id)
        with translation.override(request.person.language):
            groups = grouped(lines_of(content.result), names_of(content.result, request.person.language))
            return Response(ShoppingGroupOut(groups, many=True).data)


def names_of(result: dict[str, Any], language: str) -> dict[str, str]:
    """Return the names of a plan's dishes by code."""
    return {
        item["food_code"]: item["names"].get(language, item["name"])
        for day in result["days"]
        for meal in day["meals"]
        for item in meal["items"]
    }


def grouped(lines: list[Line], names: dict[str, str]) -> list[dict[str, Any]]:
    """Return lines by group of the shop, in its order."""
    found: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        shown = {
            "code": line.code,
            "name": names.get(line.code, line.name),
            "grams": line.grams,
            "dishes": line.dishes,
        }
        found.setdefault(line.group, []).append(shown)
    return [
        {"group": group, "says": wording.words(wording.GROUPS, group), "lines": rows}
        for group, rows in found.items()
    ]


class DifferenceOut(serializers.Serializer):
    """What is another than in the plan before."""

    because = SaidOut(many=True)
    is_first = serializers.BooleanField(help_text="There was none before.")
    same_week = serializers.BooleanField(help_text="False: compared with the week before, without dishes.")
    dishes = serializers.ListField(child=serializers.DictField(), help_text="By day and moment: out, in.")
    portions = serializers.ListField(child=serializers.DictField())
    targets = serializers.ListField(child=serializers.DictField())
    supplements = serializers.ListField(child=serializers.DictField())
    activity = serializers.ListField(child=serializers.DictField())


class Difference(PlanView):
    """What a version changed."""

    @extend_schema(operation_id="plans_difference", tags=TAGS, responses=DifferenceOut)
    def get(self, request: PersonRequest, plan_id: UUID) -> Response:
        """Compare a version with the one before: dishes, portions, targets, supplements, activity, and why."""
        plan, content = reading.readable(request.person, plan_id)
        found = content.difference
        lists = ("dishes", "portions", "targets", "supplements", "activity")
        with translation.override(request.person.language):
            return Response(
                {
                    "because": said(wording.BECAUSE, plan.because),
                    "is_first": not found,
                    "same_week": bool(found.get("same_week")),
                    **{name: found.get(name, []) for name in lists},
                }
            )


class Paper(PersonAPIView):
    """The plan on paper."""

    roles: ClassVar = CARE
    throttle_scope: ClassVar = "export"

    @extend_schema(
        operation_id="plans_paper", tags=TAGS, responses={(200, "application/pdf"): OpenApiTypes.BINARY}
    )
    def get(self, request: PersonRequest, plan_id: UUID) -> HttpResponse:
        """Read the plan as a PDF in the mother's language."""
        from apps.plans import paper  # fonts and libraries of papers are heavy

        plan, content = reading.readable(request.person, plan_id)
        return paper.answer(plan, content, for_clinician=request.person.role == Role.CLINICIAN)

"""Datings: proposed by a mother or a clinician, decided by an obstetrician or a midwife."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Person, Role
from apps.foundation.errors import Conflict, Forbidden, Invalid, NotVisible
from apps.foundation.ids import uuid7
from apps.foundation.outbox import emit
from apps.foundation.transactions import write
from apps.pregnancies import counting, feeds
from apps.pregnancies.days import local_day
from apps.pregnancies.events import PregnancyDated
from apps.pregnancies.models import ULTRASOUND, Dating, Pregnancy
from apps.pregnancies.rules import dating as rules
from apps.pregnancies.rules.redating import CLINICIAN, KEEP, REPLACE, Advice, advise
from apps.pregnancies.services import may
from apps.pregnancies.services.creating import once
from apps.pregnancies.services.locks import locked_pregnancy, require_going
from apps.pregnancies.services.moves import move
from apps.pregnancies.services.refusals import as_invalid
from apps.pregnancies.states import DatingState

RECOMMENDED: Final = "recommended"
WITHDRAW: Final = "withdraw"
DECISIONS: Final = (RECOMMENDED, REPLACE, KEEP, WITHDRAW)
_STATE_AFTER: Final = {
    REPLACE: DatingState.ACCEPTED,
    KEEP: DatingState.NOTED,
    WITHDRAW: DatingState.WITHDRAWN,
}


class DatingDecided(Conflict):
    """Somebody has decided on this dating already, in another way."""

    code = "dating_decided"


class DatingStale(Conflict):
    """What this dating was compared with does not count any more; enter it again to compare anew."""

    code = "dating_stale"


@write
def redate(
    person: Person, *, pregnancy_id: UUID, given: rules.Given, at: datetime, public_id: UUID | None = None
) -> tuple[Dating, bool]:
    """Propose a due date from `given`, with what the rules recommend beside the one that counts.

    Mothers tell dates (last period, conception, transfer, due date); ultrasounds are for the team. A
    mother's new entry takes the place of an undecided one of hers. Raises NotVisible, Forbidden, Invalid,
    PregnancyNotGoing.
    """
    _require_may_propose(person, given)
    pregnancy = locked_pregnancy(person, pregnancy_id)
    return once(
        person,
        Dating,
        public_id,
        pregnancy_id=pregnancy.pk,
        twice=Conflict(),
        make=lambda new_id: _told(pregnancy, _propose(person, pregnancy, given, at, new_id, ""), at),
    )


def add_dating(
    person: Person, pregnancy: Pregnancy, given: rules.Given, *, at: datetime, prefix: str = ""
) -> Dating:
    """Date a pregnancy that was just made, inside its own write: an obstetrician's or midwife's dating
    counts at once."""
    _require_may_propose(person, given)
    dating = _propose(person, pregnancy, given, at, uuid7(), prefix)
    if not may.decide_dates(person):
        return _told(pregnancy, dating, at)
    _decide(person, pregnancy, dating, REPLACE, "", at)
    return dating


def _told(pregnancy: Pregnancy, dating: Dating, at: datetime) -> Dating:
    """A first dating counts, unconfirmed, until a clinician decides: who plans by weeks has to know."""
    if dating.compared_with_id is None:
        _emit_dated(pregnancy, dating, at)
    return dating


def _require_may_propose(person: Person, given: rules.Given) -> None:
    if person.role == Role.MOTHER:
        if given.basis in ULTRASOUND:
            raise Forbidden(_("Ultrasounds are entered by your care team."))
        return
    may.require_dates(person)


def _propose(
    person: Person, pregnancy: Pregnancy, given: rules.Given, at: datetime, public_id: UUID, prefix: str
) -> Dating:
    require_going(pregnancy)
    with as_invalid(prefix):
        rules.check_days(given, today=local_day(pregnancy.subject, at))  # first: a year 9999 has no due date
        estimate = rules.estimate(given)
    if person.role == Role.MOTHER:
        _withdraw_undecided(person, pregnancy, at)
    known = list(pregnancy.datings.order_by("pk"))
    beside = counting.counting(known)
    dating = Dating.objects.create(
        subject_id=pregnancy.subject_id,
        public_id=public_id,
        pregnancy=pregnancy,
        author=person,
        recorded_at=at,
        inputs=rules.inputs_of(given),
        compared_with=beside,
        **_estimated(estimate),
        **_advised(_advice(estimate, known)),
    )
    feeds.changed(dating, pregnancy)
    return dating


def _withdraw_undecided(mother: Person, pregnancy: Pregnancy, at: datetime) -> None:
    undecided = (
        pregnancy.datings.filter(state=DatingState.PROPOSED, author=mother).select_for_update().order_by("pk")
    )
    for earlier in undecided:
        move(earlier, DatingState.WITHDRAWN, decided_by=mother, decided_at=at)
        feeds.changed(earlier)


def _advice(estimate: rules.Estimate, known: list[Dating]) -> Advice:
    return advise(estimate, counting.as_counting(counting.counting(known)), counting.confirming(known))


def _estimated(estimate: rules.Estimate) -> dict[str, Any]:
    values = asdict(estimate)
    values.pop("source")
    return values


def _advised(advice: Advice) -> dict[str, Any]:
    return {
        "recommendation": advice.recommendation,
        "recommendation_code": advice.code,
        "recommendation_rule_id": advice.rule_id,
        "recommendation_rule_version": advice.rule_version,
        "difference_days": advice.difference_days,
        "threshold_days": advice.threshold_days,
    }


@write
def decide_dating(
    person: Person,
    *,
    pregnancy_id: UUID,
    dating_id: UUID,
    at: datetime,
    decision: str = RECOMMENDED,
    reason: str = "",
) -> Dating:
    """Decide on a proposed dating: `replace` the date that counts, `keep` it, or `withdraw` a wrong entry.

    `recommended` does what the rules say; anything else needs a reason. Keeping a date that a mother told
    confirms it. Deciding the same twice changes nothing. Raises NotVisible, Forbidden, Invalid,
    DatingDecided, DatingStale.
    """
    may.require_dates(person)
    pregnancy = locked_pregnancy(person, pregnancy_id)
    dating = pregnancy.datings.filter(public_id=dating_id).select_for_update().first()
    if dating is None:
        raise NotVisible
    decision = _resolved(dating, decision)
    if dating.state != DatingState.PROPOSED:
        return _decided_before(dating, decision)
    require_going(pregnancy)
    _require_reason(dating, decision, reason)
    _decide(person, pregnancy, dating, decision, reason, at)
    return dating


def _resolved(dating: Dating, decision: str) -> str:
    if decision != RECOMMENDED:
        return decision
    if dating.recommendation == CLINICIAN:
        raise Invalid.field(
            "decision", _("The rules leave this to you: say «replace» or «keep», and why."), code="required"
        )
    return dating.recommendation


def _decided_before(dating: Dating, decision: str) -> Dating:
    states = {_STATE_AFTER[decision]} | ({DatingState.SUPERSEDED} if decision == REPLACE else set())
    if dating.state not in states:
        raise DatingDecided(_("Somebody has decided on this dating already."))
    return dating


def _require_reason(dating: Dating, decision: str, reason: str) -> None:
    if decision == KEEP and dating.compared_with_id is None:
        raise Invalid.field("decision", _("There is no other due date to keep."), code="nothing_to_keep")
    if decision != dating.recommendation and not reason.strip():
        raise Invalid.field("reason", _("Say why you decide otherwise."), code="required")


def _decide(
    person: Person, pregnancy: Pregnancy, dating: Dating, decision: str, reason: str, at: datetime
) -> None:
    decided = {"decided_by": person, "decided_at": at}
    beside = dating.compared_with
    if decision != WITHDRAW:
        _require_fresh(pregnancy, dating)
        _settle_other(dating, beside, decision, decided)
    is_override = (
        decision != WITHDRAW
        and dating.recommendation in (REPLACE, KEEP)
        and decision != dating.recommendation
    )
    move(dating, _STATE_AFTER[decision], is_override=is_override, reason=reason.strip(), **decided)
    feeds.changed(*[row for row in (beside, dating) if row is not None], pregnancy)
    _tell(pregnancy, beside, dating, at)


def _require_fresh(pregnancy: Pregnancy, dating: Dating) -> None:
    counts_now = counting.counting([row for row in pregnancy.datings.order_by("pk") if row.pk != dating.pk])
    accepted_pk = counts_now.pk if counts_now else None
    if accepted_pk != dating.compared_with_id:
        raise DatingStale(_("The due date has changed since this was entered. Please enter it again."))


def _settle_other(dating: Dating, beside: Dating | None, decision: str, decided: dict[str, Any]) -> None:
    """The one it was compared with: replaced it counted before, kept it counts from now on at the latest."""
    if beside is None:
        return
    if decision == REPLACE and beside.state == DatingState.ACCEPTED:
        move(beside, DatingState.SUPERSEDED, superseded_at=decided["decided_at"])
    elif decision == REPLACE:
        move(beside, DatingState.SUPERSEDED, superseded_at=decided["decided_at"], **decided)
    elif beside.state == DatingState.PROPOSED:
        move(beside, DatingState.ACCEPTED, **decided)


def _tell(pregnancy: Pregnancy, beside: Dating | None, dating: Dating, at: datetime) -> None:
    for row in (dating, beside):
        if row is not None and row.state == DatingState.ACCEPTED and row.decided_at == at:
            _emit_dated(pregnancy, row, at)


def _emit_dated(pregnancy: Pregnancy, dating: Dating, at: datetime) -> None:
    emit(
        PregnancyDated(
            pregnancy=pregnancy.public_id, mother=pregnancy.subject.public_id, dating=dating.public_id, at=at
        )
    )

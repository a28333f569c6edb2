"""How a pregnancy, or one fetus of it, ended: one act in one transaction, and its correction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.foundation.errors import Conflict, Invalid, NotVisible
from apps.foundation.outbox import emit
from apps.foundation.transactions import write
from apps.pregnancies import events, feeds
from apps.pregnancies.days import local_day
from apps.pregnancies.models import Fetus, FetusOutcome, Outcome, OutcomeKind, Pregnancy
from apps.pregnancies.rules.errors import within
from apps.pregnancies.rules.gestation import LAST_BELIEVABLE_DAYS
from apps.pregnancies.services import may
from apps.pregnancies.services.creating import once
from apps.pregnancies.services.locks import PregnancyNotGoing, locked_pregnancy
from apps.pregnancies.services.moves import move
from apps.pregnancies.services.refusals import as_invalid
from apps.pregnancies.states import FetusState, PregnancyState

BIRTH_WEIGHT_G: Final = (100, 8000)
LATEST_REPORT: Final = timedelta(days=LAST_BELIEVABLE_DAYS)
RESULT_OF: Final[Mapping[str, str]] = {
    OutcomeKind.STILLBIRTH: FetusState.STILLBORN,
    OutcomeKind.MISCARRIAGE: FetusState.MISCARRIED,
    OutcomeKind.TERMINATION: FetusState.TERMINATED,
}
RESULTS_AT_BIRTH: Final = (FetusState.LIVEBORN, FetusState.STILLBORN)
RESULTS_OF_ONE: Final = (FetusState.DIED, FetusState.VANISHED, FetusState.TERMINATED)
GONE: Final = frozenset(FetusState.values) - {FetusState.LIVING, FetusState.LIVEBORN}


@dataclass(frozen=True)
class FetusResult:
    """What an outcome means for one fetus; weight and moment of birth where they are known."""

    fetus: UUID
    result: str
    born_at: datetime | None = None
    birth_weight_g: int | None = None


@dataclass(frozen=True)
class NewOutcome:
    """What happened. `fetuses`: one for a fetal death; for a birth each living fetus (may be left out for a
    single)."""

    kind: str
    occurred_on: date
    fetuses: Sequence[FetusResult] = ()
    destination: str = ""
    note: str = ""


class OutcomeCorrectedBefore(Conflict):
    """This outcome does not stand any more."""

    code = "outcome_corrected"


class NotTheLatestOutcome(Conflict):
    """Something was recorded after it; correct that first."""

    code = "outcome_not_latest"


@write
def record_outcome(
    person: Person, *, pregnancy_id: UUID, new: NewOutcome, at: datetime, public_id: UUID | None = None
) -> tuple[Outcome, bool]:
    """Record how a pregnancy or one fetus ended. From the commit on, nothing may assume what has ended.

    A birth and its end recorded twice: the second gets PregnancyNotGoing, the same client id the first
    object. Raises NotVisible, Forbidden, Invalid, Conflict.
    """
    may.require_dates(person)
    pregnancy = locked_pregnancy(person, pregnancy_id)
    before = _picture(pregnancy)
    outcome, created = once(
        person,
        Outcome,
        public_id,
        pregnancy_id=pregnancy.pk,
        twice=PregnancyNotGoing(),
        make=lambda new_id: _record(person, pregnancy, new, at, new_id),
    )
    if created:
        _announce(pregnancy, before, outcome, at)
    return outcome, created


def _record(person: Person, pregnancy: Pregnancy, new: NewOutcome, at: datetime, public_id: UUID) -> Outcome:
    _require_open(pregnancy, new)
    _check(pregnancy, new, at)
    fetuses = list(pregnancy.fetuses.select_for_update().order_by("pk"))
    results = _results(new, [fetus for fetus in fetuses if fetus.state == FetusState.LIVING], fetuses)
    one = results[0][0] if new.kind == OutcomeKind.FETAL_DEATH else None
    outcome = Outcome.objects.create(
        subject_id=pregnancy.subject_id,
        public_id=public_id,
        pregnancy=pregnancy,
        kind=new.kind,
        occurred_on=new.occurred_on,
        fetus=one,
        destination=new.destination.strip(),
        note=new.note.strip(),
        pregnancy_state_before=pregnancy.state,
        recorded_by=person,
        recorded_at=at,
    )
    for fetus, result in results:
        _end_fetus(outcome, fetus, result)
    _move_pregnancy(pregnancy, new.kind)
    return outcome


def _require_open(pregnancy: Pregnancy, new: NewOutcome) -> None:
    """A going pregnancy takes any outcome; one in other care only how it ended there."""
    going_only = new.kind in (OutcomeKind.TRANSFER, OutcomeKind.FETAL_DEATH)
    if pregnancy.state == PregnancyState.ENDED or (going_only and pregnancy.state != PregnancyState.GOING):
        raise PregnancyNotGoing(_("The outcome of this pregnancy is recorded already."))


def _check(pregnancy: Pregnancy, new: NewOutcome, at: datetime) -> None:
    today = local_day(pregnancy.subject, at)
    with as_invalid():
        within("occurred_on", new.occurred_on, today - LATEST_REPORT, today)
    for index, result in enumerate(new.fetuses):
        with as_invalid(f"fetuses[{index}]."):
            if result.birth_weight_g is not None:
                within("birth_weight_g", result.birth_weight_g, *BIRTH_WEIGHT_G)
            if result.born_at is not None:
                within("born_at", result.born_at, at - LATEST_REPORT, at)


Chosen = list[tuple[Fetus, FetusResult]]


def _results(new: NewOutcome, living: list[Fetus], fetuses: list[Fetus]) -> Chosen:
    """Match what was given with the fetuses that live; each outcome says something of each of them."""
    by_id = {fetus.public_id: fetus for fetus in fetuses}
    chosen: Chosen = []
    for index, result in enumerate(new.fetuses):
        chosen.append((_living(by_id.get(result.fetus), index), result))
    if len({fetus.pk for fetus, _result in chosen}) < len(chosen):
        raise Invalid.field("fetuses", _("Name each fetus once."), code="repeated")
    return _CHECKS[new.kind](new, chosen, living)


def _living(fetus: Fetus | None, index: int) -> Fetus:
    if fetus is None:
        raise Invalid.field(
            f"fetuses[{index}].fetus", _("This pregnancy has no such fetus."), code="not_found"
        )
    if fetus.state != FetusState.LIVING:
        raise Conflict(_("It is recorded already what became of fetus %(label)s.") % {"label": fetus.label})
    return fetus


def _transfer(new: NewOutcome, chosen: Chosen, living: list[Fetus]) -> Chosen:
    if chosen:
        raise Invalid.field("fetuses", _("A transfer says nothing of single fetuses."), code="not_allowed")
    return []


def _one_death(new: NewOutcome, chosen: Chosen, living: list[Fetus]) -> Chosen:
    if len(chosen) != 1:
        raise Invalid.field("fetuses", _("Name the one fetus that died."), code="required", limit=1)
    _require_results(chosen, RESULTS_OF_ONE)
    if len(living) < 2:
        raise Invalid.field(
            "kind", _("No other fetus lives: record the loss of the pregnancy instead."), code="last_fetus"
        )
    return chosen


def _all_lost(new: NewOutcome, chosen: Chosen, living: list[Fetus]) -> Chosen:
    result = RESULT_OF[new.kind]
    _require_results(chosen, (result,))
    named = {fetus.pk for fetus, _result in chosen}
    return chosen + [
        (fetus, FetusResult(fetus.public_id, result)) for fetus in living if fetus.pk not in named
    ]


def _birth(new: NewOutcome, chosen: Chosen, living: list[Fetus]) -> Chosen:
    if not chosen and len(living) == 1:
        return [(living[0], FetusResult(living[0].public_id, FetusState.LIVEBORN))]
    _require_results(chosen, RESULTS_AT_BIRTH)
    if len(chosen) != len(living):
        raise Invalid.field(
            "fetuses",
            _("Say of each living fetus whether it was born alive."),
            code="required",
            limit=len(living),
        )
    if living and not any(result.result == FetusState.LIVEBORN for _fetus, result in chosen):
        raise Invalid.field("kind", _("Nobody was born alive: record a stillbirth."), code="nobody_alive")
    return chosen


_CHECKS: Final[Mapping[str, Any]] = {
    OutcomeKind.BIRTH: _birth,
    OutcomeKind.STILLBIRTH: _all_lost,
    OutcomeKind.MISCARRIAGE: _all_lost,
    OutcomeKind.TERMINATION: _all_lost,
    OutcomeKind.FETAL_DEATH: _one_death,
    OutcomeKind.TRANSFER: _transfer,
}


def _require_results(chosen: Chosen, allowed: Sequence[str]) -> None:
    for index, (_fetus, result) in enumerate(chosen):
        if result.result not in allowed:
            raise Invalid.field(
                f"fetuses[{index}].result",
                _("This result does not belong to this outcome."),
                code="invalid_choice",
                limit=[str(value) for value in allowed],
            )


def _end_fetus(outcome: Outcome, fetus: Fetus, result: FetusResult) -> None:
    FetusOutcome.objects.create(
        subject_id=outcome.subject_id,
        outcome=outcome,
        fetus=fetus,
        result=result.result,
        state_before=fetus.state,
        born_at=result.born_at,
        birth_weight_g=result.birth_weight_g,
    )
    move(fetus, result.result, ended_on=outcome.occurred_on)
    feeds.changed(fetus)


def _move_pregnancy(pregnancy: Pregnancy, kind: str) -> None:
    if kind == OutcomeKind.TRANSFER:
        move(pregnancy, PregnancyState.TRANSFERRED)
    elif kind != OutcomeKind.FETAL_DEATH:
        move(pregnancy, PregnancyState.ENDED)


@write
def correct_outcome(
    person: Person,
    *,
    pregnancy_id: UUID,
    outcome_id: UUID,
    reason: str,
    at: datetime,
    instead: NewOutcome | None = None,
) -> Outcome:
    """Take back an outcome that was recorded wrongly; `instead` records the right one in the same act.

    Fetuses and pregnancy return to what they were before it; the wrong row stays, with who, when and why.
    Returns the one that stands now, or else the corrected one. Raises NotVisible, Forbidden, Invalid
    (reason), OutcomeCorrectedBefore, NotTheLatestOutcome, Conflict (another pregnancy goes on by now).
    """
    may.require_dates(person)
    if not reason.strip():
        raise Invalid.field("reason", _("Say why it was wrong."), code="required")
    pregnancy = locked_pregnancy(person, pregnancy_id)
    before = _picture(pregnancy)
    outcome = _to_correct(pregnancy, outcome_id)
    _undo(person, pregnancy, outcome, reason.strip(), at)
    stands = None
    if instead is not None:
        stands, _created = once(
            person,
            Outcome,
            None,
            twice=PregnancyNotGoing(),
            make=lambda new_id: _record(person, pregnancy, instead, at, new_id),
        )
    emit(
        events.OutcomeCorrected(
            pregnancy=pregnancy.public_id,
            mother=pregnancy.subject.public_id,
            at=at,
            outcome=outcome.public_id,
            replaced_by=stands.public_id if stands else None,
        )
    )
    feeds.changed(outcome)
    _announce(pregnancy, before, stands or outcome, at)
    return stands or outcome


def _to_correct(pregnancy: Pregnancy, outcome_id: UUID) -> Outcome:
    outcome = pregnancy.outcomes.filter(public_id=outcome_id).first()
    if outcome is None:
        raise NotVisible
    if outcome.corrected_at is not None:
        raise OutcomeCorrectedBefore(_("This outcome has been corrected already."))
    if pregnancy.outcomes.filter(corrected_at=None, pk__gt=outcome.pk).exists():
        raise NotTheLatestOutcome(_("Something was recorded after this. Please correct that first."))
    return outcome


def _undo(person: Person, pregnancy: Pregnancy, outcome: Outcome, reason: str, at: datetime) -> None:
    outcome.corrected_by, outcome.corrected_at, outcome.correction_reason = person, at, reason
    outcome.save(update_fields=["corrected_by", "corrected_at", "correction_reason"])
    for row in outcome.fetus_outcomes.select_related("fetus").order_by("fetus_id"):
        move(row.fetus, row.state_before, ended_on=None)
        feeds.changed(row.fetus)
    if pregnancy.state == outcome.pregnancy_state_before:
        return
    _require_no_other(pregnancy, outcome.pregnancy_state_before)
    move(pregnancy, outcome.pregnancy_state_before)


def _require_no_other(pregnancy: Pregnancy, state: str) -> None:
    """The database has the last word (one going pregnancy a mother); asking first gives a sentence."""
    others = Pregnancy.objects.for_system("is another pregnancy of this mother going on")
    going = others.filter(subject_id=pregnancy.subject_id, state=PregnancyState.GOING).exclude(
        pk=pregnancy.pk
    )
    if state == PregnancyState.GOING and going.exists():
        raise Conflict(_("Another pregnancy of this mother is going on by now."))


Picture = tuple[str, dict[UUID, str]]


def _picture(pregnancy: Pregnancy) -> Picture:
    """State of the pregnancy and of each fetus: what an act changed is told by comparing two of them."""
    return pregnancy.state, {fetus.public_id: fetus.state for fetus in pregnancy.fetuses.order_by("pk")}


def _announce(pregnancy: Pregnancy, before: Picture, outcome: Outcome, at: datetime) -> None:
    """Tell the difference, once: what ended, what goes on after all, who died, who lives after all."""
    feeds.changed(outcome, pregnancy)
    state, fetuses = _picture(pregnancy)
    ids: dict[str, Any] = {"pregnancy": pregnancy.public_id, "mother": pregnancy.subject.public_id, "at": at}
    if before[0] == PregnancyState.GOING and state != PregnancyState.GOING:
        emit(events.PregnancyEnded(outcome=outcome.public_id, **ids))
    if before[0] != PregnancyState.GOING and state == PregnancyState.GOING:
        emit(events.PregnancyResumed(**ids))
    for fetus_id, now in fetuses.items():
        was_gone = before[1][fetus_id] in GONE
        if now in GONE and not was_gone:
            emit(events.FetusDied(fetus=fetus_id, **ids))
        if was_gone and now not in GONE:
            emit(events.FetusRestored(fetus=fetus_id, **ids))

"""State before and changes make the state afterwards, for each kind that a phone holds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from apps.accounts.models import Person
from apps.foundation import feed
from apps.pregnancies.feeds import KINDS
from apps.pregnancies.models import Fetus
from apps.pregnancies.rules.dating import ScanReport
from apps.pregnancies.services.allergies import change_allergy, end_allergy, note_allergy
from apps.pregnancies.services.datings import decide_dating, redate
from apps.pregnancies.services.earlier_pregnancies import (
    change_earlier_pregnancy,
    remove_earlier_pregnancy,
    tell_earlier_pregnancy,
)
from apps.pregnancies.services.fetuses import add_fetus
from apps.pregnancies.services.outcomes import FetusResult, NewOutcome, correct_outcome, record_outcome
from apps.pregnancies.services.pregnancies import change_pregnancy
from apps.pregnancies.services.risk_factors import end_risk_factor, note_risk_factor
from tests.pregnancies.conftest import AT, LMP, Begin

Held = dict[tuple[str, str], Any]


def snapshot(mother: Person) -> Held:
    """Everything of ours that the mother's phone may hold, read afresh."""
    held: Held = {}
    for model, kind in KINDS.items():
        ids = [row.public_id for row in model.objects.visible_to(mother)]
        held |= {(kind, str(key)): value for key, value in feed.kinds()[kind].fetch(mother, ids).items()}
    return held


def caught_up(held: Held, mother: Person, after: int) -> Held:
    """What a phone holds once it has taken the changes since `after`."""
    held = dict(held)
    for change in feed.read(mother, after=after, limit=500).changes:
        held.pop((change["kind"], change["id"]), None)
        if change["object"] is not None:
            held[change["kind"], change["id"]] = change["object"]
    return held


def test_every_service_tells_the_phone_everything_that_it_changed(
    people: dict[str, Person], begin: Begin
) -> None:
    mother, midwife = people["mother"], people["midwife"]
    pregnancy = begin(by="mother", fetus_count=2)
    where: dict[str, Any] = {"pregnancy_id": pregnancy.public_id}
    then: dict[str, Any] = {**where, "at": AT + timedelta(hours=1)}
    made: dict[str, Any] = {}

    def scan() -> None:
        made["dating"] = redate(midwife, given=ScanReport(LMP + timedelta(days=80), 90), **then)[0]

    def death() -> None:
        fetus = Fetus.objects.for_system("test").get(label="B")
        new = NewOutcome("fetal_death", date(2027, 6, 1), [FetusResult(fetus.public_id, "died")])
        made["death"] = record_outcome(midwife, new=new, **then)[0]

    def told() -> None:
        made["told"] = tell_earlier_pregnancy(mother, year=2020, outcome="live_birth", **then)[0]

    def noted() -> None:
        made["risk"] = note_risk_factor(midwife, code="anaemia", **then)[0]
        made["allergy"] = note_allergy(mother, substance="Nuts", **then)[0]

    acts = [
        lambda: change_pregnancy(mother, height_cm=163, **then),
        scan,
        lambda: decide_dating(midwife, dating_id=made["dating"].public_id, **then),
        lambda: add_fetus(midwife, **then),
        noted,
        lambda: change_allergy(mother, allergy_id=made["allergy"].public_id, severity="mild", **where),
        lambda: end_allergy(midwife, allergy_id=made["allergy"].public_id, **then),
        lambda: end_risk_factor(midwife, risk_factor_id=made["risk"].public_id, **then),
        told,
        lambda: change_earlier_pregnancy(
            midwife, earlier_pregnancy_id=made["told"].public_id, year=2021, **then
        ),
        lambda: remove_earlier_pregnancy(mother, earlier_pregnancy_id=made["told"].public_id, **where),
        death,
        lambda: correct_outcome(midwife, outcome_id=made["death"].public_id, reason="Wrong letter", **then),
        death,
        lambda: record_outcome(midwife, new=NewOutcome("stillbirth", date(2027, 6, 1)), **then),
    ]
    for number, act in enumerate(acts):
        before, after = snapshot(mother), feed.head(mother.pk)
        act()
        assert caught_up(before, mother, after) == snapshot(mother), number
    kinds = {kind for kind, _id in caught_up({}, mother, 0)}
    assert kinds == {
        "pregnancy",
        "fetus",
        "dating",
        "risk_factor",
        "allergy",
        "outcome",
    }  # the told one was removed
    assert caught_up({}, mother, 0) == snapshot(mother)


def test_another_mother_gets_nothing(people: dict[str, Person], begin: Begin) -> None:
    pregnancy = begin()
    assert feed.read(people["other_mother"], after=0, limit=500).changes == []
    assert feed.kinds()["pregnancy"].fetch(people["other_mother"], [pregnancy.public_id]) == {}

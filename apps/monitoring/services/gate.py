"""The gate before a recording at home: asked at every beginning, opened by a clinician, taken back, and practice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.foundation.errors import Conflict, Forbidden, Invalid, NotVisible
from apps.foundation.transactions import write
from apps.monitoring.models import AppliesTo, GateCheck, GateClosing, GateOpening, GateUse, Practice
from apps.monitoring.models_gate import LONGEST_PRACTICE, SHORTEST_PRACTICE
from apps.monitoring.rules import gate
from apps.monitoring.rules.gate import Decision, GateFacts
from apps.monitoring.selectors.gate import applies_to, decision_of, in_words, was_taken_in_spite
from apps.pregnancies.models import Pregnancy
from apps.pregnancies.services.creating import once
from apps.pregnancies.services.locks import locked_pregnancy, require_going
from apps.recordings import gatekeeping
from apps.recordings.gatekeeping import GateClosed
from apps.recordings.models import Recording
from apps.recordings.services import may

LONGEST_OPENING: Final = timedelta(weeks=12)
OLDEST_PRACTICE: Final = timedelta(days=300)
CLOCK_SLACK: Final = timedelta(minutes=5)


def require_open(
    person: Person, pregnancy: Pregnancy, *, started_at: datetime, at: datetime
) -> gatekeeping.Made | None:
    """Let a mother's own new recording in, or raise GateClosed with the reasons. Only inside a `@write`.

    What she has recorded already is taken although the gate is closed, unless a team of hers wants otherwise: refusing it
    would not undo it, and hide it from those who should see it. It cannot go on live (`require_live`), and no screen
    about it is calm. Returns what notes the recording beside what the gate said.
    """
    if person.pk != pregnancy.subject_id:
        return None
    facts, decision = decision_of(pregnancy, at=at)
    begins_now = started_at > at - timedelta(minutes=gate.limit("begins_now_minutes"))
    if decision.may_record or (not begins_now and applies_to(pregnancy) != AppliesTo.ALL):
        use = GateUse.BEGUN if decision.may_record else GateUse.TAKEN

        def made(recording: Recording) -> None:
            _keep(person, pregnancy, use, facts, decision, at, recording)

        return made
    raise _closed(person, pregnancy, facts, decision, at)


def require_live(person: Person, recording: Recording, *, at: datetime) -> None:
    """Raise GateClosed where a recording was taken as one that was over, and she sends it while it is made.

    The start is the phone's word: who says that it lies behind is not asked then, and is asked now. What was kept comes
    over HTTP all the same.
    """
    if person.pk != recording.subject_id or not was_taken_in_spite(recording):
        return
    facts, decision = decision_of(recording.pregnancy, at=at)
    if not decision.may_record:
        raise _closed(person, recording.pregnancy, facts, decision, at)


def _closed(
    person: Person, pregnancy: Pregnancy, facts: GateFacts, decision: Decision, at: datetime
) -> GateClosed:

    @write
    def keep(asking: Person) -> None:
        _keep(asking, pregnancy, GateUse.REFUSED, facts, decision, at)

    return GateClosed(
        _("Your care team has not opened recording at home for you yet. The reasons say what to do."),
        keep=lambda: keep(person),
        result=decision.result.value,
        reasons=in_words(decision, get_language() or "en"),
    )


def _keep(
    person: Person,
    pregnancy: Pregnancy,
    use: GateUse,
    facts: GateFacts,
    decision: Decision,
    at: datetime,
    recording: Recording | None = None,
) -> GateCheck:
    return GateCheck.objects.create(
        subject_id=pregnancy.subject_id,
        pregnancy=pregnancy,
        use=use,
        recording=recording,
        result=decision.result.value,
        reasons=[{"key": reason.key, "open": reason.is_open} for reason in decision.reasons],
        inputs=facts.to_json(),
        rule_version=decision.version,
        asked_by=person,
        at=at,
    )


@write
def open_gate(
    person: Person,
    *,
    pregnancy_id: UUID,
    reason: str,
    until: datetime,
    at: datetime,
    keys: Sequence[str] | None = None,
    public_id: UUID | None = None,
) -> tuple[GateOpening, bool]:
    """Let her record in spite of reasons (`keys`; None: every one that closes it and may be opened), until an end.

    Returns the row and whether it is new. Raises NotVisible, Forbidden, PregnancyNotGoing, Conflict, Invalid.
    """
    require_opener(person)
    pregnancy = locked_pregnancy(person, pregnancy_id)
    require_going(pregnancy)
    return once(
        person,
        GateOpening,
        public_id,
        lambda new_id: _open(person, pregnancy, new_id, keys, reason.strip(), until, at),
        twice=Conflict(_("This was opened already."), code="opened_already"),
        pregnancy_id=pregnancy.pk,
    )


def require_opener(person: Person) -> None:
    """Raise Forbidden for anybody but an obstetrician or a midwife."""
    if not may.reads_traces(person):
        raise Forbidden(_("Only an obstetrician or a midwife may do this."))


def _open(
    person: Person,
    pregnancy: Pregnancy,
    new_id: UUID,
    keys: Sequence[str] | None,
    reason: str,
    until: datetime,
    at: datetime,
) -> GateOpening:
    if not reason:
        raise Invalid.field("reason", _("Please say why."), code="required")
    if not at < until <= at + LONGEST_OPENING:
        raise Invalid.field(
            "until",
            _("Give an end within twelve weeks from now."),
            code="out_of_range",
            limit=LONGEST_OPENING.days,
        )
    _facts, decision = decision_of(pregnancy, at=at)
    opening = GateOpening.objects.create(
        subject_id=pregnancy.subject_id,
        public_id=new_id,
        pregnancy=pregnancy,
        keys=_checked(keys, decision),
        reason=reason,
        rule_version=decision.version,
        author=person,
        from_at=at,
        until=until,
    )
    _changed(person, pregnancy, at)
    return opening


def _checked(keys: Sequence[str] | None, decision: Decision) -> list[str]:
    """The keys that are opened: none that nobody has seen, and none that nobody may open."""
    possible = [reason.key for reason in decision.closing if reason.can_open]
    wanted = possible if keys is None else list(dict.fromkeys(keys))
    if not wanted:
        raise Conflict(_("There is nothing that you could open the gate for."), code="nothing_to_open")
    unknown = [key for key in wanted if key not in possible]
    if unknown:
        raise Invalid.field(
            "reasons",
            _("The gate is not closed for this reason, or nobody can open it for it."),
            code="invalid_choice",
            limit=possible,
        )
    return wanted


def _changed(person: Person, pregnancy: Pregnancy, at: datetime) -> None:
    facts, decision = decision_of(pregnancy, at=at)
    _keep(person, pregnancy, GateUse.CHANGED, facts, decision, at)


@write
def close_again(
    person: Person, *, pregnancy_id: UUID, opening_id: UUID, reason: str, at: datetime
) -> GateOpening:
    """Take an opening back; a second time changes nothing. Raises NotVisible, Forbidden, Invalid."""
    require_opener(person)
    pregnancy = locked_pregnancy(person, pregnancy_id)
    rows = GateOpening.objects.visible_to(person).filter(pregnancy=pregnancy, public_id=opening_id)
    opening: GateOpening | None = rows.select_related("author", "closing").first()
    if opening is None:
        raise NotVisible
    if hasattr(opening, "closing"):
        return opening
    if not reason.strip():
        raise Invalid.field("reason", _("Please say why."), code="required")
    opening.closing = GateClosing.objects.create(
        subject_id=pregnancy.subject_id, opening=opening, reason=reason.strip(), author=person, at=at
    )
    _changed(person, pregnancy, at)
    return opening


@write
def note_practice(
    person: Person,
    *,
    pregnancy_id: UUID,
    minutes: int,
    practised_at: datetime,
    at: datetime,
    note: str = "",
    public_id: UUID | None = None,
) -> tuple[Practice, bool]:
    """Say that she practised with somebody beside her. Returns the row and whether it is new.

    Raises NotVisible, Forbidden, PregnancyNotGoing, Invalid.
    """
    require_opener(person)
    pregnancy = locked_pregnancy(person, pregnancy_id)
    require_going(pregnancy)
    if not SHORTEST_PRACTICE <= minutes <= LONGEST_PRACTICE:
        raise Invalid.field(
            "minutes",
            _("Give from 5 to 240 minutes."),
            code="out_of_range",
            limit=[SHORTEST_PRACTICE, LONGEST_PRACTICE],
        )
    if not at - OLDEST_PRACTICE <= practised_at <= at + CLOCK_SLACK:
        raise Invalid.field(
            "practised_at", _("This moment is in the future, or before this pregnancy."), code="out_of_range"
        )

    def make(new_id: UUID) -> Practice:
        practice = Practice.objects.create(
            subject_id=pregnancy.subject_id,
            public_id=new_id,
            pregnancy=pregnancy,
            minutes=minutes,
            practised_at=practised_at,
            note=note.strip(),
            recorded_by=person,
            recorded_at=at,
        )
        _changed(person, pregnancy, at)
        return practice

    twice = Conflict(_("This was noted already."), code="noted_already")
    return once(person, Practice, public_id, make, twice=twice, pregnancy_id=pregnancy.pk)


@write
def withdraw_practice(
    person: Person, *, pregnancy_id: UUID, practice_id: UUID, reason: str, at: datetime
) -> Practice:
    """Take a practice back that was noted wrongly; twice changes nothing. Raises NotVisible, Forbidden, Invalid."""
    require_opener(person)
    pregnancy = locked_pregnancy(person, pregnancy_id)
    rows = Practice.objects.visible_to(person).filter(pregnancy=pregnancy, public_id=practice_id)
    practice: Practice | None = rows.select_related("recorded_by").first()
    if practice is None:
        raise NotVisible
    if practice.withdrawn_at is None:
        if not reason.strip():
            raise Invalid.field("reason", _("Please say why."), code="required")
        practice.withdrawn_at, practice.withdrawn_by = at, person
        practice.withdrawn_reason = reason.strip()
        practice.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
        _changed(person, pregnancy, at)
    return practice

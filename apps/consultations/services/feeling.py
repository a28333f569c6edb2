"""She has answered how she feels: kept, judged and told in one transaction, before any human reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.alerts.services import evaluate
from apps.consultations.alert_rules.red_flags import MESSAGE, WrittenRedFlags
from apps.consultations.entries import Entry
from apps.consultations.models import FeelingAnswers, Thread
from apps.consultations.rules import feeling as rules
from apps.consultations.services.feeling_thread import bring_in, say_in
from apps.consultations.services.red_flags import in_text
from apps.foundation.errors import Conflict, Forbidden, Invalid, Unprocessable
from apps.foundation.ids import uuid7
from apps.foundation.severity import Severity
from apps.foundation.transactions import write
from apps.pregnancies.models import Pregnancy
from apps.pregnancies.services.locks import locked_pregnancy

ANSWERS: Final = "consultations.feelinganswers"
LONGEST_WORDS: Final = 2_000


class OldForm(Conflict):
    """She answered another version of the questions than the one that is asked now."""

    code = "old_form"


@dataclass(frozen=True)
class Told:
    """What she answered. `words`: what she added in her own; `thread_id`: the consultation that it belongs to."""

    version: int
    answers: Mapping[str, Sequence[str]]
    words: str = ""
    thread_id: UUID | None = None


@write
def answer(
    person: Person, *, pregnancy_id: UUID, client_id: UUID, told: Told, at: datetime
) -> tuple[FeelingAnswers, bool]:
    """Keep what a mother answered; raise an alert for each sign; open a consultation where somebody has to know.

    The same client id again gives the first answers. Raises NotVisible, Forbidden, Invalid, OldForm, Unprocessable.
    """
    pregnancy = locked_pregnancy(person, pregnancy_id)
    if person.pk != pregnancy.subject_id:
        raise Forbidden(_("Only the mother herself can say how she feels."))
    known = FeelingAnswers.objects.visible_to(person).filter(client_id=client_id).first()
    if known is not None:
        return _again(known, told), False
    result = _judged(person, told)
    answers_id = uuid7()
    thread = bring_in(person, pregnancy, told.thread_id, result, client_id=client_id, at=at)
    row = FeelingAnswers.objects.create(
        subject_id=person.pk,
        public_id=answers_id,
        pregnancy=pregnancy,
        thread=thread,
        client_id=client_id,
        definition=rules.form().id,
        version=told.version,
        language=person.language,
        answers={step: list(chosen) for step, chosen in told.answers.items()},
        words=told.words.strip(),
        findings=[
            {"category": category, "severity": severity.value} for category, severity in result.findings
        ],
        outcome=result.outcome,
        answered_at=at,
    )
    entry = say_in(thread, row, at=at) if thread is not None else None
    _raise(row, pregnancy, thread, entry, at=at)
    return row, True


def next_question(
    version: int, answers: Mapping[str, Sequence[str]]
) -> tuple[rules.Step, tuple[rules.Option, ...]] | None:
    """Return the question that comes next; None: the form is done. Stores nothing. Raises OldForm, Invalid."""
    _require_current(version)
    try:
        return rules.next_step(rules.form(), answers)
    except rules.BadAnswer as bad:
        raise _refused(bad) from bad


def _again(known: FeelingAnswers, told: Told) -> FeelingAnswers:
    given = {step: list(chosen) for step, chosen in told.answers.items()}
    if (known.answers, known.words) != (given, told.words.strip()):
        raise Unprocessable.field("client_id", _("This client id was used for other answers."))
    return known


def _judged(person: Person, told: Told) -> rules.Result:
    """What she ticked, and what the red-flag check finds in her own words beside it."""
    if told.version != rules.form().version:
        raise OldForm(
            _("The questions have changed. Please answer them again."), version=rules.form().version
        )
    if "\0" in told.words or len(told.words) > LONGEST_WORDS:
        raise Invalid.field("words", _("The text is too long."), code="max_length", limit=LONGEST_WORDS)
    try:
        ticked = rules.result_of(rules.form(), told.answers)
    except rules.BadAnswer as bad:
        raise _refused(bad) from bad
    written = in_text(told.words, person.language) if told.words.strip() else ()
    return rules.with_findings(ticked, [(flag.category, Severity(flag.severity)) for flag in written])


def _require_current(version: int) -> None:
    if version != rules.form().version:
        raise OldForm(
            _("The questions have changed. Please answer them again."), version=rules.form().version
        )


def _refused(bad: rules.BadAnswer) -> Invalid:
    known = {step.id for step in rules.form().steps}
    field = f"answers.{bad.step}" if bad.step in known else "answers"
    return Invalid.field(field, _reason(bad.reason), code=bad.reason)


def _reason(reason: str) -> str:
    match reason:
        case "not_answered":
            return _("Answer this question, too.")
        case "choose_one":
            return _("Choose one.")
    return _("This was not asked, or is no answer to it.")


def _raise(
    row: FeelingAnswers, pregnancy: Pregnancy, thread: Thread | None, entry: Entry | None, *, at: datetime
) -> None:
    """Push what was found; it rests on the entry in the consultation, else on the answers themselves."""
    if not row.findings:
        return
    facts = WrittenRedFlags(
        thread=None if thread is None else thread.public_id,
        message=row.public_id if entry is None else entry.id,
        sequence=None if entry is None else entry.sequence,
        findings=tuple((found["category"], found["severity"]) for found in row.findings),
        at=at,
        triage_version=f"{row.definition}:{row.version}",
        source_kind=ANSWERS if entry is None else MESSAGE,
    )
    evaluate(
        None,
        subject_id=row.subject_id,
        pregnancy=pregnancy,
        facts=facts,
        at=at,
        responsible=None if thread is None else thread.responsible,
    )

"""Where clinicians disagree with analyses of a recording: for the care team. Read-only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.recordings import verdict_words
from apps.recordings.models import Disagreement, Disputed, Recording
from apps.recordings.selectors import recording_visible_to
from apps.recordings.services.may import require_care_team

SHOWN_WITH = ("recording", "author", "analysis", "takes_back")
NOT_SHOWN = ("analysis__result", "analysis__baseline")


def disagreements_of(person: Person, recording_id: UUID) -> list[Disagreement]:
    """Every row of a recording, oldest first, those that were taken back included. Raises NotVisible, Forbidden."""
    recording = recording_visible_to(person, recording_id)
    require_care_team(person)
    return _rows(Disagreement.objects.visible_to(person), recording)


def standing(rows: Sequence[Disagreement]) -> list[Disagreement]:
    """Return those that nobody has taken back."""
    gone = {row.takes_back_id for row in rows}
    return [row for row in rows if row.about != Disputed.TAKEN_BACK and row.pk not in gone]


def standing_for_system(recording: Recording) -> list[Disagreement]:
    """The same of a recording in hand, for what a worker draws."""
    return standing(
        _rows(Disagreement.objects.for_system("a paper is drawn of a recording in hand"), recording)
    )


def in_words(row: Disagreement) -> str:
    """Return what it is about: «Deceleration», «Missed: acceleration», «Non-stress test: Baseline between limits»."""
    kind = str(row.get_event_kind_display())
    if row.about == Disputed.ITEM:
        rule = str(
            verdict_words.CLEARER.get(row.rule_code)
            or verdict_words.RULES.get(row.rule_code)
            or row.rule_code
        )
        return f"{verdict_words.title(row.rule_set)}: {rule}"
    if row.about == Disputed.MISSED:
        return _("Missed: %(kind)s") % {"kind": kind}
    if row.about == Disputed.EVENT:
        return _("Wrongly found: %(kind)s") % {"kind": kind}
    return _("Baseline is wrong here")


def sentence(row: Disagreement) -> str:
    """Return the whole of it in one sentence, with name and clock: for paper."""
    start = row.recording.started_local
    words = {"name": row.author.get_full_name(), "what": in_words(row)}
    where = ""
    if row.start_s is not None and row.end_s is not None:
        first, last = (start + timedelta(seconds=second) for second in (row.start_s, row.end_s))
        where = f" ({first:%H:%M:%S}–{last:%H:%M:%S})"
    note = f" “{row.note}”" if row.note else ""
    return _("%(name)s disagrees: %(what)s") % words + where + note


def _rows(rows: QuerySet[Disagreement], recording: Recording) -> list[Disagreement]:
    found = rows.filter(recording_id=recording.pk).select_related(*SHOWN_WITH).defer(*NOT_SHOWN)
    return list(found.order_by("pk"))

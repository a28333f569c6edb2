"""What the clinic's tools put into the shared registries. Called from `apps.py`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.consultations.models import Message, OverdueAnswer, TransferUrgency
from apps.consultations.rules import feeling as rules


def register() -> None:
    """Register alert rules, kinds of notifications, words of system entries and of what is read."""
    from apps.accounts import access_words
    from apps.alerts import registry
    from apps.consultations import wording
    from apps.consultations.alert_rules import answer_overdue, red_flags

    registry.register(answer_overdue.RULE)
    registry.register(red_flags.RULE)
    _register_sources()
    _register_kinds()
    for code, words in ENTRIES.items():
        wording.register(code, words)
    access_words.register("consultations.transfer", gettext_lazy("A letter to a hospital"))
    access_words.register("consultations.feelinganswers", gettext_lazy("How you said that you feel"))


def _register_sources() -> None:
    """Say where one finds what an alert of ours rests on."""
    from apps.alerts import sources
    from apps.consultations.alert_rules import answer_overdue, red_flags

    sources.register(red_flags.MESSAGE, title=gettext_lazy("Message"), url=_message_page)
    sources.register(answer_overdue.SOURCE, title=gettext_lazy("Consultation"), url=_overdue_page)


def _message_page(source_id: str, person: Any) -> str:
    rows = Message.objects.for_system("where a message stands; the page asks whether she may see it")
    thread = rows.filter(public_id=source_id).values_list("thread__public_id", flat=True).first()
    return f"/consultations/{thread}/" if thread else ""


def _overdue_page(source_id: str, person: Any) -> str:
    rows = OverdueAnswer.objects.for_system("which consultation waits; the page asks whether she may see it")
    thread = rows.filter(public_id=source_id).values_list("thread__public_id", flat=True).first()
    return f"/consultations/{thread}/" if thread else ""


def _register_kinds() -> None:
    from apps.consultations.services import internal_notes, opinions, queue, transfers
    from apps.notifications import kinds

    for name, title in {
        queue.HANDOVER: gettext_lazy("A consultation was handed over to you"),
        internal_notes.MENTION: gettext_lazy("A colleague has named you in a note"),
        opinions.ASKED: gettext_lazy("A colleague asks for your opinion"),
        opinions.ANSWERED: gettext_lazy("A colleague has answered your question"),
        transfers.TRANSFER: gettext_lazy("Your care team asks you to go to a hospital"),
    }.items():
        kinds.register(name, title=title, url=_thread_page, outlives_pregnancy=True)


def _thread_page(object_id: UUID, person: Any) -> str:
    return f"/consultations/{object_id}/"


def _claimed(payload: Mapping[str, Any]) -> str:
    return _("Somebody of your care team answers you from now on.")


def _given_back(payload: Mapping[str, Any]) -> str:
    return _("Somebody else of your care team will answer you.")


def _urgency(payload: Mapping[str, Any]) -> str:
    return _("Your care team has changed how soon it answers.")


def _transferred(payload: Mapping[str, Any]) -> str:
    sentence = {
        TransferUrgency.NOW: _("Your care team sends you to %(hospital)s now, by ambulance."),
        TransferUrgency.TODAY: _("Your care team sends you to %(hospital)s. Go there today."),
        TransferUrgency.PLANNED: _("Your care team sends you to %(hospital)s."),
    }[TransferUrgency(payload["urgency"])]
    return sentence % {"hospital": payload["hospital"]}


def _feeling(payload: Mapping[str, Any]) -> str:
    """Say that she has answered, and what she has to do now where she named a warning sign."""
    from apps.consultations import emergency, wording

    advice = [item["what_to_do"] for item in wording.advice(payload)]
    head = {
        rules.CALL_EMERGENCY: emergency.sentence(emergency.number_of_site()),
        rules.CALL_UNIT: _("Phone your maternity unit now."),
    }.get(payload["outcome"], _("She has told how she feels."))
    return "\n\n".join(dict.fromkeys([head, *advice]))


ENTRIES = {
    "claimed": _claimed,
    "given_back": _given_back,
    "handed_over": _given_back,
    "urgency_set": _urgency,
    "transferred": _transferred,
    "feeling": _feeling,
}
"""Words of this part's system entries. None of them says why."""

"""The clinic's tools for the first mother: hours, notes, a question to a colleague, a letter, a reply, answers."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.utils import timezone

from apps.accounts.models import CareTeam
from apps.consultations.services import (
    feeling,
    hours,
    internal_notes,
    opinions,
    queue,
    replies,
    threads,
    transfers,
)
from tests.factories import ClinicianFactory, in_care

HOURS: dict[str, Any] = {
    "weekly": {"mon": [["08:00", "12:00"], ["13:00", "17:00"]]},
    "time_zone": "Asia/Seoul",
}
CALM = {"now": [], "signs": [], "mood": ["well"], "sleep": ["sleeps_well"], "talk": ["no_thanks"]}


def feeling_body(**members: Any) -> dict[str, Any]:
    """The body that sends finished answers."""
    return {"client_id": str(uuid4()), "version": 1, "answers": CALM, **members}


def letter(**members: Any) -> dict[str, Any]:
    """The body that signs a letter."""
    given = {
        "hospital": "City Hospital",
        "urgency": "today",
        "reason": "To be seen.",
        "summary": "As written.",
    }
    return {"client_id": str(uuid4()), **given, **members}


def note(**members: Any) -> dict[str, Any]:
    """The body that writes a note."""
    return {"client_id": str(uuid4()), "text": "She sounded tired.", **members}


def question(world: Any) -> dict[str, Any]:
    """The body that asks a colleague."""
    asked_of = str(world.ids["colleague_id"])
    return {"client_id": str(uuid4()), "asked_of": asked_of, "question": "Which foods would you advise?"}


def reply(**members: Any) -> dict[str, Any]:
    """The body that writes a quick reply."""
    return {"title": "Thanks", "text": "Thank you, {{mother_name}}.", "language": "en", **members}


def make(ids: dict[str, Any], people: dict[str, Any]) -> None:
    """`own_thread_id`: the midwife answers for it. `opinion_id`: the midwife asks the obstetrician."""
    at, midwife, thread_id = timezone.now(), people["midwife"], ids["thread_id"]
    colleague = ClinicianFactory(profession="midwife")
    in_care(people["mother"], colleague, team=CareTeam.objects.get(public_id=ids["team_id"]))
    ids["colleague_id"] = colleague.public_id
    own, _ = threads.open_thread(
        people["mother"],
        pregnancy_id=ids["pregnancy_id"],
        client_id=uuid4(),
        topic="Shoes",
        urgency="routine",
        team_id=None,
        at=at,
    )
    ids["own_thread_id"] = own.public_id
    hours.set_hours(people["administrator"], team_id=ids["team_id"], new=hours.NewHours(**HOURS), at=at)
    queue.claim(midwife, thread_id=ids["own_thread_id"], at=at)
    internal_notes.write_note(midwife, thread_id=thread_id, text="She sounded tired.", at=at)
    asked, _ = opinions.ask(
        midwife,
        thread_id=thread_id,
        asked_of=people["obstetrician"].public_id,
        question="Would you see her?",
        client_id=uuid4(),
        at=at,
    )
    ids["opinion_id"] = asked.public_id
    sent, _ = transfers.send(
        people["obstetrician"],
        thread_id=thread_id,
        client_id=uuid4(),
        letter=transfers.Letter("City Hospital", "planned", "To be seen.", "As written."),
        at=at,
    )
    ids["transfer_id"] = sent.public_id
    ids["reply_id"] = replies.write_reply(
        midwife, title="Thanks", text="Thank you.", language="en", team_id=ids["team_id"], at=at
    ).public_id
    filled, _ = feeling.answer(
        people["mother"],
        pregnancy_id=ids["pregnancy_id"],
        client_id=uuid4(),
        told=feeling.Told(1, CALM),
        at=at,
    )
    ids["answers_id"] = filled.public_id

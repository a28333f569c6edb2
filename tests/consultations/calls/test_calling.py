"""A call from the first ring to its entry in the thread."""

from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from apps.accounts.models import Care, TeamMembership
from apps.alerts.models import Shift
from apps.consultations.calls import selectors
from apps.consultations.calls.seen import Consent
from apps.consultations.calls.states import CallState
from apps.consultations.models import Call, CallConsent, CallParty
from apps.consultations.posting import ThreadClosed
from apps.consultations.services import calls
from apps.consultations.services.calls.answering import AnsweredElsewhere
from apps.consultations.services.calls.moves import CallOver, move
from apps.consultations.services.calls.starting import Wish
from apps.foundation.errors import Conflict, Forbidden, Invalid, NotVisible, Throttled, Unprocessable
from apps.foundation.models import OutboxMessage, Revision
from apps.notifications.models import Notification
from tests.consultations.calls.conftest import AT, BOTH, SOUND, end_care, later, make_thread, now
from tests.factories import AdministratorFactory, ClinicianFactory, PregnancyFactory, in_care


def consents(call: Call) -> list[tuple[str, bool, bool]]:
    rows = CallConsent.objects.for_system("test").filter(call=call).order_by("pk")
    return [(row.person.email, row.microphone, row.camera) for row in rows]


def test_a_mother_rings_whoever_answers_for_her_consultation_and_they_speak(room):
    call = room.start(consent=SOUND)
    assert (call.state, call.callee, call.ring_due_at) == ("ringing", room.clinician, later(75))
    calls.answer(room.clinician, call_id=call.public_id, device=room.desk, consent=BOTH, at=later(5))
    ended = calls.hang_up(room.mother, call_id=call.public_id, at=later(125))
    assert (ended.state, ended.reason, ended.duration_s) == ("ended", "hung_up", 120.0)
    assert room.entries() == [
        {
            "code": "call",
            "call": str(call.public_id),
            "kind": "video",
            "state": "ended",
            "reason": "hung_up",
            "by": str(room.mother.public_id),
            "duration_s": 120,
        }
    ]
    assert consents(call) == [(room.mother.email, True, False), (room.clinician.email, True, True)]


def test_any_clinician_of_the_team_may_ring_the_mother(room):
    call = room.start(room.colleague)
    assert (call.caller, call.callee) == (room.colleague, room.mother)


def test_a_mother_can_call_nobody_before_somebody_has_taken_it(room):
    room.thread.responsible = None
    room.thread.save()
    with pytest.raises(Conflict, match="nobody to call") as refused:
        room.start()
    assert refused.value.code == "nobody_to_call"
    assert not Call.objects.for_system("test").exists()


def test_a_clinician_who_left_the_team_is_not_rung(room):
    TeamMembership.objects.filter(person=room.clinician).update(ended_at=AT)
    with pytest.raises(Conflict) as refused:
        room.start()
    assert refused.value.code == "nobody_to_call"


def test_without_consent_to_the_microphone_nothing_begins(room):
    with pytest.raises(Invalid) as refused:
        room.start(consent=Consent(microphone=False, camera=True))
    assert refused.value.errors[0].code == "consent_needed"
    call = room.start()
    with pytest.raises(Invalid):
        calls.answer(
            room.clinician,
            call_id=call.public_id,
            device=room.desk,
            consent=Consent(microphone=False, camera=False),
            at=AT,
        )
    assert now(call).state == "ringing"


def test_strangers_and_other_roles_call_nobody(room):
    with pytest.raises(NotVisible):
        room.start(ClinicianFactory())
    with pytest.raises(NotVisible):
        room.start(PregnancyFactory().subject)
    with pytest.raises(Forbidden):
        room.start(AdministratorFactory())


def test_nobody_is_called_in_a_closed_consultation(room):
    room.thread.state, room.thread.closed_at = "closed", AT
    room.thread.save()
    with pytest.raises(ThreadClosed):
        room.start()


def test_the_same_id_again_is_the_same_call_and_another_call_is_refused(room):
    call = room.start(call_id=(wanted := uuid4()))
    assert room.start(call_id=wanted).pk == call.pk
    with pytest.raises(Unprocessable):
        room.start(room.clinician, call_id=wanted)
    assert Call.objects.for_system("test").count() == 1


def test_a_consultation_has_one_call_at_a_time(room):
    call = room.start(room.colleague)
    with pytest.raises(Conflict) as refused:
        room.start(room.clinician)
    assert (refused.value.code, refused.value.extra["call"]) == ("call_going", str(call.public_id))
    with pytest.raises(IntegrityError), transaction.atomic():
        Call.objects.create(
            subject=room.mother,
            thread=room.thread,
            kind="audio",
            caller=room.clinician,
            callee=room.mother,
            started_at=AT,
            ring_due_at=AT,
        )


# ── several devices, several people ──────────────────────────────────────────


def test_the_first_device_that_answers_has_the_call(room):
    call = room.answered()
    with pytest.raises(AnsweredElsewhere):
        calls.answer(room.clinician, call_id=call.public_id, device=uuid4(), consent=BOTH, at=later(6))
    again = calls.answer(room.clinician, call_id=call.public_id, device=room.desk, consent=BOTH, at=later(7))
    assert (again.pk, again.answered_at) == (call.pk, later(5))
    devices = (
        CallParty.objects.for_system("test").filter(call=call).order_by("pk").values_list("device", flat=True)
    )
    assert list(devices) == [room.phone, room.desk]


def test_only_the_one_who_is_called_answers_or_declines(room):
    call = room.start()
    for act in (calls.answer, calls.decline):
        more = {"device": room.desk, "consent": BOTH} if act is calls.answer else {}
        with pytest.raises(Forbidden):
            act(room.colleague, call_id=call.public_id, at=AT, **more)
        with pytest.raises(NotVisible):
            act(ClinicianFactory(), call_id=call.public_id, at=AT, **more)
    with pytest.raises(Forbidden):
        calls.hang_up(room.colleague, call_id=call.public_id, at=AT)
    assert now(call).state == "ringing"


def test_declining_ends_it_for_all_and_twice_is_once(room):
    call = room.start()
    for _ in range(2):
        assert calls.decline(room.clinician, call_id=call.public_id, at=later(3)).state == "declined"
    assert [entry["reason"] for entry in room.entries()] == ["declined"]
    with pytest.raises(CallOver) as refused:
        calls.answer(room.clinician, call_id=call.public_id, device=room.desk, consent=BOTH, at=later(4))
    assert refused.value.extra == {"state": "declined", "reason": "declined"}


def test_a_caller_who_gives_up_leaves_a_missed_call(room):
    call = room.start()
    assert calls.hang_up(room.mother, call_id=call.public_id, at=later(9)).reason == "cancelled"
    assert now(call).state == "missed"
    assert calls.hang_up(room.clinician, call_id=call.public_id, at=later(10)).reason == "cancelled"


def test_a_way_that_was_not_found_is_a_failed_call(room):
    call = room.answered()
    failed = calls.hang_up(room.clinician, call_id=call.public_id, is_connected=False, at=later(35))
    assert (failed.state, failed.reason) == ("failed", "not_connected")


def test_who_is_in_another_call_is_busy_and_both_are_told(make_room):
    room, other = make_room(), make_room()
    in_care(other.mother, room.clinician, team=Care.objects.get(mother=other.mother).team)
    other.thread.responsible = room.clinician
    other.thread.save()
    room.answered()
    call = other.start()
    assert (call.state, call.reason, call.ended_at) == ("busy", "busy", AT)
    assert [entry["reason"] for entry in other.entries()] == ["busy"]
    with pytest.raises(Conflict) as refused:
        calls.start(
            room.clinician,
            thread_id=other.thread.public_id,
            wish=_wish(uuid4(), room.desk),
            at=AT,
        )
    assert refused.value.code == "already_in_call"


def _wish(call_id: UUID, device: UUID) -> Wish:
    return Wish(call_id=call_id, kind="audio", device=device, consent=SOUND)


def test_after_the_end_both_are_free_again(room):
    call = room.answered()
    calls.hang_up(room.mother, call_id=call.public_id, at=later(20))
    assert room.start(room.clinician, at=later(30)).state == "ringing"


def test_the_database_keeps_a_person_in_one_call(make_room):
    room, other = make_room(), make_room()
    room.start()
    call = other.start()
    with pytest.raises(IntegrityError), transaction.atomic():
        CallParty.objects.for_system("test").filter(call=call, person=other.mother).update(person=room.mother)


# ── both at once ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize("mother_first", [True, False])
@pytest.mark.parametrize("mother_has_smaller", [True, False])
def test_where_both_ring_each_other_the_larger_id_goes_on_whoever_was_first(
    room, mother_first, mother_has_smaller
):
    small, large = UUID(int=5), UUID(int=6)
    ids = {room.mother: small, room.clinician: large}
    if not mother_has_smaller:
        ids = {room.mother: large, room.clinician: small}
    order = [room.mother, room.clinician] if mother_first else [room.clinician, room.mother]
    for person in order:
        last = room.start(person, call_id=ids[person], consent=SOUND if person == room.mother else BOTH)
    assert (last.public_id, last.state) == (large, "active")
    assert ids[last.caller] == large
    parties = CallParty.objects.for_system("test").filter(call=last)
    devices = {party.person: party.device for party in parties.select_related("person")}
    assert devices == {room.mother: room.phone, room.clinician: room.desk}
    assert {email: camera for email, _, camera in consents(last)} == {
        room.mother.email: False,
        room.clinician.email: True,
    }
    assert room.entries() == []
    live = Call.objects.for_system("test").filter(state__in=["ringing", "active"])
    assert [row.public_id for row in live] == [large]


# ── what was agreed, what is kept ────────────────────────────────────────────


def test_the_camera_later_is_a_consent_of_its_own_and_none_is_ever_changed(room):
    call = room.answered(consent=SOUND)
    calls.consent_again(room.mother, call_id=call.public_id, device=room.phone, consent=BOTH, at=later(8))
    assert [row[2] for row in consents(call)] == [False, True, True]
    with pytest.raises(Forbidden):
        calls.consent_again(room.mother, call_id=call.public_id, device=uuid4(), consent=BOTH, at=later(9))
    with pytest.raises(IntegrityError), transaction.atomic():
        CallConsent.objects.for_system("test").filter(call=call).update(camera=True)
    calls.hang_up(room.mother, call_id=call.public_id, at=later(10))
    with pytest.raises(CallOver):
        calls.consent_again(
            room.mother, call_id=call.public_id, device=room.phone, consent=BOTH, at=later(11)
        )


def test_a_step_that_somebody_else_has_made_is_refused(room):
    call = room.start()
    stale = now(call)
    calls.decline(room.clinician, call_id=call.public_id, at=AT)
    with pytest.raises(CallOver):
        move(stale, CallState.ACTIVE, answered_at=AT)
    with pytest.raises(ValueError, match="no step from missed"):
        move(Call(state=CallState.MISSED), CallState.ACTIVE)


def test_who_moved_a_call_is_kept(room):
    call = room.answered()
    calls.hang_up(room.clinician, call_id=call.public_id, at=later(9))
    rows = Revision.objects.filter(table_name="consultations_call", row_id=call.pk).order_by("id")
    assert [(row.actor_id, row.after["state"]) for row in rows] == [
        (room.mother.pk, "ringing"),
        (room.clinician.pk, "active"),
        (room.clinician.pk, "ended"),
    ]


def test_others_hear_ids_and_codes(room):
    call = room.answered()
    calls.hang_up(room.mother, call_id=call.public_id, at=later(9))
    said = OutboxMessage.objects.filter(name__startswith="call.").order_by("id")
    assert [(row.name, sorted(row.payload)) for row in said] == [
        ("call.started", ["at", "call", "ring_due_at", "thread"]),
        ("call.ended", ["at", "call", "reason", "state", "thread"]),
    ]


def test_nobody_rings_all_day(room):
    for number in range(10):
        call = room.start(at=later(number))
        calls.hang_up(room.mother, call_id=call.public_id, at=later(number))
    with pytest.raises(Throttled) as refused:
        room.start(at=later(11))
    assert refused.value.headers == {"Retry-After": "600"}
    assert room.start(at=later(700)).state == "ringing"


# ── signals go between two devices, for as long as both may see the mother ───


def test_a_signal_goes_to_the_other_ones_device_and_nowhere_else(room):
    call = room.start()
    ask = selectors.route_of
    assert ask(room.mother, call.public_id, room.phone) is None, "it only rings"
    calls.answer(room.clinician, call_id=call.public_id, device=room.desk, consent=BOTH, at=later(5))
    there = ask(room.mother, call.public_id, room.phone)
    back = ask(room.clinician, call.public_id, room.desk)
    assert (there, back) == (
        selectors.Route(room.clinician.pk, room.desk),
        selectors.Route(room.mother.pk, room.phone),
    )
    assert ask(room.mother, call.public_id, uuid4()) is None, "another device of hers"
    assert ask(room.colleague, call.public_id, room.desk) is None, "of the team, not of the call"
    assert ask(room.mother, uuid4(), room.phone) is None
    end_care(room)
    assert ask(room.mother, call.public_id, room.phone) is None, "he may not see her any more"
    assert ask(room.clinician, call.public_id, room.desk) is None


def test_when_it_is_over_nothing_passes(room):
    call = room.answered()
    calls.hang_up(room.mother, call_id=call.public_id, at=later(9))
    assert selectors.route_of(room.mother, call.public_id, room.phone) is None


def test_a_page_that_opens_learns_of_its_own_call_only(room):
    call = room.start()
    assert selectors.own_live_call(room.mother) == call
    assert selectors.own_live_call(room.clinician) == call
    assert selectors.own_live_call(room.colleague) is None
    calls.decline(room.clinician, call_id=call.public_id, at=AT)
    assert selectors.own_live_call(room.mother) is None


def test_of_another_mothers_thread_no_call_can_be_made(room):
    other = PregnancyFactory().subject
    with pytest.raises(IntegrityError), transaction.atomic():
        Call.objects.create(
            subject=other,
            thread=room.thread,
            kind="audio",
            caller=room.clinician,
            callee=room.mother,
            started_at=AT,
            ring_due_at=AT,
        )
        transaction.get_connection().check_constraints()


def test_the_thread_of_a_second_consultation_has_its_own_call(room):
    second = make_thread(room.mother, room.thread.team, room.clinician, pregnancy=room.thread.pregnancy)
    room.answered()
    assert room.start(room.colleague, thread=second).state == "busy", "she is in a call, in the other one"


# ── who is told outside ──────────────────────────────────────────────────────


def told(person) -> list[tuple[str, str, bool]]:
    rows = Notification.objects.filter(person=person).order_by("pk")
    return [(row.kind, row.severity, row.withdrawn_at is not None) for row in rows]


def test_whoever_is_rung_is_told_outside_and_not_any_more_once_it_is_answered(room):
    call = room.start()
    assert told(room.clinician) == [("call", "urgent", False)]
    calls.answer(room.clinician, call_id=call.public_id, device=room.desk, consent=BOTH, at=later(5))
    calls.hang_up(room.mother, call_id=call.public_id, at=later(50))
    assert told(room.clinician) == [("call", "urgent", True)]
    assert told(room.mother) == []


def test_of_a_missed_call_the_one_who_was_called_is_told_once(room):
    call = room.start(room.clinician)
    for _ in range(2):
        calls.hang_up(room.clinician, call_id=call.public_id, at=later(9))
    assert told(room.mother) == [("call", "urgent", True), ("missed_call", "warn", False)]


def test_who_declined_knows_of_it_already(room):
    call = room.start()
    calls.decline(room.clinician, call_id=call.public_id, at=later(5))
    assert told(room.clinician) == [("call", "urgent", True)]


def test_where_nobody_is_responsible_whoever_is_on_duty_is_rung(room):
    room.thread.responsible = None
    room.thread.save()
    Shift.objects.create(
        team=room.thread.team,
        person=room.colleague,
        starts_at=later(-60),
        ends_at=later(3_600),
        created_at=AT,
        author=room.colleague,
    )
    assert room.start().callee == room.colleague

"""Many who open a thread at once are each shown what they would be shown alone."""

from __future__ import annotations

import asyncio
from contextvars import Context
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from apps.accounts.models import AccessLogEntry, Role
from apps.accounts.visibility import people_who_see, subjects_seen_by
from apps.consultations.models import Relation, Thread
from apps.consultations.selectors import messages_after
from apps.consultations.selectors import opening as opening_many
from apps.consultations.selectors.opening import Opening, Wanted, openings
from apps.consultations.services import receipts
from apps.consultations.services.posting import post
from apps.consultations.sockets import looks as asked
from apps.consultations.sockets import welcome
from apps.foundation import accesses
from apps.foundation.errors import Invalid, NotVisible
from apps.foundation.visibility import UnrecordedRead, visible_subjects
from tests.consultations.conftest import AT, Talk
from tests.factories import AdministratorFactory, ClinicianFactory, MotherFactory, PartnerFactory, in_care
from tests.foundation.socket_client import Client, ticket_of

off_loop = sync_to_async(thread_sensitive=True)


def wants(person: Any, talk: Talk, after: int = 0) -> Wanted:
    return Wanted(person.pk, talk.thread.public_id, after, person.language)


def asked_together(*wanted: Wanted) -> list[Any]:
    with accesses.collected():
        return openings(wanted)


def readers(talk: Talk) -> list[int]:
    rows = AccessLogEntry.objects.for_system("test").filter(subject=talk.mother).order_by("sequence")
    return list(rows.values_list("reader_id", flat=True))


def corrected_and_taken_back(talk: Talk) -> None:
    for text in ("one", "two", "three"):
        post(talk.mother, talk.draft(talk.mother, text))
    for n, text in ((2, "one!"), (2, "one!!"), (3, "two!")):
        post(talk.mother, talk.draft(talk.mother, text, relation=Relation.CORRECTION, relates_to=n))
    post(talk.mother, talk.draft(talk.mother, "", relation=Relation.REMOVAL, relates_to=3))
    post(talk.clinician, talk.draft(talk.clinician, "bleeding? no"))


@pytest.mark.parametrize("after", [0, 1, 4, 9])
def test_each_is_shown_what_she_would_be_shown_alone(talk: Talk, after: int) -> None:
    corrected_and_taken_back(talk)
    other = Talk()
    post(other.mother, other.draft(other.mother, "elsewhere"))
    mine, theirs, clinicians = asked_together(
        wants(talk.mother, talk, after), wants(other.mother, other), wants(talk.clinician, talk, after)
    )
    with accesses.collected():
        alone = messages_after(talk.mother, talk.thread.public_id, after=after)
    assert mine.entries == clinicians.entries == alone.entries
    assert [entry.text for entry in theirs.entries if entry.text] == ["elsewhere"]
    assert (mine.subject_id, mine.seen_by) == (talk.mother.pk, {talk.mother.pk, talk.clinician.pk})


def test_a_long_thread_comes_as_one_page_and_says_that_there_is_more(talk: Talk, monkeypatch: Any) -> None:
    monkeypatch.setattr(opening_many, "MOST", 2)
    for text in ("one", "two", "three"):
        post(talk.mother, talk.draft(talk.mother, text))
    first, second = asked_together(wants(talk.mother, talk, 1), wants(talk.mother, talk, 2))
    assert ([entry.text for entry in first.entries], first.has_more) == (["one", "two"], True)
    assert ([entry.text for entry in second.entries], second.has_more) == (["two", "three"], False)


def test_strangers_and_wrong_numbers_among_members_get_their_own_answer(talk: Talk) -> None:
    post(talk.mother, talk.draft(talk.mother, "words"))
    stranger, other = ClinicianFactory(), MotherFactory()
    former = talk.colleague()
    answers = asked_together(
        wants(stranger, talk),
        wants(talk.clinician, talk),
        wants(other, talk),
        wants(talk.mother, talk, 99),
        Wanted(talk.mother.pk, uuid4(), 0),
        wants(former, talk),
    )
    kinds = [NotVisible, Opening, NotVisible, Invalid, NotVisible, Opening]
    assert [type(answer) for answer in answers] == kinds
    assert answers[3].errors[0].to_json()["limit"] == 2
    talk.end_care()
    again = asked_together(wants(talk.clinician, talk), wants(talk.mother, talk), wants(former, talk))
    assert [type(answer) for answer in again] == [NotVisible, Opening, NotVisible]


def test_the_refusal_is_in_the_language_of_whom_it_refuses(talk: Talk) -> None:
    words = {
        language: asked_together(Wanted(talk.mother.pk, talk.thread.public_id, 99, language))[0]
        .errors[0]
        .to_json()["message"]
        for language in ("en", "ko", "zh-hans")
    }
    assert words["en"].startswith("This number")
    assert len({str(word) for word in words.values()}) == 3


def test_who_looked_is_in_the_access_log_of_each_mother_and_nobody_else(talk: Talk) -> None:
    other, colleague, stranger = Talk(), talk.colleague(), ClinicianFactory()
    asked._opened(
        [
            wants(talk.mother, talk),
            wants(colleague, talk),
            wants(other.clinician, other),
            wants(stranger, talk),
            wants(talk.clinician, talk),
        ]
    )
    assert sorted(readers(talk)) == sorted([colleague.pk, talk.clinician.pk])
    assert readers(other) == [other.clinician.pk]
    (entry,) = AccessLogEntry.objects.for_system("test").filter(subject=other.mother)
    assert (entry.action, entry.kind) == ("socket consultations", "consultations.thread")
    assert entry.object_ids == [other.thread.public_id]


def test_nothing_is_read_for_others_where_nobody_writes_it_down(talk: Talk) -> None:
    with pytest.raises(UnrecordedRead):
        Context().run(openings, [wants(talk.clinician, talk)])


def test_a_crowd_costs_as_many_queries_as_one(talk: Talk, django_assert_num_queries: Any) -> None:
    talks = [talk, Talk(), Talk()]
    with django_assert_num_queries(4):
        asked_together(wants(talk.mother, talk))
    with django_assert_num_queries(4):
        asked_together(*(wants(person, one) for one in talks for person in (one.mother, one.clinician)))


def test_a_mother_is_told_of_her_team_as_one_and_a_clinician_of_each(talk: Talk) -> None:
    colleague = talk.colleague()
    post(talk.mother, talk.draft(talk.mother, "one"))
    for person, read in ((talk.clinician, 1), (colleague, 2), (talk.mother, 2)):
        receipts.advance(person, thread_id=talk.thread.public_id, read=read, at=AT)
    for person, to_mother in ((talk.mother, True), (talk.clinician, False)):
        (found,) = asked_together(wants(person, talk))
        shown = welcome.shown_receipts(
            talk.thread.public_id, found.receipts, to_mother=to_mother, reader_id=person.pk
        )
        expected = {talk.mother.public_id: 2, None: 2}
        if not to_mother:
            expected = {talk.mother.public_id: 2, talk.clinician.public_id: 1, colleague.public_id: 2}
        assert {receipt.person: receipt.read_sequence for receipt in shown} == expected
        assert sorted(shown, key=str) == sorted(welcome.receipts(talk.now(), person), key=str)


def test_the_ways_of_asking_who_sees_whom_agree(talk: Talk) -> None:
    other = Talk()
    former = talk.colleague()
    in_care(other.mother, talk.clinician)
    former.memberships.update(ended_at=timezone.now())
    closed = talk.colleague()
    closed.is_active = False
    closed.save()
    people = [
        talk.mother, other.mother, talk.clinician, other.clinician, former, closed,
        PartnerFactory(), AdministratorFactory(),
    ]  # fmt: skip
    sees = subjects_seen_by([person.pk for person in people])
    rows = Thread.objects.for_system("test")
    for person in people:
        one_by_one = set(rows.filter(visible_subjects(person)).values_list("subject_id", flat=True))
        assert sees[person.pk] == one_by_one, person.role
    assert sees[talk.clinician.pk] == {talk.mother.pk, other.mother.pk}
    seen_by = people_who_see({talk.mother.pk, other.mother.pk})
    assert {(p, s) for s, ps in seen_by.items() for p in ps} == {(p, s) for p, ss in sees.items() for s in ss}
    assert {person.role for person in people} == set(Role.values)


def test_heads_of_many_are_the_heads_of_each(talk: Talk, django_assert_num_queries: Any) -> None:
    other = Talk()
    post(talk.mother, talk.draft(talk.mother, "one"))
    second = talk.open(topic="Food")
    stranger = ClinicianFactory()
    people = [talk.clinician.pk, other.mother.pk, stranger.pk, talk.mother.pk]
    with django_assert_num_queries(3):
        found = welcome.heads(people)
    assert found == [welcome.heads([person])[0] for person in people]
    shown = [[thread["thread"] for thread in heads.threads] for heads in found]
    assert set(shown[0]) == {talk.thread.public_id, second.public_id}
    assert shown[1:3] == [[other.thread.public_id], []]
    assert [thread["unread"] for thread in found[0].threads if thread["thread"] == talk.thread.public_id] == [
        1
    ]


async def test_one_who_spoils_the_batch_spoils_it_for_nobody_else(
    socket_server: str, monkeypatch: Any
) -> None:
    """Whatever one of them brings on, the others are looked up again without it."""
    first, second = await off_loop(Talk)(), await off_loop(Talk)()
    clinicians = [first.clinician, second.clinician]

    def broken(wanted: Any) -> Any:
        if any(one.person_id == first.mother.pk for one in wanted):
            raise ValueError("broken")
        return openings(wanted)

    monkeypatch.setattr(asked, "openings", broken)

    async def opened(talk: Talk, person: Any) -> int:
        async with Client(
            socket_server, await off_loop(ticket_of)(person), path="/ws/v1/consultations"
        ) as client:
            await client.send(type="open", thread=talk.thread.public_id)
            return len((await client.next("opened"))["messages"])

    who = [(first, clinicians[0]), (first, first.mother), (second, clinicians[1]), (second, second.mother)]
    found = await asyncio.gather(*(opened(*one) for one in who), return_exceptions=True)
    assert [type(one) for one in found] == [int, type(found[1]), int, int]
    assert isinstance(found[1], Exception)

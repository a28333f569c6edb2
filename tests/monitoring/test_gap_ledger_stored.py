"""The ledger over stored frames, folded or not, with our own absences as heartbeats note them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from apps.foundation.models import Heartbeat, Outage
from apps.foundation.outages import outages_of
from apps.monitoring import frames
from apps.monitoring.frames import Flag
from apps.monitoring.rules import gap_words
from apps.monitoring.rules.gaps import Loser, Stretch, Why
from apps.monitoring.services import folding
from apps.monitoring.services.storing import Arrival, store_batch
from apps.recordings.services import completing, intake
from apps.recordings.services.announcing import GivenGap
from tests.monitoring import made

pytestmark = pytest.mark.django_db
WELL = int(Flag.BLUETOOTH | Flag.CONTACT | Flag.CONTACT_KNOWN)


def send(recording, number: int, second: int, *, late_s: float = 0.0, flags: int = WELL) -> None:
    """One second of samples, which reached the phone as it was over."""
    made_at = recording.started_at + timedelta(seconds=second + 1)
    phone_ms = int(made_at.timestamp() * 1000)
    data = frames.write(number, phone_ms=phone_ms, chunk=made.chunk(second), flags=flags)
    arrival = Arrival(recording.pk, frames.read_one(data), phone_ms / 1000 + late_s)
    assert [outcome.value for outcome in store_batch([arrival])] == ["new"]


def ledger(client, recording) -> dict:
    answer = client.get(f"/api/v1/recordings/{recording.public_id}/gap-ledger")
    assert answer.status_code == 200
    return answer.json()


def told(found: dict) -> list[tuple]:
    return [(one["start_s"], one["end_s"], one["cause"], one["missing"]) for one in found["stretches"]]


def test_heartbeats_that_lie_apart_note_an_outage():
    start = datetime(2026, 3, 1, 12, tzinfo=UTC)
    Heartbeat.objects.create(name="web", seen_at=start)
    Heartbeat.objects.create(name="relay", seen_at=start)
    for seconds in (5, 10, 31, 36):
        Heartbeat.objects.filter(name="web").update(seen_at=start + timedelta(seconds=seconds))
    span = (start + timedelta(seconds=10), start + timedelta(seconds=31))
    assert list(Outage.objects.values_list("name", "from_at", "to_at")) == [("web", *span)]
    assert outages_of("web", from_at=start, to_at=start + timedelta(seconds=60)) == [span]
    assert outages_of("web", from_at=span[1], to_at=start + timedelta(seconds=60)) == []
    assert outages_of("relay", from_at=start, to_at=start + timedelta(seconds=60)) == []


def test_everybody_around_her_reads_who_lost_which_second_before_and_after_folding(
    family, announced, client_of
):
    recording = announced(started_at=timezone.now() - timedelta(minutes=5))
    for second in (0, 1, 2):
        send(recording, second, second)
    send(recording, 3, 3, flags=WELL & ~Flag.CONTACT)
    send(recording, 4, 20, flags=WELL | Flag.SLEPT)
    for second in range(21, 40):
        send(recording, second - 16, second, late_s=60.0 - second, flags=WELL | Flag.KEPT)
    away = [recording.started_at + timedelta(seconds=seconds) for seconds in (22, 60)]
    Outage.objects.create(name="web", from_at=away[0], to_at=away[1])
    expected = [(3, 4, "sensor", True), (4, 20, "phone", True), (21, 40, "server", False)]
    client = client_of(family.midwife)
    found = ledger(client, recording)
    assert told(found)[:3] == expected
    assert found["by_frames"] is True
    assert found["late_s"] == {"server": 19}
    assert found["stretches"][2]["late_s"] == 39.0
    assert found["stretches"][2]["sentence"] == "Our service could not be reached: this came 0:39 late."
    folding.fold_one(None, recording_pk=recording.pk, at=timezone.now())
    assert told(ledger(client, recording))[:3] == expected
    assert told(ledger(client_of(family.mother), recording))[:3] == expected
    completing.complete(family.mother, recording_id=recording.public_id, at=timezone.now())
    assert told(ledger(client, recording)) == expected
    assert ledger(client, recording)["missing_s"] == {"sensor": 1, "phone": 16}


def test_a_trace_that_stopped_without_its_end_is_awaited_for_a_while_only(family, announced, client_of):
    recording = announced(started_at=timezone.now() - timedelta(hours=3))
    for second in (0, 1, 2):
        send(recording, second, second)
    [(start_s, end_s, cause, missing)] = told(ledger(client_of(family.mother), recording))
    assert (start_s, cause, missing) == (3, "unknown", True)
    assert end_s == 3 + 15 * 60


def test_of_a_recording_that_did_not_come_by_frames_it_says_what_the_client_says(
    family, announced, trace_file, client_of
):
    recording, at = announced(started_at=timezone.now() - timedelta(hours=1)), timezone.now()
    intake.store_file(
        family.mother, recording_id=recording.public_id, upload=intake.Upload("x.fhr", trace_file), at=at
    )
    gaps = (GivenGap(3.0, 7.5, "bluetooth"), GivenGap(9.0, 10.0, "unknown"))
    completing.complete(family.mother, recording_id=recording.public_id, at=at, gaps=gaps)
    found = ledger(client_of(family.obstetrician), recording)
    assert found["by_frames"] is False
    assert told(found) == [(3, 8, "bluetooth", True), (9, 10, "unknown", True)]
    assert found["stretches"][0]["sentence"] == "There was no connection to the sensor, as the phone says."


def test_a_stranger_finds_nothing(family, announced, client_of):
    address = f"/api/v1/recordings/{announced().public_id}/gap-ledger"
    assert client_of(family.stranger).get(address).status_code == 404
    assert client_of(family.other_mother).get(address).status_code == 404


@pytest.mark.parametrize("language", ["en", "zh-hans", "ko"])
def test_each_finding_has_a_sentence_in_every_language(language):
    with translation.override(language):
        missing = [gap_words.sentence(Stretch(0, 1, Loser.UNKNOWN, why, True)) for why in gap_words.MISSING]
        late = [gap_words.sentence(Stretch(0, 1, Loser.UNKNOWN, why, False, 3723)) for why in gap_words.LATE]
        own = [gap_words.sentence(Stretch(0, 1, loser, Why.TOLD, True)) for loser in Loser]
    assert len({*missing, *late, *own}) == len(missing) + len(late) + len(own)
    assert all("1:02:03" in sentence for sentence in late)
    assert {*gap_words.MISSING, Why.TOLD} == set(Why)

"""Batches come in, are answered point by point, repeated, changed, deleted, and read back."""

from datetime import UTC, datetime, timedelta

import pytest

from apps.foundation.models import OutboxMessage
from apps.observations.models import Observation, ObservedDay
from tests.factories import ClinicianFactory, MotherFactory, PregnancyFactory, in_care
from tests.observations.points import heart_rate, pressure, sleep, steps, uid, weight

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/observations"


@pytest.fixture
def mother():
    return PregnancyFactory(subject=MotherFactory(time_zone="Asia/Shanghai")).subject


@pytest.fixture
def send(client_of, mother):
    def send(body, person=mother, **headers):
        return client_of(person).post(ADDRESS, body, content_type="application/json", headers=headers)

    return send


def statuses(answer):
    assert answer.status_code == 200, answer.content
    return [each["status"] for each in answer.json()["results"]]


def rows():
    return Observation.objects.for_system("test").order_by("pk")


def test_a_batch_is_answered_point_by_point_and_one_bad_point_leaves_the_rest(send, mother):
    bad = weight(68.4, "stone", name="2")
    answer = send([heart_rate(name="1"), bad, pressure(118, 76, name="3"), "nonsense", {"body": {}}])
    assert statuses(answer) == ["stored", "refused", "stored", "refused", "refused"]
    refused = answer.json()["results"][1]
    assert (refused["code"], refused["path"]) == ("invalid", "$.body.body_weight.unit")
    assert "kg" in refused["reason"]
    assert answer.json()["counts"] == {
        "stored": 2,
        "updated": 0,
        "unchanged": 0,
        "deleted": 0,
        "remembered": 0,
        "refused": 3,
    }
    first, second = rows()
    assert (first.measure, first.value, first.unit, first.modality) == ("heart_rate", 84.0, "/min", "sensed")
    assert (second.value, second.second_value) == (118.0, 76.0)
    assert first.start_at == datetime(2026, 3, 9, 23, 30, tzinfo=UTC)
    assert (first.utc_offset_minutes, first.local_day.isoformat()) == (480, "2026-03-10")
    assert first.pregnancy.subject == mother and first.recorded_by == mother


def test_the_same_again_changes_nothing_and_a_newer_version_updates(send):
    first = send([weight(68.4)]).json()["results"][0]
    again = send([weight(68.4)]).json()["results"][0]
    assert again == {"status": "unchanged", "id": first["id"]}
    newer = send([weight(68.6, source_creation_date_time="2026-03-10T08:00:00+08:00")]).json()["results"][0]
    assert newer == {"status": "updated", "id": first["id"]}
    older = send(
        [weight(60.1, source_creation_date_time="2026-03-10T07:59:59+08:00", modality="self-reported")]
    )
    assert statuses(older) == ["unchanged"]
    row = rows().get()
    assert (row.value, row.version, row.modality) == (68.6, 2, "sensed")


def test_other_sources_and_other_mothers_may_use_the_same_id(send):
    other = MotherFactory()
    assert statuses(send([heart_rate(source="a"), heart_rate(source="b")])) == ["stored", "stored"]
    assert statuses(send([heart_rate(source="a")], person=other)) == ["stored"]
    assert rows().count() == 3


def test_one_reading_named_twice_in_a_batch_counts_once_the_newest(send):
    newer = weight(68.9, source_creation_date_time="2026-03-10T09:00:00+08:00")
    answer = send([weight(68.4), newer, weight(68.4)])
    assert statuses(answer) == ["unchanged", "stored", "unchanged"]
    assert len({each["id"] for each in answer.json()["results"]}) == 1
    assert [row.value for row in rows()] == [68.9]


def test_a_deletion_arrives_and_a_late_copy_stays_away(send, client_of, mother):
    stored = send({"source": "scale", "points": [weight()]}).json()["results"][0]
    gone = send({"deleted": [{"source": "scale", "id": uid("1")}]}).json()
    assert gone["deleted"] == [{"status": "deleted", "id": stored["id"]}]
    assert client_of(mother).get(f"{ADDRESS}/{stored['id']}").status_code == 404
    assert client_of(mother).get(ADDRESS).json()["results"] == []
    assert statuses(send({"source": "scale", "points": [weight()]})) == ["unchanged"]
    assert rows().get().deleted_at is not None
    again = send({"source": "scale", "deleted": [{"id": uid("1")}]}).json()
    assert again["deleted"][0]["status"] == "unchanged"


def test_a_deletion_in_capitals_deletes_what_came_in_small_letters_and_the_reverse(send):
    send([weight()])
    assert send({"deleted": [{"id": uid("1").upper()}]}).json()["deleted"][0]["status"] == "deleted"
    older = weight(name="2")
    older["header"]["uuid"] = uid("2").upper()
    send([older])
    assert send({"deleted": [{"id": uid("2")}]}).json()["deleted"][0]["status"] == "deleted"
    assert rows().filter(deleted_at=None).count() == 0


def test_a_deletion_that_overtakes_its_point_is_remembered(send):
    answer = send({"deleted": [{"id": uid("1")}]}).json()
    assert (answer["deleted"][0]["status"], answer["counts"]["remembered"]) == ("remembered", 1)
    assert send({"deleted": [{"id": uid("1")}]}).json()["deleted"][0]["status"] == "unchanged"
    assert statuses(send([weight()])) == ["unchanged"]
    assert rows().exclude(deleted_at=None).count() == 1


def test_what_its_source_wrote_after_the_deletion_is_there_again(send):
    send([weight()])
    send({"deleted": [{"id": uid("1")}]})
    later = (datetime.now(UTC) + timedelta(seconds=5)).isoformat()
    assert statuses(send([weight(69, source_creation_date_time=later)])) == ["updated"]
    assert rows().get().deleted_at is None


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ([], 400, "required"),
        ({"points": []}, 400, "required"),
        ({"points": "x"}, 400, "invalid"),
        (5, 400, "invalid"),
        ([{}] * 1001, 413, "too_many"),
    ],
)
def test_an_empty_a_shapeless_and_a_too_large_batch_are_refused_as_a_whole(send, body, status, code):
    answer = send(body)
    assert answer.status_code == status
    assert [error["code"] for error in answer.json()["errors"]] == [code]


def test_a_thousand_points_are_taken(send):
    points = [
        heart_rate(60 + n % 40, name=str(n), at=f"2026-03-10T{n // 60:02}:{n % 60:02}:00Z")
        for n in range(1000)
    ]
    assert set(statuses(send(points))) == {"stored"}
    assert rows().count() == 1000


def test_bodies_that_are_no_json_and_too_large_ones_are_refused(client_of, mother):
    client = client_of(mother)
    assert client.post(ADDRESS, b"{", content_type="application/json").status_code == 400
    large = b'["' + b"x" * (8 * 1024 * 1024) + b'"]'
    assert client.post(ADDRESS, large, content_type="application/json").status_code == 413


def test_an_idempotency_key_gives_the_first_answer_again(send):
    first = send([weight()], **{"Idempotency-Key": "k"})
    again = send([weight()], **{"Idempotency-Key": "k"})
    assert statuses(first) == ["stored"]
    assert again.json() == first.json() and again.headers["Idempotency-Replayed"] == "true"


def test_texts_with_nul_are_kept_without_it(send):
    point = heart_rate(source={"app": "a\0b", "device": "w\0"})
    point["body"]["user_notes"] = "dizzy\0"
    assert statuses(send([point])) == ["stored"]
    row = rows().get()
    assert (row.source_app, row.device, row.detail["note"]) == ("ab", "w", "dizzy")


def test_what_arrived_is_told_by_ids_only(send, mother):
    answer = send([weight(), heart_rate(name="2"), weight(1, name="3")]).json()
    message = OutboxMessage.objects.get(name="observations.arrived")
    assert sorted(message.payload["readings"]) == sorted(each["id"] for each in answer["results"][:2])
    assert message.payload["measures"] == ["body_weight", "heart_rate"]
    assert message.payload["mother"] == str(mother.public_id)
    send([weight()])
    assert OutboxMessage.objects.filter(name="observations.arrived").count() == 1


def test_the_feed_names_the_days_and_not_every_heartbeat(send, client_of, mother):
    send([heart_rate(70 + n, name=str(n), at=f"2026-03-10T0{n}:00:00+08:00") for n in range(9)])
    send([heart_rate(99, name="x", at="2026-03-11T01:00:00+08:00")])
    changes = client_of(mother).get("/api/v1/changes?after=0").json()["changes"]
    told = [change["object"] for change in changes if change["kind"] == "observation_day"]
    assert [(each["day"], each["version"]) for each in told] == [("2026-03-10", 1), ("2026-03-11", 1)]
    moved = heart_rate(99, name="x", at="2026-03-10T23:00:00+08:00")
    moved["header"]["source_creation_date_time"] = "2026-03-11T08:00:00+08:00"
    send([moved])
    days = ObservedDay.objects.for_system("test").order_by("local_day").values_list("version", flat=True)
    assert list(days) == [2, 2]


def test_a_weight_that_jumps_is_marked_and_kept(send):
    send([weight(68.4, name="1")])
    send([weight(150.8, name="2", at="2026-03-11T07:30:00+08:00")])
    send([weight(69.0, name="3", at="2026-03-12T07:30:00+08:00")])
    assert [row.is_unlikely for row in rows()] == [False, True, False]


def test_a_night_counts_for_the_day_on_which_it_ends(send):
    send([sleep(7, "2026-03-09T23:05:00+08:00", "2026-03-10T06:40:00+08:00")])
    assert rows().get().local_day.isoformat() == "2026-03-10"


def test_her_team_reads_and_nobody_else_does(send, client_of, mother):
    reading = send([weight()]).json()["results"][0]["id"]
    midwife, stranger = ClinicianFactory(profession="midwife"), ClinicianFactory()
    in_care(mother, midwife)
    listed = client_of(midwife).get(f"{ADDRESS}?mother={mother.public_id}").json()["results"]
    assert [each["id"] for each in listed] == [reading]
    assert client_of(midwife).get(ADDRESS).status_code == 400
    assert client_of(midwife).get(f"{ADDRESS}/{reading}").status_code == 200
    assert client_of(stranger).get(f"{ADDRESS}?mother={mother.public_id}").status_code == 404
    assert client_of(stranger).get(f"{ADDRESS}/{reading}").status_code == 404
    assert send([weight()], person=midwife).status_code == 403


def test_the_list_is_narrowed_by_measure_day_source_and_time_and_is_paged(send, client_of, mother):
    send([heart_rate(70 + n, name=str(n), at=f"2026-03-1{n}T08:00:00+08:00") for n in range(5)])
    send({"source": "scale", "points": [weight(name="w")]})
    client = client_of(mother)

    def values(query):
        answer = client.get(f"{ADDRESS}?{query}")
        assert answer.status_code == 200, answer.content
        return [each["value"] for each in answer.json()["results"]]

    assert values("measure=heart_rate") == [74.0, 73.0, 72.0, 71.0, 70.0]
    assert values("day=2026-03-12") == [72.0]
    assert values("source=scale") == [68.4]
    assert values("from=2026-03-13T08:00:00%2B08:00&measure=heart_rate") == [74.0, 73.0]
    assert values("to=2026-03-11T08:00:00%2B08:00&measure=heart_rate") == [70.0]
    page = client.get(f"{ADDRESS}?measure=heart_rate&limit=2").json()
    rest = client.get(page["next"]).json()
    assert [each["value"] for each in page["results"] + rest["results"]] == [74.0, 73.0, 72.0, 71.0]
    one = page["results"][0]
    assert one["start"] == "2026-03-14T08:00:00+08:00" and one["unit"] == "/min"


def test_steps_of_phone_and_watch_are_never_added(send, client_of, mother):
    watch = steps(1240, "2026-03-10T07:00:00+08:00", "2026-03-10T08:00:00+08:00", "1", source="Watch")
    phone = steps(1105, "2026-03-10T07:10:00+08:00", "2026-03-10T07:50:00+08:00", "2", source="iPhone")
    assert statuses(send([watch, phone])) == ["stored", "stored"]
    address = f"{ADDRESS}/days?measure=step_count&from=2026-03-01&to=2026-03-31"
    (day,) = client_of(mother).get(address).json()["results"]
    assert (day["day"], day["value"], day["minutes"], day["sources"]) == ("2026-03-10", 1240.0, 60, ["Watch"])
    order = {"measure": "step_count", "sources": ["iPhone", "Watch"]}
    assert (
        client_of(mother).put(f"{ADDRESS}/sources", order, content_type="application/json").status_code == 200
    )
    (day,) = client_of(mother).get(address).json()["results"]
    assert day["value"] == pytest.approx(1240)

"""The addresses: who may come in, what is refused and by which field, what the answers carry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.test import Client

from apps.accounts.models import Person
from apps.pregnancies.models import Pregnancy
from tests.pregnancies.conftest import AT, Begin, revisions

People = dict[str, Person]
ClientOf = Callable[[Any], Client]
ROOT = "/api/v1/pregnancies"
OWN_ID = "01935d4c-0000-7000-8000-000000000004"
JSON = "application/json"


@pytest.fixture(autouse=True)
def _day() -> Any:
    with time_machine.travel(AT, tick=False):
        yield


def send(client: Client, method: str, url: str, body: Any = None) -> Any:
    return getattr(client, method)(
        url, *([] if method == "get" else [body or {}]), **({} if method == "get" else {"content_type": JSON})
    )


def refused(answer: Any) -> list[tuple[str, str, Any]]:
    return [(error["field"], error["code"], error.get("limit")) for error in answer.json()["errors"]]


def test_a_mother_begins_reads_and_changes_her_pregnancy(people: People, client_of: ClientOf) -> None:
    client = client_of(people["mother"])
    body = {
        "id": OWN_ID,
        "fetus_count": 2,
        "height_cm": 163,
        "weight_before_kg": 60,
        "dating": {"basis": "lmp", "lmp_on": "2027-01-01", "cycle_days": 30},
    }
    made, again = send(client, "post", ROOT, body), send(client, "post", ROOT, body)
    assert (made.status_code, again.status_code) == (201, 200)
    assert made.json() == again.json()
    assert made.json()["id"] == OWN_ID
    assert made.json()["bmi_before_kg_m2"] == 22.6
    assert made.json()["due_date"] == {
        "due_on": "2027-10-10",
        "basis": "lmp",
        "is_provisional": True,
        "needs_ultrasound": False,
        "rule_id": "edd_lmp_cycle",
        "rule_version": 1,
    }
    assert made.json()["gestational_age"] == {
        "on": "2027-06-01",
        "days": 149,
        "weeks": 21,
        "extra_days": 2,
        "text": "21w2d",
        "standing": "counted",
        "trimester": 2,
        "is_provisional": True,
        "is_suboptimal": None,
    }
    assert [fetus["label"] for fetus in made.json()["fetuses"]] == ["A", "B"]
    changed = send(client, "patch", f"{ROOT}/{OWN_ID}", {"weight_before_kg": 61.5, "allergies_asked": True})
    assert (changed.status_code, changed.json()["weight_before_kg"]) == (200, 61.5)
    assert [row["id"] for row in client.get(ROOT).json()["results"]] == [OWN_ID]


def test_a_clinician_begins_for_a_mother_in_her_care_only(people: People, client_of: ClientOf) -> None:
    client = client_of(people["midwife"])
    hers = send(client, "post", ROOT, {"mother": str(people["mother"].public_id)})
    assert (hers.status_code, hers.json()["gestational_age"], hers.json()["due_date"]) == (201, None, None)
    assert send(client, "post", ROOT, {"mother": str(people["other_mother"].public_id)}).status_code == 404
    assert refused(send(client, "post", ROOT, {})) == [("mother", "required", None)]
    again = send(client, "post", ROOT, {"mother": str(people["mother"].public_id)})
    assert (again.status_code, again.json()["code"]) == (409, "pregnancy_going_already")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"fetus_count": 12}, ("fetus_count", "max_value", 8)),
        ({"height_cm": 99}, ("height_cm", "min_value", 100)),
        ({"height_cm": 231}, ("height_cm", "max_value", 230)),
        ({"weight_before_kg": 19}, ("weight_before_kg", "min_value", 20)),
        ({"weight_before_kg": 401}, ("weight_before_kg", "max_value", 400)),
        (
            {"dating": {"basis": "due_date", "stated_due_on": "2030-06-01"}},
            ("dating.stated_due_on", "out_of_range", ["2027-04-28", "2028-03-07"]),
        ),
        (
            {"dating": {"basis": "lmp", "lmp_on": "2027-06-02"}},
            ("dating.lmp_on", "out_of_range", ["2026-07-22", "2027-06-01"]),
        ),
        (
            {"dating": {"basis": "lmp", "lmp_on": "2027-01-01", "cycle_days": 40}},
            ("dating.cycle_days", "out_of_range", [21, 35]),
        ),
        ({"dating": {"basis": "lmp"}}, ("dating.lmp_on", "required", None)),
        (
            {"dating": {"basis": "lmp", "lmp_on": "2027-01-01", "hc_mm": 200}},
            ("dating.hc_mm", "not_allowed", None),
        ),
        (
            {"dating": {"basis": "lmp", "lmp_on": "2027-01-01", "moon": 1}},
            ("dating.moon", "unknown_field", None),
        ),
        ({"moon": 1}, ("moon", "unknown_field", None)),
    ],
)
def test_bad_input_names_field_and_limit_and_leaves_nothing(
    people: People, client_of: ClientOf, body: dict[str, Any], expected: tuple[str, str, Any]
) -> None:
    before = revisions()
    answer = send(client_of(people["mother"]), "post", ROOT, body)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert refused(answer) == [expected]
    assert (revisions(), Pregnancy.objects.for_system("test").count()) == (before, 0)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            {"basis": "ultrasound_crl", "scan_on": "2027-03-29", "crl_mm": [500]},
            ("crl_mm[0]", "max_value", 200),
        ),
        (
            {"basis": "ultrasound_crl", "scan_on": "2027-03-29", "crl_mm": [110]},
            ("crl_mm", "out_of_range", [15, 95]),
        ),
        (
            {"basis": "ultrasound_crl", "scan_on": "2027-03-29", "crl_mm": [60], "formula": "moon"},
            ("formula", "invalid_choice", None),
        ),
        (
            {"basis": "ultrasound_hc", "scan_on": "2027-04-01", "hc_mm": 85},
            ("hc_mm", "age_out_of_range", [98, 300]),
        ),
        (
            {"basis": "ultrasound_report", "scan_on": "2026-08-01", "age_days": 200},
            ("scan_on", "not_now", ["2026-07-22", "2027-06-01"]),
        ),
        (
            {"basis": "ivf_transfer", "transferred_on": "2027-01-20", "embryo_age_days": 9},
            ("embryo_age_days", "max_value", 7),
        ),
        ({"basis": "moon"}, ("basis", "invalid_choice", None)),
    ],
)
def test_a_bad_dating_names_field_and_limit(
    people: People, client_of: ClientOf, begin: Begin, body: dict[str, Any], expected: tuple[str, str, Any]
) -> None:
    pregnancy = begin()
    before = revisions()
    answer = send(client_of(people["midwife"]), "post", f"{ROOT}/{pregnancy.public_id}/datings", body)
    assert answer.status_code == 400
    field, code, limit = refused(answer)[0]
    assert (field, code) == expected[:2]
    assert limit == expected[2] or (code == "invalid_choice" and isinstance(limit, list))
    assert revisions() == before


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize(
    "body",
    [
        {"basis": "lmp", "lmp_on": ""},
        {"basis": "due_date", "stated_due_on": ""},
        {"basis": "ivf_transfer", "transferred_on": "", "embryo_age_days": 5},
        {"basis": "ultrasound_report", "scan_on": "", "age_days": 90},
    ],
)
def test_the_ends_of_the_calendar_are_refused(
    people: People, client_of: ClientOf, begin: Begin, body: dict[str, Any], day: str
) -> None:
    field = next(name for name, value in body.items() if value == "")
    answer = send(
        client_of(people["midwife"]), "post", f"{ROOT}/{begin().public_id}/datings", {**body, field: day}
    )
    assert (answer.status_code, refused(answer)[0][:2]) == (400, (field, "out_of_range"))


def test_numbers_that_are_none_are_refused(people: People, client_of: ClientOf, begin: Begin) -> None:
    url = f"{ROOT}/{begin().public_id}/datings"
    for number in ("NaN", "Infinity", "-Infinity", "1e999"):
        body = f'{{"basis": "ultrasound_hc", "scan_on": "2027-05-01", "hc_mm": {number}}}'
        answer = client_of(people["midwife"]).post(url, body, content_type=JSON)
        assert answer.status_code == 400, number


def test_a_scan_is_proposed_and_accepted(people: People, client_of: ClientOf, begin: Begin) -> None:
    pregnancy, client = begin(by="mother"), client_of(people["midwife"])
    url = f"{ROOT}/{pregnancy.public_id}/datings"
    made = send(
        client,
        "post",
        url,
        {"id": OWN_ID, "basis": "ultrasound_report", "scan_on": "2027-03-22", "age_days": 90},
    )
    assert made.status_code == 201
    assert (made.json()["recommendation"], made.json()["difference_days"], made.json()["threshold_days"]) == (
        "replace",
        -10,
        7,
    )
    assert made.json()["author"]["role"] == "midwife"
    accepted = send(client, "post", f"{url}/{OWN_ID}/accept")
    assert (accepted.status_code, accepted.json()["state"]) == (200, "accepted")
    read = client.get(f"{ROOT}/{pregnancy.public_id}").json()
    assert (read["due_date"]["due_on"], read["due_date"]["is_provisional"]) == ("2027-09-28", False)
    assert [row["state"] for row in client.get(url).json()["results"]] == ["accepted", "superseded"]


def test_the_age_on_any_day_and_as_it_was_known(people: People, client_of: ClientOf, begin: Begin) -> None:
    client = client_of(people["mother"])
    pregnancy = begin()
    url = f"{ROOT}/{pregnancy.public_id}/gestational-age"
    assert client.get(url).json()["text"] == "21w4d"
    assert client.get(url, {"on": "2027-03-05"}).json()["text"] == "9w0d"
    assert client.get(url, {"on": "2026-12-31"}).json()["standing"] == "before"
    assert client.get(url, {"on": "2027-12-31"}).json()["standing"] == "beyond"
    assert client.get(url, {"on": "2027-03-05", "known_at": "2027-05-01T00:00:00Z"}).status_code == 204
    assert refused(client.get(url, {"on": "tomorrow"}))[0][0] == "on"


def test_a_birth_of_twins_and_its_correction(people: People, client_of: ClientOf, begin: Begin) -> None:
    pregnancy, client = begin(fetus_count=2), client_of(people["obstetrician"])
    url = f"{ROOT}/{pregnancy.public_id}"
    a, b = sorted(client.get(f"{url}/fetuses").json()["results"], key=lambda fetus: fetus["label"])
    made = send(
        client,
        "post",
        f"{url}/outcome",
        {
            "kind": "birth",
            "occurred_on": "2027-06-01",
            "fetuses": [
                {
                    "fetus": a["id"],
                    "result": "liveborn",
                    "birth_weight_g": 520,
                    "born_at": "2027-06-01T08:00:00Z",
                },
                {"fetus": b["id"], "result": "stillborn"},
            ],
        },
    )
    assert made.status_code == 201
    assert [(row["label"], row["result"]) for row in made.json()["fetuses"]] == [
        ("A", "liveborn"),
        ("B", "stillborn"),
    ]
    ended = client.get(url).json()
    assert (ended["state"], ended["gestational_age"]) == ("ended", None)
    assert (
        send(
            client, "post", f"{url}/outcome", {"kind": "stillbirth", "occurred_on": "2027-06-01"}
        ).status_code
        == 409
    )
    back = send(client, "post", f"{url}/outcome/{made.json()['id']}/correction", {"reason": "Another mother"})
    assert (back.status_code, back.json()["correction_reason"]) == (200, "Another mother")
    assert client.get(url).json()["gestational_age"]["text"] == "21w4d"


def test_a_nested_correction_is_checked_by_name(people: People, client_of: ClientOf, begin: Begin) -> None:
    pregnancy, client = begin(), client_of(people["obstetrician"])
    url = f"{ROOT}/{pregnancy.public_id}/outcome"
    made = send(client, "post", url, {"kind": "stillbirth", "occurred_on": "2027-06-01"}).json()
    answer = send(
        client,
        "post",
        f"{url}/{made['id']}/correction",
        {"reason": "x", "instead": {"kind": "birth", "occurred_on": "2027-06-01", "moon": 1}},
    )
    assert refused(answer) == [("instead.moon", "unknown_field", None)]


def test_background_over_the_api(people: People, client_of: ClientOf, begin: Begin) -> None:
    url = f"{ROOT}/{begin().public_id}"
    mother, midwife = client_of(people["mother"]), client_of(people["midwife"])
    allergy = send(mother, "post", f"{url}/allergies", {"substance": "Penicillin", "severity": "severe"})
    assert (allergy.status_code, allergy.json()["noted_by"]["role"]) == (201, "mother")
    patched = send(mother, "patch", f"{url}/allergies/{allergy.json()['id']}", {"reaction": "Rash"})
    assert (patched.status_code, patched.json()["reaction"]) == (200, "Rash")
    ended = send(midwife, "post", f"{url}/allergies/{allergy.json()['id']}/end", {"reason": "Tested"})
    assert ended.json()["ended_by"]["role"] == "midwife"
    risk = send(midwife, "post", f"{url}/risk-factors", {"code": "previous_caesarean"})
    assert risk.json()["names"] == {
        "en": "Earlier caesarean section",
        "zh-hans": "既往剖宫产",
        "ko": "이전 제왕절개",
    }
    assert send(midwife, "post", f"{url}/risk-factors/{risk.json()['id']}/end").status_code == 200
    assert send(mother, "post", f"{url}/risk-factors", {"code": "anaemia"}).status_code == 403
    told = send(mother, "post", f"{url}/earlier-pregnancies", {"year": 2020, "outcome": "live_birth"})
    assert (told.status_code, told.json()["gestation_weeks"]) == (201, None)
    place = f"{url}/earlier-pregnancies/{told.json()['id']}"
    assert send(mother, "patch", place, {"gestation_weeks": 38}).json()["gestation_weeks"] == 38
    assert send(mother, "delete", place).status_code == 204
    assert mother.get(f"{url}/earlier-pregnancies").json()["results"] == []
    assert send(mother, "delete", place).status_code == 404
    assert mother.get("/api/v1/risk-codes").json()[0]["code"] == "age_under_18"
    kinds = {entry["kind"] for entry in mother.get(f"{url}/timeline").json()["entries"]}
    assert kinds == {"pregnancy.begun", "pregnancy.dating", "pregnancy.risk_factor"}


READS = [
    "",
    "/fetuses",
    "/datings",
    "/risk-factors",
    "/allergies",
    "/earlier-pregnancies",
    "/outcome",
    "/timeline",
    "/history",
    "/gestational-age",
]
DATING = {"basis": "lmp", "lmp_on": "2027-01-02"}
WRITES: list[tuple[str, str, dict[str, Any]]] = [
    ("patch", "", {"height_cm": 160}),
    ("post", "/fetuses", {}),
    ("post", "/datings", DATING),
    ("post", "/risk-factors", {"text": "x"}),
    ("post", "/allergies", {"substance": "x"}),
    ("post", "/earlier-pregnancies", {"year": 2020, "outcome": "unknown"}),
    ("post", "/outcome", {"kind": "birth", "occurred_on": "2027-06-01"}),
]
EXPECTED: dict[str, dict[str, int]] = {
    "mother": {"/fetuses": 403, "/risk-factors": 403, "/outcome": 403, "": 200},
    "obstetrician": {"": 200},
    "midwife": {"": 200},
    "dietitian": {"/datings": 403, "/outcome": 403, "": 200},
}


@pytest.mark.parametrize("who", ["mother", "obstetrician", "midwife", "dietitian"])
@pytest.mark.parametrize("path", READS)
def test_mother_and_team_read_everything(
    people: People, client_of: ClientOf, begin: Begin, who: str, path: str
) -> None:
    assert client_of(people[who]).get(f"{ROOT}/{begin().public_id}{path}").status_code == 200


@pytest.mark.parametrize(
    ("who", "status"),
    [("other_mother", 404), ("stranger", 404), ("partner", 403), ("administrator", 403), ("nobody", 401)],
)
def test_others_read_and_write_nothing(
    people: People, client_of: ClientOf, begin: Begin, who: str, status: int
) -> None:
    url, client = f"{ROOT}/{begin().public_id}", client_of(people.get(who))
    before = revisions()
    for path in READS:
        assert client.get(url + path).status_code == status, path
    refusal = {"other_mother": {"/fetuses": 403, "/risk-factors": 403, "/outcome": 403}}.get(who, {})
    for method, path, body in WRITES:
        assert send(client, method, url + path, body).status_code == refusal.get(path, status), path
    assert revisions() == before


@pytest.mark.parametrize("who", ["mother", "obstetrician", "midwife", "dietitian"])
@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_who_writes_what(
    people: People, client_of: ClientOf, begin: Begin, who: str, method: str, path: str, body: dict[str, Any]
) -> None:
    url = f"{ROOT}/{begin().public_id}{path}"
    before = revisions()
    answer = send(client_of(people[who]), method, url, body)
    assert answer.status_code == EXPECTED[who].get(path, 201)
    assert (revisions() > before) is (answer.status_code < 400)


def test_an_unknown_pregnancy_and_a_strangers_look_the_same(
    people: People, client_of: ClientOf, begin: Begin
) -> None:
    pregnancy, client = begin(), client_of(people["stranger"])
    hidden, missing = client.get(f"{ROOT}/{pregnancy.public_id}"), client.get(f"{ROOT}/{uuid4()}")
    assert (hidden.status_code, hidden.json()) == (404, missing.json())


@pytest.mark.parametrize("count", [5, 50])
@pytest.mark.parametrize("path", ["/risk-factors", "/earlier-pregnancies", "/allergies"])
def test_lists_take_the_same_number_of_queries_for_any_number(
    people: People,
    client_of: ClientOf,
    begin: Begin,
    django_assert_max_num_queries: Any,
    count: int,
    path: str,
) -> None:
    url, client = f"{ROOT}/{begin().public_id}{path}", client_of(people["midwife"])
    for number in range(count):
        body = {
            "/risk-factors": {"text": f"Risk {number}"},
            "/allergies": {"substance": f"Food {number}"},
            "/earlier-pregnancies": {"year": 1960 + number, "outcome": "unknown"},
        }[path]
        assert send(client, "post", url, body).status_code == 201
    with django_assert_max_num_queries(20):
        assert len(client.get(url).json()["results"]) == count


@pytest.mark.parametrize("count", [5, 50])
def test_the_list_of_pregnancies_takes_the_same_number_of_queries_for_any_number(
    people: People, client_of: ClientOf, django_assert_max_num_queries: Any, count: int
) -> None:
    from apps.pregnancies.rules.dating import LastPeriod
    from apps.pregnancies.services.pregnancies import begin_pregnancy
    from tests.factories import MotherFactory, in_care
    from tests.pregnancies.conftest import LMP

    team = in_care(MotherFactory(), people["midwife"])
    for _number in range(count):
        mother = MotherFactory()
        in_care(mother, people["midwife"], team=team)
        begin_pregnancy(mother, at=AT, dating=LastPeriod(LMP), fetus_count=2)
    client = client_of(people["midwife"])
    with django_assert_max_num_queries(20):
        rows = client.get(ROOT).json()["results"]
    assert (len(rows), {row["gestational_age"]["text"] for row in rows}) == (count, {"21w4d"})


def test_lists_can_be_narrowed(people: People, client_of: ClientOf, begin: Begin) -> None:
    pregnancy, client = begin(), client_of(people["midwife"])

    def ids(**query: str) -> list[UUID]:
        return [UUID(row["id"]) for row in client.get(ROOT, query).json()["results"]]

    assert ids(state="going") == [pregnancy.public_id]
    assert ids(state="ended") == []
    assert ids(mother=str(people["mother"].public_id)) == [pregnancy.public_id]
    assert ids(mother=str(people["other_mother"].public_id)) == []
    assert refused(client.get(ROOT, {"state": "moon"}))[0][0] == "state"


def test_history_says_who_when_before_and_after(people: People, client_of: ClientOf, begin: Begin) -> None:
    pregnancy, client = begin(height_cm="163"), client_of(people["midwife"])
    url = f"{ROOT}/{pregnancy.public_id}"
    send(client, "patch", url, {"height_cm": 164.5})
    change = client.get(f"{url}/history").json()["results"][0]
    assert (change["kind"], change["object_id"], change["operation"]) == (
        "pregnancy",
        str(pregnancy.public_id),
        "update",
    )
    assert change["who"] == {
        "id": str(people["midwife"].public_id),
        "name": people["midwife"].full_name,
        "role": "midwife",
    }
    assert change["changes"] == [{"field": "height_cm", "before": 163.0, "after": 164.5}]


def test_history_holds_everything_of_this_pregnancy_and_no_number_of_ours(
    people: People, client_of: ClientOf, begin: Begin
) -> None:
    pregnancy, client = begin(fetus_count=2), client_of(people["obstetrician"])
    url = f"{ROOT}/{pregnancy.public_id}"
    fetus = client.get(f"{url}/fetuses").json()["results"][0]
    send(client, "post", f"{url}/allergies", {"substance": "Latex"})
    told = send(client, "post", f"{url}/earlier-pregnancies", {"year": 2020, "outcome": "unknown"}).json()
    send(client, "delete", f"{url}/earlier-pregnancies/{told['id']}")
    send(
        client,
        "post",
        f"{url}/outcome",
        {
            "kind": "fetal_death",
            "occurred_on": "2027-06-01",
            "fetuses": [{"fetus": fetus["id"], "result": "died"}],
        },
    )
    rows = client.get(f"{url}/history").json()["results"]
    assert {row["kind"] for row in rows} == {
        "pregnancy",
        "fetus",
        "dating",
        "allergy",
        "earlier_pregnancy",
        "outcome",
        "fetus_outcome",
    }
    removed = next(row for row in rows if row["operation"] == "delete")
    assert {"field": "year", "before": 2020, "after": None} in removed["changes"]
    named = {
        change["field"]: change["after"]
        for row in rows
        if row["kind"] == "outcome"
        for change in row["changes"]
    }
    assert (named["fetus"], named["recorded_by"]) == (fetus["label"], people["obstetrician"].full_name)
    fields = {change["field"] for row in rows for change in row["changes"]}
    assert fields.isdisjoint({"id", "subject", "subject_id", "pregnancy", "public_id"})


def test_history_shows_nothing_of_another_pregnancy(
    people: People, client_of: ClientOf, begin: Begin
) -> None:
    client = client_of(people["midwife"])
    first = begin()
    send(
        client,
        "post",
        f"{ROOT}/{first.public_id}/outcome",
        {"kind": "miscarriage", "occurred_on": "2027-06-01"},
    )
    second = begin(dating=None)
    kinds = [
        (row["kind"], row["operation"])
        for row in client.get(f"{ROOT}/{second.public_id}/history").json()["results"]
    ]
    assert sorted(kinds) == [("fetus", "insert"), ("pregnancy", "insert")]


def test_looking_at_the_history_is_written_down(people: People, client_of: ClientOf, begin: Begin) -> None:
    from apps.accounts.models import AccessLogEntry

    client_of(people["midwife"]).get(f"{ROOT}/{begin().public_id}/history")
    kinds = set(AccessLogEntry.objects.for_system("test").values_list("kind", flat=True))
    assert "pregnancies.history" in kinds

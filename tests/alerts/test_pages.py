"""The pages: who opens which, what the buttons do, and that badge and list agree."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import AccessLogEntry, TeamMembership
from apps.alerts.models import Shift, ShiftChange, ShiftPattern, Snooze, TeamLimit
from apps.alerts.selectors.alerts import waiting_count, worklist
from apps.alerts.services import sweeping
from apps.alerts.urls import of_alerts, of_limits, of_the_rota
from apps.foundation.severity import Severity
from apps.notifications.models import Notification
from tests.alerts.conftest import House, Say, again, finding, journal, nights, piece
from tests.factories import MotherFactory, in_care

CLINICIANS = ("doctor", "midwife", "dietitian", "lead", "stranger")
TEAM = ("doctor", "midwife", "dietitian", "lead")
ROLES = (*CLINICIANS, "mother", "other_mother", "partner", "administrator", "nobody")
POST_ONLY = {"take", "give_back"}
NO_PAGE = {"news"}
KEEPERS = {"lead", "administrator"}
LIMIT_SETTERS = {"doctor", "midwife", "lead"}


def allowed(name: str) -> set[str]:
    """Who gets a page, by name of its address."""
    return {
        "worklist": set(CLINICIANS),
        "rules": set(CLINICIANS),
        "unanswered": {"administrator"},
        "alert": set(TEAM),
        "end": {"doctor", "midwife", "lead"},
        "rest": {"doctor", "midwife", "lead"},
        "wake": {"doctor", "midwife", "lead"},
        "team_limits": {*TEAM, "administrator"},
        "set_team_limit": {"lead"},
        "end_team_limit": set(),
        "mother_limits": set(TEAM),
        "set_mother_limit": LIMIT_SETTERS,
        "end_mother_limit": set(),
        "rotas": {*CLINICIANS, "administrator"},
        "rota": {*TEAM, "administrator"},
        "add_hours": KEEPERS,
        "end_hours": KEEPERS,
        "swap": {*TEAM, "administrator"},
        "add_shift": KEEPERS,
        "cancel_shift": KEEPERS,
    }[name]


@pytest.fixture
def ids(house: House, say: Say) -> dict[str, Any]:
    [alert] = say(finding(Severity.URGENT), at=timezone.now(), responsible=house.doctor)
    pattern = nights(house.team, house.midwife)[0]
    return {
        "alert_id": alert.public_id,
        "team_id": house.team.public_id,
        "mother_id": house.mother.public_id,
        "rule_id": "tests.rule",
        "limit_id": "reading",
        "pattern_id": pattern.public_id,
        "shift_id": uuid4(),
        "day": "2027-03-01",
    }


@pytest.mark.parametrize("role", ROLES)
def test_every_page_opens_for_its_people_only(
    role: str, house: House, ids: dict[str, Any], client_of: Callable[[Any], Client]
) -> None:
    client = client_of(house.somebody(role))
    for pattern in [*of_alerts, *of_limits, *of_the_rota]:
        if pattern.name in POST_ONLY | NO_PAGE:
            continue
        path = reverse(
            f"alerts:{pattern.name}", kwargs={name: ids[name] for name in pattern.pattern.converters}
        )
        answer = client.get(path)
        where = f"{role} at {pattern.name}"
        if role == "nobody":
            assert (answer.status_code, answer["Location"]) == (302, f"/sign-in/?next={path}"), where
        elif role in ("mother", "other_mother", "partner"):
            assert (answer.status_code, answer["Location"]) == (302, "/me/"), where
        elif role in allowed(pattern.name):
            assert answer.status_code in (200, 302, 409), where
            assert answer.status_code != 409 or pattern.name == "wake", where
        else:
            assert answer.status_code in (403, 404), where
        if role not in TEAM:
            assert house.mother.full_name.encode() not in answer.content, where


def address(name: str, alert: Any) -> str:
    return reverse(f"alerts:{name}", args=[alert.public_id])


def messages_of(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_two_open_the_list_one_takes_and_the_other_reads_who(
    house: House, say: Say, client_of: Callable[[Any], Client]
) -> None:
    [alert] = say(finding(), at=timezone.now())
    first, second = client_of(house.doctor), client_of(house.midwife)
    page = first.get("/alerts/")
    assert page.content.count(b"Take it") == 1
    back = first.post(address("take", alert), {"seen": "urgent", "next": "/alerts/"}, follow=True)
    assert back.redirect_chain == [("/alerts/", 302)]
    assert again(alert).acknowledged_by == house.doctor
    answer = second.post(address("take", alert), {"seen": "urgent"}, follow=True)
    assert messages_of(answer) == ["Helen Osei has taken this already."]
    assert b"Helen Osei has taken it" in answer.content


def test_what_got_worse_behind_the_page_is_not_taken(
    house: House, say: Say, client_of: Callable[[Any], Client]
) -> None:
    [alert] = say(finding(Severity.WARN), at=timezone.now())
    say(finding(Severity.EMERGENCY), at=timezone.now())
    answer = client_of(house.doctor).post(address("take", alert), {"seen": "warn"}, follow=True)
    assert messages_of(answer) == ["This alert has got worse since you opened it. Please look again."]
    assert again(alert).state == "notified"


def test_a_slip_is_given_back(house: House, say: Say, client_of: Callable[[Any], Client]) -> None:
    [alert] = say(finding(), at=timezone.now(), responsible=house.doctor)
    due = again(alert).next_step_at
    client = client_of(house.doctor)
    client.post(address("take", alert))
    assert b"Give it back" in client.get(address("alert", alert)).content
    assert b"Give it back" not in client_of(house.midwife).get(address("alert", alert)).content
    client.post(address("give_back", alert))
    assert (again(alert).state, again(alert).next_step_at) == ("notified", due)


def test_a_next_address_that_is_not_ours_is_not_followed(
    house: House, say: Say, client_of: Callable[[Any], Client]
) -> None:
    [alert] = say(finding(), at=timezone.now())
    answer = client_of(house.doctor).post(address("take", alert), {"next": "https://evil.example/"})
    assert answer["Location"] == address("alert", alert)


def test_an_alert_is_ended_with_how_it_ended(
    house: House, say: Say, client_of: Callable[[Any], Client]
) -> None:
    [alert] = say(finding(), at=timezone.now())
    client = client_of(house.doctor)
    refused = client.post(address("end", alert), {"outcome": "false_alarm", "text": "", "seen": "urgent"})
    assert refused.status_code == 422
    assert b"somebody will ask" in refused.content
    client.post(address("end", alert), {"outcome": "acted", "text": "Seen <at> once.", "seen": "urgent"})
    row = again(alert)
    assert (row.state, row.outcome, row.outcome_text) == ("resolved", "acted", "Seen <at> once.")
    shown = client.get(address("alert", alert)).content.decode()
    assert "Seen &lt;at&gt; once." in shown
    assert "Take it" not in shown
    assert client.get(address("end", alert)).status_code == 409


def test_an_alert_rests_and_is_woken(house: House, say: Say, client_of: Callable[[Any], Client]) -> None:
    [alert] = say(finding(Severity.URGENT), at=timezone.now())
    client = client_of(house.doctor)
    form = client.get(address("rest", alert)).content.decode()
    assert ('value="240"' in form, 'value="480"' in form) == (True, False)
    assert client.post(address("rest", alert), {"minutes": "480", "reason": "x"}).status_code == 422
    client.post(address("rest", alert), {"minutes": "60", "reason": "She sleeps."})
    assert Snooze.objects.for_system("test").get().reason == "She sleeps."
    assert b"It rests until" in client.get(address("alert", alert)).content
    assert b"Amina Rahman" in client.get("/alerts/?show=snoozed").content
    assert b"Amina Rahman" not in client.get("/alerts/").content
    client.post(address("wake", alert))
    assert "snooze_ended" in journal(alert)
    assert client.get(address("wake", alert)).status_code == 409


def test_an_emergency_cannot_rest(house: House, say: Say, client_of: Callable[[Any], Client]) -> None:
    [alert] = say(finding(Severity.EMERGENCY), at=timezone.now())
    client = client_of(house.doctor)
    assert b"Let it rest" not in client.get(address("alert", alert)).content
    assert client.post(address("rest", alert), {"minutes": "30", "reason": "x"}).status_code == 422
    assert again(alert).state == "notified"


def test_a_dietitian_sees_it_without_buttons(
    house: House, say: Say, client_of: Callable[[Any], Client]
) -> None:
    [alert] = say(finding(Severity.URGENT), at=timezone.now())
    client = client_of(house.dietitian)
    page = client.get(address("alert", alert)).content.decode()
    assert "An obstetrician or a midwife takes this." in page
    assert "Take it" not in page
    assert client.post(address("take", alert)).status_code == 403
    assert again(alert).state == "notified"


def test_opening_an_alert_is_the_receipt_and_is_written_to_her_access_log(
    house: House, say: Say, client_of: Callable[[Any], Client]
) -> None:
    [alert] = say(finding(), at=timezone.now(), responsible=house.doctor)
    assert Notification.objects.get().read_at is None
    client_of(house.doctor).get(address("alert", alert))
    assert Notification.objects.get().read_at is not None
    entries = AccessLogEntry.objects.for_system("test").filter(subject=house.mother, reader=house.doctor)
    assert "alerts.alert" in set(entries.values_list("kind", flat=True))


def test_an_incident_is_on_top_of_what_is_worse_and_says_so(
    house: House, say: Say, client_of: Callable[[Any], Client]
) -> None:
    then, now = timezone.now() - timedelta(hours=1), timezone.now()
    [left] = say(finding(Severity.URGENT, direction="high"), at=then)
    sweeping.sweep(at=now)
    say(finding(Severity.EMERGENCY, direction="low"), at=now)
    page = client_of(house.doctor).get("/alerts/").content.decode()
    assert page.index("too high") < page.index("too low")
    assert "Nobody answers" in page
    unanswered = client_of(house.administrator).get("/alerts/unanswered/").content.decode()
    assert house.team.name in unanswered
    for words in ("Amina", "Rule of the tests", "too high", str(left.public_id)):
        assert words not in unanswered


def test_an_open_page_asks_whether_the_list_has_changed_and_reads_nobody(
    house: House, say: Say, client_of: Callable[[Any], Client]
) -> None:
    [alert] = say(finding(), at=timezone.now(), responsible=house.doctor)
    client = client_of(house.doctor)
    known = client.get("/alerts/").context["stamp"]
    read = AccessLogEntry.objects.for_system("test").count()
    assert client.get("/alerts/news", {"stamp": known}).status_code == 204
    for change in (
        lambda: say(finding(), at=timezone.now()),
        lambda: client_of(house.midwife).post(address("take", alert)),
        lambda: sweeping.sweep(at=timezone.now() + timedelta(hours=3)),
        lambda: client.post(address("end", alert), {"outcome": "acted", "seen": "urgent"}),
    ):
        change()
        answer = client.get("/alerts/news", {"stamp": known})
        assert (answer.status_code, answer["HX-Trigger"]) == (200, "alerts:changed")
        assert answer.content == b""
        known = client.get("/alerts/").context["stamp"]
        assert client.get("/alerts/news", {"stamp": known}).status_code == 204
    kinds = AccessLogEntry.objects.for_system("test").order_by("pk")[read:].values_list("action", flat=True)
    assert "alerts:news" not in set(kinds)
    assert client_of(None).get("/alerts/news").status_code == 401
    assert client_of(house.administrator).get("/alerts/news").status_code == 401
    assert client_of(house.mother).get("/alerts/news").status_code == 401


def test_a_sweep_that_stands_still_is_told_on_the_page(
    house: House, say: Say, client_of: Callable[[Any], Client]
) -> None:
    say(finding(Severity.EMERGENCY), at=timezone.now() - timedelta(minutes=2), responsible=house.doctor)
    assert b"Nobody is being told." not in client_of(house.doctor).get("/alerts/").content
    say(
        finding(Severity.EMERGENCY, direction="low"),
        at=timezone.now() - timedelta(minutes=5),
        responsible=house.doctor,
    )
    assert b"Nobody is being told." in client_of(house.doctor).get("/alerts/").content


def test_badge_and_list_agree_and_cost_the_same_for_few_and_many(
    house: House, say: Say, client_of: Callable[[Any], Client], django_assert_max_num_queries: Any
) -> None:
    at = timezone.now()
    client, counts = client_of(house.doctor), []
    for many in (5, 50):
        while len(mothers := mothers_of(house)) < many:
            in_care(MotherFactory(), house.doctor, team=house.team)
        for mother in mothers[:many]:
            say(finding(Severity.WARN, piece()), at=at, subject_id=mother, pregnancy=None)
        found = worklist(house.doctor, at=at)
        assert waiting_count(house.doctor, at=at) == found.counts["waiting"] == many
        with django_assert_max_num_queries(100) as queries:
            page = client.get("/alerts/")
        assert f'<span class="bar__count">{many}</span>'.encode() in page.content
        counts.append(len(queries.captured_queries))
    assert counts[0] == counts[1]
    assert counts[0] < 25


def mothers_of(house: House) -> list[int]:
    from apps.accounts.models import Care

    return list(Care.objects.filter(team=house.team).order_by("pk").values_list("mother_id", flat=True))


def test_a_lead_fills_the_rota_and_a_member_swaps(house: House, client_of: Callable[[Any], Client]) -> None:
    lead, member = client_of(house.lead), client_of(house.midwife)
    hours = {
        "person": str(house.midwife.public_id),
        "weekdays": ["0", "2"],
        "starts": "08:00",
        "ends": "20:00",
        "from_day": "2027-03-01",
    }
    team = reverse("alerts:rota", args=[house.team.public_id])
    assert lead.post(f"{team}hours/new", hours).status_code == 302
    assert list(ShiftPattern.objects.order_by("weekday").values_list("weekday", "until_day")) == [
        (0, None),
        (2, None),
    ]
    page = member.get(f"{team}?week=2027-03-03").content.decode()
    assert page.count("08:00 – 20:00") >= 2
    assert "Nobody" in page
    pattern = ShiftPattern.objects.get(weekday=2)
    swap = reverse("alerts:swap", args=[house.team.public_id, pattern.public_id, "2027-03-03"])
    assert f'href="{swap}"' in page
    member.post(swap, {"person": str(house.doctor.public_id), "reason": "Holiday."})
    assert ShiftChange.objects.get().person == house.doctor
    assert "instead of Mina Park" in member.get(f"{team}?week=2027-03-03").content.decode()
    assert (
        client_of(house.dietitian)
        .post(swap, {"person": str(house.lead.public_id), "reason": "x"})
        .status_code
        == 403
    )


def test_a_shift_over_midnight_is_added_and_taken_out(
    house: House, client_of: Callable[[Any], Client]
) -> None:
    lead = client_of(house.lead)
    team = reverse("alerts:rota", args=[house.team.public_id])
    day = (timezone.now() + timedelta(days=2)).date()
    night = {
        "person": str(house.doctor.public_id),
        "day": day.isoformat(),
        "starts": "20:00",
        "ends": "08:00",
    }
    assert lead.post(f"{team}shifts/new", night).status_code == 302
    shift = Shift.objects.get()
    assert shift.ends_at - shift.starts_at == timedelta(hours=12)
    lead.post(f"{team}shifts/{shift.public_id}/cancel")
    shift.refresh_from_db()
    assert shift.cancelled_at is not None
    past = {**night, "day": "2020-01-01"}
    assert lead.post(f"{team}shifts/new", past).status_code == 422
    assert Shift.objects.count() == 1


@pytest.mark.parametrize("week", ["", "x", "2027-02-30", "0001-01-01", "9999-12-31", "2027-W10"])
def test_a_week_that_does_not_exist_is_this_one(
    week: str, house: House, client_of: Callable[[Any], Client]
) -> None:
    answer = client_of(house.doctor).get(reverse("alerts:rota", args=[house.team.public_id]), {"week": week})
    assert answer.status_code == 200
    assert answer.content.count(b'role="listitem"') == 7


def test_somebody_who_left_stands_in_the_rota_as_a_gap(
    house: House, client_of: Callable[[Any], Client]
) -> None:
    nights(house.team, house.midwife)
    TeamMembership.objects.filter(person=house.midwife).update(ended_at=timezone.now())
    address = reverse("alerts:rota", args=[house.team.public_id])
    page = client_of(house.doctor).get(address, {"week": "2027-03-03"}).content.decode()
    assert "has left: not on duty" in page
    assert page.count("rota__slot--gap") == 7


def test_limits_are_set_within_their_range_and_ended(
    house: House, client_of: Callable[[Any], Client]
) -> None:
    lead = client_of(house.lead)
    path = reverse("alerts:set_team_limit", args=[house.team.public_id, "tests.rule", "reading"])
    typed = {"value": "121", "reason": "x", "until": (date.today() + timedelta(days=9)).isoformat()}  # noqa: DTZ011
    refused = lead.post(path, typed)
    assert refused.status_code == 422
    assert b"80 to 120 points" in refused.content
    assert lead.post(path, {**typed, "value": "90"}).status_code == 302
    page = lead.get(reverse("alerts:team_limits", args=[house.team.public_id])).content.decode()
    assert "Lea Lead" in page
    lead.post(reverse("alerts:end_team_limit", args=[house.team.public_id, "tests.rule", "reading"]))
    assert TeamLimit.objects.get().ended_by == house.lead


@pytest.mark.parametrize("language", ["ko", "zh-hans"])
def test_pages_open_in_every_language(
    language: str, house: House, ids: dict[str, UUID], client_of: Callable[[Any], Client]
) -> None:
    house.doctor.language = language
    house.doctor.save()
    client = client_of(house.doctor)
    for name in ("worklist", "rules", "alert", "end", "rest", "rota", "mother_limits"):
        pattern = next(one for one in [*of_alerts, *of_limits, *of_the_rota] if one.name == name)
        given = {key: ids[key] for key in pattern.pattern.converters}
        assert client.get(reverse(f"alerts:{name}", kwargs=given)).status_code == 200, name

"""Simulated phones against a real server, by the public API only: what they measured is what is stored."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator

import numpy as np
import pytest
import uvicorn
from django.core.management import CommandError, call_command
from django.utils import timezone

from apps.accounts.models import Care, Person, TeamMembership
from apps.foundation import accesses
from apps.monitoring.selectors.gaps import gap_ledger
from apps.monitoring.simulator.faults import Fault, Kind
from apps.monitoring.simulator.mothers import demo_account
from apps.monitoring.simulator.run import Plan, run
from apps.recordings import channels, selectors
from apps.recordings.channels import Channel
from apps.recordings.models import Recording
from apps.recordings.states import CLOSED
from ml_models.ctg.generator import Live
from tests.factories import AdministratorFactory, CareTeamFactory, ClinicianFactory, PregnancyFactory
from tests.recordings.conftest import agree

PASSWORD = "a long enough password 1"


@pytest.fixture
def mother(socket_server, family):
    family.mother.set_password(PASSWORD)
    family.mother.save()
    return family.mother


@pytest.fixture
def http_only(transactional_db) -> Iterator[str]:
    """A server in front of which somebody has forgotten to let sockets through."""
    from kaishi.asgi import application

    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(application, lifespan="off", log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=10)
    listening.close()


def simulated(mother, address: str, **about):
    about = {"minutes": 1.0, "speed": 30.0, **about}
    plan = Plan(address.replace("ws://", "http://"), email=mother.email, password=PASSWORD, **about)
    said: list[str] = []
    return asyncio.run(run(plan, said.append))


def recordings(mother) -> list[Recording]:
    return list(Recording.objects.for_system("test").filter(subject=mother).order_by("device_serial"))


def stored(mother, recording) -> dict[Channel, np.ndarray]:
    with accesses.collected():
        part = selectors.trace_of(mother, recording.public_id)
        return selectors.stored_samples(part.recording, first=part.first, last=part.last)


def test_two_phones_through_a_network_that_goes_away_and_libraries_that_double_and_shuffle(
    mother, socket_server
):
    faults = [
        Fault(Kind.NETWORK, 20, 35),
        Fault(Kind.DOUBLED),
        Fault(Kind.SHUFFLED),
        Fault(Kind.REPEATED, 40, 60),
    ]
    figures = simulated(mother, socket_server, count=2, faults=faults)
    assert figures.failures == []
    assert (figures.phones, figures.completed, figures.connected) == (2, 2, 0)
    assert (figures.made, figures.acknowledged) == (120, 120)
    assert figures.connections >= 4
    assert figures.latency_ms(0.5) is None or figures.latency_ms(0.5) > 0
    found = recordings(mother)
    assert [(one.state in CLOSED, one.stored_count) for one in found] == [(True, 240)] * 2
    for seed, recording in enumerate(found):
        measured = channels.from_recording(Live("reactive", seed).piece(0, 60))
        samples = stored(mother, recording)
        assert all(np.array_equal(samples[name], values) for name, values in measured.items())


def test_what_the_sensor_and_the_phone_lost_stays_lost_and_the_ledger_says_whose_it_was(
    mother, socket_server
):
    faults = [Fault(Kind.SENSOR_OFF, 5, 15), Fault(Kind.BLUETOOTH, 20, 30), Fault(Kind.PHONE_ASLEEP, 35, 50)]
    assert simulated(mother, socket_server, faults=faults).failures == []
    [recording] = recordings(mother)
    assert recording.stored_count == (60 - 10 - 15) * 4
    with accesses.collected():
        found = gap_ledger(mother, recording.public_id, at=timezone.now())
    assert found.missing_s == {"sensor": 10, "bluetooth": 10, "phone": 15}


def test_without_sockets_everything_goes_by_request(http_only, family):
    family.mother.set_password(PASSWORD)
    family.mother.save()
    figures = simulated(family.mother, http_only, minutes=0.5)
    assert figures.failures == []
    assert (figures.completed, figures.connections, figures.acknowledged) == (1, 0, 30)
    assert figures.over_http >= 1
    assert [one.stored_count for one in recordings(family.mother)] == [120]


def test_somebody_who_cannot_sign_in_is_told_why(mother, socket_server, capsys):
    address = socket_server.replace("ws://", "http://")
    with pytest.raises(CommandError, match="POST /api/auth/app/v1/auth/login: 400"):
        call_command(
            "simulate_device", f"--base-url={address}", f"--email={mother.email}", "--password=wrong"
        )
    assert recordings(mother) == []


@pytest.mark.parametrize(
    "given", [["--scenario=easy"], ["--speed=61"], ["--count=0"], ["--minutes=0"], ["--fault=sensor_off"]]
)
def test_what_cannot_be_simulated_is_refused(given):
    with pytest.raises(CommandError, match="Error: argument"):
        call_command("simulate_device", *given)


def test_new_mothers_sign_up_and_the_demos_staff_take_them_in(socket_server):
    team = CareTeamFactory()
    for key, person in (
        ("administrator", AdministratorFactory.build()),
        ("obstetrician", ClinicianFactory.build()),
    ):
        person.email, password = demo_account(key)
        person.set_password(password)
        person.save()
    TeamMembership.objects.create(team=team, person=person, is_lead=True, started_at=timezone.now())
    address = socket_server.replace("ws://", "http://")
    plan = Plan(address, scenario="twins", count=2, minutes=0.25, speed=30)
    for times in (1, 2):
        figures = asyncio.run(run(plan, lambda said: None))
        assert figures.failures == []
        assert figures.completed == 2
        assert Person.objects.filter(role="mother").count() == 2
        assert Recording.objects.for_system("test").filter(second_fetus__isnull=False).count() == 2 * times
    assert Care.objects.filter(team=team).count() == 2


def test_a_mother_whose_gate_is_closed_is_told_why(socket_server):
    pregnancy = PregnancyFactory()
    mother = pregnancy.subject
    agree(mother)
    mother.set_password(PASSWORD)
    mother.save()
    figures = simulated(mother, socket_server, minutes=0.1, speed=1)
    assert len(figures.failures) == 1
    assert "Your care team has not opened recording at home for you yet." in figures.failures[0]
    assert "We do not know your week of pregnancy." in figures.failures[0]
    assert recordings(mother) == []

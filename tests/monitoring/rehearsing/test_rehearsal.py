"""A rehearsal says of a recording what was said while it was made, and what other limits would have said."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from apps.accounts.models import CareTeam, TeamMembership
from apps.alerts.models import Alert
from apps.alerts.services import handling
from apps.alerts.states import Outcome
from apps.foundation import outbox
from apps.foundation.errors import Forbidden, Invalid, NotVisible
from apps.monitoring import tasks
from apps.monitoring.models import Rehearsal, RehearsalState, RehearsedRecording, TraceSeries
from apps.monitoring.services import rehearsing
from apps.monitoring.services.rehearsing import Proposal
from apps.recordings.models import Recording
from apps.recordings.services import completing
from tests.factories import ClinicianFactory
from tests.monitoring.following.test_process import Time, _live, _time, falling, send  # noqa: F401

pytestmark = pytest.mark.django_db
RULE = "trace_low_rate"
LATER = {"very_low_s": 300}


@pytest.fixture(name="team")
def _team(family) -> CareTeam:
    membership = TeamMembership.objects.get(person=family.obstetrician)
    TeamMembership.objects.filter(pk=membership.pk).update(is_lead=True)
    return membership.team


def proposal(time: Time, **other: Any) -> Proposal:
    given = {
        "rule_id": RULE,
        "values": LATER,
        "since": time.at - timedelta(days=7),
        "until": time.at + timedelta(days=1),
        "reason": "Too many at night.",
        **other,
    }
    return Proposal(**given)


def followed(live: Recording, time: Time, *, late: tuple[int, int] | None = None) -> None:
    """Follow a recording to its end; frames `late` come after they were looked past."""
    follower, samples = time.follower("one"), falling()
    begin, end = late or (10_000, 10_000)
    send(live, samples, time, end=begin)
    follower.round()
    if late is not None:
        send(live, samples, time, begin=end)
        for _ in range(3):
            follower.round()
            time.go(7)
        send(live, samples, time, begin=begin, end=end)
        follower.round()
    follower.stop()
    completing.complete(live.subject, recording_id=live.public_id, at=time.at)


def rehearsed(family, team: CareTeam, time: Time, **other: Any) -> tuple[Rehearsal, list[RehearsedRecording]]:
    row = rehearsing.propose(
        family.obstetrician, team_id=team.public_id, proposal=proposal(time, **other), at=time.at
    )
    rehearsing.run(row.public_id, now=lambda: time.at)
    row.refresh_from_db()
    return row, list(RehearsedRecording.objects.for_system("test").filter(rehearsal=row))


def test_it_says_what_was_said_live_at_the_same_seconds(live, time, family, team):
    followed(live, time)
    row, (one,) = rehearsed(family, team, time)
    assert row.state == RehearsalState.DONE
    assert (row.done, row.total, row.percent) == (1, 1, 100)
    assert one.live
    assert one.today == one.live
    assert row.result["other_than_live"] == 0


def test_other_limits_lose_an_alert_and_a_missed_one_is_told(live, time, family, team):
    followed(live, time)
    alert = Alert.objects.for_system("test").get(subject=live.subject, rule_id=RULE)
    handling.acknowledge(family.obstetrician, alert_id=alert.public_id, at=time.at)
    handling.resolve(
        family.obstetrician,
        alert_id=alert.public_id,
        outcome=Outcome.ACTED,
        text="She came in.",
        at=time.at,
    )
    row, (one,) = rehearsed(family, team, time)
    assert one.today
    assert one.proposed == []
    assert one.acted == ["alert_true"]
    assert row.result["lost"] == row.result["newly_missed"] == row.result["missed_proposed"] == 1
    assert row.result["today"]["alerts"] == 1
    assert row.result["today"]["by_severity"] == {"urgent": 1}
    assert row.result["proposed"]["alerts"] == 0


def test_a_second_rehearsal_reads_what_the_first_has_kept(live, time, family, team, monkeypatch):
    followed(live, time)
    _, (first,) = rehearsed(family, team, time)
    assert TraceSeries.objects.for_system("test").count() == 1

    def never(*_: Any, **__: Any) -> Any:
        raise AssertionError("the samples were read again")

    monkeypatch.setattr(rehearsing, "before", never)
    row, (second,) = rehearsed(family, team, time)
    assert row.state == RehearsalState.DONE
    assert (second.today, second.proposed) == (first.today, first.proposed)


def test_frames_that_came_late_make_a_difference_that_is_shown(live, time, family, team):
    followed(live, time, late=(36, 48))
    row, (one,) = rehearsed(family, team, time)
    assert one.live != one.today
    assert row.result["other_than_live"] == 1


def test_who_may_and_within_what(time, family, team):
    with pytest.raises(NotVisible):
        rehearsing.propose(ClinicianFactory(), team_id=team.public_id, proposal=proposal(time), at=time.at)
    colleague = TeamMembership.objects.filter(team=team, is_lead=False).first()
    if colleague is not None:
        with pytest.raises(Forbidden):
            rehearsing.propose(colleague.person, team_id=team.public_id, proposal=proposal(time), at=time.at)
    for wrong in (
        {"rule_id": "nobody_on_duty"},
        {"values": {"nothing": 1}},
        {"values": {"very_low_s": 1e9}},
        {"reason": " "},
        {"since": time.at + timedelta(hours=1)},
    ):
        with pytest.raises(Invalid):
            rehearsing.propose(
                family.obstetrician, team_id=team.public_id, proposal=proposal(time, **wrong), at=time.at
            )
    assert not Rehearsal.objects.exists()


def test_what_fails_says_so_and_what_runs_is_not_run_twice(live, time, family, team, monkeypatch):
    followed(live, time)
    row = rehearsing.propose(family.obstetrician, team_id=team.public_id, proposal=proposal(time), at=time.at)

    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError("killed")

    monkeypatch.setattr(rehearsing, "replay", broken)
    with pytest.raises(RuntimeError):
        rehearsing.run(row.public_id, now=lambda: time.at)
    row.refresh_from_db()
    assert row.state == RehearsalState.FAILED
    rehearsing.run(row.public_id, now=lambda: time.at)
    row.refresh_from_db()
    assert row.state == RehearsalState.FAILED
    Rehearsal.objects.filter(pk=row.pk).update(state=RehearsalState.RUNNING, touched_at=time.at)
    time.go(rehearsing.STILL.total_seconds() + 1)
    assert rehearsing.lying_still(time.at) == [row.public_id]


def test_what_is_proposed_is_handed_to_a_worker_by_the_outbox(time, family, team, monkeypatch):
    asked = []
    monkeypatch.setattr(tasks, "enqueue", asked.append)
    row = rehearsing.propose(family.obstetrician, team_id=team.public_id, proposal=proposal(time), at=time.at)
    assert asked == []
    outbox.deliver_due(at=time.at + timedelta(minutes=1))
    assert asked == [row.public_id]

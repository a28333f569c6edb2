"""A shadow says of a live recording what a rehearsal says of it afterwards, and calls nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from apps.accounts.models import Care, CareTeam, TeamMembership
from apps.alerts.models import Alert, AlertEvidence, MotherLimit, TeamLimit
from apps.alerts.services import handling
from apps.alerts.states import Outcome
from apps.foundation.errors import Conflict, Forbidden, Invalid, NotVisible
from apps.monitoring.following import shadows as of_one_recording
from apps.monitoring.following.process import SAVE_EVERY_S
from apps.monitoring.models import Rehearsal, RehearsalState, Shadow, ShadowedRecording, ShadowEnd
from apps.monitoring.rehearsing.replay import Heard
from apps.monitoring.selectors import shadows as selectors
from apps.monitoring.services import following, opening, rehearsing, shadowing
from apps.monitoring.services.shadowing import NewShadow
from apps.notifications.models import Notification
from apps.recordings.services import completing
from tests.factories import AdministratorFactory, ClinicianFactory
from tests.monitoring.following.test_process import Time, _live, _time, alerts, falling, send  # noqa: F401
from tests.monitoring.rehearsing.test_rehearsal import RULE, _team, proposal, rehearsed  # noqa: F401

pytestmark = pytest.mark.django_db
SEOUL = ZoneInfo("Asia/Seoul")
EARLIER = {"very_low_s": 60}
LATER = {"very_low_s": 300}


def finished(family, team: CareTeam, time: Time, values: dict[str, float], **other: Any) -> Rehearsal:
    """A rehearsal that a worker has run over nothing."""
    row = rehearsing.propose(
        family.obstetrician,
        team_id=team.public_id,
        proposal=proposal(time, values=values, **other),
        at=time.at,
    )
    rehearsing.run(row.public_id, now=lambda: time.at)
    return row


def begun(family, team: CareTeam, time: Time, values: dict[str, float] = EARLIER, **other: Any) -> Shadow:
    given = {"mother_id": None, "days": 14, "reason": "Is it quieter?", **other}
    row = finished(family, team, time, values)
    return shadowing.start(
        family.obstetrician, rehearsal_id=row.public_id, new=NewShadow(**given), at=time.at
    )


def said(shadow: Shadow) -> list[list[Any]]:
    rows = ShadowedRecording.objects.for_system("test").filter(shadow=shadow)
    return [one for row in rows for one in row.said]


def compared(family, shadow: Shadow, time: Time) -> selectors.Comparison:
    return selectors.compared(family.obstetrician, shadow, at=time.at, zone=SEOUL)


@pytest.mark.parametrize("values", [EARLIER, {"very_low_s": 240}, LATER], ids=["earlier", "later", "silent"])
@pytest.mark.parametrize("is_of_mother", [False, True], ids=["team", "mother"])
def test_it_says_what_the_rehearsal_says_of_the_same_recording(
    live, time, family, team, values, is_of_mother
):
    mother_id = live.subject.public_id if is_of_mother else None
    shadow = begun(family, team, time, values, mother_id=mother_id)
    follower, samples = time.follower("one"), falling()
    for end in range(4, 56, 4):
        send(live, samples, time, begin=end - 4, end=end)
        follower.round()
        time.go(60)
    follower.stop()
    completing.complete(live.subject, recording_id=live.public_id, at=time.at)
    assert alerts(live) == [("trace_low_rate", "urgent"), ("trace_prolonged_deceleration", "urgent")]
    _, (one,) = rehearsed(family, team, time, values=values)
    assert said(shadow) == one.proposed
    assert bool(one.proposed) == (values is not LATER)


def test_it_calls_nobody(live, time, family, team):
    shadow = begun(family, team, time)
    send(live, falling(13, 2), time)
    before = Notification.objects.count()
    time.follower("one").round()
    assert len(said(shadow)) == 1
    assert alerts(live) == []
    assert not AlertEvidence.objects.for_system("test").exists()
    assert Notification.objects.count() == before


def test_who_takes_over_doubles_nothing(live, time, family, team):
    shadow = begun(family, team, time)
    samples = falling()
    one, two = time.follower("one"), time.follower("two")
    send(live, samples, time, end=40)
    one.round()
    time.go(SAVE_EVERY_S + 1)
    one.round()
    send(live, samples, time, begin=40, end=48)
    one.round()
    first = said(shadow)
    assert len(first) == 1
    time.go(following.LEASE.total_seconds() + 1)
    two.round()
    send(live, samples, time, begin=48)
    two.round()
    two.stop()
    one.stop()
    assert said(shadow) == first
    three = time.follower("three")
    time.go(2)
    three.round()
    three.stop()
    assert said(shadow) == first


def test_what_is_recorded_already_is_not_heard_from_the_middle(live, time, family, team):
    follower, samples = time.follower("one"), falling()
    send(live, samples, time, end=20)
    follower.round()
    shadow = begun(family, team, time)
    time.go(31)
    send(live, samples, time, begin=20)
    follower.round()
    follower.stop()
    assert not ShadowedRecording.objects.for_system("test").filter(shadow=shadow).exists()


def test_it_ends_by_itself_and_goes_through_what_it_began(live, announced, time, family, team):
    later = announced(started_at=live.started_at)
    shadow = begun(family, team, time, days=1)
    follower, samples = time.follower("one"), falling()
    send(live, samples, time, end=20)
    follower.round()
    time.go(24 * 3600)
    assert not shadow.is_running(time.at)
    send(live, samples, time, begin=20)
    follower.round()
    assert len(said(shadow)) == 1
    send(later, samples, time)
    opening.live_row(later, at=time.at)
    time.go(2)
    follower.round()
    assert later.pk in follower.followed
    assert ShadowedRecording.objects.for_system("test").filter(shadow=shadow).count() == 1


def test_a_rule_that_fails_under_a_shadow_keeps_nobody_from_being_called(
    live, time, family, team, monkeypatch
):
    shadow = begun(family, team, time)

    def broken(self: Heard, *_: Any) -> None:
        raise ZeroDivisionError("a limit that nobody thought of")

    monkeypatch.setattr(of_one_recording.Heard, "hear", broken)
    send(live, falling(), time)
    time.follower("one").round()
    assert ("trace_low_rate", "urgent") in alerts(live)
    assert ("trace_not_analysed", "urgent") not in alerts(live)
    (row,) = ShadowedRecording.objects.for_system("test").filter(shadow=shadow)
    assert row.has_failed
    assert compared(family, shadow, time).failed == 1


def test_side_by_side_with_reality(live, time, family, team):
    shadow = begun(family, team, time, LATER)
    send(live, falling(), time)
    follower = time.follower("one")
    follower.round()
    time.go(SAVE_EVERY_S + 1)
    follower.round()
    now = compared(family, shadow, time)
    assert now.sums["today"]["alerts"] == 1
    assert now.sums["proposed"]["alerts"] == 0
    assert [(both.real, both.shadow) for _, both in now.by_day] == [(1, 0)]
    assert [(mother.pk, both.real) for mother, both in now.by_mother] == [(live.subject_id, 1)]
    (one,) = now.differing
    assert (one.row.recording_id, one.what) == (live.pk, (selectors.ONLY_REAL,))
    alert = Alert.objects.for_system("test").get(subject=live.subject, rule_id=RULE)
    handling.acknowledge(family.obstetrician, alert_id=alert.public_id, at=time.at)
    handling.resolve(
        family.obstetrician,
        alert_id=alert.public_id,
        outcome=Outcome.ACTED,
        text="She came in.",
        at=time.at,
    )
    then = compared(family, shadow, time)
    assert then.missed == 1
    assert selectors.MISSED in then.differing[0].what
    for_sums = selectors.compared(AdministratorFactory(), shadow, at=time.at, zone=SEOUL)
    assert for_sums.sums == then.sums
    assert (list(for_sums.differing), list(for_sums.by_mother)) == ([], [])


def test_made_so_it_is_in_force_with_author_and_reason(live, time, family, team):
    shadow = begun(family, team, time)
    made = shadowing.make_so(
        family.obstetrician,
        shadow_id=shadow.public_id,
        reason="Two weeks without a false one.",
        until=time.at + timedelta(days=90),
        at=time.at,
    )
    assert (made.how, made.ended_by) == (ShadowEnd.MADE_SO, family.obstetrician)
    (row,) = TeamLimit.objects.filter(team=team)
    assert (row.rule_id, row.limit_id, row.value) == (RULE, "very_low_s", 60)
    assert (row.author, row.reason) == (family.obstetrician, "Two weeks without a false one.")
    send(live, falling(13, 2), time)
    time.follower("one").round()
    assert ("trace_low_rate", "urgent") in alerts(live)
    assert said(shadow) == []
    with pytest.raises(Conflict):
        shadowing.make_so(
            family.obstetrician,
            shadow_id=shadow.public_id,
            reason="Again",
            until=time.at + timedelta(days=90),
            at=time.at,
        )
    with pytest.raises(Conflict):
        shadowing.discard(family.obstetrician, shadow_id=shadow.public_id, at=time.at)


def test_made_so_for_one_mother(live, time, family, team):
    shadow = begun(family, team, time, mother_id=live.subject.public_id)
    shadowing.make_so(
        family.obstetrician,
        shadow_id=shadow.public_id,
        reason="Growth restriction",
        until=time.at + timedelta(days=30),
        at=time.at,
    )
    (row,) = MotherLimit.objects.for_system("test").filter(subject=live.subject)
    assert (row.limit_id, row.value, row.author) == ("very_low_s", 60, family.obstetrician)
    assert not TeamLimit.objects.exists()


def test_ended_it_keeps_what_it_said_and_discarded_it_does_not(live, time, family, team):
    shadow = begun(family, team, time)
    follower = time.follower("one")
    send(live, falling(), time)
    follower.round()
    ended = shadowing.end(family.obstetrician, shadow_id=shadow.public_id, at=time.at)
    assert ended.how == ShadowEnd.ENDED
    assert len(said(shadow)) == 1
    time.go(60)
    assert (
        shadowing.end(family.obstetrician, shadow_id=shadow.public_id, at=time.at).ended_at == ended.ended_at
    )
    gone = shadowing.discard(family.obstetrician, shadow_id=shadow.public_id, at=time.at)
    assert (gone.how, gone.ended_at) == (ShadowEnd.DISCARDED, ended.ended_at)
    assert said(shadow) == []
    time.go(SAVE_EVERY_S + 1)
    follower.round()
    assert not ShadowedRecording.objects.for_system("test").filter(shadow=shadow).exists()


def test_who_may_start_one_and_of_what(live, time, family, team):
    row = finished(family, team, time, EARLIER)
    new = NewShadow(None, 14, "Is it quieter?")

    def start(person: Any = family.obstetrician, of: Rehearsal = row, **other: Any) -> Shadow:
        given = NewShadow(**{"mother_id": None, "days": 14, "reason": "Is it quieter?", **other})
        return shadowing.start(person, rehearsal_id=of.public_id, new=given, at=time.at)

    with pytest.raises(NotVisible):
        start(ClinicianFactory())
    for person in (family.midwife, AdministratorFactory()):
        with pytest.raises(Forbidden):
            start(person)
    for wrong in ({"days": 0}, {"days": 61}, {"reason": " "}):
        with pytest.raises(Invalid):
            start(**wrong)
    with pytest.raises(NotVisible):
        start(mother_id=family.other_mother.public_id)
    with pytest.raises(Conflict):
        start(of=finished(family, team, time, {}))
    waiting = rehearsing.propose(
        family.obstetrician, team_id=team.public_id, proposal=proposal(time), at=time.at
    )
    with pytest.raises(Conflict):
        start(of=waiting)
    Rehearsal.objects.filter(pk=waiting.pk).update(state=RehearsalState.DONE, rule_version=0)
    with pytest.raises(Conflict):
        start(of=waiting)
    first = shadowing.start(family.obstetrician, rehearsal_id=row.public_id, new=new, at=time.at)
    with pytest.raises(Conflict):
        start()
    start(mother_id=family.mother.public_id)
    shadowing.end(family.obstetrician, shadow_id=first.public_id, at=time.at)
    start()
    for act in (shadowing.end, shadowing.discard):
        with pytest.raises(Forbidden):
            act(family.midwife, shadow_id=first.public_id, at=time.at)


def test_one_of_a_mother_is_seen_by_her_care_team_only(live, time, family, team):
    shadow = begun(family, team, time, mother_id=family.mother.public_id)
    assert selectors.shadow_seen_by(family.midwife, shadow.public_id) == shadow
    for person in (AdministratorFactory(), family.stranger):
        with pytest.raises(NotVisible):
            selectors.shadow_seen_by(person, shadow.public_id)
    Care.objects.filter(mother=family.mother, team=team).update(ended_at=time.at)
    with pytest.raises(NotVisible):
        selectors.shadow_seen_by(family.midwife, shadow.public_id)
    assert TeamMembership.objects.filter(person=family.midwife, ended_at=None).exists()

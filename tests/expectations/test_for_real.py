"""Real processes: one that stands still, the watch itself, and the database; each time a person is called in time."""

from __future__ import annotations

from bench._faults.rig import rig

GRACE_S = 6
A_MINUTE_S = 60


def test_whatever_falls_silent_a_person_is_called_within_grace_and_a_minute() -> None:
    told = "select array_agg(x.key || ' ' || e.kind order by e.id) from expectations_pageentry e"
    of_part = "join expectations_page p on p.id = e.page_id join expectations_expectation x on x.id = p.expectation_id"
    with rig(grace_s=GRACE_S) as house:
        called_after_s = {name: house.silence(name)[0] for name in ("worker", "watch", "postgres")}
        journal = house.ask(f"{told} {of_part} where e.kind <> 'ended'")
    assert None not in called_after_s.values()
    assert max(filter(None, called_after_s.values())) <= GRACE_S + A_MINUTE_S
    assert set(journal) >= {"worker told", "watch told", "postgresql told_directly"}

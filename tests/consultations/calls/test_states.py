"""The table of steps, and who gives way."""

from uuid import UUID

import pytest

from apps.consultations.calls.states import (
    LIVE,
    STATE_OF_END,
    TRANSITIONS,
    CallState,
    EndReason,
    may_move,
    yields_to,
)


def test_what_is_over_stays_over():
    assert {state for state, steps in TRANSITIONS.items() if not steps} == set(CallState) - LIVE


def test_every_state_is_in_the_table_and_every_reason_has_its_state():
    assert set(TRANSITIONS) == set(CallState)
    assert set(STATE_OF_END) == set(EndReason) - {EndReason.NONE}
    assert not LIVE & set(STATE_OF_END.values())


@pytest.mark.parametrize("reason", sorted(set(EndReason) - {EndReason.NONE, EndReason.BUSY}))
def test_every_end_can_be_reached_from_a_live_call(reason):
    assert any(may_move(state, STATE_OF_END[reason]) for state in LIVE)


def test_the_smaller_id_gives_way_whoever_was_first():
    small, large = UUID(int=5), UUID(int=6)
    assert yields_to(small, large)
    assert not yields_to(large, small)

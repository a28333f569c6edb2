"""What a stream says while it runs, and that closing it says what the whole says."""

import math
from dataclasses import replace

import numpy as np
import pytest

from ml_models import ctg
from ml_models.ctg.verdicts import REASSURING
from tests.ml_models.ctg.stream.feeding import cut, fed, whole_of

MINUTE = 240


@pytest.fixture(scope="module")
def labour() -> ctg.Recording:
    return ctg.generate(64, 5, scenario="variable_decelerations")


@pytest.fixture(scope="module")
def labour_updates(labour) -> tuple[ctg.Stream, list[ctg.Update]]:
    stream = ctg.Stream(gestation_weeks=38.0, in_labour=True, source=labour.source)
    return stream, fed(stream, whole_of(labour))


def test_closing_gives_the_analysis_of_the_whole(labour):
    stream = ctg.Stream(gestation_weeks=38.0, in_labour=True, source=labour.source)
    fed(stream, whole_of(labour), 1000)
    whole = replace(labour, movement_marks=None)
    expected = ctg.analyze(whole, gestation_weeks=38.0, in_labour=True)
    closed = stream.close()
    assert closed.result_hash == expected.result_hash
    assert closed.verdicts["figo2015"].to_dict() == expected.verdicts["figo2015"].to_dict()


def test_marks_reach_the_analysis():
    recording = ctg.generate(12, 3)
    stream = ctg.Stream(gestation_weeks=38.0, source=recording.source)
    fed(stream, whole_of(recording) | {"movement_marks": recording.movement_marks})
    assert recording.movement_marks.any()
    assert np.array_equal(stream.recording.movement_marks, recording.movement_marks)
    assert stream.close().result_hash == ctg.analyze(recording, gestation_weeks=38.0).result_hash


def test_a_closed_stream_takes_nothing():
    stream = ctg.Stream()
    stream.close()
    with pytest.raises(ValueError, match="closed"):
        stream.push({"fhr1_bpm": np.full(40, 140.0)})


def test_a_stream_without_samples_closes():
    closed = ctg.Stream().close()
    assert closed.fhr_bpm.size == 0
    assert "no_fetal_signal" in closed.notes


def test_the_baseline_at_the_end_is_near_the_final_one(labour_updates):
    stream, updates = labour_updates
    final = stream.so_far().baseline_bpm
    away = [
        abs(update.baseline_bpm - final[round(update.seconds * 4) - 1])
        for update in updates
        if update.seconds > 600
    ]
    assert np.median(away) < 3


def test_verdicts_come_at_ten_minutes_and_every_two_up_to_an_hour(labour_updates):
    _, updates = labour_updates
    assert [update.verdicts_at_s for update in updates if update.verdicts] == [
        60.0 * minute for minute in range(10, 61, 2)
    ]
    assert all(update.seconds == update.verdicts_at_s for update in updates if update.verdicts)


@pytest.mark.parametrize(("scenario", "in_labour"), [("reactive", False), ("late_decelerations", True)])
def test_verdicts_are_those_of_the_same_samples(scenario, in_labour):
    recording = ctg.generate(60, 8, scenario=scenario)
    stream = ctg.Stream(gestation_weeks=38.0, in_labour=in_labour, source=recording.source)
    judged = [update for update in fed(stream, whole_of(recording)) if update.verdicts]
    exact = stream.so_far().verdicts
    for name, verdict in judged[-1].verdicts.items():
        assert verdict.label == exact[name].label
        assert [(one.code, one.met) for one in verdict.reasons] == [
            (one.code, one.met) for one in exact[name].reasons
        ]


def test_a_piece_of_more_than_an_hour_is_judged_by_its_first_hour(labour):
    longer = np.concatenate((labour.fhr1_bpm, labour.fhr1_bpm[:2000]))
    stream = ctg.Stream(gestation_weeks=38.0, in_labour=True, source=labour.source)
    update = stream.push({"fhr1_bpm": longer, "toco": np.resize(labour.toco, longer.size)})
    hour = ctg.Recording.from_channels(cut(whole_of(labour), 0, 60 * MINUTE), source=labour.source)
    exact = ctg.analyze(hour, gestation_weeks=38.0, in_labour=True).verdicts
    assert update.verdicts_at_s == 3600
    assert update.verdicts["figo2015"].label == exact["figo2015"].label
    assert stream.push({"fhr1_bpm": longer[:480]}).verdicts == {}


def test_before_an_hour_not_met_means_go_on():
    recording = ctg.generate(62, 1, scenario="low_variability")
    stream = ctg.Stream(gestation_weeks=38.0, source=recording.source)
    judged = [update for update in fed(stream, whole_of(recording), 480) if update.verdicts]
    assert {update.verdicts["antepartum_criteria"].label for update in judged} == {"not met"}
    assert [update.go_on for update in judged] == [True] * (len(judged) - 1) + [False]


def test_events_keep_their_number_until_they_are_closed(labour_updates):
    stream, updates = labour_updates
    opened: dict[int, str] = {}
    closed: set[int] = set()
    for update in updates:
        for one in update.opened:
            assert one.id not in opened
            opened[one.id] = one.family
        for one in update.closed:
            assert one.id in opened
            closed.add(one.id)
        closed -= {one.id for one in update.changed if one.is_open}
        for number in update.withdrawn:
            opened.pop(number)
            closed.discard(number)
    known = {one.id: one.family for one in stream._following.all}
    assert opened == known
    assert closed == {one.id for one in stream._following.all if not one.is_open}


def test_events_at_the_end_are_those_of_the_whole(labour_updates):
    stream, _ = labour_updates
    whole = stream.so_far()
    for family, events in (
        ("deceleration", whole.decelerations),
        ("acceleration", whole.accelerations),
        ("contraction", whole.contractions),
    ):
        followed = [one.event for one in stream._following.all if one.family == family]
        met = [e for e in events if any(o.start_s < e.end_s and e.start_s < o.end_s for o in followed)]
        assert len(met) >= 0.9 * len(events)
        assert abs(len(followed) - len(events)) <= 1


def test_contractions_are_counted_as_in_the_whole(labour_updates):
    stream, updates = labour_updates
    whole = stream.so_far()
    last = sum(one.peak_s >= whole.duration_s - 1800 for one in whole.contractions) / 3
    assert abs(updates[-1].contractions_per_10min - last) <= 1 / 3 + 1e-9
    assert math.isnan(updates[8].contractions_per_10min)
    assert updates[9].contractions_per_10min > 0


def test_a_fall_is_open_while_it_lasts():
    rate = np.full(20 * MINUTE, 140.0) + np.tile([0.0, 0.5, 1.0, 0.5], 5 * MINUTE)
    rate[15 * MINUTE : 17 * MINUTE] -= 40 * np.sin(np.linspace(0, math.pi, 2 * MINUTE))
    updates = fed(ctg.Stream(), {"fhr1_bpm": rate})
    during = updates[15]
    assert [one.family for one in during.open_events] == ["deceleration"]
    number = during.open_events[0].id
    assert [one.id for update in updates for one in update.opened] == [number]
    assert [one.id for update in updates[16:] for one in update.closed] == [number]
    assert updates[-1].open_events == []


def test_nothing_moves_before_five_seconds_are_there():
    stream = ctg.Stream()
    fed(stream, {"fhr1_bpm": np.full(2400, 140.0) + np.arange(2400) % 5 / 4})
    looked = stream.push({"fhr1_bpm": [141.0] * 4})
    assert (looked.seconds, looked.analysed_s) == (601.0, 600.0)
    assert stream.push({"fhr1_bpm": [141.0] * 20}).analysed_s == 606.0


def test_what_verdicts_ask_for_is_told_with_them_only():
    stream = ctg.Stream(gestation_weeks=38.0)
    judged = fed(stream, {"fhr1_bpm": np.full(2400, 140.0) + np.arange(2400) % 5 / 4})[-1]
    assert judged.verdicts
    assert judged.go_on
    waiting = stream.push({"fhr1_bpm": [141.0] * 4})
    assert not waiting.verdicts
    assert not waiting.go_on


def test_after_an_hour_little_room_is_needed_and_no_more_than_it_is_kept(labour_updates):
    stream, _ = labour_updates
    assert stream._trail.fhr_bpm.size <= 60 * MINUTE
    assert len(stream.to_bytes()) < 60_000


def test_twins_are_two_streams_and_their_swap_is_seen():
    recording = ctg.generate(30, 2, scenario="twins")
    first, second = recording.fhr1_bpm.copy(), recording.fhr2_bpm.copy()
    first[15 * MINUTE :], second[15 * MINUTE :] = (
        recording.fhr2_bpm[15 * MINUTE :] + 15,
        recording.fhr1_bpm[15 * MINUTE :],
    )
    second[: 15 * MINUTE] += 15
    swapped = replace(recording, fhr1_bpm=first, fhr2_bpm=second)
    for fetus in (1, 2):
        stream = ctg.Stream(gestation_weeks=38.0, twins=True, fetus=fetus, source=recording.source)
        judged = [update for update in fed(stream, whole_of(swapped)) if update.verdicts][-1]
        exact = ctg.analyze(swapped, gestation_weeks=38.0, fetus=fetus)
        assert judged.verdicts["nst"].label == exact.verdicts["nst"].label
        assert ("twins_swapped" in judged.verdicts["nst"].why_not) == (
            "twins_swapped" in exact.verdicts["nst"].why_not
        )
    with pytest.raises(ValueError, match="fetus"):
        ctg.Stream(fetus=2)


def test_the_signal_of_the_last_minutes_is_told():
    recording = ctg.generate(20, 4)
    channels = whole_of(recording)
    good = fed(ctg.Stream(source=recording.source), channels)[-1].signal
    assert good.lost_minute < 0.2
    assert "nothing_measured" not in good.notes
    hers = channels | {"fhr1_bpm": channels["fhr1_bpm"].copy()}
    hers["fhr1_bpm"][-6 * MINUTE :] = hers["mhr_bpm"][-6 * MINUTE :]
    assert "maternal_rate" in fed(ctg.Stream(source=recording.source), hers)[-1].signal.notes
    channels["fhr1_bpm"] = channels["fhr1_bpm"].copy()
    channels["fhr1_bpm"][-2 * MINUTE :] = np.nan
    lost = fed(ctg.Stream(source=recording.source), cut(channels, 0, recording.samples))[-1].signal
    assert lost.lost_minute == 1.0
    assert {"nothing_measured", "much_loss"} <= set(lost.notes)


@pytest.mark.parametrize(
    "rate",
    [np.full(4800, 140.0), np.full(4800, np.nan), np.zeros(4800), np.arange(4800) % 300.0],
    ids=["flat", "nothing", "zeros", "saw"],
)
def test_bad_signals_never_raise_nor_reassure(rate):
    stream = ctg.Stream(gestation_weeks=38.0)
    labels = {
        verdict.label
        for update in fed(stream, {"fhr1_bpm": rate, "toco": np.full(rate.size, np.nan)})
        for verdict in update.verdicts.values()
    }
    assert labels
    assert not labels & REASSURING
    assert stream.close().fhr_bpm.size == rate.size

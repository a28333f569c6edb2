"""The four rule sets on traces drawn by hand, where what must come out is known."""

import json
from dataclasses import replace

import numpy as np
import pytest

from ml_models import ctg
from ml_models.ctg import variation
from ml_models.ctg import verdicts as rule_sets
from ml_models.ctg.generator import shapes
from ml_models.ctg.verdicts import WHY_NOT, with_numbers
from ml_models.ctg.verdicts.evidence import Evidence

MINUTE = 240


def drawn(minutes: int, *, level: float = 140, bandwidth: float = 10, seed: int = 1) -> np.ndarray:
    """A steady rate whose variability wanders; its bandwidth is about as asked."""
    _, [truth] = ctg.generate_with_truth(minutes, seed, scenario="low_variability")
    waves = truth.clean_bpm - truth.baseline_bpm
    spread = np.median([np.ptp(part) for part in np.split(waves, minutes)])
    return np.round(4 * (level + waves * bandwidth / spread)) / 4


def hump(
    fhr_bpm: np.ndarray, start_s: float, rise_s: float, hold_s: float, fall_s: float, height: float
) -> None:
    """Add an event with rounded corners, in place."""
    fhr_bpm += height * shapes.hump(fhr_bpm.size, start_s, rise_s, hold_s, fall_s)


def toco(minutes: int, every_s: float = 200, first_s: float = 60) -> tuple[np.ndarray, list[float]]:
    """Contractions of 80 s, and the times of their peaks."""
    values = np.full(minutes * MINUTE, 10.0)
    starts = np.arange(first_s, 60 * minutes - 150, every_s).tolist()
    for start in starts:
        hump(values, start, 40, 1, 40, 50)
    return values, [start + 40.5 for start in starts]


def judged(fhr_bpm, uterus=None, *, weeks=38.0, in_labour=True, mother=True, **kwargs):
    channels = {"fhr1_bpm": fhr_bpm} | ({} if uterus is None else {"toco": uterus})
    if mother:
        minutes = max(2, -(-fhr_bpm.size // MINUTE))
        channels["mhr_bpm"] = ctg.generate(minutes, 1).mhr_bpm[: fhr_bpm.size]
    recording = ctg.Recording.from_channels(channels, source=ctg.Source("memory", 4.0, 0.25))
    return ctg.analyze(recording, gestation_weeks=weeks, in_labour=in_labour, **kwargs).verdicts


def against(verdict: ctg.Verdict) -> set[str]:
    return {item.code for item in verdict.reasons if item.against}


def items(verdict: ctg.Verdict) -> dict[str, ctg.Item]:
    return {item.code: item for item in verdict.reasons}


# ------------------------------------------------------------------ context


def test_rules_of_labour_are_no_verdict_at_home_and_the_other_way_round():
    home, labour = judged(drawn(45), in_labour=False), judged(drawn(45), in_labour=True)
    for name in ("figo2015", "nichd2008"):
        assert (home[name].label, home[name].why_not) == ("not applicable", ["only_for_labour"])
        assert labour[name].label != "not applicable"
    for name in ("nst", "antepartum_criteria"):
        assert (labour[name].label, labour[name].why_not) == ("not applicable", ["not_for_labour"])
        assert home[name].label != "not applicable"


@pytest.mark.parametrize(
    ("weeks", "nst", "criteria"),
    [(23.9, ["too_early"], ["too_early"]), (25.9, [], ["too_early"]), (26, [], []), (41.9, [], [])],
)
def test_weeks(weeks, nst, criteria):
    verdicts = judged(drawn(45), weeks=weeks, in_labour=False)
    assert verdicts["nst"].why_not == nst
    assert verdicts["antepartum_criteria"].why_not == criteria


def test_an_unknown_week_and_one_beyond_the_tables():
    assert judged(drawn(45), weeks=None, in_labour=False)["antepartum_criteria"].why_not == ["week_unknown"]
    assert judged(drawn(45), weeks=42, in_labour=False)["antepartum_criteria"].why_not == ["too_late"]
    assert judged(drawn(45), weeks=None, in_labour=False)["nst"].interpretable


# ------------------------------------------------------------------ non-stress test


def with_accelerations(fhr_bpm, *at_s, height=22.0):
    for start in at_s:
        hump(fhr_bpm, start, 8, 14, 8, height)
    return fhr_bpm


@pytest.mark.parametrize(
    ("minutes", "at_s", "label"),
    [
        (22, (200, 700), "reactive"),
        (22, (200,), "extend"),
        (22, (), "extend"),
        (45, (), "non-reactive"),
        (45, (200,), "non-reactive"),
        (45, (200, 2300), "non-reactive"),  # two, and never in one window of 20 minutes
        (45, (1300, 2000), "reactive"),
        (70, (200, 700), "non-reactive"),  # the last 40 minutes without
        (70, (200, 700, 2300, 2600), "reactive"),
    ],
)
def test_the_non_stress_test_counts_two_in_twenty_minutes(minutes, at_s, label):
    assert judged(with_accelerations(drawn(minutes), *at_s), in_labour=False)["nst"].label == label


def test_before_32_weeks_lower_accelerations_count():
    fhr_bpm = with_accelerations(drawn(30, bandwidth=5), 300, 800, height=13)
    assert judged(fhr_bpm, weeks=31.9, in_labour=False)["nst"].label == "reactive"
    assert judged(fhr_bpm, weeks=32, in_labour=False)["nst"].label == "extend"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda fhr: fhr + 30, "sogc_normal_base"),
        (lambda fhr: fhr - 40, "sogc_normal_base"),
        (lambda fhr: hump(fhr, 1300, 10, 60, 20, -35) or fhr, "nst_dec_1min"),
        (lambda fhr: [hump(fhr, s, 8, 10, 8, -40) for s in (300, 1100, 1400)] and fhr, "nst_var_dec_rep"),
    ],
)
def test_accelerations_do_not_make_up_for_the_rest(change, code):
    fhr_bpm = with_accelerations(drawn(30), 200, 700)
    assert judged(fhr_bpm, in_labour=False)["nst"].label == "reactive"
    verdict = judged(change(fhr_bpm), in_labour=False)["nst"]
    assert verdict.label == "non-reactive"
    assert code in against(verdict)


# ------------------------------------------------------------------ variability that nobody knows


def with_known_minutes(fhr_bpm, known, *, in_labour, bandwidth=10.0):
    """The verdicts where only the first `known` minutes tell their bandwidth."""
    recording = ctg.Recording.from_channels({"fhr1_bpm": fhr_bpm}, source=ctg.Source("memory", 4.0, 0.25))
    found = ctg.analyze(recording, gestation_weeks=38.0, in_labour=in_labour)
    minutes = np.full(found.numbers.bandwidth_bpm.size, np.nan)
    minutes[:known] = bandwidth
    numbers = replace(
        found.numbers, bandwidth_bpm=minutes, bandwidth_10min_bpm=variation.by_ten_minutes_bpm(minutes)
    )
    return rule_sets.verdicts(Evidence(found, numbers, recording))


@pytest.mark.parametrize(
    ("name", "in_labour", "label", "code"),
    [
        ("nst", False, "reactive", "sogc_atypical_var"),
        ("figo2015", True, "normal", "figo_var_normal"),
        ("nichd2008", True, "I", "nichd1_var"),
    ],
)
def test_nothing_reassures_where_half_of_the_minutes_do_not_tell_their_variability(
    name, in_labour, label, code
):
    fhr_bpm = with_accelerations(drawn(40), 200, 700, 1500, 2100)
    # 19 known minutes: the last of them tells of the minute behind it, too
    assert with_known_minutes(fhr_bpm, 19, in_labour=in_labour)[name].label == label
    verdict = with_known_minutes(fhr_bpm, 18, in_labour=in_labour)[name]
    assert (verdict.label, verdict.why_not) == ("not interpretable", ["variability_unknown"])
    assert items(verdict)[code].met is None


def test_what_few_known_minutes_show_to_be_wrong_stands():
    fhr_bpm = drawn(40)
    assert with_known_minutes(fhr_bpm, 10, in_labour=True, bandwidth=3.0)["figo2015"].label == "suspicious"
    assert with_known_minutes(fhr_bpm, 10, in_labour=True, bandwidth=3.0)["nichd2008"].label == "II"
    assert with_known_minutes(fhr_bpm, 10, in_labour=False)["nst"].label == "non-reactive"


# ------------------------------------------------------------------ FIGO 2015


@pytest.mark.parametrize(
    ("level", "figo", "nichd"),
    [
        (96, "pathological", "II"),
        (105, "suspicious", "II"),
        (115, "normal", "I"),
        (155, "normal", "I"),
        (168, "suspicious", "II"),
    ],
)
def test_the_baseline_by_both_rule_sets(level, figo, nichd):
    uterus, _ = toco(40)
    verdicts = judged(drawn(40, level=level), uterus)
    assert verdicts["figo2015"].label == figo
    assert verdicts["nichd2008"].label == nichd


@pytest.mark.parametrize(
    ("minutes", "bandwidth", "label"),
    [
        (35, 3.0, "suspicious"),
        (60, 3.0, "pathological"),
        (35, 11.0, "normal"),
        (25, 34.0, "suspicious"),
        (70, 42.0, "pathological"),
    ],
)
def test_the_bandwidth_by_figo(minutes, bandwidth, label):
    uterus, _ = toco(minutes)
    assert judged(drawn(minutes, bandwidth=bandwidth), uterus)["figo2015"].label == label


def labour(minutes, *, lag_s, legs_s, depth, every=1, bandwidth=10.0, level=140):
    """Decelerations whose lowest point comes `lag_s` after the peak of every so many contractions."""
    uterus, peaks = toco(minutes)
    fhr_bpm = drawn(minutes, bandwidth=bandwidth, level=level)
    for peak in peaks[::every]:
        hump(fhr_bpm, peak + lag_s - legs_s[0], *legs_s, -depth)
    return fhr_bpm, uterus


LATE = {"lag_s": 45, "legs_s": (36, 2, 40), "depth": 25}
EARLY = {"lag_s": 0, "legs_s": (38, 1, 38), "depth": 25}
VARIABLE = {"lag_s": 5, "legs_s": (8, 15, 10), "depth": 40}


@pytest.mark.parametrize(
    ("shape", "kind", "figo", "nichd"),
    [
        (LATE, "late", "pathological", "II"),
        (EARLY, "early", "suspicious", "II"),
        (VARIABLE, "variable", "suspicious", "II"),
    ],
)
def test_kinds_of_repeated_decelerations(shape, kind, figo, nichd):
    fhr_bpm, uterus = labour(45, **shape)
    recording = ctg.Recording.from_channels(
        {"fhr1_bpm": fhr_bpm, "toco": uterus}, source=ctg.Source("memory", 4.0, 0.25)
    )
    found = ctg.analyze(recording, gestation_weeks=38, in_labour=True)
    kinds = [one.kind for one in found.decelerations]
    assert kinds.count(kind) >= 0.8 * len(kinds) > 5
    assert found.verdicts["figo2015"].label == figo
    assert found.verdicts["nichd2008"].label == nichd
    assert ("nichd2_9" in against(found.verdicts["nichd2008"])) == (kind == "late")
    assert ("nichd2_7" in against(found.verdicts["nichd2008"])) == (kind == "variable")


@pytest.mark.parametrize(("fall_s", "kind"), [(14, "variable"), (24, "variable"), (36, "late"), (50, "late")])
def test_thirty_seconds_from_onset_to_the_lowest_point_part_abrupt_from_gradual(fall_s, kind):
    fhr_bpm, uterus = labour(40, lag_s=45, legs_s=(fall_s, 2, 40), depth=40, bandwidth=3)
    recording = ctg.Recording.from_channels(
        {"fhr1_bpm": fhr_bpm, "toco": uterus}, source=ctg.Source("memory", 4.0, 0.25)
    )
    kinds = [one.kind for one in ctg.analyze(recording, in_labour=True).decelerations]
    assert kinds.count(kind) >= 0.8 * len(kinds) > 5


def test_repetitive_means_more_than_half_of_the_contractions():
    rare = labour(60, **LATE, every=4)
    often = labour(60, **LATE, every=1)
    assert items(judged(*rare)["figo2015"])["figo_dec_none"].met is True
    assert items(judged(*rare)["figo2015"])["figo_dec_late_rep"].met is False
    assert items(judged(*often)["figo2015"])["figo_dec_none"].met is False
    assert items(judged(*often)["figo2015"])["figo_dec_late_rep"].value == 100


def test_with_little_variability_shallow_late_ones_count_after_twenty_minutes():
    fhr_bpm, uterus = labour(28, lag_s=45, legs_s=(36, 2, 40), depth=13, bandwidth=2)
    verdict = judged(fhr_bpm, uterus)["figo2015"]
    assert verdict.label == "pathological"
    assert "figo_dec_late_rep_lowvar" in against(verdict)
    assert "figo_dec_late_rep" not in against(verdict)


def test_without_contractions_nobody_can_say_whether_decelerations_are_repetitive():
    fhr_bpm, _ = labour(45, **VARIABLE, every=5)
    verdict = judged(fhr_bpm)["figo2015"]
    assert (verdict.label, verdict.why_not) == ("not interpretable", ["contractions_unknown"])


@pytest.mark.parametrize(
    ("minutes", "figo"), [(1.4, "normal"), (2.6, "suspicious"), (4, "suspicious"), (6, "pathological")]
)
def test_one_long_deceleration(minutes, figo):
    uterus, _ = toco(45)
    fhr_bpm = drawn(45)
    hump(fhr_bpm, 1200, 40, 60 * minutes - 80, 40, -30)
    verdicts = judged(fhr_bpm, uterus)
    assert verdicts["figo2015"].label == figo
    assert (verdicts["nichd2008"].label == "II") == (minutes >= 2)


def test_a_deep_long_deceleration_without_variability_is_an_emergency():
    uterus, _ = toco(45)
    fhr_bpm = drawn(45, bandwidth=8)
    hump(fhr_bpm, 1200, 20, 400, 20, -70)
    fhr_bpm[1225 * 4 : 1615 * 4] = 70 + np.random.default_rng(1).integers(0, 5, 390 * 4) / 4
    codes = against(judged(fhr_bpm, uterus)["figo2015"])
    assert {"figo_dec_prolonged5", "figo_dec_prolonged5_80", "figo_var_reduced_dec"} <= codes


# ------------------------------------------------------------------ NICHD 2008


def test_absent_variability_makes_category_three_only_beside_something_worse():
    uterus, _ = toco(45)
    assert judged(drawn(45, bandwidth=1), uterus)["nichd2008"].label == "II"
    assert judged(drawn(45, bandwidth=1, level=95), uterus)["nichd2008"].label == "III"
    assert "nichd3_late" in against(judged(*labour(45, **LATE, bandwidth=1))["nichd2008"])
    assert "nichd3_variable" in against(judged(*labour(45, **VARIABLE, bandwidth=1))["nichd2008"])


@pytest.mark.parametrize(
    ("minutes", "figo", "nichd"),
    [(15, "suspicious", "II"), (24, "suspicious", "III"), (36, "pathological", "III")],
)
def test_a_sinusoidal_pattern_by_its_length(minutes, figo, nichd):
    uterus, _ = toco(60)
    fhr_bpm = drawn(60)
    part = slice(10 * MINUTE, (10 + minutes) * MINUTE)
    fhr_bpm[part] = 140 + 8 * np.sin(2 * np.pi * 4 / 60 * np.arange(minutes * MINUTE) / 4)
    verdicts = judged(np.round(fhr_bpm * 4) / 4, uterus)
    assert verdicts["figo2015"].label == figo
    assert verdicts["nichd2008"].label == nichd


# ------------------------------------------------------------------ antepartum criteria


def test_the_numeric_criteria_are_met_at_a_minute_and_say_what_has_no_table():
    verdict = ctg.analyze(ctg.generate(45, 1), gestation_weeks=38).verdicts["antepartum_criteria"]
    assert verdict.label == "met"
    assert 10 <= verdict.minute <= 45
    assert verdict.minute % 2 == 0
    episode = items(verdict)["apc_high_episode"]
    assert episode.met is None
    assert "table of centiles" in episode.words
    assert episode.samples


def test_criteria_that_were_met_after_an_hour_only_are_not_met_and_say_why():
    fhr_bpm = with_accelerations(drawn(75, bandwidth=18), 3700, 3900, 4100, 4300)
    verdict = judged(fhr_bpm, in_labour=False)["antepartum_criteria"]
    assert (verdict.label, verdict.minute) == ("not met", None)
    assert against(verdict) == {"apc_max_record"}
    assert items(verdict)["apc_max_record"].value == 75


def test_they_are_stricter_about_the_basal_rate_than_others():
    fhr_bpm = with_accelerations(drawn(45, level=113, bandwidth=12), 200, 700, 1500)
    verdicts = judged(fhr_bpm, in_labour=False)
    assert verdicts["nst"].label == "reactive"
    assert verdicts["antepartum_criteria"].label == "not met"
    assert "apc_basal" in against(verdicts["antepartum_criteria"])


def test_without_an_acceleration_the_other_way_needs_a_table():
    verdict = judged(drawn(45, bandwidth=18), in_labour=False)["antepartum_criteria"]
    assert items(verdict)["apc_acc_or_var"].met is None
    assert verdict.label in {"not met", "not assessable"}


# ------------------------------------------------------------------ fit to be read


def test_each_reason_has_its_sentence_and_the_items_stay():
    verdict = judged(np.full(45 * MINUTE, np.nan), in_labour=False)["nst"]
    assert verdict.label == "not interpretable"
    assert not verdict.interpretable
    assert {"signal_lost", "end_lost", "no_baseline"} <= set(verdict.why_not) <= set(WHY_NOT)
    assert verdict.reasons


@pytest.mark.parametrize("fhr_bpm", [np.empty(0), np.full(1, 140.0), np.full(100, np.nan)])
def test_next_to_nothing_is_too_short(fhr_bpm):
    for in_labour in (False, True):
        for verdict in judged(fhr_bpm, in_labour=in_labour).values():
            assert verdict.label == "not applicable" or "too_short" in verdict.why_not


def test_a_sudden_new_level_is_doubted_unless_the_mothers_rate_is_elsewhere():
    uterus, _ = toco(60)
    fhr_bpm = drawn(60)
    fhr_bpm[30 * MINUTE :] -= 26
    assert "level_jumped" in judged(fhr_bpm, uterus, mother=False)["figo2015"].why_not
    recording = ctg.Recording.from_channels(
        {"fhr1_bpm": fhr_bpm, "toco": uterus, "mhr_bpm": ctg.generate(60, 1).mhr_bpm},
        source=ctg.Source("memory", 4.0, 0.25),
    )
    assert ctg.analyze(recording, gestation_weeks=38, in_labour=True).verdicts["figo2015"].label == "normal"


def test_a_sudden_bradycardia_is_still_pathological():
    uterus, _ = toco(60)
    fhr_bpm = drawn(60)
    fhr_bpm[30 * MINUTE :] -= 60
    verdict = judged(fhr_bpm, uterus, mother=False)["figo2015"]
    assert verdict.label == "pathological"
    assert items(verdict)["own_false_signal"].met is True


# ------------------------------------------------------------------ hash and JSON


def test_verdicts_are_part_of_the_hash_and_plain():
    recording = ctg.generate(45, 3)
    found = ctg.analyze(recording, gestation_weeks=38)
    again = ctg.analyze(recording, gestation_weeks=38)
    assert found.result_hash == again.result_hash
    doubted = replace(found, false_signal_probability=np.ones(recording.samples))
    other = with_numbers(doubted, recording)[1]
    object.__setattr__(again, "verdicts", other)
    assert found.result_hash != again.result_hash
    plain = found.to_dict()["verdicts"]
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert set(plain) == {"nst", "figo2015", "nichd2008", "antepartum_criteria"}

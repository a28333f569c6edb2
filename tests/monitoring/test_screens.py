"""What she sees while she records: the reviewed table, and every combination of what matters."""

from __future__ import annotations

import csv
import itertools
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from apps.foundation.severity import Severity
from apps.monitoring.rules import screens, tables
from apps.monitoring.rules.screens import CALM, WARNING_SIGNS, Screen, Situation, what_she_sees
from apps.observations.rules.symptoms import Strength, symptoms
from ml_models import ctg
from ml_models.ctg.stream import SIGNAL_WORDS
from ml_models.ctg.verdicts import WHY_NOT

TABLE = Path(__file__).with_name("screens.csv")
CASES = list(csv.DictReader(TABLE.open(encoding="utf-8")))
CONTENT = {"nst": "reactive", "antepartum_criteria": "met", "figo2015": "normal", "nichd2008": "I"}
REASSURING = (
    *(
        "normal",
        "healthy",
        "fine",
        "good",
        "no need to worry",
        "nothing to worry",
        "all right",
        "is well",
        "reassur",
    ),
    *("正常", "健康", "放心", "没事", "很好", "良好", "无需担心"),
    *("정상", "건강", "안심", "괜찮", "이상 없", "문제없", "좋습니다"),
)


def situation(case: dict[str, str]) -> Situation:
    return Situation(
        minutes=float(case["minutes"]),
        is_over=case["over"] == "yes",
        in_labour=case["labour"] == "yes",
        symptoms=frozenset(pair(one) for one in listed(case["symptoms"])),
        fewer_movements={"yes": True, "no": False, "?": None}[case["fewer_movements"]],
        alert=Severity(case["alert"]) if case["alert"] else None,
        notes=frozenset(listed(case["notes"])),
        labels=dict(one.split("=") for one in listed(case["labels"])),
        own_heart=part(case["own_heart"]),
        false_signal=part(case["false_signal"]),
        lost=part(case["lost"]),
        silent_s=float(case["silent_s"]),
    )


def listed(words: str) -> list[str]:
    return words.split("|") if words else []


def pair(words: str) -> tuple[str, str]:
    code, strength = words.split(":")
    return code, strength


def part(words: str) -> float | None:
    return None if words == "?" else float(words)


def may_mislead(given: Situation) -> bool:
    """Written from the definition of the product alone: what no screen may calm about."""
    named = any(code in WARNING_SIGNS for code, _ in given.symptoms)
    early = given.minutes < 1 and not given.is_over
    lost = (given.lost is None and not early) or (
        given.lost is not None and not given.lost < 0.2 and not early
    )
    hers = given.own_heart is not None and not given.own_heart < 0.1
    noted = given.notes & {
        "heart_changed",
        "maternal_rate",
        "maternal_rate_near",
        "near_maternal_rate",
        "twins_coincide",
    }
    gone = not early and given.notes & {"nothing_measured", "much_loss", "signal_lost", "end_lost"}
    told = given.alert is not None and given.alert.is_at_least(Severity.WARN)
    return bool(named or given.fewer_movements or told or given.in_labour or lost or hers or noted or gone)


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_the_reviewed_table_says_which_screen(case):
    assert what_she_sees(situation(case)).screen == case["screen"], case["because"]


def test_the_table_is_large_and_none_of_it_reassures():
    given = [(situation(case), Screen(case["screen"])) for case in CASES]
    dangerous = [screen for one, screen in given if may_mislead(one)]
    assert len(dangerous) >= 200
    assert not CALM.intersection(dangerous)
    assert len({tuple(case.items())[1:-2] for case in CASES}) == len(CASES)
    assert {screen for _, screen in given} == set(Screen)


TOLD: list[frozenset[tuple[str, str]]] = [
    frozenset(),
    *(frozenset({(code, strength.value)}) for code in symptoms() for strength in Strength),
    frozenset({("fever", "mild"), ("heartburn", "mild")}),
]
HEARD: list[dict[str, Any]] = [
    {"lost": 0.02, "own_heart": 0.0, "false_signal": 0.0},
    {"lost": 0.02},
    {"lost": 0.5, "own_heart": 0.0},
    {"own_heart": 0.0},
    {"lost": 0.02, "own_heart": 0.3},
    {"lost": 0.02, "notes": frozenset({"maternal_rate_near"})},
    {"lost": 0.02, "notes": frozenset({"much_loss"})},
    {"lost": 0.02, "notes": frozenset({"twins_coincide"})},
]
LABELS: list[dict[str, str]] = [{}, CONTENT, {"antepartum_criteria": "not met"}, {"nst": "non-reactive"}]
MOMENTS = [(0.2, False), (25.0, False), (61.0, False), (40.0, True)]
ALERTS = [None, Severity.INFO, Severity.WARN, Severity.EMERGENCY]


def every_situation() -> Any:
    """Everything that she can tell with everything that can be heard; and a sign of each kind with all the rest."""
    yield from product_of(TOLD, HEARD, [CONTENT], MOMENTS, [None], (None, False, True), (False,))
    signs = [TOLD[0], frozenset({("bleeding", "mild")}), frozenset({("heartburn", "mild")})]
    yield from product_of(signs, HEARD, LABELS, MOMENTS, ALERTS, (None, False, True), (False, True))


def product_of(*ways: Any) -> Any:
    for symptom, signal, label, (minutes, over), alert, fewer, labour in itertools.product(*ways):
        yield Situation(
            minutes,
            is_over=over,
            in_labour=labour,
            symptoms=symptom,
            fewer_movements=fewer,
            alert=alert,
            labels=label,
            **signal,
        )


def test_no_combination_reassures_where_anything_holds():
    seen = 0
    for one in every_situation():
        if may_mislead(one):
            seen += 1
            assert what_she_sees(one).screen not in CALM, one
    assert seen > 10_000


def test_what_comes_on_top_never_makes_a_screen_milder():
    plain = Situation(25.0, lost=0.02, own_heart=0.0, labels=CONTENT)
    more: list[dict[str, Any]] = [
        *({"symptoms": frozenset({(code, strength.value)})} for code in symptoms() for strength in Strength),
        *({"alert": severity} for severity in Severity),
        {"fewer_movements": True},
        {"in_labour": True},
        {"lost": 0.9},
        {"own_heart": 0.9},
        {"false_signal": 0.9},
        {"labels": {"nst": "non-reactive"}},
    ]
    for first, second in itertools.product(more, more):
        if first.keys() & second.keys():
            continue
        one = what_she_sees(replace(plain, **first)).screen
        both = what_she_sees(replace(plain, **first, **second)).screen
        assert both.order <= one.order, (first, second)


def test_every_warning_sign_is_one_that_she_can_tick():
    assert set(symptoms()) >= WARNING_SIGNS


@pytest.mark.parametrize("language", tables.LANGUAGES)
@pytest.mark.parametrize("name", ["screens", "coach"])
def test_no_words_reassure_in_any_language(name, language):
    section = {"screens": "screen", "coach": "code"}[name]
    for row in tables.by_id(name, section).values():
        said = f"{row['says'][language]} {row['do'][language]}".lower()
        assert [word for word in REASSURING if word in said] == [], row["id"]


def test_every_screen_has_its_words_and_every_row_its_screen():
    assert list(tables.by_id("screens", "screen")) == [screen.value for screen in Screen]
    seen = what_she_sees(Situation(5.0, lost=0.9))
    assert (seen.title("en"), seen.because) == ("We do not hear enough", ("lost",))
    assert seen.text("zh-hans") != seen.text("ko") != seen.text("en") == seen.text("tlh")


def test_the_reasons_come_the_most_urgent_first():
    given = Situation(
        30.0, symptoms=frozenset({("bleeding", "severe"), ("fever", "mild")}), own_heart=0.4, lost=0.0
    )
    assert what_she_sees(given).because == ("bleeding", "fever", "own_heart")


def test_every_code_of_a_doubt_is_known_here():
    known = screens.OWN_HEART_NOTES | screens.FALSE_NOTES | screens.LOSS_NOTES | screens.DOUBT_NOTES
    of_the_week = {"too_early", "too_late", "week_unknown", "not_for_labour", "only_for_labour"}
    assert set(WHY_NOT) | set(SIGNAL_WORDS) == known | screens.ASKS_NOTHING | of_the_week
    assert not known & screens.ASKS_NOTHING


@pytest.mark.parametrize("scenario", ["maternal_rate", "signal_loss"])
def test_a_trace_that_is_hers_or_lost_calms_at_no_moment(scenario):
    trace, stream, labels = ctg.generate(minutes=8, seed=5, scenario=scenario), ctg.Stream(), {}
    unheard = []
    for start in range(0, trace.samples, 60):
        names = ("fhr1_bpm", "mhr_bpm", "toco")
        update = stream.push({name: getattr(trace, name)[start : start + 60] for name in names}, start)
        labels = {name: verdict.label for name, verdict in update.verdicts.items()} or labels
        seen = what_she_sees(
            Situation(
                update.seconds / 60,
                notes=frozenset(update.signal.notes),
                labels=labels,
                own_heart=update.signal.maternal_near_s / min(300, update.seconds),
                lost=update.signal.lost_minute,
            )
        )
        is_doubtful = update.signal.lost_minute >= 0.2 or "maternal_rate" in update.signal.notes
        if is_doubtful and update.seconds >= 60:
            unheard.append(seen.screen)
    assert len(unheard) > 15
    assert not CALM.intersection(unheard)

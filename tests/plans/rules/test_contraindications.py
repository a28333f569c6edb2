"""Absolute entries stop exercise, relative ones wait for a clinician, and of two lists the stricter counts."""

from __future__ import annotations

import pytest

from apps.plans.rules import guidance
from apps.plans.rules.contraindications import Go, codes_of, findings, status_of, to_come
from apps.pregnancies.rules.risks import risk_codes

ENTRIES = guidance.rows("contraindications")
ABSOLUTE = [row["id"] for row in ENTRIES if row["level"] == "absolute"]
RELATIVE = [row["id"] for row in ENTRIES if row["level"] == "relative"]
NOT_IN_THE_LIST_YET = {
    "other_condition", "body_mass_index_40", "body_mass_index_under_12", "cervical_insufficiency", "chronic_bronchitis",
    "eating_disorder", "malnutrition", "preterm_labour", "restrictive_lung_disease", "ruptured_membranes",
    "severe_anaemia", "triplets_or_more",
}  # fmt: skip
MEANS_NOTHING = {
    "age_under_18", "age_35_or_more", "underweight", "obesity", "alcohol", "substance_use", "assisted_conception",
    "rhesus_negative", "mental_illness", "hiv", "hepatitis_b", "previous_caesarean", "previous_stillbirth",
    "previous_preeclampsia", "previous_growth_restriction", "previous_postpartum_haemorrhage", "gestational_diabetes",
    "large_fetus", "oligohydramnios", "polyhydramnios", "cholestasis", "fetal_anomaly",
}  # fmt: skip
ONLY_BY_ID = {"acog_rel_6", "acog_rel_9", "kaishi_alert"}


def status(*conditions, weeks=30.0, cleared=(), **more):
    return status_of(findings(codes_of(conditions, **more), weeks, cleared))


@pytest.mark.parametrize("entry", ABSOLUTE)
def test_each_absolute_entry_stops_and_nobody_can_clear_it(entry):
    assert status(entry) == Go.STOP
    assert status(entry, cleared=[entry]) == Go.STOP


@pytest.mark.parametrize("entry", RELATIVE)
def test_each_relative_entry_waits_until_it_is_cleared(entry):
    assert status(entry) == Go.ASK_FIRST
    assert status(entry, cleared=["sogc_rel_99"]) == Go.ASK_FIRST
    assert status(entry, cleared=[entry]) == Go.GO


@pytest.mark.parametrize(
    ("code", "before", "at"), [("placenta_praevia", 25.9, 26.0), ("multiple_pregnancy", 27.9, 28.0)]
)
def test_weeks_from_which_an_entry_holds(code, before, at):
    assert status(code, weeks=before) == Go.GO
    assert to_come(codes_of([code]), before)
    assert status(code, weeks=at) != Go.GO


def test_the_stricter_of_two_lists_counts():
    assert status("placenta_praevia", weeks=26.5) == Go.STOP
    assert status("growth_restriction") == Go.STOP
    assert status("gestational_hypertension") == Go.STOP


def test_twins_wait_from_28_weeks_and_triplets_stop_at_once():
    assert status(fetuses=2, weeks=28) == Go.ASK_FIRST
    assert status(fetuses=2, weeks=28, cleared=["sogc_rel_7"]) == Go.GO
    assert status(fetuses=3, weeks=9) == Go.STOP
    assert status("previous_preterm_birth", fetuses=2, weeks=20, cleared=["sogc_rel_2"]) == Go.STOP


@pytest.mark.parametrize("code", ["bleeding", "short_cervix", "reduced_movements"])
def test_what_may_be_harmless_stops_until_a_clinician_has_looked(code):
    found = findings(codes_of([code]), 30)
    assert status_of(found) == Go.STOP
    assert all(finding.can_be_cleared for finding in found)
    assert status(code, cleared=[finding.id for finding in found]) == Go.GO


def test_a_disease_of_unknown_degree_waits_for_all_that_it_may_mean():
    found = findings(codes_of(["heart_disease"]), 20)
    assert status_of(found) == Go.ASK_FIRST
    ids = [finding.id for finding in found]
    assert len(ids) == 4
    assert status("heart_disease", cleared=ids[:-1]) == Go.ASK_FIRST
    assert status("heart_disease", cleared=ids) == Go.GO


def test_measures_mean_entries_too():
    assert status(haemoglobin_g_dl=6.9) == Go.STOP
    assert status(haemoglobin_g_dl=7.0) == Go.GO
    assert status(body_mass_index=40) == Go.ASK_FIRST
    assert status(body_mass_index=39.9) == Go.GO
    assert status(body_mass_index=11.9) == Go.ASK_FIRST


def test_a_certain_meaning_is_not_cleared_with_an_uncertain_one():
    assert status("short_cervix", "cervical_insufficiency", cleared=["sogc_abs_6", "acog_abs_3"]) == Go.STOP


def test_every_code_is_mapped_or_left_out_on_purpose():
    mapped = {row["code"] for row in guidance.rows("meanings")}
    assert mapped - set(risk_codes()) == NOT_IN_THE_LIST_YET
    assert set(risk_codes()) - mapped == MEANS_NOTHING


def test_every_entry_is_meant_by_some_code_or_named_by_its_id():
    meant = {row["about"] for row in guidance.rows("meanings")}
    assert {row["id"] for row in ENTRIES} - meant == ONLY_BY_ID
    tables = {row["id"] for name in ("contraindications", "warning_signs") for row in guidance.rows(name)}
    assert meant <= tables


def test_no_meaning_is_softer_than_its_entry_where_it_is_certain():
    levels = {row["id"]: row["level"] for row in ENTRIES}
    for row in guidance.rows("meanings"):
        if row["is_certain"] == "yes":
            assert (row["effect"] == "stop") == (levels[row["about"]] == "absolute"), row["id"]

"""Names of measures, symptoms, moments and verdicts in words, for pages, alerts and answers."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

MEASURES: Final[dict[str, Any]] = {
    "body_weight": _("Weight"),
    "blood_pressure": _("Blood pressure"),
    "blood_glucose": _("Blood glucose"),
    "continuous_glucose": _("Glucose under the skin"),
    "body_temperature": _("Temperature"),
    "oxygen_saturation": _("Oxygen saturation"),
    "heart_rate": _("Pulse"),
    "resting_heart_rate": _("Pulse at rest"),
    "respiratory_rate": _("Breaths per minute"),
    "step_count": _("Steps"),
    "physical_activity": _("Activity"),
    "sleep_duration": _("Sleep"),
    "fetal_movement_session": _("Movements of the baby"),
    "symptoms": _("Symptoms"),
    "haemoglobin": _("Haemoglobin"),
    "haematocrit": _("Haematocrit"),
    "ferritin": _("Ferritin"),
    "hba1c": _("HbA1c"),
    "urine_protein": _("Protein in urine"),
    "urine_glucose": _("Glucose in urine"),
    "laboratory": _("Another laboratory value"),
    "fetal_biometry": _("Ultrasound measures"),
    "symphysis_fundal_height": _("Symphysis-fundal height"),
}

UNITS: Final[dict[str, Any]] = {
    "mm[Hg]": "mmHg",
    "Cel": "°C",
    "[degF]": "°F",
    "/min": _("per minute"),
    "{steps}": _("steps"),
    "{movements}": _("movements"),
    "{grade}": "",
    "{severity}": "",
    "{other}": "",
    "ug/L": "µg/L",
}
"""Units that are not shown as UCUM writes them."""

SYMPTOMS: Final[dict[str, Any]] = {
    "reduced_movements": _("The baby moves less, or differently"),
    "bleeding": _("Bleeding"),
    "fluid_loss": _("Loss of fluid"),
    "severe_headache": _("Severe headache"),
    "visual_disturbance": _("Trouble seeing"),
    "upper_belly_pain": _("Pain under the ribs"),
    "abdominal_pain": _("Strong pain in the belly"),
    "chest_pain_breathlessness": _("Chest pain or breathlessness"),
    "seizure": _("Seizure"),
    "fainting": _("Fainting"),
    "contractions_preterm": _("Contractions too early"),
    "fever": _("Fever"),
    "calf_pain": _("Pain or swelling of one leg"),
    "trauma": _("Fall, blow or accident"),
    "self_harm": _("Thoughts of harming herself"),
    "itching": _("Itching"),
    "swelling": _("Swelling"),
    "vomiting": _("Vomiting"),
    "painful_urination": _("Pain when passing water"),
    "nausea": _("Nausea"),
    "heartburn": _("Heartburn"),
    "back_pain": _("Back pain"),
    "tiredness": _("Tiredness"),
    "dizziness": _("Dizziness"),
    "sleeplessness": _("Trouble sleeping"),
    "constipation": _("Constipation"),
    "other": _("Something else"),
}

STRENGTHS: Final[dict[str, Any]] = {
    "mild": _("Mild"),
    "moderate": _("Moderate"),
    "severe": _("Severe"),
}

MEALS: Final[dict[str, Any]] = {
    "fasting": _("Fasting"),
    "before_meal": _("Before a meal"),
    "after_1h": _("1 hour after a meal"),
    "after_2h": _("2 hours after a meal"),
    "bedtime": _("At bedtime"),
    "other": _("At another time"),
}

BIOMETRY: Final[dict[str, Any]] = {
    "bpd_mm": _("BPD (width of the head)"),
    "hc_mm": _("HC (around the head)"),
    "ac_mm": _("AC (around the belly)"),
    "fl_mm": _("FL (thigh bone)"),
}


def measure(code: str) -> str:
    """Return the name of a measure; its code where a newer table knows more than this one."""
    return str(MEASURES.get(code, code))


def unit(ucum: str) -> str:
    """Return a unit as people write it."""
    return str(UNITS.get(ucum, ucum))

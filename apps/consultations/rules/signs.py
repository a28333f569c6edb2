"""The warning signs that KAISHI knows, in a clinician's words."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy

CATEGORIES: Final = {
    "abdominal_pain": gettext_lazy("Strong pain in the belly"),
    "bleeding": gettext_lazy("Bleeding"),
    "calf_pain": gettext_lazy("Pain or swelling of one leg"),
    "chest_pain_breathlessness": gettext_lazy("Chest pain or breathlessness"),
    "contractions_preterm": gettext_lazy("Contractions too early"),
    "fainting": gettext_lazy("Fainting"),
    "fever": gettext_lazy("Fever"),
    "fluid_loss": gettext_lazy("Loss of fluid"),
    "itching": gettext_lazy("Itching"),
    "reduced_movements": gettext_lazy("The baby moves less"),
    "seizure": gettext_lazy("Seizure"),
    "self_harm": gettext_lazy("Thoughts of harming herself"),
    "severe_headache": gettext_lazy("Severe headache"),
    "trauma": gettext_lazy("Fall, blow or accident"),
    "visual_disturbance": gettext_lazy("Trouble seeing"),
}
"""Every category of the red-flag check."""


def words_of(category: str) -> str:
    """Return a category in words; its own name where a newer check knows more than this table."""
    return str(CATEGORIES.get(category, category))

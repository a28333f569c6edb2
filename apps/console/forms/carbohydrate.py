"""How much carbohydrate each kind of meal should bring, from and to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from apps.console.forms.base import ServiceForm
from apps.nutrition.models import MealKind
from apps.nutrition.rules.glucose import PROPOSED, Target
from apps.nutrition.services.profiles import MOST_CARBOHYDRATE_G


class CarbohydrateForm(ServiceForm):
    """Two numbers for each kind of meal; both empty: no target for it. `seen`: what she had before her."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=500)
    field_names = {f"carbohydrate_targets.{kind}": f"{kind}_from" for kind in MealKind.values}

    def __init__(self, data: Any, targets: Mapping[str, Target]) -> None:
        """`targets`: those that count. None at all: the usual ones are proposed."""
        super().__init__(data)
        proposed = targets or PROPOSED
        self.fields["seen"].initial = json.dumps(
            {kind: [target.low_g, target.high_g] for kind, target in targets.items()}
        )
        for kind in MealKind:
            target = proposed.get(kind.value)
            ends = {"from": target.low_g if target else None, "to": target.high_g if target else None}
            labels = {"from": _("%(meal)s: from (g)"), "to": _("%(meal)s: to (g)")}
            for end, grams in ends.items():
                self.fields[f"{kind.value}_{end}"] = forms.FloatField(
                    label=labels[end] % {"meal": kind.label},
                    required=False,
                    min_value=0,
                    max_value=MOST_CARBOHYDRATE_G,
                    initial=None if grams is None else f"{grams:g}",
                    widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
                )

    def clean_seen(self) -> dict[str, Any]:
        """Return the targets that stood there when the form was opened."""
        try:
            seen = json.loads(self.cleaned_data["seen"] or "{}")
            return {str(kind): [float(low), float(high)] for kind, (low, high) in seen.items()}
        except (ValueError, TypeError, AttributeError) as error:
            raise forms.ValidationError(_("Open this form again.")) from error

    def clean(self) -> dict[str, Any]:
        """Hold from beside to, and give the targets as the service takes them."""
        typed = super().clean() or {}
        targets = {}
        for kind in MealKind.values:
            low, high = typed.get(f"{kind}_from"), typed.get(f"{kind}_to")
            if (low is None) != (high is None) and not {f"{kind}_from", f"{kind}_to"} & set(self.errors):
                missing = f"{kind}_from" if low is None else f"{kind}_to"
                self.add_error(missing, _("Give both, or neither."))
            elif low is not None and high is not None:
                targets[kind] = [low, high]
        typed["targets"] = targets
        return typed

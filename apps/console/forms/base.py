"""A form whose rules live in a service: a refusal is written beside the field that it names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from apps.foundation.errors import Problem
from apps.ui import words


class ServiceForm(forms.Form):
    """`say(problem)` takes a refusal over; `summary()` is what she is about to do, to be confirmed."""

    use_required_attribute = False
    field_names: dict[str, str] = {}
    """The service's name of a field → ours, where they differ."""

    def say(self, problem: Problem) -> None:
        """Write a refusal beside its fields; what belongs to none stands above the form."""
        for error in problem.errors:
            name = self.field_names.get(error.field, error.field)
            self.add_error(name if name in self.fields else None, error.message)
        if not problem.errors:
            self.add_error(None, str(problem))

    def summary(self) -> Iterator[tuple[Any, Any]]:
        """Label and answer of each field that was filled in, in words."""
        for bound in self:
            answer = self.cleaned_data.get(bound.name)
            if not bound.is_hidden and answer not in (None, "", []):
                yield bound.label, _in_words(bound.field, answer)


def _in_words(field: forms.Field, answer: Any) -> Any:
    if isinstance(field, forms.BooleanField):
        return _("Yes") if answer else _("No")
    if isinstance(field, forms.ChoiceField):
        return dict(field.choices).get(str(answer), answer)  # type: ignore[arg-type]
    if isinstance(field, forms.DateField):
        return words.day(answer)
    return answer


def day_field(label: Any, **given: Any) -> forms.DateField:
    """A day, with the browser's own calendar; written as 2026-11-23 where there is none."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **given)


def text_field(label: Any, *, rows: int = 3, max_length: int, **given: Any) -> forms.CharField:
    """Several lines of text."""
    return forms.CharField(
        label=label, max_length=max_length, widget=forms.Textarea(attrs={"rows": rows}), **given
    )

"""The form of an added dish, with its photos in one field."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.foundation.errors import Problem
from apps.nutrition.models import AddedDish
from apps.nutrition.rules import cautions
from apps.nutrition.services import dishes
from apps.nutrition.services.dishes import DishGiven
from apps.nutrition.services.photos import limits, look_at_the_door

GRAMS = ("small_g", "regular_g", "large_g")


class ManyFiles(forms.ClearableFileInput):
    """A field for several files."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several photos. Cleaned: their bytes, each checked as a photo of a meal is at the door."""

    widget = ManyFiles(attrs={"accept": "image/jpeg,image/png,image/webp,image/heic,image/heif"})

    def clean(self, data: Any, initial: Any = None) -> list[bytes]:  # type: ignore[override]
        """Return the bytes of every file. Raises ValidationError that names the files that are not taken, and why."""
        sent: Iterable[UploadedFile] = [one for one in (data or []) if one]
        contents, refused = [], []
        for file in sent:
            try:
                content = file.read(limits().image_bytes + 1)
                look_at_the_door(content)
            except Problem as problem:
                refused.append(f"{file.name}: {_sentence(problem)}")
            else:
                contents.append(content)
        if refused:
            raise forms.ValidationError(refused)
        return contents


class DishForm(forms.ModelForm):
    """What is told of a dish, and further photos of it."""

    label = forms.CharField(
        label=_("Label"),
        max_length=64,
        help_text=_(
            "As the recogniser will call it: grandmothers_stew. A label of the vocabulary refines that one; then "
            "nothing else is needed but photos."
        ),
    )
    caution_rules = forms.MultipleChoiceField(
        label=_("Cautions in pregnancy"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What is said wherever the dish is among the first five guesses, or in a diary."),
    )
    new_photos = PhotosField(
        label=_("Add photos"),
        required=False,
        help_text=_(
            "5 to 20 in all, each showing the dish and little else, from different plates and places. JPEG, PNG, WebP or "
            "HEIC; about 30 MB at a time. They are kept privately, without place and camera."
        ),
    )

    class Meta:
        model = AddedDish
        fields = ("label", "name_en", "name_zh", "name_ko", "food", *GRAMS, "caution_rules")
        help_texts = {
            "food": _("Nutrients are taken from it."),
            "small_g": _("Empty: as the food's own portions say."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        self.fields["caution_rules"].choices = [  # type: ignore[attr-defined]
            (rule.id, rule.sentence(language)) for rule in cautions.all_rules()
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse what the service would refuse, each at its field."""
        super().clean()
        if not self.errors:
            try:
                dishes.check(self.given(), self.instance if self.instance.pk else None)
                self._check_count()
            except Problem as problem:
                for error in problem.errors:
                    self.add_error(error.field if error.field in self.fields else None, str(error.message))
        return self.cleaned_data

    def _check_count(self) -> None:
        there = self.instance.photos.count() if self.instance.pk else 0
        if there + len(self.cleaned_data["new_photos"]) > dishes.MOST_PHOTOS:
            self.add_error("new_photos", _("A dish has at most 20 photos."))

    def given(self) -> DishGiven:
        """Return the dish as the service takes it. Grams of which one is missing are none."""
        told = self.cleaned_data
        missing = [name for name in GRAMS if told.get(name) is None]
        if 0 < len(missing) < len(GRAMS):
            self.add_error(missing[0], _("Give all three weights, or none."))
        return DishGiven(
            label=told["label"],
            name_en=told["name_en"],
            name_zh=told["name_zh"],
            name_ko=told["name_ko"],
            food=told["food"],
            grams=None if missing else (told["small_g"], told["regular_g"], told["large_g"]),
            caution_rules=told["caution_rules"],
        )

    def _post_clean(self) -> None:
        """The row is written by the service; what the form would put into it and check there is left out."""


def _sentence(problem: Problem) -> str:
    return " ".join(str(error.message) for error in problem.errors) or str(problem)

"""A recording that comes as a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from functools import reduce
from operator import or_
from typing import Any, Final
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.console.forms.base import ServiceForm
from apps.console.forms.readings import MOMENT
from apps.pregnancies.models import Fetus
from apps.recordings.channels import Channel
from apps.recordings.services.intake import MOST_FILE_BYTES, Upload

ACCEPTED: Final = ".fhr,.fhrm,.hea,.edf,.csv,.json"
RATES: Final = [
    (int(Channel.FHR1), gettext_lazy("The first fetal heart rate")),
    (int(Channel.FHR2), gettext_lazy("The second fetal heart rate")),
]


class UploadForm(ServiceForm):
    """A file, when it began by the mother's clock, and which fetus each rate shows where there are several."""

    field_names = {"fetus": "first_fetus"}
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=gettext_lazy(".fhr, .fhrm, .hea with its .dat, .edf, .csv or .json"),
    )
    companion = forms.FileField(
        label=gettext_lazy("Second file of a .hea"),
        widget=forms.FileInput(attrs={"accept": ".dat"}),
        required=False,
        help_text=gettext_lazy("The .dat that belongs to it; no other format has one."),
    )
    started_at = forms.DateTimeField(
        label=gettext_lazy("Beginning"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
        input_formats=[MOMENT],
        help_text=gettext_lazy("In the mother's time zone."),
    )
    scalp_rates = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Measured by a scalp electrode"),
        choices=RATES,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, living: Sequence[Fetus], **given: Any) -> None:
        super().__init__(*args, **given)
        self.living = living
        if len(living) > 1:
            choices = [
                (str(fetus.public_id), _("Fetus %(label)s") % {"label": fetus.label}) for fetus in living
            ]
            self.fields["first_fetus"] = _choice(_("The first heart rate shows"), _("Not known"), choices)
            self.fields["second_fetus"] = _choice(
                _("The second heart rate shows"), _("The same fetus, or there is none"), choices
            )

    def clean_file(self) -> UploadedFile:
        """Refuse what is too long to be read."""
        return _not_too_long(self.cleaned_data["file"])

    def clean_companion(self) -> UploadedFile | None:
        """Refuse what is too long to be read."""
        given = self.cleaned_data["companion"]
        return _not_too_long(given) if given else None

    def given(self, zone: tzinfo) -> dict[str, Any]:
        """Return what was typed as `bring_in` takes it; `zone` is the mother's."""
        typed = self.cleaned_data
        main, companion = typed["file"], typed["companion"]
        companions = {str(companion.name): companion.read()} if companion else {}
        return {
            "client_id": typed["client_id"],
            "started_at": typed["started_at"].replace(tzinfo=zone),
            "scalp_rates": reduce(or_, typed["scalp_rates"], 0),
            "upload": Upload(str(main.name), main.read(), companions),
            **self._fetuses(),
        }

    def _fetuses(self) -> dict[str, UUID | None]:
        if len(self.living) == 1:
            return {"fetus_id": self.living[0].public_id}
        named = {"fetus_id": "first_fetus", "second_fetus_id": "second_fetus"}
        return {
            name: UUID(typed) if (typed := self.cleaned_data.get(field)) else None
            for name, field in named.items()
        }


def _choice(label: str, nobody: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", nobody), *choices], required=False)


def _not_too_long(given: UploadedFile) -> UploadedFile:
    if (given.size or 0) > MOST_FILE_BYTES:
        size = filesizeformat(MOST_FILE_BYTES)
        raise ValidationError(_("At most %(size)s are taken here.") % {"size": size})
    return given

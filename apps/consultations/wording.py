"""What the system's own entries in a thread say, in the reader's language. Other parts add their codes from apps.py.

wording.register("claimed", lambda payload: _("Somebody of your team has taken this."))
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.consultations.entries import Entry
from apps.consultations.models import Kind

Words = Callable[[Mapping[str, Any]], str]
_codes: dict[str, Words] = {}


def register(code: str, words: Words) -> None:
    """Say what an entry with this code says. Raises ValueError where the code is taken."""
    if _codes.get(code, words) is not words:
        raise ValueError(f"code {code} has words already")
    _codes[code] = words


def words(entry: Entry) -> str:
    """Return what a system entry says in the active language; nothing for what a person wrote."""
    if entry.kind != Kind.SYSTEM or entry.payload is None:
        return ""
    known = _codes.get(str(entry.payload.get("code", "")))
    return known(entry.payload) if known else _("Something happened here.")


def advice(payload: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return what to do now for each red flag that was found, the worst first, in the active language."""
    from ml_models.triage import what_to_do

    findings = sorted(payload.get("findings", []), key=lambda found: found["severity"] != "emergency")
    language = get_language() or "en"
    return [
        {**found, "what_to_do": what_to_do(found["category"], found["severity"], language)}
        for found in findings
    ]


def _red_flags(payload: Mapping[str, Any]) -> str:
    return "\n\n".join(dict.fromkeys(item["what_to_do"] for item in advice(payload)))


def plain(sentence: Any) -> Words:
    """Return words that are the same for every entry of a code."""
    return lambda payload: str(sentence)


def register_own() -> None:
    """Register the codes of posting and of opening and closing threads."""
    from django.utils.translation import gettext_lazy

    register("red_flags", _red_flags)
    for code, sentence in {
        "opened": gettext_lazy("The consultation has begun."),
        "closed": gettext_lazy("The consultation was closed."),
        "reopened": gettext_lazy("The consultation was reopened."),
    }.items():
        register(code, plain(sentence))

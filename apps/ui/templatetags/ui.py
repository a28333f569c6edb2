"""`{% load ui %}`: words for values (filters take what is stored, tags know the person) and components."""

import json
from datetime import date, datetime
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from apps.ui import levels, navigation, readers, strip_words, units, words

register = template.Library()
Context = template.RequestContext


def _reader(context: Context) -> readers.Reader:
    return readers.reader_of(context.get("request"))


# ── the shell ────────────────────────────────────────────────────────────────
@register.simple_tag(takes_context=True)
def theme(context: Context) -> str:
    return readers.theme_of(context.get("request"))


@register.simple_tag(takes_context=True)
def current_person(context: Context) -> Any | None:
    return readers.person_of(context.get("request"))


@register.simple_tag(takes_context=True)
def navigation_items(context: Context, place: navigation.Place = "bar") -> list[navigation.ShownItem]:
    """The links of one place; before a second factor only the person's own: links and counts lie behind it."""
    request = context.get("request")
    if place != "person" and not getattr(request, "is_admitted", True):
        return []
    return navigation.items_for(readers.person_of(request), place, path=getattr(request, "path", ""))


# ── words for values ─────────────────────────────────────────────────────────
@register.simple_tag(takes_context=True)
def moment(context: Context, value: datetime | None) -> SafeString | str:
    """`{% moment recording.started_at %}` → <time>23 Nov 2026, 02:14</time> in the person's zone."""
    if not value:
        return words.UNKNOWN
    return _time(value, words.moment(value, _reader(context).zone))


@register.simple_tag(takes_context=True)
def clock(context: Context, value: datetime | None, seconds: bool = False) -> SafeString | str:
    """`{% clock event.at %}` → <time>02:14</time>; `seconds=True` for the strip."""
    if not value:
        return words.UNKNOWN
    return _time(value, words.clock(value.astimezone(_reader(context).zone), with_seconds=seconds))


@register.simple_tag(takes_context=True)
def day(context: Context, value: date | datetime | None, weekday: bool = False) -> SafeString | str:
    """`{% day fetus.due_on %}`: a date as it is, a moment as the day it was where the person lives."""
    if not value:
        return words.UNKNOWN
    local = value.astimezone(_reader(context).zone) if isinstance(value, datetime) else value
    return _time(value, words.day(local, with_weekday=weekday))


@register.simple_tag(takes_context=True)
def since(context: Context, value: datetime | None) -> SafeString | str:
    """`{% since last_sample_at %}` → <time>since 02:14</time>."""
    if not value:
        return words.UNKNOWN
    return _time(value, words.since(value, now=timezone.now(), zone=_reader(context).zone))


@register.simple_tag(takes_context=True)
def glucose(context: Context, mmol_per_l: float | None) -> str:
    """`{% glucose reading.mmol_per_l %}` → «5.4 mmol/L» or «97 mg/dL», as the person chose."""
    unit = _reader(context).glucose_unit
    return words.amount(units.glucose(mmol_per_l, unit), unit, decimals=1 if unit == "mmol/L" else 0)


@register.simple_tag(takes_context=True)
def weight(context: Context, kg: float | None) -> str:
    """`{% weight pregnancy.weight_before_kg %}` → «68.5 kg» or «151.0 lb», as the person chose."""
    unit = _reader(context).weight_unit
    return words.amount(units.weight(kg, unit), unit)


@register.filter
def gestational_age(days: int | None) -> str:
    """`{{ age_days|gestational_age }}` → «32 weeks 4 days»."""
    return words.gestational_age(days)


@register.filter
def gestational_age_short(days: int | None) -> str:
    """`{{ age_days|gestational_age_short }}` → «32+4»."""
    return words.gestational_age_short(days)


@register.filter
def duration(seconds: float | None) -> str:
    """`{{ 1830|duration }}` → «30 min 30 s»."""
    return words.duration(seconds)


@register.filter
def percent(share: float | None) -> str:
    """`{{ 0.1234|percent }}` → «12 %», set as the language does; more than nothing never reads as «0 %»."""
    measured = units.known(share)
    if measured is None:
        return words.UNKNOWN
    number = "< 1" if 0 < measured < 0.01 else str(round(measured * 100))
    return gettext("%(number)s %%") % {"number": number}


@register.filter
def or_unknown(value: Any) -> Any:
    """`{{ value|or_unknown }}`: «?» for None, NaN and empty; 0 stays 0."""
    empty = value is None or value == "" or (isinstance(value, float) and units.known(value) is None)
    return words.UNKNOWN if empty else value


def _time(value: date | datetime, text: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), text)


# ── components ───────────────────────────────────────────────────────────────
@register.inclusion_tag("ui/components/icon.html")
def icon(name: str, label: str = "", css: str = "") -> dict[str, Any]:
    """`{% icon "trace" %}` is decoration; with `label` it speaks."""
    return {"name": name, "label": label, "css": css}


@register.inclusion_tag("ui/components/badge.html")
def badge(level: str | None, text: Any = "", soft: bool = False) -> dict[str, Any]:
    """`{% badge "critical" %}` or `{% badge recording.level text=word %}`: shape, word, colour."""
    known = levels.level_of(level)
    return {"level": known, "text": text or known.word, "soft": soft}


@register.inclusion_tag("ui/components/field.html")
def field(bound_field: Any, css: str = "", unit: str = "") -> dict[str, Any]:
    """`{% field form.email %}`: label, help, control and errors, tied together for a screen reader."""
    return {"field": bound_field, "css": css, "unit": unit, "kind": _kind_of(bound_field)}


def _kind_of(bound_field: Any) -> str:
    return getattr(bound_field.field.widget, "input_type", "") or ""


@register.simple_block_tag
def card(
    content: str, title: Any = "", note: Any = "", level: str = "", flush: bool = False, id: str = ""
) -> SafeString:
    """`{% card title=_("Readings") %} … {% endcard %}`; `flush` for a table that reaches the edges."""
    given = {"content": content, "title": title, "note": note, "level": level, "flush": flush, "id": id}
    return render_to_string("ui/components/card.html", given)


@register.simple_block_tag
def alert(content: str, level: str = "notice", title: Any = "", live: bool = False) -> SafeString:
    """`{% alert "warning" title=_("…") %} … {% endalert %}`; `live` says it aloud when it appears."""
    given = {"content": content, "level": levels.level_of(level), "title": title, "live": live}
    return render_to_string("ui/components/alert.html", given)


@register.simple_block_tag
def dialog(content: str, id: str, title: Any, foot: Any = "") -> SafeString:
    """`{% dialog id="sign" title=_("Sign?") %} … {% enddialog %}`, opened by data-dialog-open="sign"."""
    given = {"content": content, "id": id, "title": title, "foot": foot}
    return render_to_string("ui/components/dialog.html", given)


@register.simple_tag
def html_language() -> str:
    """Language as HTML writes it: zh-hans → zh-Hans."""
    language = get_language() or "en"
    return "zh-Hans" if language == "zh-hans" else language


@register.simple_tag
def shell_strings() -> dict[str, str]:
    """Words for the scripts of the shell (templates/ui/parts/strings.html)."""
    return {
        "connection_lost": gettext("Connection lost since %(time)s."),
        "not_sent": gettext("This could not be sent. Check the connection and try again."),
        "refused": gettext("The server refused this (%(status)s). Nothing was changed."),
        "failed": gettext(
            "The server failed (%(status)s). It is not known whether this was saved: load the page again."
        ),
    }


# ── the strip ────────────────────────────────────────────────────────────────
@register.simple_tag(takes_context=True)
def reader_zone(context: Context) -> str:
    """Name of the person's zone, for scripts: «Asia/Seoul»."""
    return _reader(context).zone_name


@register.simple_tag
def strip_strings() -> dict[str, str]:
    return strip_words.strings()


@register.filter
def as_json(value: Any) -> str:
    """JSON for an attribute: `data-strings="{{ strings|as_json }}"`. Escaped like every other value."""
    return json.dumps(value, ensure_ascii=False)


@register.filter
def signed_bpm(value: float | None) -> str:
    """`{{ -38.2|signed_bpm }}` → «−38 bpm»; the sign is always there."""
    measured = units.known(value)
    if measured is None:
        return words.UNKNOWN
    sign = "−" if measured < 0 else "+"
    return f"{sign}{abs(round(measured))} bpm"

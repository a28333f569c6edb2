"""The collector of sentences: it finds what is marked wherever it stands, keeps translations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scripts import messages

PAGE = """{% load i18n %}
  <p title="{% translate 'A title' %}">it's {{ word|default:_('A default') }}
{% if a %}
      {% blocktranslate trimmed with n=count %}
   {{ n }} of
   all
  {% endblocktranslate %}
 {% endif %}
{% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}
{% comment %}{% translate 'Not this' %}{% endcomment %}
"""


def is_ours(message: Any) -> bool:
    return message.locations[0][0].split("/")[0] not in messages.BORROWED


@pytest.fixture
def house(tmp_path: Path) -> Any:
    """`house("apps/x/pages.py", text)`: a file of a small project; `house()` collects it."""

    def put(path: str = "", text: str = "") -> Any:
        if not path:
            return [m for m in messages.sentences(messages.collected(tmp_path)) if is_ours(m)]
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
        return None

    return put


def ids(found: Any) -> list[Any]:
    return sorted((message.id for message in found), key=str)


def test_python_sentences_are_found_inside_f_strings_and_through_modules(house: Any) -> None:
    house(
        "apps/x/pages.py",
        "a = f\"{_('Inside')}!\"\nb = translation.gettext_lazy('Through ' 'a module')\nc = other('No')\n",
    )
    assert ids(house()) == ["Inside", "Through a module"]


def test_plurals_and_contexts_are_kept_apart(house: Any) -> None:
    house("apps/x/a.py", "ngettext('one', 'many', 3)\npgettext('calendar', 'May')\n_('May')\n")
    found = {(message.context, str(message.id)) for message in house()}
    assert found == {(None, "('one', 'many')"), ("calendar", "May"), (None, "May")}


def test_a_sentence_made_while_the_program_runs_is_refused(house: Any) -> None:
    house("apps/x/a.py", "_(f'{count} babies')\n")
    with pytest.raises(messages.Unreadable, match=r"a\.py:1: a sentence is one literal"):
        house()
    house("apps/x/a.py", "_('the ' + what)\n")
    with pytest.raises(messages.Unreadable):
        house()


def test_templates_are_read_as_django_reads_them(house: Any) -> None:
    house("apps/x/templates/x/page.html", PAGE)
    assert ids(house()) == ["%(n)s of all", ("%(n)s day", "%(n)s days"), "A default", "A title"]


def test_why_a_recording_cannot_be_read_is_collected_where_it_is_raised(house: Any) -> None:
    house(
        "ml_models/ctg/a.py",
        "require(ok, 'file', 'the file is empty')\nraise FormatError('x', f'line {n} is odd', limit)\n"
        "raise FormatError(field, reason)\n",
    )
    assert ids(house()) == ["line %(number)s is odd", "the file is empty"]


def test_other_files_are_left_alone(house: Any) -> None:
    house("apps/x/notes.txt", "{% translate 'No template' %}")
    house("tests/a.py", "_('A test')\n")
    assert house() == []


def test_merging_keeps_drops_and_waits(house: Any) -> None:
    old = messages.Words(locale="ko")
    old.add("Kept", "남음")
    old.add("Gone", "사라짐")
    old.add("Guessed", "짐작", flags=["fuzzy"])
    house("apps/x/a.py", "_('Kept'); _('New'); _('Guessed'); ngettext('day', 'days', 2)\n")
    found = messages.Catalog()
    for message in house():
        found.add(message.id, locations=message.locations)
    merged = messages.merged("ko", found, old)
    assert {str(m.id): m.string for m in messages.sentences(merged)} == {
        "Kept": "남음", "New": "", "Guessed": "", "('day', 'days')": ("",),
    }  # fmt: skip


def test_the_same_sentences_give_the_same_bytes_in_any_order() -> None:
    one, two = messages.Words(locale="ko"), messages.Words(locale="ko")
    for catalog, order in ((one, ["A", "B"]), (two, ["B", "A"])):
        for sentence in order:
            catalog.add(sentence, f"{sentence} 번", locations=[("apps/x.py", 0)])
    assert messages.po_bytes(one) == messages.po_bytes(two)
    assert messages.mo_bytes(one) == messages.mo_bytes(two)
    assert b"Date" not in messages.po_bytes(one)


def test_what_waits_for_a_translation_is_not_compiled() -> None:
    catalog = messages.Words(locale="ko")
    catalog.add("Waits", "")
    catalog.add("Done", "됨")
    compiled = messages.mo_bytes(catalog)
    assert b"Waits" not in compiled
    assert b"Done" in compiled


def test_complaints_name_what_is_wrong(tmp_path: Path) -> None:
    found = messages.Catalog()
    found.add("New")
    old = messages.Words(locale="ko")
    old.add("Old", "")
    place = messages.folder("ko", tmp_path)
    place.mkdir(parents=True)
    (place / "django.po").write_bytes(messages.po_bytes(old))
    assert messages.complaints("ko", found, tmp_path) == [
        "ko: not collected: 'New'",
        "ko: no longer marked: 'Old'",
        "ko: not translated: 'Old'",
        "ko: django.mo is not compiled from django.po",
    ]

"""Template tags: the person's zone and units, levels by word and shape, escaping."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
import time_machine
from django import forms
from django.template import Context, Template
from django.test import RequestFactory

from apps.ui import navigation

AT = datetime(2026, 11, 22, 17, 14, tzinfo=UTC)


def render(source: str, person: object = None, **values: object) -> str:
    request = RequestFactory().get("/mothers/7")
    request.person = person
    return Template("{% load ui i18n %}" + source).render(Context({"request": request, **values})).strip()


@pytest.fixture
def woman_in_seoul():
    return SimpleNamespace(time_zone="Asia/Seoul", language="ko", glucose_unit="mg/dL", weight_unit="lb")


def test_times_follow_the_person(woman_in_seoul):
    assert render("{% moment at %}", woman_in_seoul, at=AT) == (
        '<time datetime="2026-11-22T17:14:00+00:00">23 Nov 2026, 02:14</time>'
    )
    assert render("{% day at %}", woman_in_seoul, at=AT).endswith(">23 Nov 2026</time>")
    assert render("{% reader_zone %}", woman_in_seoul) == "Asia/Seoul"


def test_a_stranger_reads_utc_and_the_stored_units():
    person = SimpleNamespace(is_authenticated=False)
    assert "17:14" in render("{% clock at %}", person, at=AT)
    assert render("{% glucose 5.42 %} {% weight 68.5 %}", person) == "5.4 mmol/L 68.5 kg"


def test_units_follow_the_person(woman_in_seoul):
    assert render("{% glucose 5.42 %} {% weight 68.5 %}", woman_in_seoul) == "98 mg/dL 151.0 lb"


@time_machine.travel(datetime(2026, 11, 22, 19, 0, tzinfo=UTC))
def test_since_reads_the_clock_of_the_page(woman_in_seoul):
    assert ">since 02:14<" in render("{% since at %}", woman_in_seoul, at=AT)


@pytest.mark.parametrize("tag", ["moment", "clock", "day", "since"])
def test_a_time_that_nobody_knows_is_a_question_mark(tag):
    assert render("{% " + tag + " at %}", at=None) == "?"


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.131, "13 %"), (0.004, "&lt; 1 %"), (0.0, "0 %"), (1.0, "100 %"), (None, "?"), (float("nan"), "?")],
)
def test_a_share_in_percent(share, text):
    assert render("{{ share|percent }}", share=share) == text


@pytest.mark.parametrize(("bpm", "text"), [(-38.2, "−38 bpm"), (15.6, "+16 bpm"), (None, "?")])
def test_a_change_keeps_its_sign(bpm, text):
    assert render("{{ bpm|signed_bpm }}", bpm=bpm) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (None, "?"), ("", "?"), (float("nan"), "?"), ("한국어", "한국어")]
)
def test_zero_is_a_value_and_nothing_is_not(value, text):
    assert render("{{ value|or_unknown }}", value=value) == text


def test_each_level_has_its_own_shape_and_word():
    levels = ["critical", "warning", "notice", "ok", "unknown"]
    html = [render("{% badge level %}", level=level) for level in levels]
    shapes = [text.split("#")[1].split('"')[0] for text in html]
    assert shapes == ["level-critical", "level-warning", "level-notice", "level-ok", "level-unknown"]
    assert ["Critical" in html[0], "Needs attention" in html[1], "No concern" in html[3]] == [True] * 3


@pytest.mark.parametrize("level", [None, "", "fine", "CRITICAL"])
def test_a_level_that_we_do_not_know_is_unknown_never_fine(level):
    html = render("{% badge level %}", level=level)
    assert "level-unknown" in html
    assert "Unknown" in html


def test_words_from_people_are_escaped():
    evil = "<script>alert(1)</script>"
    for source in (
        "{% badge 'ok' text=evil %}",
        "{% card title=evil %}{{ evil }}{% endcard %}",
        "{% alert 'warning' title=evil %}{{ evil }}{% endalert %}",
        "{% dialog id='d' title=evil %}{{ evil }}{% enddialog %}",
    ):
        html = render(source, evil=evil)
        assert "<script>" not in html, source
        assert "&lt;script&gt;" in html, source


def test_json_in_an_attribute_cannot_leave_it():
    html = render('<p data-strings="{{ value|as_json }}">', value={"a": '"><b>한국'})
    assert html == '<p data-strings="{&quot;a&quot;: &quot;\\&quot;&gt;&lt;b&gt;한국&quot;}">'


class Form(forms.Form):
    weeks = forms.IntegerField(label="Weeks", help_text="Completed.", max_value=44)
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    hidden = forms.CharField(widget=forms.HiddenInput, required=False)


def test_a_field_ties_label_help_and_error_to_its_control():
    form = Form({"weeks": "55", "kind": "c"})
    html = render("{% field form.weeks unit='weeks' %}", form=form)
    assert '<label class="field__label" for="id_weeks">Weeks</label>' in html
    assert 'aria-invalid="true"' in html
    described = html.split('aria-describedby="')[1].split('"')[0].split()
    assert described
    for identifier in described:
        assert f'id="{identifier}"' in html
    assert "less than or equal to 44" in html


def test_choices_are_a_group_with_a_name_and_a_hidden_field_is_bare():
    html = render("{% field form.kind %}", form=Form())
    assert "<fieldset" in html
    assert html.count('type="radio"') == 2
    hidden = render("{% field form.hidden %}", form=Form())
    assert hidden == '<input type="hidden" name="hidden" id="id_hidden">'


@pytest.fixture
def items(monkeypatch, settings):
    settings.ROOT_URLCONF = "tests.ui.urls"
    monkeypatch.setattr(navigation, "_items", {})
    navigation.register(navigation.NavItem("Late", "late", order=90))
    navigation.register(navigation.NavItem("Mothers", "mothers", order=10, count_for=lambda person: 3))
    navigation.register(
        navigation.NavItem("Keys", "keys", order=20, is_shown_to=lambda person: person == "administrator")
    )


@pytest.mark.usefixtures("items")
def test_the_bar_shows_what_is_hers_in_order_and_where_she_is():
    shown = navigation.items_for("midwife", "bar", path="/mothers/7")
    assert [(s.item.name, s.url, s.count, s.is_current) for s in shown] == [
        ("Mothers", "/mothers", 3, True),
        ("Late", "/late", None, False),
    ]
    assert [s.item.name for s in navigation.items_for("administrator", "bar")] == ["Mothers", "Keys", "Late"]
    assert navigation.items_for("midwife", "person") == []


@pytest.mark.usefixtures("items")
def test_nobody_sees_no_links():
    navigation.register(navigation.NavItem("Keys", "keys"))
    assert navigation.items_for(None, "bar") == []

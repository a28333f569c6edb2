"""Templates of the whole project keep the content policy, and their words can be translated."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "apps").glob("*/templates/**/*.html"))
OURS = sorted((ROOT / "apps" / "ui" / "templates").rglob("*.html"))
NOT_WORDS = (
    r"{% comment %}.*?{% endcomment %}",
    r"{% blocktranslate.*?{% endblocktranslate %}",
    r"{[%#].*?[%#]}",
    r"{{.*?}}",
    r"<[^>]*>",
)
SPRITE = (ROOT / "apps" / "ui" / "static" / "ui" / "icons.svg").read_text("utf-8")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "apps")))
def test_nothing_in_a_template_needs_a_weaker_content_policy(path):
    source = re.sub(r"{% comment %}.*?{% endcomment %}", "", path.read_text("utf-8"), flags=re.S)
    assert re.findall(r"\sstyle\s*=", source) == []
    assert re.findall(r"\son[a-z]+\s*=\s*[\"']", source) == []
    assert re.findall(r"<style|hx-on[:-]|javascript:|hx-vals=[\"']js:", source) == []
    for attributes in re.findall(r"<script([^>]*)>", source):
        assert "src=" in attributes or 'type="application/json"' in attributes, attributes


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "apps")))
def test_icons_that_a_template_names_are_drawn(path):
    named = re.findall(r'{% icon "([a-z-]+)"', path.read_text("utf-8"))
    assert [name for name in named if f'<symbol id="{name}"' not in SPRITE] == []


@pytest.mark.parametrize(
    "path", [path for path in OURS if path.name != "500.html"], ids=lambda path: path.name
)
def test_words_in_our_templates_are_marked_for_translation(path):
    source = path.read_text("utf-8")
    for pattern in NOT_WORDS:
        source = re.sub(pattern, " ", source, flags=re.S)
    names_units_and_samples = {"KAISHI", "bpm", "min", "text", "Cardiotocogram"}
    assert set(re.findall(r"[A-Za-z]{3,}", source)) - names_units_and_samples == set()


def test_the_error_page_of_last_resort_needs_nothing():
    source = (ROOT / "apps" / "ui" / "templates" / "500.html").read_text("utf-8")
    assert re.findall(r"{[%{]|<script|<link|<img", source) == []
    assert render_to_string("500.html") == source


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html"])
def test_error_pages_render_without_a_request(name):
    html = render_to_string(name)
    assert "<h1>" in html
    assert 'href="/"' in html


def test_each_of_the_four_states_looks_and_speaks_differently():
    names = ("loading", "empty", "stale", "cut_off")
    states = {name: render_to_string(f"ui/components/state_{name}.html") for name in names}
    styles = (ROOT / "apps" / "ui" / "static" / "ui" / "css" / "components.css").read_text("utf-8")
    assert ['aria-busy="true"' in html for html in states.values()] == [True, False, False, False]
    assert ['role="alert"' in html for html in states.values()] == [False, False, False, True]
    classes = [re.search(r'class="state (state--[a-z-]+)"', html).group(1) for html in states.values()]
    assert classes == ["state--loading", "state--empty", "state--stale", "state--cut-off"]
    assert [name for name in classes if f".{name} {{" not in styles] == []

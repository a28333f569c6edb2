"""WCAG 2.2 AA of the colours that meet on screen, in both themes, computed from tokens.css itself."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "apps" / "ui" / "static" / "ui" / "css"
PAIR = re.compile(r"--([a-z0-9-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)")
TOKENS = {
    name: {"light": light, "dark": dark}
    for name, light, dark in PAIR.findall((CSS / "tokens.css").read_text("utf-8"))
}
THEMES = ("light", "dark")
LEVELS = ("critical", "warning", "notice", "ok", "unknown")

TEXT = [
    *(
        (ink, ground)
        for ink in ("ink", "ink-soft", "accent-text")
        for ground in (
            "canvas",
            "surface",
            "surface-sunken",
            "surface-raised",
            "surface-hover",
            "surface-selected",
        )
    ),
    *(("ink-faint", ground) for ground in ("canvas", "surface", "surface-sunken", "surface-raised")),
    ("accent-ink", "accent"),
    ("accent-ink", "accent-hover"),
    ("accent-text", "accent-soft"),
    ("ink", "accent-soft"),
    ("bar-ink", "bar"),
    ("bar-soft", "bar"),
    ("bar-ink", "bar-hover"),
    ("bar", "bar-ink"),
    *((f"{level}-ink", level) for level in LEVELS),
    *((f"{level}-text", f"{level}-soft") for level in LEVELS),
    *((f"{level}-text", ground) for level in LEVELS for ground in ("surface", "canvas")),
    *(
        (f"strip-{pen}", "strip-paper")
        for pen in (
            "label",
            "acceleration",
            "deceleration",
            "contraction",
            "gap",
            "caliper",
            "fhr1",
            "fhr2",
            "mhr",
        )
    ),
    *((f"strip-{pen}", "surface") for pen in ("acceleration", "deceleration", "contraction")),
    ("strip-label", "strip-margin"),
    ("strip-fhr1", "strip-band"),
    ("strip-fhr2", "strip-band"),
    ("strip-mhr", "strip-band"),
]
SHAPES = [
    *(("line-strong", ground) for ground in ("canvas", "surface", "surface-raised")),
    *(("focus", ground) for ground in ("canvas", "surface", "surface-sunken", "surface-raised")),
    ("bar-focus", "bar"),
    ("accent", "surface"),
    ("accent", "surface-selected"),
    ("critical", "surface"),
    *((f"{level}-line", f"{level}-soft") for level in LEVELS),
    ("critical", "critical-soft"),
    ("unknown", "surface"),
    *(
        (f"strip-{pen}", ground)
        for pen in ("toco", "baseline", "movement", "cursor")
        for ground in ("strip-paper", "strip-band")
    ),
    ("strip-band-edge", "strip-paper"),
    ("strip-band-edge", "strip-margin"),
]


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb (WCAG 2.2, definition of relative luminance)."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_arithmetic_is_that_of_the_standard():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_words_reach_four_and_a_half_to_one(ink, ground, theme):
    assert contrast(TOKENS[ink][theme], TOKENS[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_lines_that_mean_something_reach_three_to_one(shape, ground, theme):
    assert contrast(TOKENS[shape][theme], TOKENS[ground][theme]) >= 3


def test_components_take_colours_from_tokens_only():
    for name in ("base.css", "layout.css", "components.css", "strip.css", "design.css"):
        without_print = re.sub(r"@media print \{.*", "", (CSS / name).read_text("utf-8"), flags=re.S)
        assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", without_print) == [], name


def test_every_colour_that_is_used_has_a_name():
    used = {
        token
        for path in CSS.glob("*.css")
        for token in re.findall(r"var\(--([a-z0-9-]+)", path.read_text("utf-8"))
    }
    defined = set(re.findall(r"--([a-z0-9-]+):", (CSS / "tokens.css").read_text("utf-8")))
    assert used - defined == set()

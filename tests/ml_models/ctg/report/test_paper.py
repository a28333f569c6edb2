"""What stands on the paper, and what does where little or nothing was measured."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from PIL import Image

from ml_models import ctg
from ml_models.ctg import report
from ml_models.ctg.__main__ import main
from ml_models.ctg.notes import EXPLANATIONS
from ml_models.ctg.report import marks
from ml_models.ctg.report.words import _table
from ml_models.ctg.verdicts import WHY_NOT
from tests.ml_models.ctg.report.reading import opened, strokes, words

SHANGHAI = ZoneInfo("Asia/Shanghai")
HEADER = report.Header(
    name="王小明",
    number="A-104",
    gestation_days=261,
    device="Home 2",
    start=datetime(2026, 3, 1, 15, 46, 37, tzinfo=UTC),
    zone=SHANGHAI,
    zone_name="Asia/Shanghai",
    recording="019f6c1e",
    made_at=datetime(2026, 3, 2, tzinfo=UTC),
)
VERDICTS = {
    "nst": {
        "label": "non-reactive",
        "interpretable": True,
        "why_not": [],
        "rule_version": "nst-1",
        "reasons": [
            {"code": "stv", "met": None, "value": None, "unit": "ms", "threshold": 3.0, "samples": [],
             "source": "S1", "words": "Short-term variation"},
            {"code": "base", "met": True, "value": 125.0, "unit": "bpm", "threshold": [110, 160],
             "samples": [[0, 1200]], "source": "S2", "words": "Baseline in its band"},
            {"code": "acc", "met": False, "value": 1, "unit": "", "threshold": 2, "samples": [[60, 90]],
             "source": "S3", "words": "Two accelerations"},
            {"code": "often", "met": True, "value": 6, "unit": "", "threshold": 5, "samples": [[120, 180]],
             "source": "S4", "words": "Contractions come often", "against": False, "informs": True},
            {"code": "longer", "met": False, "value": 31, "unit": "min", "threshold": 40, "samples": [],
             "source": "S5", "words": "To be extended", "against": False, "informs": True},
        ],
    },
    "figo2015": {"label": "normal", "interpretable": False, "why_not": ["only_for_labour"],
                 "rule_version": "figo-1", "reasons": []},
    "nichd2008": {"label": "not applicable", "interpretable": False, "why_not": ["only_for_labour"],
                  "rule_version": "nichd-1", "reasons": []},
}  # fmt: skip


@pytest.fixture(scope="module")
def recording():
    return ctg.generate(31, 4)


@pytest.fixture(scope="module")
def analysis(recording):
    return ctg.analyze(recording, gestation_weeks=37.3)


def test_every_page_says_whose_it_is_from_when_and_which_of_how_many(analysis, recording):
    pdf = report.pdf(analysis, recording, HEADER)
    pages = len(opened(pdf).pages)
    assert pages >= 3
    for page in range(pages):
        told = words(pdf, page)
        for part in ("王小明", "A-104", "37+2", "Home 2", "2026-03-01 23:46:37", "Asia/Shanghai UTC+08:00"):
            assert part in told, (page, part)
        assert f"Page {page + 1} of {pages}" in told
        assert "Decision support, to be reviewed by a clinician" in told


def test_the_axis_tells_the_time_of_day_in_her_zone_and_the_day_at_midnight(analysis, recording):
    told = words(report.pdf(analysis, recording, HEADER), 0)
    assert "23:50" in told
    assert "03-02 00:00" in told
    assert "2026-03-01 23:46:37 to 00:11:00" in told
    assert "1 cm/min · 20 bpm/cm" in told


def test_without_a_start_the_axis_counts_and_says_so(analysis, recording):
    told = words(report.pdf(analysis, recording), 0)
    assert "Start: not known" in told
    assert "time of day not known" in told
    assert "0:05" in told


def test_the_table_and_the_method_stand_behind_the_strip(analysis, recording):
    plain = report.found({**analysis.to_dict(), "verdicts": {}})
    told = words(report.pdf(plain, recording, HEADER), 2)
    assert "23:46:37–23:56:37" in told
    assert f"{analysis.course[0].baseline_bpm:.0f}" in told
    assert analysis.method_version in told
    assert analysis.result_hash in told
    assert "No rules were applied" in told
    assert "Not reviewed yet." in told


def test_verdicts_show_what_speaks_against_them_first_and_never_a_label_that_does_not_hold(
    analysis, recording
):
    found = report.found({**analysis.to_dict(), "verdicts": VERDICTS})
    told = " ".join(words(report.pdf(found, recording, HEADER), page) for page in (2, 3))
    assert "Non-stress test: non-reactive" in told
    assert (
        told.index("Two accelerations")
        < told.index("Short-term variation (limit")
        < told.index("For information")
        < told.index("Contractions come often")
        < told.index("Baseline in")
        < told.index("To be extended")
    )
    assert "at 23:48:37–23:49:37 · Source: S4" in told
    assert "Source: S5" not in told
    assert "(1 · limit: 2)" in told
    assert "(125 bpm · limit: 110 – 160)" in told
    assert "at 23:47:37–23:48:07 · Source: S3" in told
    assert "FIGO 2015 (labour): not interpretable" in told
    assert "NICHD 2008 (labour): not applicable" in told
    assert "Source: S2" not in told
    assert "never for one at home" in told


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh-hans", ("胎心监护图", "第 1 页，共", "宫缩活动")),
        ("ko", ("태아심박동 감시 기록", "쪽 중 1쪽", "자궁 활동")),
    ],
)
def test_chinese_and_korean_are_printed_with_fonts_that_are_embedded(language, said, analysis, recording):
    pdf = report.pdf(analysis, recording, HEADER, language=language)
    told = words(pdf)
    for part in said:
        assert part in told
    assert "[U+" not in told
    fonts = opened(pdf).pages[0]["/Resources"]["/Font"].values()
    below = [font.get_object()["/DescendantFonts"][0].get_object() for font in fonts]
    assert len(below) >= 2
    assert all(
        "/FontFile2" in font["/FontDescriptor"] or "/FontFile3" in font["/FontDescriptor"] for font in below
    )


def test_every_language_has_every_word():
    english = _table("en")
    for language in report.LANGUAGES[1:]:
        table = _table(language)
        for part in ("words", "labels"):
            assert table[part].keys() == english[part].keys(), (language, part)
            for code, text in english[part].items():
                assert text.count("%(") == table[part][code].count("%("), (language, code)
        assert table["notes"].keys() == EXPLANATIONS.keys()
        assert table["why_not"].keys() == WHY_NOT.keys()
    with pytest.raises(ValueError, match="language must be one of"):
        report.pdf([], ctg.generate(2, 1), language="xx")


def test_total_loss_is_an_empty_paper_that_says_so():
    recording = ctg.Recording.from_channels({"fhr1_bpm": np.full(2400, np.nan)})
    pdf = report.pdf(ctg.analyze(recording), recording, HEADER)
    assert "no fetal signal" in words(pdf, 0)
    told = words(pdf)
    assert "No fetal heart rate was measured." in told
    assert "00:00 – – – – – – – – – 100 % 0 %" in told.replace("23:46:37–23:56:37", "00:00")
    assert "Mean of the baseline –" in told.replace("\n", " ")


def test_two_minutes_and_nothing_at_all_have_a_paper_too():
    short = ctg.generate(2, 1)
    told = words(report.pdf(ctg.analyze(short), short))
    assert "shorter than ten minutes" in told
    nothing = ctg.Recording.from_channels({"fhr1_bpm": np.empty(0)})
    assert "No samples were recorded." in words(report.pdf(ctg.analyze(nothing), nothing), 0)


def test_twins_share_the_strip_and_have_a_table_each():
    recording = ctg.generate(20, 8, scenario="prolonged", twins=True)
    both = [ctg.analyze(recording, fetus=fetus) for fetus in (1, 2)]
    pdf = report.pdf(both, recording, replace(HEADER, fetus_labels=("A", "B")))
    told = words(pdf)
    assert "Findings · Fetus A" in told
    assert "Findings · Fetus B" in told
    assert both[0].result_hash in told
    assert both[1].result_hash in told
    with pytest.raises(ValueError, match="3 analyses of a recording of 2"):
        report.pdf([*both, both[0]], recording)


def test_what_is_not_believed_is_hatched_and_counted(recording, analysis):
    fhr = recording.fhr1_bpm.copy()
    fhr[2400:4800] = recording.mhr_bpm[2400:4800]
    mothers = replace(recording, fhr1_bpm=fhr)
    pdf = report.pdf(ctg.analyze(mothers), mothers)
    hatched = [one for one in strokes(pdf, 0) if one.ink == marks.HATCH]
    xs = [x for one in hatched for x, _ in one.points]
    assert min(xs) == pytest.approx(24 + 100, abs=1.5)
    assert max(xs) == pytest.approx(24 + 200, abs=1.5)
    assert "mother's rate" in words(pdf, 0)
    assert not [one for one in strokes(report.pdf(analysis, recording), 0) if one.ink == marks.HATCH]


def test_a_network_s_false_stretches_are_hatched(recording, analysis):
    probability = np.zeros(recording.samples)
    probability[1200:2400] = 0.9
    pdf = report.pdf(replace(analysis, false_signal_probability=probability), recording)
    xs = [x for one in strokes(pdf, 0) if one.ink == marks.HATCH for x, _ in one.points]
    assert (min(xs), max(xs)) == pytest.approx((24 + 50, 24 + 100), abs=0.1)
    assert "false signal" in words(pdf, 0)


def leans(pdf):
    """How the lines over the trace run: 1 rising, -1 falling, 0 upright."""
    over = [one.points for one in strokes(pdf, 0) if one.ink == marks.HATCH]
    return {int(np.sign(round(line[0][1] - line[1][1], 3)) * (line[0][0] != line[1][0])) for line in over}


@pytest.mark.parametrize(
    ("key", "lean", "told"),
    [
        ("left_out", 1, "measured, not believed and left out"),
        ("false_signal", -1, "kept, but likely the mother or noise"),
        ("repaired", 0, "half or double rate, put right"),
    ],
)
def test_left_out_doubted_and_repaired_are_told_apart_with_a_key(recording, analysis, key, lean, told):
    stretch = {"start_s": 300.0, "end_s": 420.0, "cause": "halved", "probability": 0.9}
    facts = {**analysis.to_dict(), "left_out": [], "repaired": [], "false_signal": []}
    marked = report.pdf(report.found({**facts, key: [stretch]}), recording)
    assert leans(marked) == {lean}
    shown = words(marked, 0)
    assert told in shown.replace("\n", " ")
    assert shown.count("not believed and left out") == (key == "left_out")
    plain = report.pdf(report.found(facts), recording)
    assert leans(plain) == set()
    assert told not in words(plain, 0)


@pytest.mark.parametrize(
    ("bit", "told"),
    [
        (1, "movement felt by her"),
        (2, "movement found by the device"),
        (8, "mark of a clinician"),
        (16, "contraction felt by her"),
    ],
)
def test_what_was_pressed_has_its_shape_in_the_legend(recording, analysis, bit, told):
    pressed = np.zeros(recording.samples, dtype=np.uint8)
    pressed[1000:1004] = bit
    shown = words(report.pdf(analysis, replace(recording, movement_marks=pressed)), 0)
    others = {
        "movement felt by her",
        "movement found by the device",
        "mark of a clinician",
        "contraction felt by her",
    }
    assert told in shown
    assert not [other for other in others - {told} if other in shown]


def test_a_signed_reading_stands_there_with_name_and_time(analysis, recording):
    signature = report.Signature(
        "Dr. Eva Braun", datetime(2026, 3, 2, 1, tzinfo=UTC), 2, ("Reactive.",), True
    )
    told = words(report.pdf(analysis, recording, replace(HEADER, signature=signature)))
    assert "Read and signed by Dr. Eva Braun, 2026-03-02 09:00 (UTC+08:00) (version 2)" in told
    assert "Reactive." in told
    assert "earlier analysis" in told


def test_a_name_in_any_script_is_printed_and_a_sign_without_a_font_is_told(analysis, recording):
    told = words(report.pdf(analysis, recording, replace(HEADER, name="Ольга ธิดา \U0001f92f")), 0)
    assert "Ольга" in told
    assert set("ธิดา") <= set(told)  # a vowel above its letter is read behind the word
    assert "[U+1F92F]" in told


@pytest.mark.slow
def test_seven_hours_stay_small():
    recording = ctg.generate(420, 9)
    pdf = report.pdf(ctg.analyze(recording), recording, HEADER)
    assert 18 <= len(opened(pdf).pages) <= 24
    assert len(pdf) < 2_000_000
    picture = Image.open(io.BytesIO(report.png(ctg.analyze(recording), recording, HEADER, whole=True)))
    assert picture.width * picture.height < 41_000_000


def test_a_picture_is_the_first_page_or_the_whole_strip(analysis, recording):
    first = Image.open(io.BytesIO(report.png(analysis, recording, HEADER)))
    assert first.size == pytest.approx((297 / 25.4 * 150, 210 / 25.4 * 150), abs=2)
    assert first.info["dpi"] == pytest.approx((150, 150), abs=0.1)
    whole = Image.open(io.BytesIO(report.png(analysis, recording, HEADER, whole=True)))
    assert whole.height == 2 * first.height


def test_the_command_line_writes_both(tmp_path, capsys, recording):
    ctg.write(recording, tmp_path / "a.fhrm")
    made = [str(tmp_path / "a.fhrm"), "--pdf", str(tmp_path / "a.pdf"), "--png", str(tmp_path / "a.png")]
    assert main([*made, "--speed", "3", "--language", "ko", "--weeks", "38"]) == 0
    assert "accelerations" in capsys.readouterr().out
    told = words((tmp_path / "a.pdf").read_bytes(), 0)
    assert "3 cm/분 · 30 bpm/cm" in told
    assert "38+0" in told
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    assert main([*made, "--language", "xx"]) == 2
    assert "language must be one of" in capsys.readouterr().err

"""Places in a quick reply: a closed list, filled where known, a visible gap where not."""

import pytest

from apps.consultations.rules.replies import PLACEHOLDERS, BadReply, check, fill, gaps

TEXT = "Dear {{mother_name}}, in week {{ week }} this is usual. {{clinician_name}}"


def test_the_places_of_a_text_are_named_once_in_their_order():
    assert check(TEXT + " {{week}}") == ("mother_name", "week", "clinician_name")
    assert check("No place at all.") == ()


@pytest.mark.parametrize(
    "text", ["{{blood_pressure}}", "{{}}", "{{ mother name }}", "{{Week}}", "{{week", "week}}"]
)
def test_an_unknown_place_or_braces_that_do_not_close_are_refused(text):
    with pytest.raises(BadReply):
        check(f"Hello {text}")


def test_what_is_known_is_filled_and_nothing_is_missing():
    filled = fill(TEXT, {"mother_name": "Amina", "week": "32 weeks", "clinician_name": "Bea"})
    assert filled.text == "Dear Amina, in week 32 weeks this is usual. Bea"
    assert filled.missing == ()
    assert [piece.placeholder for piece in filled.pieces] == [
        "",
        "mother_name",
        "",
        "week",
        "",
        "clinician_name",
    ]


@pytest.mark.parametrize("values", [{"mother_name": "Amina"}, {"mother_name": "Amina", "week": ""}])
def test_what_is_not_known_stays_a_gap_that_is_seen_and_named(values):
    filled = fill(TEXT, {"clinician_name": "Bea", **values})
    assert filled.text == "Dear Amina, in week {{week}} this is usual. Bea"
    assert filled.missing == gaps(filled.text) == ("week",)
    assert [piece.text for piece in filled.pieces if piece.is_gap] == ["{{week}}"]


def test_a_value_is_put_in_as_it_is_and_never_read_again():
    filled = fill("{{mother_name}}", {"mother_name": "{{week}} <b>\\1"})
    assert filled.text == "{{week}} <b>\\1"
    assert filled.missing == ()


def test_a_text_that_only_talks_about_braces_has_no_gap():
    assert gaps("Write {{your name}} there, or {x}.") == ()
    assert gaps("{{week}} and {{week}}") == ("week",)


def test_every_place_has_words():
    assert all(str(words) for words in PLACEHOLDERS.values())

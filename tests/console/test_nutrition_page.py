"""A mother's nutrition page: her week as she confirmed it, drafts apart, nutrients with ranges, notes that stay."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import Person
from apps.accounts.selectors import access_log_of
from apps.nutrition.models import DietNote, NutritionProfile
from apps.nutrition.services import items, profiles, supplements
from apps.nutrition.services.drafting import item_id_of
from apps.nutrition.services.weights import Said
from apps.pregnancies.services.risk_factors import note_risk_factor
from tests.factories import ClinicianFactory, in_care
from tests.nutrition.diary.making import AT, TODAY, Home

pytestmark = pytest.mark.django_db
WEEK = TODAY.isoformat()


@pytest.fixture
def home(db: None) -> Home:
    return Home()


@pytest.fixture
def page(home: Home, client_of: Callable[[Person], Client]) -> Callable[..., str]:
    """The words of the page, as the dietitian (or `who`) reads them in the week of the diary."""

    def opened(query: str = f"?week={WEEK}", who: Person | None = None) -> str:
        answer = client_of(who or home.dietitian).get(url(home, "nutrition") + query)
        assert answer.status_code == 200
        return answer.content.decode()

    return opened


def url(home: Home, name: str, *more: Any) -> str:
    return reverse(f"console:{name}", args=[home.pregnancy.public_id, *more])


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def card(html: str, name: str) -> str:
    """The words of the card with this id."""
    found = re.search(rf'<section class="card[^"]*" id="{name}">(.*?)</section>', html, re.S)
    return text_of(found.group(1)) if found else ""


def test_a_week_without_meals_says_so_and_draws_nothing(page: Callable[..., str]) -> None:
    html = page()
    assert "No meals in this week." in html
    assert "Nothing noted does not mean nothing eaten." in html
    assert "plot__range" not in html
    assert 'id="nutrients"' not in html


def test_what_she_confirmed_is_counted_and_a_draft_stands_apart(home: Home, page: Callable[..., str]) -> None:
    home.eaten("rice", 200)
    home.meal(home.item("egg"), kind="dinner")
    html = page()
    week = card(html, "week")
    assert "09:00 · 260 kcal Rice, white, cooked 196–204 g" in week
    assert "Egg, whole, boiled or poached? 196–204 g Not confirmed yet" in week
    assert html.count('class="meal meal--draft"') == 1
    assert "meals on 1 of 7 days · not confirmed by her yet: 1" in text_of(html)
    assert "Carbohydrate 56 g 51–61 175 g" in card(html, "nutrients")


def test_a_day_without_entries_is_not_known_and_never_nothing(home: Home, page: Callable[..., str]) -> None:
    home.eaten("rice", 200)
    assert card(page(), "week").count("Nothing noted: not known") == 6


def test_a_value_that_nobody_measured_is_unknown_and_an_incomplete_one_is_open(
    home: Home, page: Callable[..., str]
) -> None:
    home.meal(
        home.item("rice", said=Said(grams=200.0), is_confirmed=True),
        home.item("egg", said=Said(grams=50.0), is_confirmed=True),
    )
    html = page()
    nutrients = card(html, "nutrients")
    assert "Calcium ?" in nutrients
    assert "Iodine at least: known for 21 % of what she ate 12.5 µg" in nutrients
    assert "plot__unknown" in html
    assert "plot__open" in html.split('id="nutrients"')[1].split("</ul>", 1)[1]


def test_targets_and_limits_are_two_tables(home: Home, page: Callable[..., str]) -> None:
    home.eaten("rice", 200)
    supplements.note_supplement(
        home.mother,
        public_id=home.item().public_id,
        name="Prenatal",
        per_dose={"iron_mg": 60.0},
        doses_per_day=1.0,
        from_day=TODAY,
        until_day=None,
        at=AT,
    )
    nutrients = card(page(), "nutrients")
    aimed, limited = nutrients.split("Upper limits")
    assert "Iron 60 mg of it from supplements 62 mg 62–63 27 mg Reached" in aimed
    assert "Iron 62 mg" in limited
    assert "45 mg Above the limit" in limited
    assert "Prenatal 1 a day Iron 60 mg" in text_of(page())


def test_one_day_can_be_chosen(home: Home, page: Callable[..., str]) -> None:
    home.eaten("rice", 200)
    home.eaten("rice", 400, eaten_at=AT - timedelta(days=1))
    assert "Carbohydrate 84 g" in card(page(), "nutrients")
    chosen = card(page(f"?week={WEEK}&day={WEEK}"), "nutrients")
    assert "Carbohydrate 56 g" in chosen
    assert "Wed 4 Mar 2026" in chosen


def test_carbohydrate_by_meal_only_for_whom_it_matters(home: Home, page: Callable[..., str]) -> None:
    home.eaten("rice", 200)
    assert 'id="carbohydrate"' not in page()
    note_risk_factor(home.doctor, pregnancy_id=home.pregnancy.public_id, code="gestational_diabetes", at=AT)
    assert "Her care team has set no targets" in card(page(), "carbohydrate")
    targets = {"carbohydrate_targets": {"lunch": (20.0, 40.0)}}
    profiles.change_profile(home.dietitian, mother=home.mother, changes=targets, at=AT)
    assert "Lunch 09:00 56 g 51–61 20–40 g Above" in card(page(), "carbohydrate")


def test_a_photo_shows_what_was_recognised_and_what_she_confirmed(
    home: Home, page: Callable[..., str]
) -> None:
    meal = home.meal()
    photo = home.seen(meal)
    html = page()
    content = reverse("meal-photo-content", args=[photo.public_id, "small"])
    assert html.count(f'src="{content}"') == 2
    assert "Sushi, NFS 55 %" in card(html, "photos")
    assert "Confirmed not yet" in card(html, "photos")
    changes = {"food_id": home.foods["egg"].public_id, "is_confirmed": True}
    item_id = item_id_of(photo.public_id)
    items.change_item(home.mother, meal_id=meal.public_id, item_id=item_id, changes=changes, at=AT)
    photos = card(page(), "photos")
    assert "Confirmed Egg, whole, boiled or poached she corrected it" in photos


def test_cautions_come_with_their_source_and_say_how_sure_they_are(
    home: Home, page: Callable[..., str]
) -> None:
    home.seen(home.meal())
    words = text_of(page())
    assert "Raw fish and shellfish can carry listeria" in words
    assert "Source: FDA" in words
    assert "Not certain: she has not confirmed it" in words
    home.eaten("oysters", 60)
    words = text_of(page())
    assert "Better avoided Sushi, NFS? · Oysters, raw" in words
    assert "Not certain" not in words.split("Better avoided")[1].split("Source")[0]


def test_a_caution_about_a_supplement_names_it_and_its_limit(home: Home, page: Callable[..., str]) -> None:
    supplements.note_supplement(
        home.mother,
        public_id=uuid4(),
        name="Beauty A",
        per_dose={"retinol_ug": 3_500.0},
        doses_per_day=1.0,
        from_day=TODAY,
        until_day=TODAY,
        at=AT,
    )
    home.eaten("rice", 200)
    words = text_of(page())
    assert "Better avoided Beauty A · up to 3,500 µg of retinol in a day, limit 3,000 µg" in words
    assert "Not certain" not in words


@pytest.mark.parametrize(
    ("language", "words"),
    [("ko", ("쌀밥", "영양", "한 주 한눈에 보기")), ("zh-hans", ("米饭", "营养", "一周概览"))],
)
def test_foods_and_words_are_in_the_language_of_the_reader(
    language: str, words: tuple[str, ...], home: Home, page: Callable[..., str]
) -> None:
    home.eaten("rice", 200)
    Person.objects.filter(pk=home.dietitian.pk).update(language=language)
    home.dietitian.refresh_from_db()
    html = page()
    assert [word for word in words if word not in html] == []


def test_after_the_end_of_a_pregnancy_nothing_is_held_against_it(
    home: Home, page: Callable[..., str]
) -> None:
    home.eaten("rice", 200, eaten_at=AT)
    from apps.pregnancies.services.outcomes import NewOutcome, record_outcome

    new = NewOutcome(kind="stillbirth", occurred_on=TODAY - timedelta(days=1))
    record_outcome(home.doctor, pregnancy_id=home.pregnancy.public_id, new=new, at=AT)
    html = page()
    assert "Rice, white, cooked" in html
    assert "there are no reference intakes for them" in html
    assert "plot__range" not in html.split("</ul>", 1)[-1].split('id="photos"')[0]


def test_a_look_is_written_into_her_access_log(home: Home, page: Callable[..., str]) -> None:
    meal = home.eaten("rice", 200)
    page(who=home.doctor)
    seen = [(entry.kind, entry.object_ids, entry.action) for entry in access_log_of(home.mother)]
    assert ("nutrition.meal", [meal.public_id], "GET console:nutrition") in seen


def test_the_number_of_queries_does_not_grow_with_the_week(
    home: Home, client_of: Callable[[Person], Client]
) -> None:
    client, path = client_of(home.dietitian), f"{url(home, 'nutrition')}?week={WEEK}"

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    home.seen(home.eaten("rice", 200))
    client.get(path)  # the first to read of her begins her access log
    few = count()
    for hours in range(1, 9):
        home.seen(home.eaten("egg", 50, eaten_at=AT - timedelta(hours=hours)))
        home.meal(home.item("sushi"), eaten_at=AT - timedelta(hours=hours))
    assert count() == few


def test_a_dietitian_writes_amends_and_takes_back(
    home: Home, page: Callable[..., str], client_of: Callable[[Person], Client]
) -> None:
    client = client_of(home.dietitian)
    add = f"{url(home, 'add_diet_note')}?week=2026-03-02"
    assert add in page()
    assert client.post(add, {"text": " "}).status_code == 422
    answer = client.post(add, {"text": "More lentils."})
    assert answer["Location"] == f"{url(home, 'nutrition')}?week=2026-03-02#notes"
    note = DietNote.objects.for_system("test").get()
    amend, withdraw = (
        url(home, "amend_diet_note", note.note_id),
        url(home, "withdraw_diet_note", note.note_id),
    )
    stale = client.post(amend, {"text": "More beans.", "seen_version": "7"})
    assert stale.status_code == 422
    assert "has changed this note meanwhile" in stale.content.decode()
    client.post(amend, {"text": "More beans.", "seen_version": "1"})
    words = card(page(), "notes")
    assert "amended" in words
    assert words.index("More beans.") < words.index("More lentils.")
    client.post(withdraw, {"because": "Of another mother.", "seen_version": "2"})
    html = page()
    assert "Of another mother." in card(html, "notes")
    assert "<s>More beans.</s>" in html
    assert amend not in html
    assert client.post(amend, {"text": "Again.", "seen_version": "3"}).status_code == 422


def windows(**changed: str) -> dict[str, str]:
    """What is typed into the form of targets: the usual windows, or others."""
    usual = {"breakfast": (15, 45), "lunch": (30, 75), "dinner": (30, 75), "snack": (15, 30)}
    typed = {
        f"{kind}_{end}": str(grams)
        for kind, ends in usual.items()
        for end, grams in zip(("from", "to"), ends, strict=True)
    }
    return {**typed, "seen": "{}", **changed}


def kept_targets(home: Home) -> dict[str, Any]:
    profile = NutritionProfile.objects.for_system("test").filter(subject=home.mother).first()
    return profile.carbohydrate_targets if profile else {}


@pytest.mark.parametrize("who", ["dietitian", "doctor"])
def test_targets_begin_with_the_usual_windows_and_count_once_saved(
    home: Home, page: Callable[..., str], client_of: Callable[[Person], Client], who: str
) -> None:
    home.eaten("rice", 300)
    client, form = client_of(getattr(home, who)), f"{url(home, 'set_carbohydrate_targets')}?week={WEEK}"
    assert "No targets are set." in card(page(), "targets")
    html = client.get(form).content.decode()
    for name, grams in windows().items():
        if name != "seen":
            assert re.search(
                rf'<input[^>]*name="{name}"[^>]*value="{grams}"|value="{grams}"[^>]*name="{name}"', html
            )
    assert kept_targets(home) == {}
    answer = client.post(form, windows(lunch_to="60"))
    assert answer["Location"] == f"{url(home, 'nutrition')}?week={WEEK}#targets"
    assert kept_targets(home) == {
        "breakfast": [15, 45], "lunch": [30, 60], "dinner": [30, 75], "snack": [15, 30],
    }  # fmt: skip
    html = page()
    assert "Lunch 30–60 g" in card(html, "targets")
    assert getattr(home, who).get_full_name() in card(html, "targets")
    assert "30–60 g Above" in card(html, "carbohydrate")


def test_earlier_targets_stay_readable_and_a_meal_may_have_none(
    home: Home, page: Callable[..., str], client_of: Callable[[Person], Client]
) -> None:
    profiles.change_profile(
        home.doctor, mother=home.mother, changes={"carbohydrate_targets": {"lunch": [20.0, 40.0]}}, at=AT
    )
    profiles.change_profile(home.mother, mother=home.mother, changes={"birth_year": 1996}, at=AT)
    form = url(home, "set_carbohydrate_targets")
    seen = {"seen": '{"lunch": [20, 40]}', "lunch_from": "30", "lunch_to": "50"}
    assert client_of(home.dietitian).post(form, seen).status_code == 302
    assert kept_targets(home) == {"lunch": [30, 50]}
    now, earlier = card(page(), "targets").split("Earlier targets")
    assert "Lunch 30–50 g" in now
    assert "Lunch 20–40 g" in earlier
    assert home.doctor.get_full_name() in earlier
    assert earlier.count("Lunch") == 1  # a changed year of birth is no change of targets


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"lunch_to": ""}, "Give both, or neither."),
        ({"lunch_from": "80"}, "Give from and to, in g, for a kind of meal."),
        ({"lunch_to": "301"}, "300"),
        ({"lunch_from": "-1"}, "0"),
        ({"seen": "nonsense"}, "Open this form again."),
    ],
)
def test_windows_that_are_none_are_refused_and_nothing_is_kept(
    home: Home, client_of: Callable[[Person], Client], typed: dict[str, str], words: str
) -> None:
    answer = client_of(home.dietitian).post(url(home, "set_carbohydrate_targets"), windows(**typed))
    assert answer.status_code == 422
    assert words in text_of(answer.content.decode())
    assert kept_targets(home) == {}


def test_whoever_has_not_seen_the_newest_targets_changes_none(
    home: Home, client_of: Callable[[Person], Client]
) -> None:
    set_before = {"carbohydrate_targets": {"lunch": [20.0, 40.0]}}
    profiles.change_profile(home.doctor, mother=home.mother, changes=set_before, at=AT)
    answer = client_of(home.dietitian).post(url(home, "set_carbohydrate_targets"), windows())
    assert answer.status_code == 422
    assert "Somebody has changed her targets meanwhile" in text_of(answer.content.decode())
    assert kept_targets(home) == {"lunch": [20.0, 40.0]}


def test_a_midwife_reads_targets_and_sets_none(
    home: Home, page: Callable[..., str], client_of: Callable[[Person], Client]
) -> None:
    midwife = ClinicianFactory(profession="midwife")
    in_care(home.mother, midwife)
    assert 'id="targets"' not in page(who=midwife)
    profiles.change_profile(
        home.doctor, mother=home.mother, changes={"carbohydrate_targets": {"lunch": [20.0, 40.0]}}, at=AT
    )
    html = page(who=midwife)
    assert "Lunch 20–40 g" in card(html, "targets")
    assert url(home, "set_carbohydrate_targets") not in html
    assert client_of(midwife).post(url(home, "set_carbohydrate_targets"), windows()).status_code == 403
    assert kept_targets(home) == {"lunch": [20.0, 40.0]}


def test_others_of_the_team_read_notes_and_write_none(home: Home, page: Callable[..., str]) -> None:
    from apps.nutrition.services.diet_notes import write_note

    write_note(
        home.dietitian, pregnancy_id=home.pregnancy.public_id, week_on=TODAY, text="More lentils.", at=AT
    )
    html = page(who=home.doctor)
    assert "More lentils." in html
    assert "Take back" not in html
    assert url(home, "add_diet_note") not in html


def test_the_mothers_page_leads_here_and_says_what_the_last_days_brought(
    home: Home, client_of: Callable[[Person], Client]
) -> None:
    client = client_of(home.doctor)
    path = url(home, "pregnancy")
    assert "No meals noted in the last 7 days." in client.get(path).content.decode()
    Person.objects.filter(pk=home.mother.pk).update(time_zone="UTC")
    now = timezone.now()
    home.eaten("oysters", 60)
    from apps.nutrition.models import Meal

    Meal.objects.for_system("test").update(local_day=now.date())
    html = client.get(path).content.decode()
    words = text_of(html)
    assert "1 meal · on 1 of the last 7 days" in words
    assert "Better avoided" in words
    assert url(home, "nutrition") in html
    assert f"{url(home, 'nutrition')}?week={now.date().isoformat()}" in html
    assert "1 meal was confirmed." in words

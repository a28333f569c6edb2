"""The administration: who may open it, and a dish on its way from the form to the diary."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.foundation.errors import Conflict, Forbidden, Invalid
from apps.nutrition.admin import site
from apps.nutrition.models import AddedDish, DishPhoto, Food
from apps.nutrition.services import dishes, showing
from tests.factories import AdministratorFactory, ClinicianFactory, PartnerFactory
from tests.foundation.files import made
from tests.nutrition.diary.making import AT
from tests.nutrition.dishes.making import LABEL, add, fresh, given, look, photo, photos

pytestmark = pytest.mark.django_db
ADD, LIST = "/admin/nutrition/addeddish/add/", "/admin/nutrition/addeddish/"


def people(home) -> dict[str, Any]:
    return {
        "dietitian": home.dietitian,
        "administrator": AdministratorFactory(),
        "doctor": home.doctor,
        "midwife": ClinicianFactory(profession="midwife"),
        "mother": home.mother,
        "partner": PartnerFactory(),
        "nobody": None,
    }


def addresses(dish: AddedDish) -> list[str]:
    photo_id = dish.photos.first().public_id
    return [
        "/admin/", "/admin/nutrition/", LIST, ADD, f"{LIST}{dish.pk}/change/", f"{LIST}{dish.pk}/delete/",
        f"{LIST}{dish.pk}/history/", f"{LIST}photos/{photo_id}", "/admin/nutrition/food/", "/admin/jsi18n/",
        "/admin/autocomplete/?app_label=nutrition&model_name=addeddish&field_name=food&term=rice",
    ]  # fmt: skip


@pytest.mark.parametrize("role", ["dietitian", "administrator"])
def test_whoever_keeps_dishes_opens_every_page(home, client_of, role):
    dish = look(add(home, photos(5)))
    client = client_of(people(home)[role])
    for address in addresses(dish):
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("role", ["doctor", "midwife", "mother", "partner", "nobody"])
def test_nobody_else_does(home, client_of, role):
    dish = look(add(home, photos(5)))
    client = client_of(people(home)[role])
    for address in addresses(dish):
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code == 302, address
            refused = client.get(answer["Location"])
            wanted = 403 if role in ("doctor", "midwife") else 302
            assert refused.status_code == wanted, address
            if wanted == 302:
                assert refused["Location"].startswith("/sign-in/" if role == "nobody" else "/me/"), address
    assert list(AddedDish.objects.values_list("pk", "state")) == [(dish.pk, "ready")]


@pytest.mark.parametrize("role", ["doctor", "midwife", "mother", "partner"])
def test_the_services_refuse_them_too(home, role):
    dish, person = add(home, photos(1)), people(home)[role]
    acts = [
        lambda: dishes.add_dish(person, given=given(home, label="other"), at=AT),
        lambda: dishes.change_dish(person, dish_id=dish.public_id, given=given(home), at=AT),
        lambda: dishes.add_photos(person, dish_id=dish.public_id, contents=[], at=AT),
        lambda: dishes.remove_photo(person, photo_id=dish.photos.first().public_id, at=AT),
        lambda: dishes.put_away(person, dish_id=dish.public_id, at=AT),
        lambda: dishes.take_out(person, dish_id=dish.public_id, at=AT),
        lambda: dishes.ask_again(person, dish_id=dish.public_id, at=AT),
        lambda: dishes.remove_dish(person, dish_id=dish.public_id),
    ]
    for act in acts:
        with pytest.raises(Forbidden):
            act()
    assert (AddedDish.objects.count(), DishPhoto.objects.count()) == (1, 1)


def test_no_mother_and_no_person_is_in_it():
    assert set(site._registry) == {AddedDish, Food}


def test_its_own_pages_for_passwords_lead_to_the_houses(home, client_of):
    client = client_of(home.dietitian)
    assert client.get("/admin/password_change/")["Location"] == reverse("account_change_password")
    assert client.get("/admin/login/")["Location"] == "/admin/"
    assert client.post("/admin/logout/")["Location"] == "/sign-in/"
    assert client.get("/admin/").status_code == 302


def test_nothing_inline_for_the_content_policy_to_drop(home, client_of):
    dish = look(add(home, photos(5)))
    page = client_of(home.dietitian).get(f"{LIST}{dish.pk}/change/")
    assert "default-src 'self'" in page["Content-Security-Policy"]
    assert b" style=" not in page.content
    assert b"<script>" not in page.content


def sent(home, contents: list[bytes], **about: Any) -> dict[str, Any]:
    """What the form of a new dish sends."""
    return {
        "label": LABEL,
        "name_en": "Butterfly pea rice",
        "name_zh": "",
        "name_ko": "",
        "food": home.foods["rice"].pk,
        "small_g": "",
        "regular_g": "",
        "large_g": "",
        "caution_rules": ["raw_egg"],
        "new_photos": [SimpleUploadedFile(f"{at}.jpg", content) for at, content in enumerate(contents)],
        "photos-TOTAL_FORMS": "0",
        "photos-INITIAL_FORMS": "0",
        **about,
    }


def post(client: Client, home, contents: list[bytes], address: str = ADD, **about: Any) -> Any:
    return client.post(address, sent(home, contents, **about), follow=True)


def test_a_dish_goes_from_the_form_to_the_worker_and_says_how_far_it_is(home, client_of):
    client = client_of(home.dietitian)
    answer = post(client, home, photos(5))
    assert answer.redirect_chain[-1][0] == LIST
    dish = AddedDish.objects.get()
    assert (dish.label, dish.food, dish.caution_rules, dish.added_by) == (
        LABEL, home.foods["rice"], ["raw_egg"], home.dietitian,
    )  # fmt: skip
    assert "Waiting to be looked at: 5 photos." in answer.text
    claimed = showing.claim(None, dish_id=dish.public_id, task_id="t", at=AT)
    assert claimed is not None
    showing._look(claimed, dish.photos.first(), showing.recognising.network())
    assert "Being looked at: 1 of 5 photos." in client.get(LIST).text
    look(dish)
    page = client.get(f"{LIST}{dish.pk}/change/").text
    assert "Ready: it is recognised, by 5 photos." in page
    assert page.count(f'<img src="{LIST}photos/') == 5
    small = client.get(f"{LIST}photos/{dish.photos.first().public_id}")
    assert small["Content-Type"] == "image/webp"
    assert {"private", "no-store"} <= set(small["Cache-Control"].split(", "))
    assert b"".join(small.streaming_content)[8:12] == b"WEBP"


def test_a_photo_is_taken_away_and_the_dish_says_what_it_lacks(home, client_of):
    dish, client = look(add(home, photos(5))), client_of(home.dietitian)
    rows = list(dish.photos.all())
    forms = {"photos-TOTAL_FORMS": "5", "photos-INITIAL_FORMS": "5", "photos-0-DELETE": "on"}
    for at, row in enumerate(rows):
        forms |= {f"photos-{at}-id": row.pk, f"photos-{at}-dish": dish.pk}
    assert post(client, home, [], f"{LIST}{dish.pk}/change/", **forms).redirect_chain
    assert dish.photos.count() == 4
    look(dish)
    assert "At least 5 photos that can be used are needed; there are 4." in client.get(LIST).text


@pytest.mark.parametrize(
    ("about", "sentence"),
    [
        ({"label": "Grandmothers Stew"}, "Use small letters"),
        ({"label": "a" * 65}, "at most 64"),
        ({"food": ""}, "Choose the food"),
        ({"name_en": " "}, "Give the dish a name"),
        ({"small_g": "100"}, "Give all three weights"),
        ({"small_g": "100", "regular_g": "90", "large_g": "200"}, "three weights that grow"),
        ({"caution_rules": ["no_such_rule"]}, "no_such_rule"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(home, client_of, about, sentence):
    answer = post(client_of(home.dietitian), home, photos(5), **about)
    assert answer.status_code == 200
    assert sentence in answer.text
    assert AddedDish.objects.count() == 0


def animated() -> bytes:
    from PIL import Image

    target = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    frames[0].save(target, "WEBP", save_all=True, append_images=frames[1:])
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"hello", "This is no photo."),
        (made.document(), "This is no photo."),
        (animated(), "The picture moves."),
        (made.png_bomb(30_000, 30_000), "more than"),
    ],
    ids=["text", "PDF", "moving", "bomb"],
)
def test_what_is_no_photo_is_named_and_nothing_is_kept(home, client_of, content, sentence):
    answer = post(client_of(home.dietitian), home, [photo(1), content])
    assert "1.jpg: " in answer.text
    assert sentence in answer.text
    assert (AddedDish.objects.count(), DishPhoto.objects.count()) == (0, 0)


def test_a_label_of_the_vocabulary_needs_nothing_but_photos(home, client_of):
    empty = {"label": "plain_rice", "name_en": "", "food": "", "caution_rules": []}
    assert post(client_of(home.dietitian), home, photos(5), **empty).redirect_chain
    assert AddedDish.objects.get().label == "plain_rice"


def test_the_same_label_or_photo_twice_and_too_many_photos_are_refused(home):
    dish = add(home, photos(2))
    with pytest.raises(Invalid) as refused:
        dishes.add_dish(home.dietitian, given=given(home), at=AT)
    assert refused.value.errors[0].code == "taken"
    assert dishes.add_photos(home.dietitian, dish_id=dish.public_id, contents=photos(2), at=AT) == []
    with pytest.raises(Conflict) as refused:
        dishes.add_photos(home.dietitian, dish_id=dish.public_id, contents=photos(19, first=2), at=AT)
    assert refused.value.code == "too_many"
    assert dish.photos.count() == 2


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("put_away", ("ready", True)),
        ("take_out", ("waiting", False)),
        ("ask_again", ("waiting", False)),
    ],
)
def test_actions_on_the_list(home, client_of, action, expected):
    dish, client = look(add(home, photos(5))), client_of(home.dietitian)
    client.post(LIST, {"action": action, "_selected_action": [dish.pk]})
    dish = fresh(dish)
    assert (dish.state, dish.archived_at is not None) == expected


def test_removing_from_the_list_removes_the_bytes(home, client_of, django_capture_on_commit_callbacks):
    from apps.foundation.files.storage import checked_key, store

    dish, client = look(add(home, photos(5))), client_of(home.dietitian)
    keys = [checked_key(one.public_id, "small") for one in dish.photos.all()]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(LIST, {"action": "delete_selected", "_selected_action": [dish.pk], "post": "yes"})
    assert AddedDish.objects.count() == 0
    assert [key for key in keys if key in set(store().keys(key))] == []


def test_a_food_is_found_by_the_search_of_the_diary(home, client_of):
    address = "/admin/autocomplete/?app_label=nutrition&model_name=addeddish&field_name=food&term="
    found = client_of(home.dietitian).get(address).json()["results"]
    assert {"Rice, white, cooked", "Sushi, NFS"} <= {row["text"] for row in found}


def test_who_keeps_dishes_finds_them_in_the_menu(home, client_of):
    assert LIST in client_of(home.dietitian).get("/account/settings/").text
    assert LIST not in client_of(home.doctor).get("/account/settings/").text

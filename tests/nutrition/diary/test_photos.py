"""A photo comes in, is looked at once, becomes a draft, and goes again; whatever fails is told in a sentence."""

import io
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import override_settings
from django.utils import timezone
from PIL import Image

from apps.accounts.services.consents import ConsentRequired
from apps.consultations.services.attachments import tidying
from apps.foundation.errors import Conflict, Forbidden, Invalid, NotVisible, Throttled
from apps.foundation.files.storage import checked_key, received_key, store
from apps.nutrition import recognising
from apps.nutrition.models import MealItem, MealPhoto
from apps.nutrition.recognising import NoRecogniser
from apps.nutrition.rules.portions import Scale
from apps.nutrition.services import expiring, items, looking, photos
from apps.nutrition.services.drafting import item_id_of
from apps.nutrition.services.weights import Said
from ml_models import food
from ml_models.food.vocabulary import vocabulary
from tests.foundation.files import made
from tests.nutrition.diary.making import AT, PHOTO, Recogniser, Said5, fresh, items_of, sequences

pytestmark = pytest.mark.django_db


def is_kept(key: str) -> bool:
    return key in set(store().keys(key))


def stored() -> int:
    return MealPhoto.objects.for_system("test").count()


def test_a_photo_becomes_a_draft_with_an_honest_status(home):
    meal = home.meal()
    photo = home.seen(meal)
    (item,) = items_of(meal)
    assert (photo.state, photo.model_version, photo.prediction["status"]) == ("done", "test-1", "confirm")
    assert photo.prediction["candidates"][0] == ["sushi", 0.55]
    assert (item.label, item.label_at_first, item.certainty, item.confidence) == (
        "sushi",
        "sushi",
        "confirm",
        0.55,
    )
    assert (item.food_id, item.confirmed_at) == (home.foods["sushi"].public_id, None)
    assert item.grams_low < 120.0 < item.grams == 200.0 < 300.0 < item.grams_high
    assert item.public_id == item_id_of(photo.public_id)


def test_every_step_is_told_to_her_phones(home):
    meal = home.meal()
    photo = home.photo(meal)
    assert photo.state == "waiting"
    before = sequences(home.mother)[-1]
    claimed = looking.claim(None, photo_id=photo.public_id, task_id="t", at=AT)
    assert claimed is not None
    assert fresh(photo).state == "looking"
    assert before == sequences(home.mother)[-1] == ("meal", meal.public_id)


def test_the_recogniser_sees_an_upright_picture_and_nothing_lies_as_it_came(home):
    sideways = made.photo("JPEG", orientation=6, made=made.picture(64, 48))
    meal, model = home.meal(), Recogniser()
    photo = home.look(home.photo(meal, sideways), model)
    assert model.saw == [(48, 64)]
    assert (photo.width_px, photo.height_px) == (48, 64)
    assert not is_kept(received_key(photo.source_id))
    kept = b"".join(store().pieces(checked_key(photo.public_id, "full")))
    assert made.SECRET.encode() not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()


def test_not_sure_leaves_the_choice_to_her(home):
    meal = home.meal()
    home.seen(meal, replace(Said5(), status="not_sure"))
    (item,) = items_of(meal)
    assert (item.label, item.label_at_first, item.food_id, item.certainty) == ("", "sushi", None, "not_sure")
    with pytest.raises(Conflict) as refused:
        from apps.nutrition.services import meals

        meals.confirm_meal(home.mother, meal_id=meal.public_id, at=AT)
    assert refused.value.code == "not_chosen"


def test_no_food_makes_no_draft(home):
    meal = home.meal()
    photo = home.seen(meal, replace(Said5(), status="not_food"))
    assert (photo.prediction["status"], items_of(meal)) == ("not_food", [])


def test_a_photo_on_which_nothing_is_seen_makes_no_draft_and_says_so(home, client_of):
    meal = home.meal()
    black = io.BytesIO()
    Image.new("RGB", (640, 480), "black").save(black, "JPEG")
    photo = home.photo(meal, black.getvalue())
    looking.run(photo.public_id, task_id="t", now=lambda: AT)
    photo.refresh_from_db()
    assert (photo.state, photo.failure, photo.prediction["candidates"]) == ("failed", "nothing_seen", [])
    assert items_of(meal) == []
    assert not is_kept(received_key(photo.source_id))
    answer = client_of(home.mother).get(f"/api/v1/meals/{meal.public_id}").json()
    (shown,) = answer["photos"]
    assert (shown["status"], shown["candidates"], shown["cautions"]) == ("not_sure", [], [])
    assert shown["failure"]["code"] == "nothing_seen"
    assert "too dark" in shown["failure"]["message"]
    assert {variant["name"] for variant in shown["variants"]} == {"full", "large", "small"}


def test_twice_is_harmless(home):
    meal = home.meal()
    photo = home.photo(meal)
    home.look(photo)
    again = Recogniser(replace(Said5(), model_version="test-2"))
    assert home.look(photo, again, task_id="u").model_version == "test-1"
    assert (again.saw, len(items_of(meal))) == ([], 1)


def test_whoever_was_overtaken_changes_nothing(home):
    meal = home.meal()
    photo = home.photo(meal)
    late = looking.claim(None, photo_id=photo.public_id, task_id="a", at=AT)
    lost = AT + timedelta(minutes=10)
    assert looking.take_up_again(None, at=lost) == [photo.public_id]
    home.look(photo, at=lost, task_id="b")
    assert late is not None
    looked = looking.Looked(looking.Rewritten(looking_facts(), []), None)
    assert looking.finish(None, late, looked, at=lost) is False
    assert (fresh(photo).state, len(items_of(meal))) == ("done", 1)


def looking_facts():
    from apps.foundation.files.wire import Facts

    return Facts(1, 1)


@pytest.mark.parametrize("error", [NoRecogniser("ImportError"), RuntimeError("broken"), ValueError("shape")])
def test_without_a_recogniser_the_photo_is_kept_and_she_says_what_it_is(home, error):
    meal = home.meal()
    photo = home.look(home.photo(meal), Recogniser(breaks=error))
    assert (photo.state, photo.failure, photo.model_version) == ("failed", "not_recognised", "")
    assert set(photo.variants) == {"full", "large", "small"}
    assert items_of(meal) == []


@pytest.mark.parametrize(
    "says",
    [
        replace(Said5(), status="sure"),
        replace(Said5(), model_version=""),
        replace(Said5(), candidates=(("x", 2),)),
    ],
)
def test_an_answer_that_is_none_is_not_kept(home, says):
    photo = home.seen(home.meal(), says)
    assert (photo.state, photo.prediction) == ("failed", {})


def test_a_damaged_photo_is_refused_with_its_reason(home):
    photo = home.look(home.photo(home.meal(), PHOTO[:-200]))
    assert (photo.state, photo.failure, photo.variants) == ("failed", "unreadable", {})


def animated(name: str) -> bytes:
    target = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    frames[0].save(target, name, save_all=True, append_images=frames[1:])
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"hello", "not_a_picture"),
        (made.document(), "not_a_picture"),
        (animated("PNG"), "animated"),
        (animated("WEBP"), "animated"),
        (made.png_bomb(30_000, 30_000), "too_many_pixels"),
    ],
    ids=["empty", "text", "PDF", "APNG", "moving WebP", "bomb"],
)
def test_what_is_no_photo_is_refused_at_the_door(home, content, code):
    with pytest.raises(Invalid) as refused:
        home.photo(home.meal(), content)
    assert [(error.field, error.code) for error in refused.value.errors] == [("file", code)]
    assert stored() == 0


@pytest.mark.parametrize("name", ["PNG", "WEBP", "HEIF"])
def test_other_formats_are_taken(home, name):
    content = made.png() if name == "PNG" else made.photo(name)
    assert home.look(home.photo(home.meal(), content)).state == "done"


@override_settings(MEAL_PHOTO_BYTES=1_000)
def test_a_photo_above_the_limit_names_it(home):
    with pytest.raises(Exception, match="larger than") as refused:
        home.photo(home.meal(), made.photo("JPEG"))
    assert refused.value.errors[0].limit == 1_000


def test_the_same_photo_again_is_the_same_and_another_under_its_id_is_refused(home):
    meal, photo_id = home.meal(), uuid4()
    first = home.photo(meal, photo_id=photo_id)
    assert home.photo(meal, photo_id=photo_id) == first
    with pytest.raises(Conflict):
        home.photo(meal, made.photo("WEBP"), photo_id=photo_id)
    with pytest.raises(Conflict):
        home.photo(home.meal(), photo_id=photo_id)
    assert stored() == 1


def test_without_her_consent_no_photo_is_taken(home):
    from apps.accounts.services import consents

    consents.withdraw(home.mother, consent_id=home.agree("photos").public_id, at=AT)
    with pytest.raises(ConsentRequired):
        home.photo(home.meal())
    assert stored() == 0


@override_settings(MEAL_PHOTOS_A_DAY=2)
def test_a_day_has_room_for_so_many(home):
    for _ in range(2):
        home.photo(home.meal())
    with pytest.raises(Throttled) as refused:
        home.photo(home.meal())
    assert (refused.value.code, refused.value.headers["Retry-After"]) == ("quota", "86400")
    home.photo(home.meal(), at=AT + timedelta(hours=25))


def test_deleting_takes_bytes_and_drafts_and_leaves_what_she_confirmed(
    home, django_capture_on_commit_callbacks
):
    meal = home.meal()
    kept, gone = home.seen(meal), home.seen(meal)
    confirmed = item_id_of(kept.public_id)
    items.change_item(
        home.mother, meal_id=meal.public_id, item_id=confirmed, changes={"is_confirmed": True}, at=AT
    )
    with django_capture_on_commit_callbacks(execute=True):
        for photo in (kept, gone):
            photos.remove_photo(home.mother, photo_id=photo.public_id, at=AT)
    assert stored() == 0
    assert not is_kept(checked_key(kept.public_id, "full"))
    (item,) = items_of(meal)
    assert (item.public_id, item.photo_id) == (confirmed, None)


def test_a_worker_that_comes_after_the_deletion_leaves_nothing_behind(home):
    photo = home.photo(home.meal())
    model = Recogniser()

    def while_she_deletes_it():
        photos.remove_photo(home.mother, photo_id=photo.public_id, at=AT)
        return model

    looking.run(photo.public_id, task_id="t", now=lambda: AT, recogniser=while_she_deletes_it)
    assert stored() == 0
    assert not is_kept(checked_key(photo.public_id, "full"))
    assert not MealItem.objects.for_system("test").exists()


@pytest.mark.parametrize(("who", "problem"), [("dietitian", Forbidden), ("other_mother", NotVisible)])
def test_nobody_else_deletes_a_photo(home, who, problem):
    photo = home.photo(home.meal())
    with pytest.raises(problem):
        photos.remove_photo(getattr(home, who), photo_id=photo.public_id, at=AT)
    assert stored() == 1


def test_a_photo_expires_and_what_it_showed_stays(home, django_capture_on_commit_callbacks):
    meal = home.meal()
    photo = home.seen(meal)
    assert photo.expires_at == AT + timedelta(days=365)
    assert expiring.sweep(at=AT + timedelta(days=364)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert expiring.sweep(at=AT + timedelta(days=365)) == 1
    photo = fresh(photo)
    assert (photo.state, photo.variants, photo.prediction["status"]) == ("expired", {}, "confirm")
    assert not is_kept(checked_key(photo.public_id, "full"))
    assert len(items_of(meal)) == 1


def test_a_photo_that_waits_for_days_is_no_stray(home):
    photo = home.photo(home.meal())
    tidying.remove_strays(at=timezone.now() + timedelta(days=3))
    assert is_kept(received_key(photo.source_id))
    photos.remove_photo(home.mother, photo_id=photo.public_id, at=AT)
    tidying.remove_strays(at=timezone.now() + timedelta(days=3))
    assert not is_kept(received_key(photo.source_id))


@override_settings(MEAL_PHOTO_DAYS=0)
def test_by_setting_photos_stay(home):
    assert home.photo(home.meal()).expires_at is None


def test_a_coin_narrows_what_grams_mean(home):
    meal = home.meal()
    photo = home.look(home.photo(meal, scale=Scale.COIN))
    known = item_id_of(photo.public_id)
    changes = {"said": Said(grams=200.0)}
    items.change_item(home.mother, meal_id=meal.public_id, item_id=known, changes=changes, at=AT)
    (item,) = items_of(meal)
    assert (item.measure, item.grams_low, item.grams_high) == ("scaled", 170.0, pytest.approx(230.0))


def test_the_committed_recogniser_answers_from_file_to_draft(home):
    meal = home.meal()
    photo = home.photo(meal)
    looking.run(photo.public_id, task_id="t", now=lambda: AT)
    photo.refresh_from_db()
    assert photo.state == "done"
    assert photo.model_version == food.load().version
    said = photo.prediction
    assert said["status"] in {"confident", "confirm", "not_sure", "not_food"}
    assert len(said["candidates"]) == 5
    assert {label for label, _ in said["candidates"]} <= {label.name for label in vocabulary()}


def test_damaged_weights_are_no_recogniser(monkeypatch):
    def damaged() -> None:
        raise food.DamagedWeights("not the files that were measured")

    monkeypatch.setattr(food, "load", damaged)
    with pytest.raises(NoRecogniser):
        recognising.network.__wrapped__()

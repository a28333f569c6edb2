"""Added dishes and their photos in the administration."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Person
from apps.foundation.errors import Problem
from apps.foundation.files.storage import StorageAway, checked_key, store
from apps.nutrition.admin import words
from apps.nutrition.admin.access import OfDishKeepers, ReadByDishKeepers
from apps.nutrition.admin.forms import DishForm
from apps.nutrition.admin.site import site
from apps.nutrition.models import AddedDish, DishPhoto, Food
from apps.nutrition.selectors import foods
from apps.nutrition.services import dishes

SHOWN = "small"


def person_of(request: HttpRequest) -> Person:
    """Return whoever is signed in: nobody else comes here."""
    assert isinstance(request.user, Person)
    return request.user


@admin.register(Food, site=site)
class FoodAdmin(ReadByDishKeepers, admin.ModelAdmin):
    """Foods to choose from, found as everybody finds them."""

    search_fields = ("name_en",)
    list_display = ("name_en", "name_zh", "name_ko", "group")
    ordering = ("commonness", "name_en", "pk")
    fields = ("name_en", "name_zh", "name_ko", "synonyms", "group", "table", "code")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search as the diary does: names in three languages, typing errors understood."""
        if not search_term.strip():
            return queryset.filter(is_current=True), False
        return foods.found(search_term, language=request.LANGUAGE_CODE), False


class Photos(ReadByDishKeepers, admin.TabularInline):
    """The photos of a dish: looked at, and taken away."""

    model = DishPhoto
    fields = readonly_fields = ("picture", "said")
    extra = 0

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A photo may be taken away; `save_formset` does."""
        return self.has_view_permission(request)

    @admin.display(description=_("Photo"))
    def picture(self, photo: DishPhoto) -> str:
        """Show it, once it was written anew."""
        about = photo.variants.get(SHOWN)
        if not about:
            return "–"
        url = reverse("admin:nutrition_addeddish_photo", args=[photo.public_id])
        return format_html(
            '<img src="{}" alt="" width="{}" height="{}" loading="lazy">',
            url,
            about["width_px"],
            about["height_px"],
        )

    @admin.display(description=_("State"))
    def said(self, photo: DishPhoto) -> str:
        """Say what became of it."""
        return words.of_photo(photo)


@admin.register(AddedDish, site=site)
class DishAdmin(OfDishKeepers, admin.ModelAdmin):
    """Dishes that the site adds. Every write is a service's."""

    form = DishForm
    inlines = (Photos,)
    autocomplete_fields = ("food",)
    list_display = ("label", "name_en", "food", "said", "photo_count", "is_put_away")
    list_filter = ("state", ("archived_at", admin.EmptyFieldListFilter))
    list_select_related = ("food",)
    search_fields = ("label", "name_en", "name_zh", "name_ko")
    readonly_fields = ("said", "added_on", "put_away_on")
    actions = ("put_away", "take_out", "ask_again")
    fieldsets = (
        (None, {"fields": ("said", "label", "new_photos")}),
        (
            _("Where the label is not in the vocabulary"),
            {
                "fields": (
                    ("name_en", "name_zh", "name_ko"),
                    "food",
                    ("small_g", "regular_g", "large_g"),
                    "caution_rules",
                )
            },
        ),
        (None, {"fields": ("added_on", "put_away_on")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[AddedDish]:
        """Count photos with the dishes: all, looked at, and of use."""
        return super().get_queryset(request).annotate(
            all_photos=Count("photos"),
            photos_done=Count("photos", filter=~Q(photos__failure="") | Q(photos__sight__isnull=False)),
            photos_of_use=Count("photos", filter=Q(photos__sight__isnull=False)),
        )  # fmt: skip

    @admin.display(description=_("State"))
    def said(self, dish: Any) -> str:
        """Say where it is on its way, in a sentence."""
        return words.of_dish(dish) if dish.pk else gettext("Save it with 5 to 20 photos.")

    @admin.display(description=_("Added on"), empty_value="–")
    def added_on(self, dish: AddedDish) -> datetime | None:
        """When it was added."""
        return dish.added_at

    @admin.display(description=_("Put away on"), empty_value="–")
    def put_away_on(self, dish: AddedDish) -> datetime | None:
        """Since when it is recognised no more."""
        return dish.archived_at

    @admin.display(description=_("Photos"), ordering="photos_of_use")
    def photo_count(self, dish: Any) -> int:
        """Those that are of use."""
        return int(dish.photos_of_use)

    @admin.display(description=_("Put away"), boolean=True)
    def is_put_away(self, dish: AddedDish) -> bool:
        """Whether it is recognised no more."""
        return dish.archived_at is not None

    def save_model(self, request: HttpRequest, obj: AddedDish, form: ModelForm, change: bool) -> None:
        """Tell the service, then show it the photos."""
        assert isinstance(form, DishForm)
        person, at, given = person_of(request), timezone.now(), form.given()
        if change:
            dish = dishes.change_dish(person, dish_id=obj.public_id, given=given, at=at)
        else:
            dish = dishes.add_dish(person, given=given, at=at)
        if contents := form.cleaned_data["new_photos"]:
            dishes.add_photos(person, dish_id=dish.public_id, contents=contents, at=at)
        obj.__dict__.update(dish.__dict__)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Photos are only taken away here."""
        formset.save(commit=False)
        for photo in formset.deleted_objects:
            dishes.remove_photo(person_of(request), photo_id=photo.public_id, at=timezone.now())

    def delete_model(self, request: HttpRequest, obj: AddedDish) -> None:
        """Remove it with the bytes of its photos."""
        dishes.remove_dish(person_of(request), dish_id=obj.public_id)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[AddedDish]) -> None:
        """Remove each for itself."""
        for dish in queryset:
            self.delete_model(request, dish)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        """What the service refuses in spite of the form's checks (somebody was first, the storage is away) is said."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Problem as problem:
            messages.error(request, str(problem))
            return HttpResponseRedirect(request.get_full_path())

    @admin.action(description=_("Put away: not recognised any more"))
    def put_away(self, request: HttpRequest, queryset: QuerySet[AddedDish]) -> None:
        """Put the chosen ones away."""
        self._each(request, queryset, dishes.put_away)

    @admin.action(description=_("Take out again"))
    def take_out(self, request: HttpRequest, queryset: QuerySet[AddedDish]) -> None:
        """Let the chosen ones be recognised again."""
        self._each(request, queryset, dishes.take_out)

    @admin.action(description=_("Look at the photos again"))
    def ask_again(self, request: HttpRequest, queryset: QuerySet[AddedDish]) -> None:
        """Have the chosen ones looked at again."""
        self._each(request, queryset, dishes.ask_again)

    def _each(self, request: HttpRequest, queryset: QuerySet[AddedDish], act: Callable[..., None]) -> None:
        for dish_id in list(queryset.values_list("public_id", flat=True)):
            act(person_of(request), dish_id=dish_id, at=timezone.now())
        messages.success(request, gettext("Done."))

    def get_urls(self) -> list[Any]:
        """Add where photos are shown."""
        photo = self.admin_site.admin_view(self.photo)
        return [path("photos/<uuid:photo_id>", photo, name="nutrition_addeddish_photo"), *super().get_urls()]

    def photo(self, request: HttpRequest, photo_id: UUID) -> HttpResponseBase:
        """Show one photo, small."""
        found = DishPhoto.objects.filter(public_id=photo_id).first()
        about = found.variants.get(SHOWN) if found else None
        if about is None:
            raise Http404
        try:
            content = b"".join(store().pieces(checked_key(photo_id, SHOWN)))
        except (StorageAway, FileNotFoundError) as error:
            raise Http404 from error
        headers = {"Cross-Origin-Resource-Policy": "same-origin"}  # the site's pages are never cached
        return StreamingHttpResponse([content], content_type=about["media_type"], headers=headers)

"""What stands in the bar on top and in the person's menu. Apps above register it from their `apps.py`:

    navigation.register(NavItem(name=_("Worklist"), url_name="console:worklist", icon="list", order=10,
                                is_shown_to=lambda person: person.is_clinician))

A registry keeps the direction of imports: this app never learns who its neighbours are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.urls import reverse

Place = Literal["bar", "tools", "person"]
"""`tools`: right in the bar, an icon with a count, such as the bell."""
Words = Any  # str or a lazy translation: both render


def _anybody_signed_in(person: object) -> bool:
    return person is not None


@dataclass(frozen=True)
class NavItem:
    """One link. `method="post"` renders a form with a CSRF token: signing out must not be a link."""

    name: Words
    url_name: str
    icon: str = ""
    order: int = 50
    place: Place = "bar"
    method: Literal["get", "post"] = "get"
    section: str = ""
    live_url_name: str = ""
    """Of a tool: the address of the same link as a fragment, asked every half minute."""
    script: str = ""
    """A static module that keeps the count of this link up to date, loaded with every page that shows it."""
    is_shown_to: Callable[[Any], bool] = _anybody_signed_in
    count_for: Callable[[Any], int | None] | None = None

    @property
    def url(self) -> str:
        return reverse(self.url_name)

    @property
    def live_url(self) -> str:
        return reverse(self.live_url_name) if self.live_url_name else ""


@dataclass(frozen=True)
class ShownItem:
    item: NavItem
    url: str
    count: int | None
    is_current: bool


_items: dict[tuple[Place, str], NavItem] = {}


def register(item: NavItem) -> None:
    """Twice the same address in one place replaces the first: app loading may run again in tests."""
    _items[(item.place, item.url_name)] = item


def registered(place: Place) -> list[NavItem]:
    return sorted((item for item in _items.values() if item.place == place), key=lambda item: item.order)


def items_for(person: object, place: Place, *, path: str = "") -> list[ShownItem]:
    """The links this person sees, in order; the current one has the longest address that begins `path`."""
    shown = [item for item in registered(place) if item.is_shown_to(person)]
    urls = [item.url for item in shown]
    current = max((url for url in urls if path.startswith(url)), key=len, default=None)
    return [
        ShownItem(item, url, item.count_for(person) if item.count_for else None, url == current)
        for item, url in zip(shown, urls, strict=True)
    ]

"""Accounts: mothers sign themselves up from the app; everybody else is invited."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from apps.accounts.models import Language, Person, Role
from apps.foundation import feed
from apps.foundation.transactions import unit_of_work


class AccountAdapter(DefaultAccountAdapter):
    """The role is never taken from what was sent."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """The app only: on the web there is no sign-up."""
        return hasattr(getattr(request, "allauth", None), "headless")

    def new_user(self, request: HttpRequest) -> Person:
        """Start a mother, in the language that her phone asked for."""
        language = translation.get_language() or Language.ENGLISH
        known = language if language in Language.values else Language.ENGLISH
        return Person(role=Role.MOTHER, language=known)

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        """Save her together with the first line of her change feed."""
        if not commit:
            return super().save_user(request, user, form, commit=False)
        with unit_of_work(None):
            person = super().save_user(request, user, form)
            feed.changed(person.pk, "person", person.public_id)
        return person

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Those who work here start at the console; a mother and a partner at a page of their own."""
        if request.user.is_authenticated and request.user.role in (Role.MOTHER, Role.PARTNER):
            return reverse("accounts:home")
        return super().get_login_redirect_url(request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write to somebody in her own language where we know her."""
        person = context.get("user") or Person.objects.filter(email__iexact=email).first()
        language = person.language if person else translation.get_language() or settings.LANGUAGE_CODE
        with translation.override(language):
            super().send_mail(template_prefix, email, context)


def display_name(person: Person) -> str:
    """What the library's pages and mails call somebody."""
    return person.full_name or person.email

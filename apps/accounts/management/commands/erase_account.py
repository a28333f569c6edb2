"""manage.py erase_account EMAIL --by EMAIL: end a mother's account; no pseudonym leads to her any more."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.accounts.models import Person
from apps.accounts.services import erasing
from apps.foundation.errors import Problem


class Command(BaseCommand):
    """Asks for nothing: whoever may start it on the server decides."""

    help = "End a mother's account: she is shut out, her consents end, her pseudonyms are dropped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--by", required=True, help="E-mail of the administrator who does it.")

    def handle(self, *args: Any, email: str, by: str, **options: Any) -> None:
        try:
            actor, mother = (Person.objects.get_by_natural_key(one) for one in (by, email))
            erasing.erase(actor, person_id=mother.public_id, at=timezone.now())
        except Person.DoesNotExist as error:
            raise CommandError("There is no such account.") from error
        except Problem as error:
            raise CommandError(str(error)) from error
        self.stdout.write("The account is erased.")

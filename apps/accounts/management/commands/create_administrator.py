"""manage.py create_administrator EMAIL: the first person of a new site. Everybody else is invited by her."""

from __future__ import annotations

import getpass
import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from apps.accounts.models import Role
from apps.accounts.services import people
from apps.foundation.errors import Conflict

VARIABLE = "KAISHI_ADMINISTRATOR_PASSWORD"


class Command(BaseCommand):
    """Asks for the password, or takes it from the environment; never from the command line."""

    help = f"Make an administrator. The password is asked for, or taken from {VARIABLE}."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="Full name.")

    def handle(self, *args: Any, email: str, name: str = "", **options: Any) -> None:
        password = os.environ.get(VARIABLE) or self._ask()
        try:
            validate_email(email)
            validate_password(password)
            person = people.add(None, email=email, role=Role.ADMINISTRATOR, full_name=name, password=password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except Conflict as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{person.email} is an administrator now. Sign in and set up a second factor.")

    def _ask(self) -> str:
        if not sys.stdin.isatty():
            raise CommandError(f"Nobody is here to type a password: give it in {VARIABLE}.")
        first, again = getpass.getpass("Password: "), getpass.getpass("Once more: ")
        if first != again:
            raise CommandError("The two passwords differ.")
        return first

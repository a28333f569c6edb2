"""manage.py reseal_partner_secrets: after a change of the secret key, seal what partners sign with by the new one."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.referrals.services import clients


class Command(BaseCommand):
    """Then the old key may leave `KAISHI_OLD_SECRET_KEYS`. Running it again changes nothing that matters."""

    help = "Seal partners' signing secrets by the secret key of now; the old ones must still be known."

    def handle(self, *args: Any, **options: Any) -> None:
        """Seal them all, or none where one cannot be opened."""
        try:
            count = clients.reseal(None)
        except clients.Unreadable as error:
            message = f"{error}: put the secret key of before into KAISHI_OLD_SECRET_KEYS."
            raise CommandError(message, returncode=1) from error
        self.stdout.write(f"{count} signing secrets are sealed by the secret key of now.")

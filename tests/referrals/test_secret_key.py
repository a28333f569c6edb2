"""A changed secret key leaves what partners sign with readable, as long as the old one is known."""

from __future__ import annotations

import pytest
from cryptography.fernet import InvalidToken
from django.core.management import CommandError, call_command
from django.utils import timezone

from apps.referrals.models import SigningSecret
from apps.referrals.services import clients
from tests.referrals import shop

pytestmark = pytest.mark.django_db
NEW = "another secret key of the same site, long enough for anybody"


@pytest.fixture
def kept():
    partner = shop.partner()
    made = clients.new_signing_secret(None, partner=partner, is_live=True, at=timezone.now())
    return SigningSecret.objects.get(), made


def opened(row: SigningSecret) -> str:
    from apps.referrals import keys

    return keys.box().decrypt(bytes(SigningSecret.objects.get(pk=row.pk).sealed)).decode()


def change(settings, *, remembered: bool) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY] if remembered else []
    settings.SECRET_KEY = NEW


def test_the_old_key_still_opens_and_resealing_makes_it_superfluous(kept, settings, capsys):
    row, secret = kept
    change(settings, remembered=True)
    assert opened(row) == secret
    call_command("reseal_partner_secrets")
    assert capsys.readouterr().out.startswith("1 signing secrets")
    settings.SECRET_KEY_FALLBACKS = []
    assert opened(row) == secret


def test_without_the_old_key_nothing_is_changed(kept, settings):
    row, _secret = kept
    change(settings, remembered=False)
    with pytest.raises(InvalidToken):
        opened(row)
    with pytest.raises(CommandError, match="KAISHI_OLD_SECRET_KEYS"):
        call_command("reseal_partner_secrets")
    assert bytes(SigningSecret.objects.get().sealed) == bytes(row.sealed)

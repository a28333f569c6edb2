"""Partners' programs and their secrets: made, rotated with an overlap, ended. Secrets are shown once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from oauth2_provider.generators import generate_client_secret
from oauth2_provider.models import get_access_token_model, get_application_model

from apps.foundation.errors import Invalid, NotVisible
from apps.foundation.transactions import write
from apps.referrals import keys, signatures
from apps.referrals.models import Partner, PartnerClient, SigningSecret, WebhookEndpoint
from apps.referrals.services.membership import require_partner

OVERLAP: Final = timedelta(days=7)
MOST_CLIENTS: Final = 20


@dataclass(frozen=True)
class Shown:
    """A secret that is shown this one time."""

    client: PartnerClient
    client_id: str
    secret: str


@write
def make_client(
    person: Any, *, partner: Partner, name: str, is_live: bool, scopes: Sequence[str], at: datetime
) -> Shown:
    """Make a client with a secret of its own. Owners only. Raises NotVisible, Forbidden, Invalid."""
    require_partner(person, partner)
    unknown = sorted(set(scopes) - set(settings.OAUTH2_PROVIDER["SCOPES"]))
    if unknown or not scopes:
        raise Invalid.field(
            "scopes", _("Give scopes that exist."), limit=sorted(settings.OAUTH2_PROVIDER["SCOPES"])
        )
    if partner.clients.filter(ended_at=None).count() >= MOST_CLIENTS:
        raise Invalid.field("name", _("There are too many clients. End one first."), limit=MOST_CLIENTS)
    secret, model = generate_client_secret(), get_application_model()
    application = model.objects.create(
        name=name[:80],
        client_type=model.CLIENT_CONFIDENTIAL,
        authorization_grant_type=model.GRANT_CLIENT_CREDENTIALS,
        client_secret=secret,
    )
    client = PartnerClient.objects.create(
        application=application,
        partner=partner,
        name=name[:80],
        is_live=is_live,
        scopes=sorted(set(scopes)),
        created_at=at,
    )
    return Shown(client, application.client_id, secret)


@write
def rotate_client(
    person: Any, *, partner: Partner, client_id: UUID, at: datetime, overlap: timedelta = OVERLAP
) -> Shown:
    """Give a client a new secret; the one of before is good until `overlap` is over. Raises NotVisible."""
    client = _locked(person, partner, client_id)
    application, secret = client.application, generate_client_secret()
    client.previous_secret, client.previous_until = application.client_secret, at + overlap
    client.rotated_at = at
    client.save(update_fields=["previous_secret", "previous_until", "rotated_at"])
    application.client_secret = secret
    application.save(update_fields=["client_secret"])
    return Shown(client, application.client_id, secret)


@write
def end_client(person: Any, *, partner: Partner, client_id: UUID, at: datetime) -> PartnerClient:
    """End a client: its tokens are gone at once. Raises NotVisible."""
    client = _locked(person, partner, client_id)
    client.ended_at = at
    client.save(update_fields=["ended_at"])
    get_access_token_model().objects.filter(application=client.application).delete()
    return client


def _locked(person: Any, partner: Partner, client_id: UUID) -> PartnerClient:
    require_partner(person, partner)
    rows = partner.clients.select_related("application").select_for_update(of=("self",))
    client = rows.filter(public_id=client_id, ended_at=None).first()
    if client is None:
        raise NotVisible
    return client


@write
def new_signing_secret(
    person: Any,
    *,
    partner: Partner,
    is_live: bool,
    at: datetime,
    endpoint: WebhookEndpoint | None = None,
    overlap: timedelta = OVERLAP,
) -> str:
    """Make a secret, for postbacks or for an address; those of before end once `overlap` is over. Returns it, once.

    `person`: somebody of the partner, or None where its program did it.
    """
    if person is not None:
        require_partner(person, partner)
    rows = SigningSecret.objects.filter(partner=partner, is_live=is_live, endpoint=endpoint)
    rows.filter(Q(ends_at=None) | Q(ends_at__gt=at + overlap)).update(ends_at=at + overlap)
    secret = signatures.new_secret()
    SigningSecret.objects.create(
        partner=partner,
        is_live=is_live,
        endpoint=endpoint,
        sealed=keys.box().encrypt(secret.encode()),
        created_at=at,
    )
    return secret


def good_secrets(
    partner_id: int, *, is_live: bool, at: datetime, endpoint: WebhookEndpoint | None = None
) -> list[str]:
    """Return the secrets that are good now, newest first."""
    rows = SigningSecret.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at), partner_id=partner_id, is_live=is_live, endpoint=endpoint
    ).order_by("-pk")
    return [keys.box().decrypt(bytes(sealed)).decode() for sealed in rows.values_list("sealed", flat=True)]


class Unreadable(Exception):
    """A secret that no key which we know opens."""


@write
def reseal(_system: None) -> int:
    """Seal every signing secret by the secret key of now; return how many. Raises Unreadable, and then changes none."""
    rows = list(SigningSecret.objects.select_for_update().order_by("pk"))
    box = keys.box()
    for row in rows:
        try:
            row.sealed = box.rotate(bytes(row.sealed))
        except InvalidToken as error:
            raise Unreadable(f"signing secret {row.pk} of partner {row.partner_id}") from error
    SigningSecret.objects.bulk_update(rows, ["sealed"], batch_size=500)
    return len(rows)

"""Partners' programs: OAuth 2 client credentials and nothing else of that library (docs/reference/partners.md)."""

from typing import Any

from kaishi.settings import env

OAUTH2_PROVIDER_APPLICATION_MODEL = "oauth2_provider.Application"
OAUTH2_PROVIDER: dict[str, Any] = {
    "SCOPES": {
        "catalogue:write": "Send items and feeds.",
        "conversions:write": "Report orders and what became of them.",
        "reports:read": "Read statements, reports and the state of orders.",
        "webhooks:manage": "Say where webhooks go, and have them sent again.",
    },
    "SCOPES_BACKEND_CLASS": "apps.referrals.oauth.ScopesOfClient",
    "OAUTH2_VALIDATOR_CLASS": "apps.referrals.oauth.PartnerValidator",
    "OAUTH2_SERVER_CLASS": "apps.referrals.oauth.ClientCredentialsServer",
    "ACCESS_TOKEN_EXPIRE_SECONDS": 3_600,
    "CLIENT_SECRET_GENERATOR_LENGTH": 64,
    # What the security practice of RFC 9700 asks for, also of grants that nobody here can use.
    "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
    "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,
    "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
    "COMPLIANT_BCP_RFC9700_REFRESH_TOKEN": True,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "COMPLIANT_BCP_RFC9700_REDIRECT_URI_SCHEME": True,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
}
# For a developer's own machine: webhooks may go to http addresses of this host.
WEBHOOK_LOOPBACK = env.flag("KAISHI_WEBHOOK_LOOPBACK", False)

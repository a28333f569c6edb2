"""For real people. Refuses to load, with a sentence, what is unsafe (docs/how-to/production.md)."""

from django.core.exceptions import ImproperlyConfigured

from kaishi.settings import env
from kaishi.settings.base import *  # noqa: F403
from kaishi.settings.base import BASE_DIR, STORAGES

SHORTEST_SECRET = 50


def needed(name: str, reason: str) -> str:
    value = env.text(name)
    if not value:
        raise ImproperlyConfigured(f"{name} is not set: {reason}")
    return value


def long_secret(name: str) -> str:
    value = needed(name, f"production needs a secret of {SHORTEST_SECRET} random characters or more.")
    if len(value) < SHORTEST_SECRET or len(set(value)) < 10:
        raise ImproperlyConfigured(
            f"{name} is too short or too regular: {SHORTEST_SECRET} random characters or more."
        )
    return value


def own_hosts() -> list[str]:
    needed("KAISHI_ALLOWED_HOSTS", "name the hosts under which people reach this site, separated by commas.")
    hosts = env.words("KAISHI_ALLOWED_HOSTS")
    if "*" in hosts:
        raise ImproperlyConfigured("KAISHI_ALLOWED_HOSTS must not be «*»: name the hosts.")
    return hosts


if env.flag("KAISHI_DEBUG", False):
    raise ImproperlyConfigured("KAISHI_DEBUG is on: production shows no tracebacks to visitors.")

DEBUG = False
DEMO_ALLOWED = False
REQUIRE_SECOND_FACTOR = True
SECRET_KEY = long_secret("KAISHI_SECRET_KEY")
SECRET_KEY_FALLBACKS = env.words("KAISHI_OLD_SECRET_KEYS")
ALLOWED_HOSTS = own_hosts()
PUBLIC_ADDRESS = (
    env.text("KAISHI_PUBLIC_ADDRESS").rstrip("/") or f"https://{ALLOWED_HOSTS[0].removeprefix('.')}"
)
if not PUBLIC_ADDRESS.startswith("https://"):
    raise ImproperlyConfigured("KAISHI_PUBLIC_ADDRESS stands in invitations and must start with https://.")
CSRF_TRUSTED_ORIGINS = [f"https://{host.removeprefix('.')}" for host in ALLOWED_HOSTS]

# The proxy in front speaks TLS and says so in this header, which it must remove from what visitors send.
_tls_header = needed(
    "KAISHI_TLS_HEADER", "name the header that your proxy sets to «https», such as X-Forwarded-Proto."
)
SECURE_PROXY_SSL_HEADER = (f"HTTP_{_tls_header.upper().replace('-', '_')}", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]  # asked from inside, without the proxy
SECURE_HSTS_SECONDS = env.number("KAISHI_HSTS_SECONDS", 31_536_000, low=3_600, high=126_144_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.flag("KAISHI_HSTS_SUBDOMAINS", True)
SECURE_HSTS_PRELOAD = env.flag("KAISHI_HSTS_PRELOAD", True)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"

ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"
EMAIL_BACKEND = env.text("KAISHI_EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
if EMAIL_BACKEND.endswith("console.EmailBackend"):
    raise ImproperlyConfigured("KAISHI_EMAIL_BACKEND would print one-time codes into the log.")

# Files with their hash in the name, compressed, gathered by collectstatic (which `up` runs).
STATIC_ROOT = env.folder("KAISHI_STATIC", BASE_DIR / "staticfiles")
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
WHITENOISE_USE_FINDERS = False

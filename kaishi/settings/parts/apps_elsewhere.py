"""Apps that are pages of another origin: a phone app in a web view, the reference client. By token, never by cookie."""

from corsheaders.defaults import default_headers

from kaishi.settings import env

CORS_URLS_REGEX = r"^/api/"
CORS_ALLOWED_ORIGINS = env.words("KAISHI_APP_ORIGINS")
CORS_ALLOW_CREDENTIALS = False
CORS_ALLOW_HEADERS = (*default_headers, "x-session-token", "x-email-verification-key", "idempotency-key")
CORS_EXPOSE_HEADERS = ("retry-after", "location")
CORS_PREFLIGHT_MAX_AGE = 3_600

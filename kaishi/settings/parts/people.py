"""Who signs in and how: passwords, allauth, second factor, sessions, the access log's keys."""

from datetime import timedelta

from kaishi.settings import env

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# «id:secret, id2:secret2»: the first makes new digests, the others only check. Empty: derived from the secret keys.
ACCESS_LOG_KEYS = dict(word.split(":", 1) for word in env.words("KAISHI_ACCESS_LOG_KEYS"))

REQUIRE_SECOND_FACTOR = env.flag("KAISHI_REQUIRE_SECOND_FACTOR", False)
# How people outside reach this site: it stands in mails.
PUBLIC_ADDRESS = env.text("KAISHI_PUBLIC_ADDRESS", "http://localhost:8000").rstrip("/")
INVITATION_VALID_FOR = timedelta(days=7)

ACCOUNT_ADAPTER = "apps.accounts.sign_in.account.AccountAdapter"
ACCOUNT_USER_DISPLAY = "apps.accounts.sign_in.account.display_name"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_SUBJECT_PREFIX = "KAISHI: "
# Production asks for «mandatory»: nobody gets in with an address that is not hers, and signing up with an address
# that is known already looks the same from outside. Codes by e-mail exist only together with it.
ACCOUNT_EMAIL_VERIFICATION = env.text("KAISHI_EMAIL_VERIFICATION", "optional")
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = ACCOUNT_EMAIL_VERIFICATION == "mandatory"
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = int(timedelta(minutes=10).total_seconds())
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = int(timedelta(minutes=10).total_seconds())
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # a stranger must not be able to make us write to anybody
ACCOUNT_EMAIL_NOTIFICATIONS = True  # somebody changed your password, added a second factor …
ACCOUNT_MAX_EMAIL_ADDRESSES = 2
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False

HEADLESS_CLIENTS = ("app",)
HEADLESS_ADAPTER = "apps.accounts.sign_in.headless.HeadlessAdapter"
HEADLESS_TOKEN_STRATEGY = "apps.accounts.sign_in.headless.TokenStrategy"

MFA_ADAPTER = "apps.accounts.sign_in.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "KAISHI"
MFA_TOTP_TOLERANCE = 1
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = env.flag("KAISHI_PASSKEYS_WITHOUT_TLS", False)
USERSESSIONS_TRACK_ACTIVITY = False

SESSION_ENGINE = "django.contrib.sessions.backends.db"  # rows can be listed and revoked
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/sign-in/"

EMAIL_BACKEND = env.text("KAISHI_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
DEFAULT_FROM_EMAIL = env.text("KAISHI_FROM_EMAIL", "KAISHI <no-reply@localhost>")
EMAIL_HOST = env.text("KAISHI_SMTP_HOST", "localhost")
EMAIL_PORT = env.number("KAISHI_SMTP_PORT", 587, low=1, high=65_535)
EMAIL_HOST_USER = env.text("KAISHI_SMTP_USER")
EMAIL_HOST_PASSWORD = env.text("KAISHI_SMTP_PASSWORD")
EMAIL_USE_TLS = env.flag("KAISHI_SMTP_STARTTLS", True)
EMAIL_TIMEOUT = 20

"""What is the same everywhere. Subjects with more than a few lines live in `parts/`."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from kaishi.settings import env
from kaishi.settings.parts.apps_elsewhere import *  # noqa: F403
from kaishi.settings.parts.calls import *  # noqa: F403
from kaishi.settings.parts.consultations import *  # noqa: F403
from kaishi.settings.parts.files import *  # noqa: F403
from kaishi.settings.parts.files import PRIVATE_STORAGE
from kaishi.settings.parts.logs import *  # noqa: F403
from kaishi.settings.parts.notifications import *  # noqa: F403
from kaishi.settings.parts.nutrition import *  # noqa: F403
from kaishi.settings.parts.partners import *  # noqa: F403
from kaishi.settings.parts.people import *  # noqa: F403
from kaishi.settings.parts.plans import *  # noqa: F403
from kaishi.settings.parts.referrals import *  # noqa: F403
from kaishi.settings.parts.rest import *  # noqa: F403
from kaishi.settings.parts.security import *  # noqa: F403
from kaishi.settings.parts.servers import *  # noqa: F403
from kaishi.settings.parts.service import *  # noqa: F403
from kaishi.settings.parts.silence import *  # noqa: F403
from kaishi.settings.parts.sockets import *  # noqa: F403
from kaishi.settings.parts.tasks import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = env.folder("KAISHI_DATA", BASE_DIR / "var")

ROOT_URLCONF = "kaishi.urls"
WSGI_APPLICATION = "kaishi.wsgi.application"
ASGI_APPLICATION = "kaishi.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
WEB_THREADS = env.number("KAISHI_WEB_THREADS", 8, low=1, high=256)

OUR_APPS = [
    "apps.foundation",
    "apps.ui",
    "apps.accounts",
    "apps.pregnancies",
    "apps.notifications",
    "apps.alerts",
    "apps.expectations",
    "apps.recordings",
    "apps.monitoring",
    "apps.nutrition",
    "apps.observations",
    "apps.plans",
    "apps.referrals",
    "apps.consultations",
    "apps.console",
]
INSTALLED_APPS = [
    *OUR_APPS,  # before the others, so that our templates and commands win
    "django.contrib.admin.apps.SimpleAdminConfig",  # only what apps/nutrition/admin registers
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "django_htmx",
    "django_prometheus",
    "django_structlog",
    "csp",
    "corsheaders",
    "allauth",
    "allauth.account",
    "allauth.headless",
    "allauth.mfa",
    "allauth.usersessions",
    "oauth2_provider",
    "kaishi",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "kaishi.logs.RequestLogMiddleware",
    "apps.foundation.middleware.ApiAnswersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "apps.referrals.ways_out.WaysOutMiddleware",
    "csp.middleware.CSPMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "apps.foundation.permissions.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "apps.accounts.middleware.PrivatePagesMiddleware",
    "apps.accounts.middleware.PreferencesMiddleware",
    "apps.accounts.middleware.RequireSecondFactorMiddleware",
    "apps.accounts.middleware.AuthProblemsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "apps.accounts.middleware.AccessLogMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.template.context_processors.tz",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese")), ("ko", _("Korean"))]
LOCALE_PATHS = [BASE_DIR / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT: Path | None = None  # production gathers files in a folder, see there
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": PRIVATE_STORAGE,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True  # served from the apps' own folders: no collectstatic before a start
WHITENOISE_AUTOREFRESH = False

# accounts_person is unique by lower-cased address, which this check does not see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
PROMETHEUS_EXPORT_MIGRATIONS = False
METRICS_TOKEN = env.text("KAISHI_METRICS_TOKEN")

"""What stands between a request and its view: access log, second factor, language and zone, error shape."""

from apps.accounts.middleware.access_log import AccessLogMiddleware
from apps.accounts.middleware.auth_problems import AuthProblemsMiddleware
from apps.accounts.middleware.preferences import PreferencesMiddleware
from apps.accounts.middleware.private_pages import PrivatePagesMiddleware
from apps.accounts.middleware.second_factor import RequireSecondFactorMiddleware

__all__ = [
    "AccessLogMiddleware",
    "AuthProblemsMiddleware",
    "PreferencesMiddleware",
    "PrivatePagesMiddleware",
    "RequireSecondFactorMiddleware",
]

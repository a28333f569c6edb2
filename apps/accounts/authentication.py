"""How a request of the API says who sends it."""

from allauth.headless.contrib.rest_framework.authentication import XSessionTokenAuthentication


class AppTokenAuthentication(XSessionTokenAuthentication):
    """The phone's session token in the header `X-Session-Token`; refused tokens are answered with 401."""

    def authenticate_header(self, request):  # type: ignore[no-untyped-def]
        """Name the scheme, so that «not signed in» is 401 and not 403."""
        return "X-Session-Token"

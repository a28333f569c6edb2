"""Why an address is not called, or what came of calling it."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_FORM: Final = gettext_lazy(
    "This is no address that can be called. Write it as https://shop.example/feed.xml."
)
_HTTPS: Final = gettext_lazy("Only addresses that begin with https:// are called.")
_NAME: Final = gettext_lazy(
    "Give a host by its public name, not by a number and not a name inside a network."
)
_PORT: Final = gettext_lazy("Only the usual port of https (443) is called.")
_UNKNOWN: Final = gettext_lazy("Nobody knows a host of this name.")
ADDRESSES: Final[dict[str, Any]] = {
    "address_form": _FORM,
    "https_only": _HTTPS,
    "address_not_public": gettext_lazy(
        "This host leads into a private network, which we never call. Use a host that everybody can reach."
    ),
    "name_only": _NAME,
    "port_not_allowed": _PORT,
    "host_unknown": _UNKNOWN,
    "redirect": gettext_lazy("The address leads on to nowhere."),
    "too_many_redirects": gettext_lazy("The address leads on more than five times."),
    "not_reached": gettext_lazy("Your server could not be reached, or its certificate is not valid."),
    "too_slow": gettext_lazy("Your server took longer than it may."),
    "cut_off": gettext_lazy("The file ended before it was whole."),
    "too_large": gettext_lazy("The file is larger than it may be."),
    "empty": gettext_lazy("The file is empty."),
    "not_modified": "",
}
"""Code → sentence."""


def of_address(code: str) -> str:
    """Return why an address was refused, or a fetch failed."""
    if code.startswith("http_"):
        return _("Your server answered with %(status)s instead of the file.") % {"status": code[5:]}
    return str(ADDRESSES.get(code, _FORM))

"""People, pregnancies and recordings to look at, made through the services. Development settings only.

`manage.py up` and `manage.py demo` call `ensure_demo()`; the passwords stand in `people.py`, nowhere else.
"""

from apps.console.demo.people import CREDENTIALS, Credential
from apps.console.demo.run import ensure_demo

__all__ = ["CREDENTIALS", "Credential", "ensure_demo"]

#!/usr/bin/env python
"""Django's command line, with KAISHI's development settings unless DJANGO_SETTINGS_MODULE names others."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaishi.settings.development")
    if sys.argv[1:2] == ["up"]:  # before Django: its settings need what `up` makes
        from kaishi.embedded.up import main as up

        sys.exit(up(sys.argv[2:]))
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django is not installed in this Python. Run 'make up', which makes .venv and uses it.")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

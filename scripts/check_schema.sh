#!/usr/bin/env bash
# The OpenAPI document in the repository must be what the code says.
set -euo pipefail
cd "$(dirname "$0")/.."
fresh="$(mktemp)"
trap 'rm -f "$fresh"' EXIT
DJANGO_SETTINGS_MODULE=kaishi.settings.test .venv/bin/python manage.py spectacular --validate --fail-on-warn --file "$fresh"
if ! diff -u docs/reference/openapi.yaml "$fresh"; then
  echo "docs/reference/openapi.yaml differs from the code: run 'make schema' and review the change" >&2
  exit 1
fi
.venv/bin/python scripts/asyncapi.py --check

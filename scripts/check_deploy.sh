#!/usr/bin/env bash
# Production settings must start clean with a proper environment, and must refuse without one.
set -euo pipefail
cd "$(dirname "$0")/.."
export DJANGO_SETTINGS_MODULE=kaishi.settings.production

if env -u KAISHI_SECRET_KEY .venv/bin/python manage.py check >/dev/null 2>&1; then
  echo "production settings started without a secret" >&2
  exit 1
fi
export KAISHI_SECRET_KEY="$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(64))')"
export KAISHI_ALLOWED_HOSTS=kaishi.example.org KAISHI_TLS_HEADER=X-Forwarded-Proto
export KAISHI_TURN_URLS=turn:turn.example.org:3478 KAISHI_TURN_SECRET="$KAISHI_SECRET_KEY"
KAISHI_VAPID_PRIVATE_KEY="$(.venv/bin/python manage.py make_vapid_key | cut -d= -f2-)"
export KAISHI_VAPID_PRIVATE_KEY
export DATABASE_URL="${DATABASE_URL:-postgresql://kaishi:unused@127.0.0.1:5432/kaishi}" REDIS_URL="${REDIS_URL:-redis://127.0.0.1:6379}"
.venv/bin/python manage.py check --deploy --fail-level WARNING

#!/usr/bin/env bash
# As a newcomer: clone, `make up`, upload a recording through the public API, read the result, stop, start again.
set -euo pipefail
cd "$(dirname "$0")/.."
source_folder="$PWD"
work="$(mktemp -d)"
port="$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
pid=""

# make does not pass an interrupt on when it has no terminal: stop the program itself.
stop() {
  local up
  up="$(pgrep -f "manage.py up --port $port" | head -n 1)" || true
  if [ -n "$up" ]; then kill -INT "$up" || true; fi
  if [ -n "$pid" ]; then wait "$pid" || true; fi
  pid=""
}
trap 'stop; rm -rf "$work"' EXIT

start() { # then wait until it tells the newcomer that it is ready, as she would
  ( cd "$work/kaishi" && exec env -u DATABASE_URL -u REDIS_URL "$@" ) >"$work/up.log" 2>&1 &
  pid=$!
  for _ in $(seq 600); do
    if grep -q "KAISHI is ready after" "$work/up.log"; then cat "$work/up.log"; return; fi
    if ! kill -0 "$pid" 2>/dev/null; then cat "$work/up.log"; return 1; fi
    sleep 1
  done
  cat "$work/up.log"
  return 1
}

git clone -q "$source_folder" "$work/kaishi"
start make up ARGS="--port $port"
recording="$work/trace.fhr"
( cd "$work/kaishi" && .venv/bin/python -m ml_models.ctg generate "$recording" --minutes 30 --seed 7 )
( cd "$work/kaishi" && python3 examples/upload_recording.py "$recording" --address "http://127.0.0.1:$port" )
if [ -f "$source_folder/../shared/data/ctg/fhrma_train/train10.fhr" ]; then
  ( cd "$work/kaishi" && python3 examples/upload_recording.py "$source_folder/../shared/data/ctg/fhrma_train/train10.fhr" --address "http://127.0.0.1:$port" )
fi
stop
if pgrep -f "$work" >/dev/null; then echo "processes were left behind:" >&2; pgrep -af "$work" >&2; exit 1; fi
start .venv/bin/python manage.py up --port "$port"
stop
if pgrep -f "$work" >/dev/null; then echo "processes were left behind:" >&2; pgrep -af "$work" >&2; exit 1; fi
echo "fresh clone: started, uploaded, analysed, stopped, started again, stopped"

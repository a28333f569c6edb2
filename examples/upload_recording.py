"""Send a recording as a mother's phone would, wait for the analysis, print it. Needs Python 3.11 only.

python examples/upload_recording.py trace.fhr [--address URL] [--email E-MAIL] [--password WORDS]
"""

import argparse
import json
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from datetime import datetime, timedelta
from pathlib import Path

options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
options.add_argument("file", type=Path, help=".fhr, .fhrm, .edf, .csv or .json")
options.add_argument("--address", default="http://127.0.0.1:8000")
options.add_argument("--email", default="mother@demo.kaishi.example")
options.add_argument("--password", default="kaishi-demo-mother-1")
given, headers = options.parse_args(), {"Accept": "application/json"}


def ask(method, path, content=None, kind="application/json"):
    """One request; an error is a problem document (RFC 9457) with a sentence for people."""
    body = json.dumps(content).encode() if isinstance(content, dict) else content
    sent = {**headers, "Content-Type": kind} if body is not None else headers
    request = urllib.request.Request(given.address + path, body, sent, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        sys.exit(f"{method} {path}: {error.code} {json.load(error).get('detail', '')}")


signed_in = ask("POST", "/api/auth/app/v1/auth/login", {"email": given.email, "password": given.password})
headers["X-Session-Token"] = signed_in["meta"]["session_token"]
going = [one for one in ask("GET", "/api/v1/pregnancies")["results"] if one["state"] == "going"]
if not going:
    sys.exit("This mother has no pregnancy that goes on.")
started_at = datetime.now().astimezone() - timedelta(hours=2)  # when it ended is not known
recording = ask(
    "POST",
    "/api/v1/recordings",
    {
        "client_id": str(uuid.uuid4()),
        "pregnancy": going[0]["id"],
        "started_at": started_at.isoformat(),
        "device": {"maker": "KAISHI", "model": "upload_recording.py"},
    },
)
here = f"/api/v1/recordings/{recording['id']}"
name = urllib.parse.quote(given.file.name)
stored = ask("PUT", f"{here}/file?filename={name}", given.file.read_bytes(), "application/octet-stream")
ask("POST", f"{here}/complete", {})
print(f"Sent {stored['duration_s'] / 60:.1f} min. The analysis is under way …")
while (found := ask("GET", f"{here}/analysis"))["state"] not in ("analysed", "failed"):
    time.sleep(0.2)
for fetus in found["analysis"]["fetuses"] if found["analysis"] else sys.exit(found["failure_text"]):
    bpm, ups, downs = fetus["mean_baseline_bpm"], len(fetus["accelerations"]), len(fetus["decelerations"])
    told = f"baseline {bpm} bpm, {ups} accelerations, {downs} decelerations" if bpm else "nothing can be told"
    print(f"Fetus {fetus['fetus']}: {told}")
print(f"Her care team sees it at {given.address}/recordings/{recording['id']}/")

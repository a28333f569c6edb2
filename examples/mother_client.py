"""The mother's reference client in a browser: serves the pages of examples/mother_client on this machine.

python examples/mother_client.py [--port 8900] [--server http://127.0.0.1:8000]

It speaks to the public API and the socket only, as a phone app does. Needs Python 3.11 only.
"""

import argparse
import functools
import http.server
from pathlib import Path

options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
options.add_argument("--port", type=int, default=8900)
options.add_argument("--server", default="http://127.0.0.1:8000", help="where KAISHI runs")
given = options.parse_args()

pages = functools.partial(
    http.server.SimpleHTTPRequestHandler, directory=Path(__file__).with_name("mother_client")
)
server = http.server.ThreadingHTTPServer(("127.0.0.1", given.port), pages)
print(f"Open http://127.0.0.1:{server.server_port}/#server={given.server}", flush=True)
server.serve_forever()

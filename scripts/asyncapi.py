"""Write docs/reference/asyncapi-consultations.yaml from the frames in the code. Run by `make schema`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import msgspec
import yaml

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "reference" / "asyncapi-consultations.yaml"
sys.path.insert(0, str(ROOT))
DESCRIPTION = """\
One socket for all consultations of a person, and for the signals of calls. The database is the truth, the socket a hint:
whatever a frame says can be asked at the API by number, so that a lost frame costs a moment and never a word.

1. `POST /api/v1/socket-tickets` gives a ticket, valid for 30 seconds and one connection. Connect and send `hello` with
   it as the first frame. A page of this installation sends `hello` without one: its session cookie counts. An app
   that can set headers sends `X-Session-Token` with the handshake, as at the API, and `hello` without a ticket: after
   a cut that is four times as quick for a crowd, since the API is not asked first.
2. The answer is `welcome`, then `heads`: number, unread count and state of each consultation.
3. `open` a consultation with the number up to which you have everything. `opened` brings what follows (`has_more`: ask
   `GET /api/v1/consultations/{id}/messages?after=N` for the rest); from then on `posted` brings what is said. A mother
   gets the words of all of her consultations without opening them. Frames may overlap and come in any order: put messages
   in their order by `sequence`, keep one of each number, and ask for what is missing between two numbers.
4. `post` with a `client_id` of your own. `accepted` means that it is on the disk; `refused` says why nothing was stored.
   Without an answer send the same frame again, after a reconnection too: the same `client_id` is one message for ever.
5. Say `delivered` and `read` with the highest number; `receipt` tells of the others. To a mother her team is one.
6. `heartbeat` comes every few seconds. Whoever hears nothing for three of them connects again, with a pause that grows
   and differs from client to client.

Messages are those of `GET /api/v1/consultations/{id}/messages` (docs/reference/openapi.yaml, `Message`).
"""
CODES = """\
Text frames only, at most 65,536 bytes from the client, each a JSON object with `type`. For mothers and clinicians.

| close code | means | do |
| --- | --- | --- |
| 4400 | this frame is not in the description | mend the client |
| 4401 | the ticket or session is not valid (any more), or no `hello` within 10 seconds | sign in, take a new ticket |
| 4403 | this role has no business here | nothing |
| 4408 | too slow: what waited for you was too much | connect again, `open` from your number |
| 4429 | too many frames | fewer |
| 4503 | a server behind does not answer | come back in a moment |
"""


class Dumper(yaml.SafeDumper):
    """Writes sentences over several lines as they are."""


def _text(dumper: Dumper, value: str) -> Any:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


Dumper.add_representer(str, _text)


def main() -> None:
    """Write the file, or with `--check` say whether it is as the code says."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaishi.settings.test")
    import django

    django.setup()
    text = described()
    if "--check" in sys.argv:
        if TARGET.read_text(encoding="utf-8") != text:
            sys.exit(f"{TARGET.relative_to(ROOT)} is not what the code says: run make schema")
        return
    TARGET.write_text(text, encoding="utf-8")


def described() -> str:
    """Return the description as YAML."""
    from apps.consultations.sockets.consumer import ConsultationsConsumer
    from apps.foundation.sockets.frames import Gone, Heartbeat, Hello, Welcome

    inward = (Hello, *ConsultationsConsumer.frames)
    outward = (Welcome, Heartbeat, Gone, *ConsultationsConsumer.frames_out)
    _, schemas = msgspec.json.schema_components(
        (*inward, *outward), ref_template="#/components/schemas/{name}"
    )
    names = {cls.__name__: cls for cls in (*inward, *outward)}
    document = {
        "asyncapi": "3.0.0",
        "info": {
            "title": "KAISHI consultations",
            "version": "1.0.0",
            "license": {"name": "Apache-2.0"},
            "description": DESCRIPTION,
        },
        "servers": {"here": {"host": "localhost:8000", "protocol": "ws"}},
        "channels": {
            "consultations": {
                "address": "/ws/v1/consultations",
                "description": CODES,
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in sorted(names)},
            }
        },
        "operations": {
            "tell": _operation("receive", "What a client may send.", inward),
            "hear": _operation("send", "What the server sends.", outward),
        },
        "components": {
            "messages": {
                name: {
                    "summary": (cls.__doc__ or "").strip().split("\n")[0],
                    "name": cls.__struct_config__.tag,
                    "payload": {"$ref": f"#/components/schemas/{cls.__name__}"},
                }
                for name, cls in sorted(names.items())
            },
            "schemas": dict(sorted(schemas.items())),
        },
    }
    return yaml.dump(document, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=118)


def _operation(action: str, summary: str, types: tuple[Any, ...]) -> dict[str, Any]:
    names = [cls.__name__ for cls in types]
    return {
        "action": action,
        "channel": {"$ref": "#/channels/consultations"},
        "summary": summary,
        "messages": [{"$ref": f"#/channels/consultations/messages/{name}"} for name in names],
    }


if __name__ == "__main__":
    main()
